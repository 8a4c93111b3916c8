//! A form post and a WebSocket handshake, sent by a page whose origin the policy does not allow and by one
//! whose origin it allows, to a server without and with the guard.
//!
//! The server records the requests that reach its handler. It accepts no connection, so the page sees an
//! error in either case; only the handler shows the difference. The engines send different headers with a handshake.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Html;
use axum::routing::{any, post};
use cors_runtime::axum::protect;
use cors_runtime::{Policy, cors};
use cors_tests::browser::{Engine, Network, PATIENCE, Program};
use http::{StatusCode, header};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

static PAGES: Policy = cors! { allow_origins = ["http://localhost:*"], allow_credentials = true };

/// Sends a form and a handshake to each server, then does the same from a page of another origin.
const PAGE: &str = r#"<!doctype html><body><script type="module">
for (const api of ["$UNGUARDED", "$GUARDED"]) {
  const frame = document.createElement("iframe");
  frame.name = api;
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: `http://${api}/transfer`, target: api });
  document.body.append(frame, form);
  form.submit();
  // Once the answer has come, the frame has a document of another origin. Some engines also report that the empty frame
  // has loaded, before or after the form is submitted.
  while (frame.contentDocument) await new Promise((done) => setTimeout(done, 20));
  await new Promise((done) => {
    const socket = new WebSocket(`ws://${api}/socket`);
    socket.onerror = socket.onopen = done;
  });
}
await fetch("/saw", { method: "POST", body: location.hostname });
if (location.hostname === "127.0.0.1") location.hostname = "localhost";
</script>"#;

/// What a server's handler received, as `POST /transfer cross-site`, with the value of `Sec-Fetch-Site`.
type Received = Arc<Mutex<Vec<String>>>;

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

fn api(received: &Received) -> Router {
    let handler = async |State(received): State<Received>, request: Request| {
        let site = request.headers().get("sec-fetch-site").map_or("-", |it| it.to_str().unwrap());
        let line = format!("{} {} {site}", request.method(), request.uri().path());
        assert!(request.headers().contains_key("origin"), "{line}");
        received.lock().unwrap().push(line);
        // A body, so that the frame of the form shows a document and reports that it has loaded.
        (StatusCode::OK, [(header::CONTENT_TYPE, "text/plain")], "received")
    };
    Router::new().fallback(any(handler)).with_state(received.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_and_handshakes_of_other_sites_reach_no_handler() {
    for program in Engine::installed() {
        from_two_origins(program).await;
    }
}

async fn from_two_origins(program: Program) {
    let engine = program.engine;
    let (unguarded, guarded) = (Received::default(), Received::default());
    let (listener, unguarded_port) = listen().await;
    let server = axum::serve(listener, protect(api(&unguarded), &PAGES));
    let first = tokio::spawn(async { server.await });
    let (listener, guarded_port) = listen().await;
    let server = axum::serve(listener, protect(api(&guarded), &PAGES).with_guard(PAGES.guard()));
    let second = tokio::spawn(async { server.await });

    let (saw, mut seen) = mpsc::unbounded_channel();
    let page = PAGE
        .replace("$UNGUARDED", &format!("api.localhost:{unguarded_port}"))
        .replace("$GUARDED", &format!("api.localhost:{guarded_port}"));
    let app = Router::new().route("/", axum::routing::get(async || Html(page))).route(
        "/saw",
        post(async move |host: String| {
            saw.send(host).unwrap();
        }),
    );
    let (listener, port) = listen().await;
    let pages = tokio::spawn(async move { axum::serve(listener, app).await });
    let page = format!("http://127.0.0.1:{port}/");
    let browser = tokio::task::spawn_blocking(move || program.open(&Network::default(), &page));
    let browser = browser.await.unwrap();
    for (host, site, is_passed) in
        [("127.0.0.1", "cross-site", false), ("localhost", "cross-site", true)]
    {
        let saw = tokio::time::timeout(PATIENCE, seen.recv()).await;
        assert_eq!(saw.expect("the page answers in time").unwrap(), host);
        let take = |received: &Received| std::mem::take(&mut *received.lock().unwrap());
        let of_handshake = if engine == Engine::Chromium { "-" } else { site };
        let both = [format!("POST /transfer {site}"), format!("GET /socket {of_handshake}")];
        assert_eq!(take(&unguarded), both, "CORS stops neither, from {host} in {engine}");
        let passed = if is_passed { &both[..] } else { &[] };
        assert_eq!(take(&guarded), passed, "from {host} in {engine}");
    }
    drop(browser);
    for task in [first, second, pages] {
        task.abort();
    }
}
