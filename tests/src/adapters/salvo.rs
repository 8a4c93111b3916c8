//! The policy on a salvo service.

use cors_runtime::Policy;
use cors_runtime::salvo::Cors;
use http::{Request, Response};
use salvo_core::{Depot, FlowCtrl, Router, Service, async_trait};

use super::socket::Handlers;
use super::{Handler, wait};
use crate::salvo::send;

/// Calls the handler of a test.
pub(super) struct Respond(pub(super) Handlers);

#[async_trait]
impl salvo_core::Handler for Respond {
    async fn handle(
        &self,
        _: &mut salvo_core::Request,
        _: &mut Depot,
        response: &mut salvo_core::Response,
        _: &mut FlowCtrl,
    ) {
        *response = self.0.run().into();
    }
}

pub(super) fn service(policy: &'static Policy, handlers: Handlers) -> Service {
    Service::new(Router::new().goal(Respond(handlers))).hoop(Cors::new(policy))
}

pub(super) fn answer(
    policy: &'static Policy,
    request: Request<String>,
    handler: Handler,
) -> Response<String> {
    wait(send(&service(policy, Handlers::of(handler)), request))
}
