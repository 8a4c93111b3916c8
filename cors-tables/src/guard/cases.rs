//! Each step of the guard, for the requests that browsers and other programs send.

use std::format;
use std::string::ToString;
use std::vec::Vec;

use super::{Action, Blocked, GuardedRequest, Guarding, is_host, is_origin_of};
use crate::request::FieldLine;

const APP: &[u8] = b"https://app.example.com";
const OWN: &[u8] = b"https://api.example.com";
const EVIL: &[u8] = b"https://evil.example";

const USUAL: Guarding<'static, &str> = Guarding { passes_non_browsers: true, hosts: None };
const STRICT: Guarding<'static, &str> =
    Guarding { passes_non_browsers: true, hosts: Some(&["localhost:3000", "api.example.com"]) };

fn request<'r>(
    action: Action,
    origin: Option<&'r [u8]>,
    fetch_site: Option<&'r [u8]>,
) -> GuardedRequest<'r> {
    GuardedRequest {
        action,
        origin: origin.map(FieldLine::One),
        fetch_site: fetch_site.map(FieldLine::One),
        authority: Some(b"api.example.com"),
    }
}

fn passes(guarding: &Guarding<'_, &str>, request: GuardedRequest<'_>) -> bool {
    guarding.check(request, |origin| origin == APP).is_ok()
}

/// Every combination of action, origin and site, against the table of the module's documentation, written
/// as one expression.
#[test]
fn guard_is_its_table() {
    let actions = [Action::Preflight, Action::Read, Action::Connect, Action::Write];
    let origins: [Option<&[u8]>; 6] =
        [None, Some(APP), Some(OWN), Some(EVIL), Some(b"null"), Some(b"http://api.example.com")];
    let sites: [Option<&[u8]>; 6] = [
        None,
        Some(b"same-origin"),
        Some(b"none"),
        Some(b"same-site"),
        Some(b"cross-site"),
        Some(b"future"),
    ];
    let mut passed = Vec::new();
    for action in actions {
        for origin in origins {
            for site in sites {
                let is_trusted = origin == Some(APP);
                let by_site = match site {
                    Some(site) => site == b"same-origin" || site == b"none",
                    None => origin != Some(EVIL) && origin != Some(b"null"),
                };
                let is_preflight = action == Action::Preflight;
                let request = request(action, origin, site);
                let usual = is_preflight || action == Action::Read || is_trusted || by_site;
                assert_eq!(passes(&USUAL, request), usual, "{request:?}");
                let strict = is_preflight || is_trusted || (origin.is_none() && by_site);
                assert_eq!(passes(&STRICT, request), strict, "strict: {request:?}");
                passed.push(usual);
            }
        }
    }
    assert!(passed.contains(&false));
}

#[test]
fn several_lines_are_refused_before_everything_else() {
    for action in [Action::Preflight, Action::Read, Action::Connect, Action::Write] {
        let mut several = request(action, None, Some(b"none"));
        several.origin = Some(FieldLine::Several);
        assert_eq!(USUAL.check(several, |_| true), Err(Blocked::SeveralOrigins));
        let mut several = request(action, Some(APP), None);
        several.fetch_site = Some(FieldLine::Several);
        assert_eq!(USUAL.check(several, |_| true), Err(Blocked::SeveralFetchSites));
    }
}

/// DNS rebinding: the attacker's name resolves to this server, so `Origin` and `Host` are equal.
#[test]
fn strict_guard_refuses_other_hosts() {
    let mut rebound = request(Action::Read, Some(b"http://evil.example:3000"), None);
    rebound.authority = Some(b"evil.example:3000");
    assert!(passes(&USUAL, rebound));
    assert_eq!(
        STRICT.check(rebound, |_| false),
        Err(Blocked::HostNotListed { host: Some(b"evil.example:3000") })
    );
    let mut no_host = request(Action::Read, None, None);
    no_host.authority = None;
    assert_eq!(STRICT.check(no_host, |_| true), Err(Blocked::HostNotListed { host: None }));
}

#[test]
fn programs_other_than_browsers_can_be_refused() {
    let browsers_only = Guarding { passes_non_browsers: false, ..USUAL };
    let write = request(Action::Write, None, None);
    assert!(passes(&USUAL, write));
    assert_eq!(browsers_only.check(write, |_| true), Err(Blocked::NotFromBrowser));
    assert!(passes(&browsers_only, request(Action::Write, None, Some(b"same-origin"))));
    assert!(passes(&browsers_only, request(Action::Read, None, None)));
}

#[test]
fn listed_hosts() {
    for (listed, host, expected) in [
        ("localhost", "localhost:3000", true),
        ("localhost", "LOCALHOST", true),
        ("localhost:3000", "localhost:3000", true),
        ("localhost:3000", "localhost:3001", false),
        ("localhost:3000", "localhost", false),
        ("[::1]", "[::1]:3000", true),
        ("[::1]:3000", "[::1]:3000", true),
        ("[::1]:3000", "[::1]", false),
        ("127.0.0.1", "127.0.0.1.evil.example", false),
        ("", "", false),
        ("", ":80", false),
    ] {
        assert_eq!(is_host(&listed, host.as_bytes()), expected, "{listed} {host}");
    }
}

#[test]
fn own_host_of_an_origin() {
    for (origin, host, expected) in [
        ("https://api.example.com", "api.example.com", true),
        ("http://api.example.com", "API.example.com", true),
        ("https://api.example.com", "api.example.com:443", true),
        ("http://api.example.com", "api.example.com:443", false),
        ("https://api.example.com:8443", "api.example.com:8443", true),
        ("https://api.example.com:8443", "api.example.com", false),
        ("https://[::1]:8443", "[::1]:8443", true),
        ("https://[::1]", "[::1]", true),
        ("null", "null", false),
        ("null", "", false),
        ("https://", "", false),
        ("tauri://localhost", "localhost", false),
        ("https://api.example.com.evil.example", "api.example.com", false),
        ("https:api.example.com", "api.example.com", false),
    ] {
        assert_eq!(is_origin_of(origin.as_bytes(), host.as_bytes()), expected, "{origin} {host}");
    }
}

/// The origin that a refusal is about, if it is, and a part of its text.
#[test]
fn refusals_and_their_origins() {
    let site = b"cross-site";
    for (blocked, origin, text) in [
        (Blocked::SeveralOrigins, None, "several `Origin` headers"),
        (Blocked::SeveralFetchSites, None, "several `Sec-Fetch-Site` headers"),
        (
            Blocked::OriginNotAllowed { origin: EVIL },
            Some(EVIL),
            "`https://evil.example` is neither",
        ),
        (Blocked::FromAnotherOrigin { origin: Some(OWN), site }, Some(OWN), "as `cross-site`"),
        (Blocked::FromAnotherOrigin { origin: None, site }, None, "no `Origin` that could be"),
        (Blocked::NotFromBrowser, None, "neither `Origin` nor `Sec-Fetch-Site`"),
        (Blocked::HostNotListed { host: Some(b"a\nb") }, None, "the host `a\\nb` is not"),
        (Blocked::HostNotListed { host: None }, None, "no host, or several"),
    ] {
        assert_eq!(blocked.origin(), origin, "{blocked}");
        assert!(blocked.to_string().contains(text), "{blocked}");
        assert_eq!(format!("{blocked:?}"), format!("Blocked({blocked})"));
    }
}

/// The bytes of a request are escaped where it is printed.
#[test]
fn requests_are_printed_escaped() {
    let shown = format!("{:?}", request(Action::Write, Some(b"a\nb"), Some(b"none")));
    for part in ["Write", "a\\nb", "none", "api.example.com"] {
        assert!(shown.contains(part), "{shown}");
    }
    assert!(!shown.contains('\n'), "{shown}");
}
