//! Header families in Chromium: requests with credentials, and the preflights that they need.

use std::sync::{Arc, Mutex};

use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Html;
use axum::routing::{any, get, post};
use axum::{Json, Router};
use cors_runtime::axum::protect;
use cors_runtime::{Policy, cors};
use cors_tests::browser::{Engine, Network, PATIENCE};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

static UPLOADS: Policy = cors! {
    allow_origins     = ["http://localhost:*"],
    allow_credentials = true,
    allow_methods     = [PUT],
    allow_headers     = ["x-listed", "x-amz-meta-{name}"],
    max_age           = "2h",
};

const PAGE: &str = r#"<!doctype html><script type="module">
const found = [];
for (const name of $NAMES) {
  const headers = Object.fromEntries(name.split(" ").map((one) => [one, "1"]));
  found.push(await fetch("http://$API/", { method: "PUT", credentials: "include", headers })
    .then((response) => response.text(), () => "blocked"));
}
await fetch("/saw", {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(found),
});
</script>"#;

/// The headers of each request, whether it passes, and whether there is a preflight.
const REQUESTS: [(&str, bool, bool); 7] = [
    ("x-amz-meta-a", true, true),
    ("x-listed", true, false),
    ("X-Amz-Meta-A", true, false),
    // Each answer replaces the one before, so that the first name needs a preflight again.
    ("x-amz-meta-b", true, true),
    ("x-amz-meta-a", true, true),
    ("x-amz-meta-b X-Amz-Meta-C x-listed", true, true),
    ("x-amz-meta-a x-amz-other", false, true),
];

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_new_name_of_a_family_needs_a_preflight() {
    let Some(program) = Engine::Chromium.find() else { return };
    let requests: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = requests.clone();
    let record = move |request: Request, next: Next| {
        log.lock().unwrap().push(request.method().to_string());
        next.run(request)
    };
    let api = protect(Router::new().fallback(any(async || "answered")), &UPLOADS);
    let api = Router::new().fallback_service(api).layer(middleware::from_fn(record));
    let (listener, api_port) = listen().await;
    let server = tokio::spawn(async { axum::serve(listener, api).await });

    let (saw, mut seen) = mpsc::unbounded_channel();
    let names = REQUESTS.map(|(names, ..)| names);
    let page = PAGE
        .replace("$NAMES", &serde_json::to_string(&names).unwrap())
        .replace("$API", &format!("127.0.0.1:{api_port}"));
    let app = Router::new().route("/", get(async || Html(page))).route(
        "/saw",
        post(async move |Json(found): Json<Vec<String>>| {
            saw.send(found).unwrap();
        }),
    );
    let (listener, port) = listen().await;
    let pages = tokio::spawn(async { axum::serve(listener, app).await });
    let url = format!("http://localhost:{port}/");
    let browser = tokio::task::spawn_blocking(move || program.open(&Network::default(), &url));
    let browser = browser.await.unwrap();
    let found = tokio::time::timeout(PATIENCE, seen.recv()).await.unwrap().unwrap();
    drop(browser);
    server.abort();
    pages.abort();

    let passed = |passes: bool| if passes { "answered" } else { "blocked" };
    assert_eq!(found, REQUESTS.map(|(_, passes, _)| passed(passes)));
    let mut expected = Vec::new();
    for (_, passes, has_preflight) in REQUESTS {
        expected.extend(has_preflight.then_some("OPTIONS"));
        expected.extend(passes.then_some("PUT"));
    }
    assert_eq!(*requests.lock().unwrap(), expected);
}
