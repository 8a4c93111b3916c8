//! `http`'s header map, as the decision reads it.

use cors_core::request::{HeaderList, RequestHeader};
use http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderName, ORIGIN,
};
use http::{HeaderMap, HeaderValue};

/// A view of a request's header map.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestHeaders<'r>(pub(crate) &'r HeaderMap);

impl<'r> HeaderList<'r> for RequestHeaders<'r> {
    fn values(self, name: RequestHeader) -> impl Iterator<Item = &'r [u8]> {
        self.0.get_all(name_of(name)).into_iter().map(HeaderValue::as_bytes)
    }
}

fn name_of(header: RequestHeader) -> HeaderName {
    match header {
        RequestHeader::Origin => ORIGIN,
        RequestHeader::AccessControlRequestMethod => ACCESS_CONTROL_REQUEST_METHOD,
        RequestHeader::AccessControlRequestHeaders => ACCESS_CONTROL_REQUEST_HEADERS,
    }
}
