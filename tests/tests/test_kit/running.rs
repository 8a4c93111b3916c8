//! Servers that are running, and servers that don't answer.

use std::convert::Infallible;

use axum::Router;
use axum::routing::put;
use cors_runtime::axum::protect;
use cors_test::{Cause, RunningServer};

use super::{API, assert_message, message, page};

#[tokio::test]
async fn over_sockets() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut server = RunningServer::at(&listener.local_addr().unwrap().to_string());
    let app = Router::new().route("/users/{id}", put(async |body: String| body));
    tokio::spawn(async move { axum::serve(listener, protect(app, &API)).await });
    let mut page = page();
    let outcome = page.put("/users/1?a=b").body("text").fetch(&mut server).await;
    assert_eq!(outcome.expect_status(200).expect_preflight().text().unwrap(), "text");
    assert_eq!(outcome.exchanges()[1].request.url.query(), Some("a=b"));
    page.delete("/users/1").fetch(&mut server).await.expect_not_sent();
}

#[tokio::test]
async fn nothing_listens() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let outcome = page().get("/").fetch(&mut RunningServer::at(&address)).await;
    assert!(matches!(outcome.causes(), [Cause::NoResponse(_)]), "{outcome}");
    let text = message(|| outcome.expect_readable()).replace(&address, "127.0.0.1:3000");
    assert_message("no_response", &text);
}

#[tokio::test]
async fn service_that_fails() {
    let mut failing = tower::service_fn(async |_| {
        Err::<http::Response<String>, _>(std::io::Error::other("the database is away"))
    });
    let outcome = page().get("/").fetch(&mut failing).await;
    assert_eq!(outcome.causes(), [Cause::NoResponse("the database is away".to_owned())]);
    let mut well =
        tower::service_fn(async |_| Ok::<_, Infallible>(http::Response::new(String::new())));
    page().get("/").fetch(&mut well).await.expect_blocked();
}
