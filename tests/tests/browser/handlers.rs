//! Two handlers of one path with different policies, called by a page of an origin that both allow, and by
//! one of an origin that only the first allows.

#[path = "../../../examples/actix-web/api.rs"]
mod actix_web_example;
#[path = "../../../examples/axum/api.rs"]
mod axum_example;

use actix_web::{App, HttpServer};
use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use cors_tests::browser::{Engine, Network, PATIENCE, Program};

/// Sends both requests and posts the results; then the same from a page of another origin.
const PAGE: &str = r#"<!doctype html><script type="module">
const saw = [location.hostname];
for (const method of ["GET", "PUT"]) {
  try {
    const response = await fetch("$API/users", { method });
    saw.push(`${method} ${response.status} ${await response.text()}`.trim());
  } catch {
    saw.push(`${method} network error`);
  }
}
await fetch("/saw", { method: "POST", body: saw.join("; ") });
if (location.hostname === "127.0.0.1") location.hostname = "localhost";
</script>"#;

#[tokio::test(flavor = "multi_thread")]
async fn each_handler_of_axum_has_its_own_policy() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = axum::serve(listener, axum_example::api());
    let server = tokio::spawn(async { server.await });
    for program in Engine::installed() {
        both_pages(program, &format!("http://{address}"), "axum").await;
    }
    server.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn each_handler_of_actix_web_has_its_own_policy() {
    let app = || App::new().configure(actix_web_example::api);
    let server = HttpServer::new(app).workers(1).disable_signals();
    let server = server.bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    let server = tokio::spawn(server);
    for program in Engine::installed() {
        both_pages(program, &format!("http://{address}"), "actix-web").await;
    }
    handle.stop(false).await;
    server.await.unwrap().unwrap();
}

async fn both_pages(program: Program, api: &str, what: &str) {
    let engine = program.engine;
    let (saw, mut seen) = mpsc::unbounded_channel();
    let page = PAGE.replace("$API", api);
    let app = Router::new()
        .route("/", get(async || Html(page)))
        .route(
            "/saw",
            post(async |State(saw): State<mpsc::UnboundedSender<String>>, body: String| {
                saw.send(body).unwrap();
            }),
        )
        .with_state(saw);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let pages = axum::serve(listener, app);
    let pages = tokio::spawn(async { pages.await });
    let page = format!("http://{address}/");
    let browser = tokio::task::spawn_blocking(move || program.open(&Network::default(), &page));
    let browser = browser.await.unwrap();
    for want in [
        "127.0.0.1; GET 200 Ada, Grace, Barbara; PUT network error",
        "localhost; GET 200 Ada, Grace, Barbara; PUT 204",
    ] {
        let saw = tokio::time::timeout(PATIENCE, seen.recv()).await;
        assert_eq!(saw.expect("the page answers in time").unwrap(), want, "{what} in {engine}");
    }
    drop(browser);
    pages.abort();
}
