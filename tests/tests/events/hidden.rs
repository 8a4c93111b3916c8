//! Data that no event contains, and the cost of events without a subscriber.

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use cors_runtime::Policy;
use cors_runtime::axum::protect;
use http::header::{AUTHORIZATION, COOKIE, ORIGIN};
use http::{HeaderName, HeaderValue, Method, Request};
use tower::{Service as _, ServiceExt as _};
use tracing::{Level, Metadata, Subscriber, span};

use super::{API, log_during};

fn request(method: &Method, origin: &'static str) -> Request<Body> {
    let mut request =
        Request::builder().method(method).uri("/?token=s3cr3t").body(Body::from("s3cr3t")).unwrap();
    let secret = HeaderValue::from_static("Bearer s3cr3t");
    for name in [AUTHORIZATION, COOKIE, HeaderName::from_static("x-api-key")] {
        request.headers_mut().insert(name, secret.clone());
    }
    request.headers_mut().insert(ORIGIN, HeaderValue::from_static(origin));
    request
}

/// Events contain no header of a request except those of the CORS protocol, and no value of a response
/// header.
#[test]
fn secrets() {
    let policy = Policy::from_toml("allow_origins = ['https://page.example']").unwrap();
    let answered = || {
        let headers = [("etag", "s3cr3t"), ("set-cookie", "s3cr3t"), ("x-token", "s3cr3t")];
        Router::new().route("/", get(async move || (headers, "s3cr3t")))
    };
    let log = log_during(Level::TRACE, async {
        for method in [Method::GET, Method::OPTIONS, Method::PUT] {
            for origin in ["https://page.example", "https://stranger.example"] {
                let app = protect(answered(), policy.clone());
                drop(app.oneshot(request(&method, origin)).await);
                // Two policies on one request.
                let inner = cors_runtime::tower::CorsLayer::new(&API);
                let app = protect(answered().layer(inner), policy.clone());
                drop(app.oneshot(request(&method, origin)).await);
            }
        }
    });
    let ours: Vec<&str> = log.lines().filter(|line| line.contains(" cors_runtime: ")).collect();
    assert!(ours.len() > 12, "{log}");
    assert!(!ours.concat().contains("s3cr3t"), "{log}");
}

/// A subscriber that is not interested in events below its level, and fails if it receives one.
#[derive(Clone, Copy)]
struct Only(Level);

impl Subscriber for Only {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.0
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        assert!(*event.metadata().level() <= self.0, "{event:?}");
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Nothing is formatted, and so nothing allocated, unless a subscriber is interested in level debug.
#[test]
fn nothing_is_formatted_without_a_subscriber() {
    let handler = async || [("etag", "1"), ("x-token", "2")];
    let mut app = protect(Router::new().route("/", get(handler)), &API);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut allocations = |origin| {
        let request = request(&Method::GET, origin);
        let answering = || drop(runtime.block_on(app.call(request)));
        allocation_counter::measure(answering).count_total
    };
    for origin in ["https://page.example", "https://stranger.example"] {
        // The first request initialises caches.
        allocations(origin);
        let alone = allocations(origin);
        let at = |level, allocations: &mut dyn FnMut(&'static str) -> u64| {
            tracing::subscriber::with_default(Only(level), || {
                allocations(origin);
                allocations(origin)
            })
        };
        assert_eq!(at(Level::INFO, &mut allocations), alone, "{origin}");
        assert!(at(Level::DEBUG, &mut allocations) > alone, "formatting is counted");
    }
}
