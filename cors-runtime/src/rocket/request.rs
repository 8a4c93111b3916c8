//! The decision's view of rocket's requests.

use std::borrow::Cow;

use cors_tables::guard::GuardedRequest;
use cors_tables::neighbours::SEC_FETCH_STORAGE_ACCESS;
use cors_tables::request::{FieldLine, HeaderList};
use rocket::Request;
use rocket::http::HeaderMap;

use crate::Target;
use crate::around::RequestView;
use crate::guard::{FETCH_SITE, action};
use crate::response::RequestValues;

const ORIGIN: &str = "origin";
const METHOD: &str = "access-control-request-method";
const HEADERS: &str = "access-control-request-headers";

/// A request, before a fairing of this library changes it.
pub(super) struct View<'r> {
    method: &'static str,
    path: &'r str,
    headers: &'r HeaderMap<'r>,
    /// The host of a request that has no header `Host`: of HTTP/2.
    authority: Option<String>,
}

impl<'r> View<'r> {
    pub(super) fn new(request: &'r Request<'_>) -> Self {
        let headers = request.headers();
        let authority = request.host().filter(|_| !headers.contains("host"));
        Self {
            method: request.method().as_str(),
            path: request.uri().path().raw().as_str(),
            headers,
            authority: authority.map(ToString::to_string),
        }
    }

    fn line(&self, name: &str) -> Option<FieldLine<'r>> {
        FieldLine::read(self.headers.get(name).map(str::as_bytes))
    }
}

impl RequestView for View<'_> {
    type Value = Cow<'static, str>;
    type Headers<'r>
        = RequestHeaders<'r>
    where
        Self: 'r;

    fn method(&self) -> &str {
        self.method
    }

    fn target(&self) -> Target<'_> {
        Target::of_parts(None, self.authority.as_deref(), self.line("host"), self.path)
    }

    fn headers(&self) -> RequestHeaders<'_> {
        RequestHeaders { map: self.headers }
    }

    fn first_origin(&self) -> Option<&[u8]> {
        self.headers.get_one(ORIGIN).map(str::as_bytes)
    }

    fn is_same_origin(&self) -> bool {
        self.headers.get_one(FETCH_SITE) == Some("same-origin")
    }

    fn guarded(&self) -> GuardedRequest<'_> {
        let has = |name| self.headers.contains(name);
        GuardedRequest {
            action: action(self.method, has("upgrade"), || has(ORIGIN) && has(METHOD)),
            origin: self.line(ORIGIN),
            fetch_site: self.line(FETCH_SITE),
            authority: self.target().host_and_port(),
        }
    }
}

/// A view of a request's header map. It doesn't implement `Debug`, because the map contains cookies and
/// tokens.
#[derive(Clone, Copy)]
pub(super) struct RequestHeaders<'r> {
    map: &'r HeaderMap<'r>,
}

impl<'r> RequestHeaders<'r> {
    fn line(self, name: &'static str) -> Option<FieldLine<'r>> {
        FieldLine::read(self.map.get(name).map(str::as_bytes))
    }
}

impl<'r> HeaderList<'r> for RequestHeaders<'r> {
    fn origin(self) -> Option<FieldLine<'r>> {
        self.line(ORIGIN)
    }

    fn access_control_request_method(self) -> Option<FieldLine<'r>> {
        self.line(METHOD)
    }

    fn access_control_request_headers(self) -> Option<FieldLine<'r>> {
        self.line(HEADERS)
    }

    fn access_control_request_headers_lines(self) -> impl Iterator<Item = &'r [u8]> {
        self.map.get(HEADERS).map(str::as_bytes)
    }

    fn sec_fetch_storage_access(self) -> Option<FieldLine<'r>> {
        self.line(SEC_FETCH_STORAGE_ACCESS)
    }
}

/// rocket's values are texts, which are copied.
fn value(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}

impl RequestValues for RequestHeaders<'_> {
    type Value = Cow<'static, str>;

    fn origin_value(self) -> Option<Self::Value> {
        self.map.get_one(ORIGIN).map(value)
    }

    fn method_value(self) -> Option<Self::Value> {
        self.map.get_one(METHOD).map(value)
    }

    fn list_values(self) -> impl Iterator<Item = Self::Value> {
        self.map.get(HEADERS).map(value)
    }
}
