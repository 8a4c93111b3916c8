//! The decision's view of actix-web's header map.

use actix_web::dev::RequestHead;
use actix_web::http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HOST, HeaderMap, HeaderValue,
    ORIGIN,
};
use actix_web::http::uri::Authority;
use cors_tables::neighbours::SEC_FETCH_STORAGE_ACCESS;
use cors_tables::request::{FieldLine, HeaderList};

use crate::Target;
use crate::response::RequestValues;

/// The parts of a request by which a policy may be chosen.
pub(crate) fn target(request: &RequestHead) -> Target<'_> {
    let hosts = request.headers().get_all(&HOST).map(HeaderValue::as_bytes);
    let authority = request.uri.authority().map(Authority::as_str);
    let scheme = request.uri.scheme_str();
    Target::of_parts(scheme, authority, FieldLine::read(hosts), request.uri.path())
}

/// A view of a request's header map, in which `Origin` has been looked up. It doesn't implement `Debug`,
/// because the map contains cookies and tokens.
#[derive(Clone, Copy)]
pub(super) struct RequestHeaders<'r> {
    map: &'r HeaderMap,
    /// All lines of `Origin`; a browser sends only one.
    origins: &'r [HeaderValue],
}

/// Whether the browser marks the page as same-origin, so that it can read every response regardless of the
/// policy. Such pages send `Origin` too.
pub(super) fn is_same_origin(map: &HeaderMap) -> bool {
    map.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
}

impl<'r> RequestHeaders<'r> {
    pub(super) fn new(map: &'r HeaderMap) -> Self {
        Self { map, origins: map.get_all(&ORIGIN).as_slice() }
    }

    /// The first line of `Origin`.
    pub(super) fn first_origin(self) -> Option<&'r HeaderValue> {
        self.origins.first()
    }
}

impl<'r> HeaderList<'r> for RequestHeaders<'r> {
    #[inline]
    fn origin(self) -> Option<FieldLine<'r>> {
        FieldLine::read(self.origins.iter().map(HeaderValue::as_bytes))
    }

    #[inline]
    fn access_control_request_method(self) -> Option<FieldLine<'r>> {
        let lines = self.map.get_all(&ACCESS_CONTROL_REQUEST_METHOD);
        FieldLine::read(lines.map(HeaderValue::as_bytes))
    }

    #[inline]
    fn access_control_request_headers(self) -> Option<FieldLine<'r>> {
        FieldLine::read(self.access_control_request_headers_lines())
    }

    #[inline]
    fn access_control_request_headers_lines(self) -> impl Iterator<Item = &'r [u8]> {
        self.map.get_all(&ACCESS_CONTROL_REQUEST_HEADERS).map(HeaderValue::as_bytes)
    }

    fn sec_fetch_storage_access(self) -> Option<FieldLine<'r>> {
        FieldLine::read(self.map.get_all(SEC_FETCH_STORAGE_ACCESS).map(HeaderValue::as_bytes))
    }
}

impl RequestValues for RequestHeaders<'_> {
    type Value = HeaderValue;

    #[inline]
    fn origin_value(self) -> Option<HeaderValue> {
        self.origins.first().cloned()
    }

    fn method_value(self) -> Option<HeaderValue> {
        self.map.get(&ACCESS_CONTROL_REQUEST_METHOD).cloned()
    }

    fn list_values(self) -> impl Iterator<Item = HeaderValue> {
        self.map.get_all(&ACCESS_CONTROL_REQUEST_HEADERS).cloned()
    }
}
