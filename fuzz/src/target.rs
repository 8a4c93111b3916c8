//! What must hold of any host and any path under a map of policies.

use cors_runtime::{Policy, PolicyMap, cors, policies};
use cors_tables::policy_map::{CLOSED, RequestHost};

static ADMIN: Policy = cors! { allow_origins = ["https://admin.example"] };
static PUBLIC: Policy = cors! { allow_origins = ["https://public.example"] };
static USERS: Policy = cors! { allow_origins = ["https://users.example"] };
static NAMES: Policy = cors! { allow_origins = ["https://names.example"] };

/// Rows for what the property is about: a path below another, a segment, a host.
static MAP: PolicyMap = policies! {
    "/public/admin/{*rest}" => ADMIN,
    "/public/{*rest}"       => PUBLIC,
    "/users/{id:[0-9]+}"    => USERS,
    "/users/{name}"         => NAMES,
    "//a.example/{*rest}"   => ADMIN,
    "//{t}.example/b"       => NAMES,
    _                       => closed,
};

/// A line as the value of `Host`, and the bytes behind it as a path.
///
/// - Nothing panics.
/// - A path that gets a policy gets that of what it is when it is decoded once, its slashes are collapsed and its
///   parameters are cut off, in any order.
/// - A host that is not clear gets no policy; letters, a port and a trailing dot change nothing.
///
/// # Panics
///
/// If one of them does not hold.
pub fn target(bytes: &[u8]) {
    let table = MAP.__table;
    let mut parts = bytes.splitn(2, |&byte| byte == b'\n');
    let line = parts.next().unwrap_or_default();
    let path = parts.next().unwrap_or_default();
    let host = RequestHost::new(None, [line]);
    let chosen = table.select(host, path);
    if host == RequestHost::Unclear {
        assert_eq!(chosen, CLOSED, "{host:?} {path:?}");
        return;
    }
    if let RequestHost::Name(name) = host {
        let spelt = [&name.to_ascii_uppercase()[..], b".:8080"].concat();
        assert_eq!(table.select(RequestHost::new(Some(&spelt), [line]), path), chosen);
    }
    if chosen == CLOSED {
        return;
    }
    for reading in [
        collapsed(&decoded(path)),
        decoded(&collapsed(path)),
        without_parameters(&decoded(path)),
        decoded(&without_parameters(path)),
    ] {
        assert_eq!(table.select(host, &reading), chosen, "{path:?} as {reading:?}");
    }
}

/// Decoded once; `%` where it cannot be a sign of the next reading.
fn decoded(path: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut rest = path;
    while let [first, behind @ ..] = rest {
        let digits = behind.get(..2).and_then(|digits| str::from_utf8(digits).ok());
        let byte = digits
            .filter(|digits| *first == b'%' && digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        // An encoded sign stays encoded, or the next reading would decode once more.
        match byte {
            Some(b'%') | None => decoded.push(*first),
            Some(byte) => decoded.push(byte),
        }
        rest = match byte {
            Some(byte) if byte != b'%' => behind.get(2..).unwrap_or_default(),
            _ => behind,
        };
    }
    decoded
}

fn collapsed(path: &[u8]) -> Vec<u8> {
    let mut collapsed = Vec::new();
    for &byte in path {
        if byte != b'/' || collapsed.last() != Some(&b'/') {
            collapsed.push(byte);
        }
    }
    collapsed
}

fn without_parameters(path: &[u8]) -> Vec<u8> {
    let segments: Vec<&[u8]> = path
        .split(|&byte| byte == b'/')
        .map(|segment| segment.split(|&byte| byte == b';').next().unwrap_or_default())
        .collect();
    segments.join(&b'/')
}
