//! A policy's constant header values, in actix's type.

use actix_web::http::header::HeaderValue;

use crate::Policy;

/// The values that do not depend on the request, checked and made once for each middleware.
///
/// actix-web has an `http` of its own, an older one, so those of [`Policy`] do not serve.
#[derive(Debug, Clone)]
pub(super) struct HeaderValues {
    pub(super) allow_methods: Option<HeaderValue>,
    pub(super) allow_headers: Option<HeaderValue>,
    pub(super) expose_headers: Option<HeaderValue>,
    pub(super) max_age: Option<HeaderValue>,
}

impl HeaderValues {
    pub(super) fn new(policy: Policy) -> Self {
        let table = policy.table();
        let value = |text: Option<&'static str>| text.map(HeaderValue::from_static);
        Self {
            allow_methods: value(table.allow_methods.value()),
            allow_headers: value(table.allow_headers.value()),
            expose_headers: value(table.expose_headers.value()),
            max_age: value(table.max_age.map(|max_age| max_age.value)),
        }
    }
}
