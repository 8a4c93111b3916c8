//! A policy's constant header values, in actix's type.

use actix_web::http::header::HeaderValue;
use cors_tables::PolicyTable;

/// The values that do not depend on the request, made when the program is compiled.
///
/// actix-web has an `http` of its own, an older one, so the values of the newer do not serve.
#[derive(Debug)]
pub(crate) struct HeaderValues {
    pub(super) allow_methods: Option<HeaderValue>,
    pub(super) allow_headers: Option<HeaderValue>,
    pub(super) expose_headers: Option<HeaderValue>,
    pub(super) max_age: Option<HeaderValue>,
}

impl HeaderValues {
    pub(crate) const fn new(table: &PolicyTable<'static>) -> Self {
        let max_age = match table.max_age {
            Some(max_age) => Some(max_age.value),
            None => None,
        };
        Self {
            allow_methods: value(table.allow_methods.value()),
            allow_headers: value(table.allow_headers.value()),
            expose_headers: value(table.expose_headers.value()),
            max_age: value(max_age),
        }
    }
}

/// The values by which a policy marks a response: see `stacked::marks`.
#[derive(Debug)]
pub(crate) struct MarkValues {
    /// `Origin`, for `Vary`.
    pub(super) origin: HeaderValue,
    /// `*`, for `Access-Control-Allow-Origin`.
    pub(super) star: HeaderValue,
}

impl MarkValues {
    pub(crate) fn new(origin: &'static str, star: &'static str) -> Self {
        Self { origin: HeaderValue::from_static(origin), star: HeaderValue::from_static(star) }
    }
}

const fn value(text: Option<&'static str>) -> Option<HeaderValue> {
    match text {
        Some(text) => Some(HeaderValue::from_static(text)),
        None => None,
    }
}
