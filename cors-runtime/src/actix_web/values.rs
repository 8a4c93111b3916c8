//! A policy's constant header values, in actix's type.

use actix_web::http::header::HeaderValue;
use cors_tables::PolicyTable;
use cors_tables::stored::Text;

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
    pub(crate) const fn fixed(table: &PolicyTable) -> Self {
        Self {
            allow_methods: fixed(table.allow_methods.value()),
            allow_headers: fixed(table.allow_headers.value()),
            expose_headers: fixed(table.expose_headers.value()),
            max_age: match &table.max_age {
                Some(max_age) => fixed(Some(&max_age.value)),
                None => None,
            },
        }
    }

    pub(crate) fn of(table: &PolicyTable) -> Self {
        // Names, commas and digits, all of which a header value may have.
        let value = |text: &Text| HeaderValue::from_str(text).ok();
        Self {
            allow_methods: table.allow_methods.value().and_then(value),
            allow_headers: table.allow_headers.value().and_then(value),
            expose_headers: table.expose_headers.value().and_then(value),
            max_age: table.max_age.as_ref().and_then(|max_age| value(&max_age.value)),
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

const fn fixed(text: Option<&Text>) -> Option<HeaderValue> {
    match text {
        Some(Text::Fixed(text)) => Some(HeaderValue::from_static(text)),
        Some(Text::Owned(_)) | None => None,
    }
}
