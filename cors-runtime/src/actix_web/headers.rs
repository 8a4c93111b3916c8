//! The writer's view of actix-web's header map.
//!
//! actix-web uses an older version of `http`, and its own header map.

use std::convert::Infallible;

use actix_web::http::header::HeaderMap;

use crate::policy::PolicyData;
use crate::response::map::{Constant, Header, PolicyHeader, ResponseHeaderMap};
use crate::response::values::values_of_http;

values_of_http!(actix_web::http::header, actix_web);

impl ResponseHeaderMap for HeaderMap {
    type Value = HeaderValue;
    /// The map grows as long as there is memory.
    type NoRoom = Infallible;

    #[inline(always)]
    fn constant(constant: Constant<'_>) -> HeaderValue {
        value(constant)
    }

    fn text_value(text: String) -> Option<HeaderValue> {
        HeaderValue::try_from(text).ok()
    }

    #[inline(always)]
    fn policy_value(policy: &PolicyData, header: PolicyHeader) -> Option<HeaderValue> {
        policy.actix_values.get(header).cloned()
    }

    #[inline]
    fn names(&self) -> impl Iterator<Item = &str> {
        self.keys().map(HeaderName::as_str)
    }

    #[inline]
    fn lines(&self, header: Header) -> impl Iterator<Item = &[u8]> {
        self.get_all(name(header)).map(HeaderValue::as_bytes)
    }

    #[inline(always)]
    fn append(&mut self, header: Header, value: HeaderValue) -> Result<(), Infallible> {
        HeaderMap::append(self, name(header), value);
        Ok(())
    }

    fn remove(&mut self, matches: impl Fn(&str) -> bool) {
        self.retain(|name, _| !matches(name.as_str()));
    }

    fn replace_equal(&mut self, header: Header, value: HeaderValue) -> bool {
        let header = name(header);
        let mut is_replaced = false;
        self.retain(|name, line| {
            if !is_replaced && *name == header && *line == value {
                line.clone_from(&value);
                is_replaced = true;
            }
            true
        });
        is_replaced
    }
}
