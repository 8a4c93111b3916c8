//! A real actix-web server, over a socket: how its dispatcher sends responses and errors.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use actix_web::middleware::Condition;
use actix_web::{App, Error, HttpServer, error, get, patch, put, web};
use cors_runtime::Policy;
use cors_runtime::actix_web::Cors;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://page.example"] };

#[cors(API)]
#[get("/users")]
async fn list_users() -> &'static str {
    "users"
}

#[cors(API)]
#[put("/users")]
async fn update_users() -> Result<&'static str, Error> {
    Err(error::ErrorConflict("not now"))
}

#[cors(allow_origins = ["https://page.example"], allow_methods = [PUT], max_age = 0)]
#[patch("/users")]
async fn mend_users() -> &'static str {
    "mended"
}

/// The response to a request from the page, as text in lower case.
async fn send(address: SocketAddr, method: &str, path: &str, lines: &str) -> String {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: api.example\r\norigin: https://page.example\r\n\
         connection: close\r\n{lines}\r\n"
    );
    let exchange = move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        socket.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        socket.read_to_string(&mut response).unwrap();
        response.to_ascii_lowercase()
    };
    actix_web::rt::task::spawn_blocking(exchange).await.unwrap()
}

const SHARED: &str = "\r\naccess-control-allow-origin: https://page.example\r\n";

/// A policy on each handler.
fn on_handlers(config: &mut web::ServiceConfig) {
    config.service(list_users).service(update_users);
}

/// The same handlers without one.
fn plain(config: &mut web::ServiceConfig) {
    let update = async || Err::<&str, Error>(error::ErrorConflict("not now"));
    config.route("/users", web::get().to(async || "users")).route("/users", web::put().to(update));
}

#[actix_web::test]
async fn everything_arrives() {
    for is_around in [false, true] {
        let app = move || {
            let policy = Condition::new(is_around, Cors::new(&API));
            App::new().configure(if is_around { plain } else { on_handlers }).wrap(policy)
        };
        let server = HttpServer::new(app).workers(1).disable_signals();
        let server = server.bind("127.0.0.1:0").unwrap();
        let address = *server.addrs().first().unwrap();
        let server = server.run();
        let handle = server.handle();
        let serving = actix_web::rt::spawn(server);

        let response = send(address, "GET", "/users", "").await;
        assert!(response.starts_with("http/1.1 200") && response.contains(SHARED), "{response}");
        // An error of a handler becomes a response in the dispatcher.
        let response = send(address, "PUT", "/users", "").await;
        assert!(response.starts_with("http/1.1 409") && response.contains(SHARED), "{response}");
        let method = "access-control-request-method: PUT\r\n";
        let response = send(address, "OPTIONS", "/users", method).await;
        assert!(response.contains(SHARED), "{response}");
        // A 204 has no body and no content length.
        assert!(response.starts_with("http/1.1 204") && response.ends_with("\r\n\r\n"));
        assert!(!response.contains("content-length"), "{response}");
        let response = send(address, "GET", "/nowhere", "").await;
        assert!(response.starts_with("http/1.1 404"), "{response}");
        assert_eq!(response.contains(SHARED), is_around, "{response}");

        handle.stop(false).await;
        serving.await.unwrap().unwrap();
    }
}

/// A policy that lists methods, on a handler for another method: the server does not start.
#[actix_web::test]
async fn policy_without_the_mounted_method_does_not_start() {
    let server = HttpServer::new(|| App::new().service(mend_users)).workers(1).disable_signals();
    assert!(server.bind("127.0.0.1:0").unwrap().run().await.is_err());
}
