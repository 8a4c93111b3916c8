//! rocket: a fairing cannot answer, so preflights are sent to a route of the library.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use ::rocket::fairing::AdHoc;
use ::rocket::http::{Header, Status};
use ::rocket::local::asynchronous::Client;
use ::rocket::request::{FromRequest, Outcome};
use ::rocket::{
    Build, Request, Rocket, async_trait, catch, catchers, delete, get, options, routes,
};
use cors_runtime::rocket::Cors;
use cors_runtime::{Policy, cors};
use cors_tests::rocket::{application, client, send};
use tokio::sync::watch;

use crate::{API, allowed, assert_granted, assert_shared, preflight, request};

#[get("/")]
fn hello() -> &'static str {
    "hello"
}

#[get("/panics")]
fn panics() -> &'static str {
    panic!("a mistake")
}

/// A request guard that refuses everything.
struct Authenticated;

#[async_trait]
impl<'r> FromRequest<'r> for Authenticated {
    type Error = ();

    async fn from_request(_: &'r Request<'_>) -> Outcome<Self, ()> {
        Outcome::Error((Status::Unauthorized, ()))
    }
}

#[get("/private")]
fn private(_authenticated: Authenticated) -> &'static str {
    "private"
}

#[delete("/")]
fn remove() -> &'static str {
    "removed"
}

/// What applications without this library have for preflights.
#[options("/<_..>")]
fn any_preflight() -> &'static str {
    "an answer of the application"
}

fn routed() -> Rocket<Build> {
    application().mount("/", routes![hello, panics, private, remove])
}

async fn launched(rocket: Rocket<Build>) -> Client {
    client(rocket).await
}

#[tokio::test]
async fn every_response_has_its_headers() {
    let client = launched(routed().attach(Cors::new(&API))).await;
    for path in ["/", "/panics", "/private", "/nowhere"] {
        assert_granted(&send(&client, preflight(path)).await, path);
    }
    for (method, path, status) in [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("PUT", "/", 404),
        ("OPTIONS", "/", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/private", 401),
        ("GET", "/panics", 500),
    ] {
        assert_shared(&send(&client, request(method, path)).await, status, path);
    }
}

#[catch(404)]
fn own_page() -> &'static str {
    "an own page"
}

#[tokio::test]
async fn pages_of_catchers_have_its_headers() {
    let rocket = routed().register("/", catchers![own_page]).attach(Cors::new(&API));
    let client = launched(rocket).await;
    let response = send(&client, request("GET", "/nowhere")).await;
    assert_shared(&response, 404, "a catcher");
    assert_eq!(response.body(), "an own page");
    // No catcher runs for a refused preflight.
    let mut refused = preflight("/");
    refused.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    let response = send(&client, refused).await;
    assert_eq!((response.status().as_u16(), response.body().as_str()), (403, ""));
    assert_eq!(response.headers().keys().collect::<Vec<_>>(), ["vary"]);
}

#[tokio::test]
async fn routes_for_preflights_get_none() {
    let rocket = routed().mount("/", routes![any_preflight]).attach(Cors::new(&API));
    let client = launched(rocket).await;
    assert_granted(&send(&client, preflight("/")).await, "a preflight");
    // Other requests with `OPTIONS` reach them.
    let response = send(&client, request("OPTIONS", "/x")).await;
    assert_shared(&response, 200, "`OPTIONS`");
    assert_eq!(response.body(), "an answer of the application");
}

/// The path to which preflights are sent answers nothing else.
#[tokio::test]
async fn the_route_of_the_library_is_private() {
    let client = launched(routed().attach(Cors::new(&API))).await;
    let response = send(&client, request("OPTIONS", "/.cors-runtime/answer")).await;
    assert_shared(&response, 404, "the private path");
}

#[tokio::test]
async fn headers_of_earlier_fairings_are_replaced() {
    let open = AdHoc::on_response("open", |_, response| {
        response.set_header(Header::new("Access-Control-Allow-Origin", "*"));
        response.set_header(Header::new("Access-Control-Allow-Private-Network", "true"));
        response.set_header(Header::new("x-own", "kept"));
        Box::pin(std::future::ready(()))
    });
    let client = launched(routed().attach(open).attach(Cors::new(&API))).await;
    for (sent, status) in [(request("GET", "/"), 200), (preflight("/"), 204)] {
        let response = send(&client, sent).await;
        assert_shared(&response, status, "an earlier fairing");
        assert_eq!(response.headers().get_all("access-control-allow-origin").iter().count(), 1);
        assert!(!response.headers().contains_key("access-control-allow-private-network"));
        assert_eq!(response.headers()["x-own"], "kept");
    }
}

static ADMIN: Policy = cors! { allow_origins = ["https://admin.example"] };

#[tokio::test]
async fn a_second_policy_prevents_the_launch() {
    let rocket = routed().attach(Cors::new(&API)).attach(Cors::new(&ADMIN));
    let error = Client::untracked(rocket).await.unwrap_err();
    let text = error.pretty_print().to_owned() + &error.to_string();
    let ::rocket::error::ErrorKind::FailedFairings(failed) = error.kind() else {
        panic!("{text}");
    };
    assert_eq!(failed[0].name, "CORS policy (an application can have only one)");
}

/// The trap: any page can send this form without a preflight.
#[tokio::test]
async fn the_method_of_a_form_needs_the_guard() {
    let form = || {
        let mut form = request("POST", "/");
        let headers = form.headers_mut();
        headers.insert("origin", "https://evil.example".parse().unwrap());
        headers.insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
        *form.body_mut() = "_method=delete".to_owned();
        form
    };
    let client = launched(routed().attach(Cors::new(&API))).await;
    assert_eq!(send(&client, form()).await.body(), "removed");

    let guarded = Cors::new(&API).with_guard(API.guard());
    let client = launched(routed().attach(guarded)).await;
    let response = send(&client, form()).await;
    assert_eq!(response.status(), 403);
    assert_eq!(response.body(), response.headers()["cors-error"].to_str().unwrap());
}

/// A guard without a policy, and one that is attached separately, in both orders.
#[tokio::test]
async fn a_guard_can_be_attached_alone() {
    let write = || {
        let mut write = request("DELETE", "/");
        write.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
        write
    };
    let client = launched(routed().attach(API.guard())).await;
    let response = send(&client, write()).await;
    assert_eq!(response.status(), 403);
    assert!(response.headers().contains_key("cors-error"));
    assert_eq!(send(&client, request("DELETE", "/")).await.body(), "removed");
    for rocket in [
        routed().attach(API.guard()).attach(Cors::new(&API)),
        routed().attach(Cors::new(&API)).attach(API.guard()),
    ] {
        let client = launched(rocket).await;
        let response = send(&client, write()).await;
        assert_eq!((response.status().as_u16(), allowed(&response)), (403, None));
        assert_eq!(response.headers()["vary"], "Origin");
        assert_granted(&send(&client, preflight("/")).await, "a preflight");
        assert_shared(&send(&client, request("DELETE", "/")).await, 200, "its own page");
    }
}

/// rocket answers requests that it cannot parse without any fairing.
#[tokio::test]
async fn unknown_methods_are_answered_outside() {
    let (sender, mut port) = watch::channel(0);
    let sender = Arc::new(sender);
    let rocket = routed().attach(Cors::new(&API)).attach(AdHoc::on_liftoff("port", |rocket| {
        Box::pin(async move {
            let _ = sender.send(rocket.config().port);
        })
    }));
    tokio::spawn(rocket.launch());
    let port = *port.wait_for(|&port| port != 0).await.unwrap();
    let exchange = tokio::task::spawn_blocking(move || {
        let mut socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let request = "PURGE / HTTP/1.1\r\nhost: a\r\norigin: https://page.example\r\n\
                       connection: close\r\n\r\n";
        socket.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        socket.read_to_string(&mut response).unwrap();
        response
    });
    let response = exchange.await.unwrap();
    assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
    assert!(!response.contains("access-control-allow-origin"), "{response}");
}
