//! A server on rocket: the policy of the path, as a fairing.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use cors_runtime::rocket::Cors;
use cors_tests::rocket::{any_method, application, from_http};
use rocket::fairing::AdHoc;
use rocket::http::Method;
use rocket::route::{Handler, Outcome, Route};
use rocket::{Data, Request, async_trait};
use tokio::sync::watch;

use super::handler::answer;
use super::log::{Log, Seen};
use super::of_the_path;

#[derive(Clone)]
struct Handle(Log);

#[async_trait]
impl Handler for Handle {
    async fn handle<'r>(&self, request: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        let known = request.headers().get_one("if-none-match");
        let response = answer(&self.0, &request.uri().to_string(), known);
        Outcome::Success(from_http(response))
    }
}

/// A request as it arrived; the policy sends preflights elsewhere.
#[derive(Default)]
struct Arrived(Mutex<Option<Seen>>);

/// Starts it on a free port.
pub(super) async fn start(log: &Log) -> SocketAddr {
    let (sender, mut port) = watch::channel(0);
    let sender = Arc::new(sender);
    let own = log.clone();
    let rocket = application()
        .mount("/", any_method("/p/<_>/x", &Handle(log.clone())))
        .mount("/", [Route::new(Method::Get, "/p/<_>/only-get", Handle(log.clone()))])
        .attach(AdHoc::on_liftoff("port", move |rocket| {
            Box::pin(async move {
                let _ = sender.send(rocket.config().port);
            })
        }))
        .attach(AdHoc::on_request("arrived", |request, _| {
            Box::pin(async move {
                let text = |name: &str| request.headers().get_one(name).map(str::to_owned);
                let method = request.method().as_str();
                let seen = Seen::new(method, &request.uri().to_string(), text);
                *request.local_cache(Arrived::default).0.lock().unwrap() = Some(seen);
            })
        }))
        .attach(Cors::new(of_the_path()))
        .attach(AdHoc::on_response("answered", move |request, response| {
            let seen = request.local_cache(Arrived::default).0.lock().unwrap().take();
            if let Some(seen) = seen {
                own.answered(seen, response.status().code);
            }
            Box::pin(std::future::ready(()))
        }));
    tokio::spawn(rocket.launch());
    let port = *port.wait_for(|&port| port != 0).await.unwrap();
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}
