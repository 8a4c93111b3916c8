//! Handlers of one path under different policies, and a browser that remembers preflights: nothing
//! is let through that the policy of the handler refuses.
//!
//! The browser's [cache](https://fetch.spec.whatwg.org/#cors-preflight-cache) keeps a granted method
//! and a granted header name for an origin and a URL. It knows nothing of handlers: a header name
//! that was granted for one method is granted for all, for as long as max-age says, and for five
//! seconds where nothing is said.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::collections::HashSet;

use actix_web::{App, delete, get, post, put, web};
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;
use cors_runtime::attr::cors;
use cors_tests::actix::send;
use http::{Request, Response};

static PAGES: Policy = cors_runtime::cors! {
    allow_origins = ["https://page.example"],
    allow_headers = ["x-page", "x-both"],
    max_age       = "2h",
};

/// The same, of which no browser keeps anything.
static PAGES_NOT_KEPT: Policy = cors_runtime::cors! {
    allow_origins = ["https://page.example"],
    allow_headers = ["x-page", "x-both"],
    max_age       = 0,
};

static ADMINS: Policy = cors_runtime::cors! {
    allow_origins = ["https://admin.example", "https://page.example"],
    allow_headers = ["x-admin", "x-both"],
    max_age       = "2h",
};

#[cors(PAGES)]
#[get("/users")]
async fn list() -> &'static str {
    "ran"
}

#[cors(ADMINS)]
#[put("/users")]
async fn update() -> &'static str {
    "ran"
}

#[cors(ADMINS)]
#[actix_web::patch("/users")]
async fn mend() -> &'static str {
    "ran"
}

// These two are closed to other origins.
#[post("/users")]
async fn add() -> &'static str {
    "ran"
}

#[delete("/users")]
async fn remove() -> &'static str {
    "ran"
}

fn mounted(config: &mut web::ServiceConfig) {
    config.service(list).service(update).service(mend).service(add).service(remove);
}

const ORIGINS: [&str; 3] =
    ["https://page.example", "https://admin.example", "https://stranger.example"];
const METHODS: [&str; 5] = ["GET", "PUT", "PATCH", "POST", "DELETE"];
const HEADERS: [&[&str]; 5] = [&[], &["x-page"], &["x-admin"], &["x-both"], &["x-admin", "x-page"]];

/// A page's request.
#[derive(Debug, Clone, Copy)]
struct Asked {
    origin: &'static str,
    method: &'static str,
    headers: &'static [&'static str],
}

impl Asked {
    /// What the policy of its handler says, written down anew.
    fn is_granted(self) -> bool {
        let (origins, headers): (&[&str], &[&str]) = match self.method {
            "GET" => (&["https://page.example"], &["x-page", "x-both"]),
            "PUT" | "PATCH" => {
                (&["https://admin.example", "https://page.example"], &["x-admin", "x-both"])
            }
            _ => (&[], &[]),
        };
        origins.contains(&self.origin) && self.headers.iter().all(|name| headers.contains(name))
    }

    /// What every page may send without asking, as it could by a form.
    fn needs_no_preflight(self) -> bool {
        is_safelisted(self.method) && self.headers.is_empty()
    }

    fn request(self) -> Request<String> {
        let request = Request::builder().uri("/users").header("origin", self.origin);
        let request = self.headers.iter().fold(request, |request, name| request.header(*name, "1"));
        request.method(self.method).body(String::new()).unwrap()
    }

    fn preflight(self) -> Request<String> {
        let request = Request::builder().uri("/users").header("origin", self.origin);
        let request = request.header("access-control-request-method", self.method);
        let request = match self.headers {
            [] => request,
            names => request.header("access-control-request-headers", names.join(",")),
        };
        request.method("OPTIONS").body(String::new()).unwrap()
    }
}

fn is_safelisted(method: &str) -> bool {
    ["GET", "HEAD", "POST"].contains(&method)
}

/// A browser, as far as preflights go, with what it remembers of one URL for one origin.
#[derive(Debug)]
struct Browser {
    /// What it talks to.
    mounted: fn(&mut web::ServiceConfig),
    methods: HashSet<String>,
    headers: HashSet<String>,
}

impl Browser {
    fn new(mounted: fn(&mut web::ServiceConfig)) -> Self {
        Self { mounted, methods: HashSet::new(), headers: HashSet::new() }
    }

    /// Whether the request reaches its handler.
    async fn lets_through(&mut self, asked: Asked) -> bool {
        let is_remembered = (is_safelisted(asked.method) || self.methods.contains(asked.method))
            && asked.headers.iter().all(|name| self.headers.contains(*name));
        if !asked.needs_no_preflight() && !is_remembered && !self.asks(asked).await {
            return false;
        }
        send(App::new().configure(self.mounted), asked.request()).await.body() == "ran"
    }

    /// Sends a preflight, and remembers its answer.
    async fn asks(&mut self, asked: Asked) -> bool {
        let response = send(App::new().configure(self.mounted), asked.preflight()).await;
        let is_shared = values(&response, "access-control-allow-origin") == [asked.origin];
        if !response.status().is_success() || !is_shared {
            return false;
        }
        let methods = values(&response, "access-control-allow-methods");
        let headers = values(&response, "access-control-allow-headers");
        if values(&response, "access-control-max-age") != ["0"] {
            self.methods.extend(methods.iter().cloned());
            self.headers.extend(headers.iter().cloned());
        }
        (is_safelisted(asked.method) || methods.iter().any(|method| method == asked.method))
            && asked.headers.iter().all(|name| headers.iter().any(|granted| granted == name))
    }
}

fn values(response: &Response<String>, name: &str) -> Vec<String> {
    let lines = response.headers().get_all(name).iter();
    let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap()).collect();
    let names = lines.iter().flat_map(|line| line.split(','));
    names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Every request after every other one of the same origin.
#[actix_web::test]
async fn one_policy_is_not_lent_to_another() {
    let mut through = 0;
    for origin in ORIGINS {
        let all = || {
            let methods = METHODS.into_iter();
            methods.flat_map(|method| HEADERS.map(|headers| Asked { origin, method, headers }))
        };
        for first in all() {
            for second in all() {
                let mut browser = Browser::new(mounted);
                for asked in [first, second] {
                    let is_through = browser.lets_through(asked).await;
                    let may_be_sent = asked.is_granted() || asked.needs_no_preflight();
                    assert_eq!(is_through, may_be_sent, "{first:?}, then {second:?}");
                    through += u32::from(is_through);
                }
            }
        }
    }
    assert!(through > 500, "only {through} requests were let through");
}

#[cors(ADMINS)]
#[post("/users")]
async fn add_under_cors() -> &'static str {
    "ran"
}

/// A resource under a policy, beside a handler of its path under another.
fn beside_a_resource(config: &mut web::ServiceConfig, policy: &'static Policy) {
    let resource = web::resource("/users").wrap(Cors::new(policy));
    config.service(add_under_cors).service(resource.route(web::get().to(async || "ran")));
}

/// As the documentation says: what the policy of a resource grants is lent to the handlers of its
/// path, unless browsers are told to keep nothing.
#[actix_web::test]
async fn a_resource_lends_its_grants_to_handlers_of_its_path_unless_they_are_not_kept() {
    let kept: fn(&mut web::ServiceConfig) = |config| beside_a_resource(config, &PAGES);
    let not_kept: fn(&mut web::ServiceConfig) = |config| beside_a_resource(config, &PAGES_NOT_KEPT);
    for (mounted, is_lent) in [(kept, true), (not_kept, false)] {
        let asked = |method| Asked { origin: "https://page.example", method, headers: &["x-page"] };
        let mut browser = Browser::new(mounted);
        assert!(!browser.lets_through(asked("POST")).await, "its own policy refuses it");
        assert!(browser.lets_through(asked("GET")).await);
        assert_eq!(browser.lets_through(asked("POST")).await, is_lent);
    }
}
