//! The decision's view of `http`'s header map.

use cors_tables::neighbours::SEC_FETCH_STORAGE_ACCESS;
use cors_tables::request::{FieldLine, HeaderList};
use http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderName, ORIGIN,
};
use http::{HeaderMap, HeaderValue};

use crate::response::RequestValues;

/// The names, at a fixed address: a constant would be built for each look-up, and dropped.
static ORIGIN_NAME: HeaderName = ORIGIN;
static METHOD_NAME: HeaderName = ACCESS_CONTROL_REQUEST_METHOD;
static HEADERS_NAME: HeaderName = ACCESS_CONTROL_REQUEST_HEADERS;

/// A view of a request's header map, in which `Origin` has been looked up.
///
/// Most of the time of a decision is spent looking up headers, and the value of `Origin` is needed again
/// for the response. The type doesn't implement `Debug`, because the map contains cookies and tokens.
#[derive(Clone, Copy)]
pub(crate) struct RequestHeaders<'r> {
    map: &'r HeaderMap,
    origin: Option<&'r HeaderValue>,
}

/// Whether the browser marks the page as same-origin, so that it can read every response regardless of the
/// policy. Such pages send `Origin` too.
#[cfg(any(feature = "tower", feature = "poem", feature = "salvo"))]
pub(crate) fn is_same_origin(map: &HeaderMap) -> bool {
    map.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
}

impl<'r> RequestHeaders<'r> {
    #[inline]
    pub(crate) fn new(map: &'r HeaderMap) -> Self {
        Self { map, origin: map.get(&ORIGIN_NAME) }
    }

    /// The first line of `Origin`.
    #[cfg(any(feature = "tower", feature = "poem", feature = "salvo"))]
    #[inline]
    pub(crate) fn first_origin(self) -> Option<&'r HeaderValue> {
        self.origin
    }

    /// All lines of a header.
    fn lines(self, name: &'static HeaderName) -> impl Iterator<Item = &'r HeaderValue> {
        self.map.get_all(name).into_iter()
    }

    /// The header whose first line is `first`. Whether it has more lines is only looked up if some header
    /// has several, which is rare.
    // Every decision reads a line. Without `always` the compiler sets up a frame for the rare look-up.
    #[inline(always)]
    fn line(self, name: &'static HeaderName, first: &'r HeaderValue) -> FieldLine<'r> {
        if self.map.len() == self.map.keys_len() || self.has_one_line(name) {
            FieldLine::One(first.as_bytes())
        } else {
            FieldLine::Several
        }
    }

    #[cold]
    fn has_one_line(self, name: &'static HeaderName) -> bool {
        self.lines(name).nth(1).is_none()
    }

    #[inline]
    fn look_up(self, name: &'static HeaderName) -> Option<FieldLine<'r>> {
        Some(self.line(name, self.map.get(name)?))
    }
}

impl<'r> HeaderList<'r> for RequestHeaders<'r> {
    #[inline]
    fn origin(self) -> Option<FieldLine<'r>> {
        Some(self.line(&ORIGIN_NAME, self.origin?))
    }

    #[inline]
    fn access_control_request_method(self) -> Option<FieldLine<'r>> {
        self.look_up(&METHOD_NAME)
    }

    #[inline]
    fn access_control_request_headers(self) -> Option<FieldLine<'r>> {
        self.look_up(&HEADERS_NAME)
    }

    fn access_control_request_headers_lines(self) -> impl Iterator<Item = &'r [u8]> {
        self.lines(&HEADERS_NAME).map(HeaderValue::as_bytes)
    }

    fn sec_fetch_storage_access(self) -> Option<FieldLine<'r>> {
        let lines = self.map.get_all(SEC_FETCH_STORAGE_ACCESS).into_iter();
        FieldLine::read(lines.map(HeaderValue::as_bytes))
    }
}

impl RequestValues for RequestHeaders<'_> {
    type Value = HeaderValue;

    #[inline]
    fn origin_value(self) -> Option<HeaderValue> {
        self.origin.cloned()
    }

    fn method_value(self) -> Option<HeaderValue> {
        self.map.get(&METHOD_NAME).cloned()
    }

    fn list_values(self) -> impl Iterator<Item = HeaderValue> {
        self.lines(&HEADERS_NAME).cloned()
    }
}
