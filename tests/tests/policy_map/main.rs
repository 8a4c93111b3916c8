//! Maps of policies around applications, held against what the handlers of each path may be given.
//!
//! Every handler answers with its *own path*: that of its route, with the parts that the router captured,
//! or that of the file that it serves. Requests come in random spellings. Whatever reaches a handler must
//! be under the policy that the map gives to the handler's own path, or under none.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod actix;
mod axum;
mod hosts;
mod places;
mod spelling;
mod targets;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use cors_runtime::{Policy, PolicyMap, Target, cors, policies};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HOST, ORIGIN};
use http::{HeaderMap, HeaderValue, Request, Response, Uri};

use spelling::Random;

static PUBLIC: Policy = cors! { allow_origins = ["https://public.example"], max_age = 1 };
static ADMIN: Policy = cors! { allow_origins = ["https://admin.example"], max_age = 2 };
static USERS: Policy = cors! { allow_origins = ["https://users.example"], max_age = 3 };
static EXACT: Policy = cors! { allow_origins = ["https://exact.example"], max_age = 4 };
static REST: Policy = cors! { allow_origins = ["https://rest.example"], max_age = 5 };

/// Everything has a policy, so that no reading falls back to `closed`.
static SITE: PolicyMap = policies! {
    "/exact"                => EXACT,
    "/static/private/{*f}"  => ADMIN,
    "/static/{*f}"          => PUBLIC,
    "/admin/{*rest}"        => ADMIN,
    "/users/{id:[0-9]+}"    => USERS,
    "/users/{name}/admin"   => ADMIN,
    "/{name}/page"          => PUBLIC,
    _                       => REST,
};

/// The policies with the only origin that each allows.
static POLICIES: [(&Policy, &str); 5] = [
    (&PUBLIC, "https://public.example"),
    (&ADMIN, "https://admin.example"),
    (&USERS, "https://users.example"),
    (&EXACT, "https://exact.example"),
    (&REST, "https://rest.example"),
];

/// The header in which a handler says its own path.
const OWN_PATH: &str = "own-path";

/// The origin that the map allows for a path, if it allows one.
fn allowed(path: &str) -> Option<&'static str> {
    let uri: Uri = path.parse().unwrap_or_else(|_| panic!("{path} is a path"));
    let policy = SITE.policy(Target::new(&uri, &HeaderMap::new()));
    POLICIES.iter().map(|&(_, origin)| origin).find(|origin| policy.allows_origin(origin))
}

/// A request from a page.
fn request(path: &str, origin: &str) -> Option<Request<String>> {
    // What is not a URI does not reach a server.
    let mut request = Request::builder().uri(path).body(String::new()).ok()?;
    request.headers_mut().insert(ORIGIN, HeaderValue::from_str(origin).ok()?);
    request.headers_mut().insert(HOST, HeaderValue::from_static("site.example"));
    Some(request)
}

/// How many requests were sent, reached a handler, and got a policy.
#[derive(Debug, Default)]
struct Counted {
    requests: usize,
    reached: usize,
    shared: usize,
    /// Those that get another policy by the row of the path as it was sent.
    fooled: usize,
}

impl Counted {
    /// Checks one response to a spelling of a path.
    fn check(&mut self, spelling: &str, origin: &str, response: &Response<String>) {
        self.requests += 1;
        let Some(own) = response.headers().get(OWN_PATH) else { return };
        self.reached += 1;
        let own = own.to_str().expect("an own path is ASCII");
        self.fooled += usize::from(allowed(own) != Some(by_sent_path(spelling)));
        let Some(shared) = response.headers().get(ACCESS_CONTROL_ALLOW_ORIGIN) else { return };
        self.shared += 1;
        assert_eq!(shared, origin, "{spelling}");
        assert_eq!(allowed(own), Some(origin), "{spelling} reaches the handler of {own}");
    }
}

/// The origin of the first row that the path as it was sent matches: what a map that looks at nothing else
/// would allow.
fn by_sent_path(path: &str) -> &'static str {
    let path = path.split('?').next().unwrap_or_default();
    let is_number = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    match path.strip_prefix("/users/") {
        _ if path == "/exact" => "https://exact.example",
        _ if path.starts_with("/static/private/") => "https://admin.example",
        _ if path.starts_with("/static/") => "https://public.example",
        _ if path == "/admin" || path.starts_with("/admin/") => "https://admin.example",
        Some(id) if is_number(id) => "https://users.example",
        Some(name) if name.matches('/').count() == 1 && name.ends_with("/admin") => {
            "https://admin.example"
        }
        _ if path.matches('/').count() == 2 && path.ends_with("/page") => "https://public.example",
        _ => "https://rest.example",
    }
}

/// Spellings of paths, each with the origin that the map allows, or one that it should refuse.
fn spellings(seed: u64, count: usize) -> impl Iterator<Item = (String, &'static str)> {
    let mut random = Random::new(seed);
    (0..count).filter_map(move |_| {
        let spelling = random.spelling();
        let request = request(&spelling, "https://public.example")?;
        let policy = SITE.policy(Target::new(request.uri(), request.headers()));
        let origin =
            POLICIES.iter().map(|&(_, origin)| origin).find(|origin| policy.allows_origin(origin));
        let refused = by_sent_path(&spelling);
        Some((spelling, origin.unwrap_or(refused)))
    })
}

/// A folder with files that hold their own paths. They are written once, because other tests read them.
fn files(name: &'static str) -> PathBuf {
    static WRITTEN: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("policy_map").join(name);
    let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
    if !written.insert(name) {
        return folder;
    }
    for file in ["page", "private/secret", "admin/x", "a b", "private/a b"] {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("made");
        std::fs::write(path, format!("/static/{}", file.replace(' ', "%20"))).expect("written");
    }
    folder
}

/// Encodes what a router captured, so that it is a part of a path again.
fn encoded(captured: &str, is_rest: bool) -> String {
    captured
        .bytes()
        .map(|byte| match byte {
            b'/' if is_rest => "/".to_owned(),
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
