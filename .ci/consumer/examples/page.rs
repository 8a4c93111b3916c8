//! The test kit as a package, on the program's own libraries.

use axum::Router;
use axum::routing::get;
use cors_runtime::axum::protect;
use cors_runtime::{Policy, cors};
use cors_test::{Page, RunningServer};
use tokio::net::TcpListener;

static API: Policy = cors! { allow_origins = ["https://example.com"] };

fn page() -> Page {
    Page::at("https://example.com").calling("https://api.example.com")
}

async fn service() {
    let mut app = protect(Router::new().route("/", get(async || "hello")), &API);
    page().get("/").fetch(&mut app).await.expect_readable();
    page().put("/").fetch(&mut app).await.expect_not_sent();
    page().navigate("https://example.org").get("/").fetch(&mut app).await.expect_blocked();
}

async fn running_server() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let mut server = RunningServer::at(&listener.local_addr()?.to_string());
    tokio::spawn(async { axum::serve(listener, protect(Router::new(), &API)).await });
    page().get("/").fetch(&mut server).await.expect_status(404);
    Ok(())
}

// An example and not a test, for which Cargo would also build the binary that needs a newer Rust.
#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    service().await;
    running_server().await
}
