//! The browser's preflight cache lends nothing to the handler of another policy.
//!
//! A cache entry is of an origin, a URL, and a method or a header name; handlers it does not know.
//! So for every two requests, one after the other through one cache, what reaches a handler must
//! be what that handler's own policy grants: for every way to put three policies on three methods.
//!
//! Source: [`#cors-preflight-cache`](https://fetch.spec.whatwg.org/#cors-preflight-cache).

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use cors_runtime::__private::{Method, Routes};
use cors_runtime::Policy;

use super::{ADMIN, ADMIN_PAGE, API, PAGE, STRANGER, preflight_with, send};

/// Trusts the same page as `API`, and grants another header.
static OTHER: Policy = cors_runtime::cors! {
    allow_origins     = ["https://page.example", "https://admin.example"],
    allow_credentials = true,
    allow_headers     = ["x-other"],
    max_age           = "2h",
};

/// Which policy the handler of each method carries; `None` where there is no handler.
type Path = [(&'static str, Option<&'static Policy>); 3];

fn every_path() -> Vec<Path> {
    let choices = [None, Some(&API), Some(&ADMIN), Some(&OTHER)];
    let mut paths = Vec::new();
    for post in choices {
        for put in choices {
            for patch in choices {
                paths.push([("POST", post), ("PUT", put), ("PATCH", patch)]);
            }
        }
    }
    paths
}

/// What `routes!` makes of such a list.
fn router(path: &Path) -> Router {
    let mut routes = Routes::default();
    for (&(_, policy), method) in path.iter().zip([Method::Post, Method::Put, Method::Patch]) {
        if let Some(policy) = policy {
            routes = routes.mount(method, "handler", *policy, async || "handled");
        }
    }
    Router::new().route("/", routes.finish())
}

/// What the policies say, read by hand.
fn is_granted(path: &Path, page: Page) -> bool {
    let Page { origin, method, header } = page;
    let policy =
        path.iter().find(|(mounted, _)| *mounted == method).and_then(|(_, policy)| *policy);
    let (origins, allowed): (&[&str], _) = match policy {
        Some(policy) if std::ptr::eq(policy, &API) => (&[PAGE], "content-type"),
        Some(policy) if std::ptr::eq(policy, &ADMIN) => (&[ADMIN_PAGE], "x-admin"),
        Some(_) => (&[PAGE, ADMIN_PAGE], "x-other"),
        None => return false,
    };
    origins.contains(&origin) && header == allowed
}

fn is_handled(path: &Path, page: Page) -> bool {
    path.iter().any(|(method, policy)| *method == page.method && policy.is_some())
}

/// A request that needs a preflight.
#[derive(Debug, Clone, Copy)]
struct Page {
    origin: &'static str,
    method: &'static str,
    header: &'static str,
}

fn every_request() -> Vec<Page> {
    let mut requests = Vec::new();
    for origin in [PAGE, ADMIN_PAGE, STRANGER] {
        for method in ["POST", "PUT", "PATCH"] {
            for header in ["content-type", "x-admin", "x-other"] {
                requests.push(Page { origin, method, header });
            }
        }
    }
    requests
}

/// What one browser remembers of one URL. All requests carry credentials.
#[derive(Debug, Default)]
struct Cache {
    methods: BTreeSet<(&'static str, String)>,
    headers: BTreeSet<(&'static str, String)>,
}

fn is_safelisted(method: &str) -> bool {
    ["GET", "HEAD", "POST"].contains(&method)
}

fn names(headers: &HeaderMap, name: &str) -> Vec<String> {
    let value = headers.get(name).map_or("", |value| value.to_str().unwrap());
    value.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

impl Cache {
    /// Whether the browser sends the request itself.
    async fn lets_through(&mut self, app: &Router, page: Page) -> bool {
        let Page { origin, method, header } = page;
        let has_method = is_safelisted(method) || self.methods.contains(&(origin, method.into()));
        if has_method && self.headers.contains(&(origin, header.into())) {
            return true;
        }
        let answer = send(app, preflight_with(method, "/", origin, header)).await;
        let headers = answer.headers();
        let is = |name: &str, value: &str| headers.get(name).is_some_and(|found| found == value);
        if !answer.status().is_success()
            || !is("access-control-allow-origin", origin)
            || !is("access-control-allow-credentials", "true")
        {
            return false;
        }
        let methods = names(headers, "access-control-allow-methods");
        let allowed = names(headers, "access-control-allow-headers");
        if !(is_safelisted(method) || methods.contains(&method.to_owned()))
            || !allowed.contains(&header.to_owned())
        {
            return false;
        }
        // Without the header a browser remembers for 5 seconds.
        let age = headers.get("access-control-max-age").map_or("5", |age| age.to_str().unwrap());
        if age != "0" {
            self.methods.extend(methods.into_iter().map(|method| (origin, method)));
            self.headers.extend(allowed.into_iter().map(|header| (origin, header)));
        }
        true
    }
}

/// The pairs of requests of which the second is let through, although the policy of its handler
/// refuses it, or is not, although it grants it. Where there is no handler it meets a 405.
async fn wrong(app: &Router, path: &Path) -> Vec<(Page, Page)> {
    let mut wrong = Vec::new();
    for first in every_request() {
        for second in every_request() {
            let mut cache = Cache::default();
            cache.lets_through(app, first).await;
            let is_through = cache.lets_through(app, second).await;
            if is_handled(path, second) && is_through != is_granted(path, second) {
                wrong.push((first, second));
            }
        }
    }
    wrong
}

#[tokio::test]
async fn nothing_is_lent_on_any_path() {
    for path in every_path() {
        let wrong = wrong(&router(&path), &path).await;
        assert!(wrong.is_empty(), "{path:?}: {wrong:?}");
    }
}

/// One policy on a path may be remembered: one preflight is enough for all its methods.
#[tokio::test]
async fn one_policy_is_remembered() {
    let path = [("POST", Some(&API)), ("PUT", Some(&API)), ("PATCH", None)];
    let app = router(&path);
    let mut cache = Cache::default();
    let page = |method| Page { origin: PAGE, method, header: "content-type" };
    assert!(cache.lets_through(&app, page("POST")).await);
    assert!(cache.methods.contains(&(PAGE, "PUT".to_owned())));
    assert!(!cache.methods.contains(&(PAGE, "PATCH".to_owned())));
}

/// What no list can see, and the documentation of `routes!` tells: the browser needs no grant for
/// the method `POST`, so a header that one policy grants goes to a handler without a policy too.
#[tokio::test]
async fn a_closed_post_is_sent_what_is_remembered_for_its_neighbours() {
    let put = |policy| Routes::default().mount(Method::Put, "handler", policy, async || ());
    let page = |method| Page { origin: PAGE, method, header: "content-type" };
    for (policy, reaches) in [(API, true), (UNREMEMBERED, false)] {
        let app = Router::new().route("/", put(policy).finish().post(async || "closed"));
        let mut cache = Cache::default();
        assert!(!cache.lets_through(&app, page("POST")).await, "by itself it is refused");
        assert!(cache.lets_through(&app, page("PUT")).await);
        assert_eq!(cache.lets_through(&app, page("POST")).await, reaches);
    }
}

/// `API` without a memory.
static UNREMEMBERED: Policy = cors_runtime::cors! {
    allow_origins     = ["https://page.example"],
    allow_credentials = true,
    allow_headers     = ["content-type"],
    max_age           = 0,
};

/// The same requests where each preflight goes to the right policy, but as the policy was written,
/// with its max-age: then they are lent, so the test above would see it.
#[tokio::test]
async fn with_a_max_age_it_would_be_lent() {
    let path: Path = [("POST", Some(&OTHER)), ("PUT", Some(&ADMIN)), ("PATCH", Some(&MIRROR))];
    let by_method = any(async move |request: Request| -> Response {
        let asked = request.headers()["access-control-request-method"].to_str().unwrap();
        let Some((_, Some(policy))) = path.iter().find(|(method, _)| *method == asked) else {
            return StatusCode::FORBIDDEN.into_response();
        };
        let decision = policy.evaluate(request.method(), request.headers());
        let mut response = Response::new(Body::empty());
        decision.apply_to(response.headers_mut());
        response
    });
    let app = Router::new().route("/", by_method);
    let page = |method, header| Page { origin: PAGE, method, header };
    let mut cache = Cache::default();
    assert!(!Cache::default().lets_through(&app, page("POST", "content-type")).await);
    assert!(cache.lets_through(&app, page("PATCH", "content-type")).await);
    assert!(cache.lets_through(&app, page("POST", "content-type")).await, "lent");
}

/// `API` with a list of methods, for a preflight that does not know what is mounted.
static MIRROR: Policy = cors_runtime::cors! {
    allow_origins     = ["https://page.example"],
    allow_credentials = true,
    allow_methods     = mirror_request,
    allow_headers     = ["content-type"],
    max_age           = "2h",
};
