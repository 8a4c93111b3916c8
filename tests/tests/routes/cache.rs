//! The browser's preflight cache lends nothing to the handler of another policy.
//!
//! A cache entry is of an origin, a URL, and a method or a header name; handlers it does not know.
//! So for every two requests, one after the other through one cache, what reaches a handler must
//! be what that handler's own policy grants.
//!
//! Source: [`#cors-preflight-cache`](https://fetch.spec.whatwg.org/#cors-preflight-cache).

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

use super::{ADMIN, ADMIN_PAGE, API, PAGE, PUBLIC, STRANGER, preflight_with, send};

#[cors(API)]
async fn list() {}

#[cors(ADMIN)]
async fn replace() {}

#[cors(PUBLIC)]
async fn publish() {}

/// Which policy stands on the handler of each method of the path.
const HANDLERS: [(&str, &Policy); 4] =
    [("GET", &API), ("POST", &PUBLIC), ("PUT", &ADMIN), ("PATCH", &API)];

fn path() -> Router {
    Router::new().route("/", routes![get(list), post(publish), put(replace), patch(list)])
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
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
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

/// The requests that were let through in second place, although the policy of their handler grants
/// them to nobody who asks first.
async fn lent(app: &Router) -> Vec<(Page, Page)> {
    let mut lent = Vec::new();
    for first in every_request() {
        for second in every_request() {
            let mut cache = Cache::default();
            cache.lets_through(app, first).await;
            let is_through = cache.lets_through(app, second).await;
            if is_through && !is_granted(second) {
                lent.push((first, second));
            }
        }
    }
    lent
}

/// What the policies say, read by hand.
fn is_granted(page: Page) -> bool {
    matches!(
        (page.method, page.origin, page.header),
        ("GET" | "PATCH", PAGE, "content-type") | ("PUT", ADMIN_PAGE, "x-admin")
    )
}

#[tokio::test]
async fn nothing_is_lent() {
    let app = path();
    let mut granted = 0;
    for page in every_request() {
        let is_through = Cache::default().lets_through(&app, page).await;
        assert_eq!(is_through, is_granted(page), "{page:?}");
        granted += usize::from(is_through);
    }
    assert_eq!(granted, 3);
    assert!(lent(&app).await.is_empty());
}

/// Where an origin is trusted by both, the headers of one are not those of the other.
static READERS: Policy = cors_runtime::cors! {
    allow_origins     = ["https://page.example"],
    allow_credentials = true,
    allow_headers     = ["x-other"],
    max_age           = "2h",
};

#[tokio::test]
async fn one_origin_two_policies() {
    #[cors(READERS)]
    async fn read() {}
    let app = Router::new().route("/", routes![post(read), patch(list)]);
    let through = |first: Page, second: Page| {
        let app = app.clone();
        async move {
            let mut cache = Cache::default();
            assert!(cache.lets_through(&app, first).await, "{first:?}");
            cache.lets_through(&app, second).await
        }
    };
    let page = |method, header| Page { origin: PAGE, method, header };
    let (read, write) = (page("POST", "x-other"), page("PATCH", "content-type"));
    assert!(through(read, write).await);
    assert!(through(write, read).await);
    assert!(!through(read, page("PATCH", "x-other")).await);
    assert!(!through(write, page("POST", "content-type")).await);
}

/// The same requests where each preflight goes to the right policy, but as the policy was written,
/// with its max-age: they are lent, so the tests above would see it.
#[tokio::test]
async fn with_a_max_age_it_would_be_lent() {
    let by_method = any(async |request: Request| -> Response {
        let asked = request.headers()["access-control-request-method"].to_str().unwrap();
        let policies: &[(&str, &Policy)] =
            &[HANDLERS[0], ("POST", &READERS), HANDLERS[2], HANDLERS[3]];
        let Some((_, policy)) = policies.iter().find(|(method, _)| *method == asked) else {
            return StatusCode::FORBIDDEN.into_response();
        };
        let decision = policy.evaluate(request.method(), request.headers());
        let mut response = Response::new(Body::empty());
        decision.apply_to(response.headers_mut());
        response
    });
    let app = Router::new().route("/", by_method);
    let mut cache = Cache::default();
    let page = |method, header| Page { origin: PAGE, method, header };
    assert!(cache.lets_through(&app, page("POST", "x-other")).await);
    assert!(!Cache::default().lets_through(&app, page("GET", "x-other")).await);
    assert!(cache.lets_through(&app, page("GET", "x-other")).await, "lent");
}
