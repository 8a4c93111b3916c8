//! The same paths, mounted by `routes!` in an axum application.

use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum::Router;
use axum::body::Body;
use axum::routing::MethodRouter;
use cors_runtime::__private::{ForAxum, Method, Routes, StaticSource};
use cors_runtime::Policy;
use cors_runtime::attr::{HasPolicy, MountWithRoutes};
use cors_tests::path::HANDLER;
use cors_tests::server::{from_http, to_http};
use cors_user_agent::{HttpRequest, HttpResponse, Network, NetworkError};
use tower::ServiceExt as _;

use crate::table::{Numbered, policies};

/// An application with one path.
#[derive(Debug)]
pub(crate) struct Application {
    router: Router,
}

impl Application {
    pub(crate) fn new(path: &[Numbered]) -> Self {
        Self::of(mounted(path))
    }

    pub(crate) fn of(handlers: MethodRouter) -> Self {
        Self { router: Router::new().route("/x", handlers) }
    }
}

/// The policies are made at run time, and `routes!` takes them from types.
enum OfItsNumber {}

impl HasPolicy for OfItsNumber {
    fn policy() -> StaticSource {
        panic!("the policy is that of the number")
    }
}

/// The route of `routes!` for a path.
pub(crate) fn mounted(path: &[Numbered]) -> MethodRouter {
    let policies = policies(path);
    let mut routes = Routes::new();
    for (number, _, method) in path {
        let method = *method;
        let handler =
            move || MountWithRoutes::<OfItsNumber, _>::new(std::future::ready([(HANDLER, method)]));
        let handler = ForAxum::<_, ()>::from(handler);
        let policy: &'static Policy = Box::leak(Box::new(policies[number].clone()));
        routes = routes.mount_under(policy.__static_source(), named(method), "handler", handler);
    }
    routes.finish()
}

fn named(method: &str) -> Method {
    match method {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        "PATCH" => Method::Patch,
        other => panic!("unexpected method {other}"),
    }
}

impl Network for Application {
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        let request = to_http(request)?.map(|()| Body::empty());
        let answer = pin!(self.router.clone().oneshot(request));
        match answer.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(response)) => Ok(from_http(&response.map(|_body| ()))),
            Poll::Pending => panic!("these handlers don't wait"),
        }
    }
}
