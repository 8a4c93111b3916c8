//! Handlers of one path with different policies, and a browser that caches preflights: it never sends a
//! request that the policy of the handler refuses.
//!
//! The browser's [cache](https://fetch.spec.whatwg.org/#cors-preflight-cache) stores a granted method and a
//! granted header name for an origin and a URL, not for a handler: a header name that was granted for one
//! method is granted for all, for the max-age, or for five seconds if there is none.
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

/// The same, but browsers do not cache it.
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
struct PageRequest {
    origin: &'static str,
    method: &'static str,
    headers: &'static [&'static str],
}

impl PageRequest {
    /// The meaning of its handler's policy, written independently.
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

    /// Requests that every page may send without a preflight, because a form could.
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

/// The preflights of a browser, with its cache for one URL and one origin.
#[derive(Debug)]
struct Browser {
    /// The application.
    mounted: fn(&mut web::ServiceConfig),
    methods: HashSet<String>,
    headers: HashSet<String>,
}

impl Browser {
    fn new(mounted: fn(&mut web::ServiceConfig)) -> Self {
        Self { mounted, methods: HashSet::new(), headers: HashSet::new() }
    }

    /// Whether the request reaches its handler.
    async fn reaches_the_handler(&mut self, page_request: PageRequest) -> bool {
        let is_remembered = (is_safelisted(page_request.method)
            || self.methods.contains(page_request.method))
            && page_request.headers.iter().all(|name| self.headers.contains(*name));
        if !page_request.needs_no_preflight()
            && !is_remembered
            && !self.preflight(page_request).await
        {
            return false;
        }
        send(App::new().configure(self.mounted), page_request.request()).await.body() == "ran"
    }

    /// Sends a preflight, and caches its answer.
    async fn preflight(&mut self, page_request: PageRequest) -> bool {
        let response = send(App::new().configure(self.mounted), page_request.preflight()).await;
        let is_shared = values(&response, "access-control-allow-origin") == [page_request.origin];
        if !response.status().is_success() || !is_shared {
            return false;
        }
        let methods = values(&response, "access-control-allow-methods");
        let headers = values(&response, "access-control-allow-headers");
        if values(&response, "access-control-max-age") != ["0"] {
            self.methods.extend(methods.iter().cloned());
            self.headers.extend(headers.iter().cloned());
        }
        (is_safelisted(page_request.method)
            || methods.iter().any(|method| method == page_request.method))
            && page_request.headers.iter().all(|name| headers.iter().any(|granted| granted == name))
    }
}

fn values(response: &Response<String>, name: &str) -> Vec<String> {
    let lines = response.headers().get_all(name).iter();
    let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap()).collect();
    let names = lines.iter().flat_map(|line| line.split(','));
    names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// Every ordered pair of requests of one origin.
#[actix_web::test]
async fn permissions_do_not_apply_to_other_handlers() {
    let mut through = 0;
    for origin in ORIGINS {
        let all = || {
            let methods = METHODS.into_iter();
            methods
                .flat_map(|method| HEADERS.map(|headers| PageRequest { origin, method, headers }))
        };
        for first in all() {
            for second in all() {
                let mut browser = Browser::new(mounted);
                for page_request in [first, second] {
                    let is_through = browser.reaches_the_handler(page_request).await;
                    let may_be_sent =
                        page_request.is_granted() || page_request.needs_no_preflight();
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

/// A resource with a policy, and a handler of its path with another.
fn beside_a_resource(config: &mut web::ServiceConfig, policy: &'static Policy) {
    let resource = web::resource("/users").wrap(Cors::new(policy));
    config.service(add_under_cors).service(resource.route(web::get().to(async || "ran")));
}

/// As documented: the permissions of a resource's policy apply to the handlers of its path, unless browsers
/// do not cache them.
#[actix_web::test]
async fn permissions_of_a_resource_apply_to_its_path_unless_not_cached() {
    let kept: fn(&mut web::ServiceConfig) = |config| beside_a_resource(config, &PAGES);
    let not_kept: fn(&mut web::ServiceConfig) = |config| beside_a_resource(config, &PAGES_NOT_KEPT);
    for (mounted, is_lent) in [(kept, true), (not_kept, false)] {
        let page_request =
            |method| PageRequest { origin: "https://page.example", method, headers: &["x-page"] };
        let mut browser = Browser::new(mounted);
        assert!(
            !browser.reaches_the_handler(page_request("POST")).await,
            "its own policy refuses it"
        );
        assert!(browser.reaches_the_handler(page_request("GET")).await);
        assert_eq!(browser.reaches_the_handler(page_request("POST")).await, is_lent);
    }
}
