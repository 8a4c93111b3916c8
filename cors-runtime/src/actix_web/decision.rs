//! The decision, with the types of actix-web.

use actix_web::HttpResponse;
use actix_web::dev::RequestHead;
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, StatusCode};

use super::request::{RequestHeaders, is_same_origin};
use crate::evaluated::Evaluated;
use crate::events::{self, EventContext, RequestLine};
use crate::policy::{Mounted, PolicyHandle, PolicyRef};
use crate::response::{Existing, PendingHeaders, RequestValues as _};
use crate::stacked::Mark;

/// What events include of a request.
pub(super) fn request_line(request: &RequestHead) -> RequestLine<'_> {
    RequestLine { method: request.method.as_str(), path: request.uri.path() }
}

/// A policy's decision on one request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decision<'r> {
    request: &'r RequestHead,
    evaluated: Evaluated<'r, RequestHeaders<'r>>,
}

impl<'r> Decision<'r> {
    /// Evaluates a request.
    #[inline]
    pub(super) fn new(
        policy: PolicyRef<'r>,
        mounted: Option<&'r Mounted>,
        request: &'r RequestHead,
    ) -> Self {
        let headers = RequestHeaders::new(request.headers());
        let evaluated = Evaluated::new(policy, mounted, request.method == Method::OPTIONS, headers);
        Self { request, evaluated }
    }

    /// The value of the request's `Origin`, of the first line if there are several.
    pub(super) fn origin(&self) -> Option<&'r HeaderValue> {
        self.evaluated.headers.first_origin()
    }

    /// The event of this decision.
    pub(super) fn event(&self) -> events::Pending {
        self.evaluated.events(|| request_line(self.request))
    }

    /// The answer to a preflight. `None` for all other requests: the handler runs, regardless of the
    /// origin.
    #[inline]
    pub(super) fn preflight_response(&self) -> Option<HttpResponse> {
        let status = match self.evaluated.decision.status()? {
            403 => StatusCode::FORBIDDEN,
            _ => StatusCode::NO_CONTENT,
        };
        self.event().log();
        let mut response = HttpResponse::new(status);
        self.evaluated.write(Existing::NOTHING, response.headers_mut());
        Some(response)
    }

    /// The CORS headers for the response to an actual request, kept while the handler runs.
    #[inline]
    pub(super) fn pending<H: PolicyHandle>(
        &self,
        policy: H,
        has_others: bool,
        mark: Option<&'static Mark>,
    ) -> PendingHeaders<HeaderValue, H> {
        let Evaluated { headers, decision, .. } = self.evaluated;
        let is_same_origin = || is_same_origin(self.request.headers());
        let line = || request_line(self.request);
        let context = EventContext::new(decision, line, headers, is_same_origin);
        let is_allowed = self.evaluated.is_allowed_by_a_set();
        let origin = || headers.origin_value();
        let storage_access = self.evaluated.storage_access();
        PendingHeaders::of_service(
            policy,
            is_allowed,
            storage_access,
            has_others,
            origin,
            mark,
            context,
        )
    }
}
