//! The writer's view of `http`'s header map.

use http::header::{HeaderMap, MaxSizeReached};

use super::map::{Constant, Header, PolicyHeader, ResponseHeaderMap};
use super::values::values_of_http;
use crate::policy::PolicyData;

values_of_http!(http::header, http);

impl ResponseHeaderMap for HeaderMap {
    type Value = HeaderValue;
    type NoRoom = MaxSizeReached;

    #[inline(always)]
    fn constant(constant: Constant<'_>) -> HeaderValue {
        value(constant)
    }

    fn text_value(text: String) -> Option<HeaderValue> {
        HeaderValue::try_from(text).ok()
    }

    #[inline(always)]
    fn policy_value(policy: &PolicyData, header: PolicyHeader) -> Option<HeaderValue> {
        policy.values.get(header).cloned()
    }

    #[inline]
    fn names(&self) -> impl Iterator<Item = &str> {
        self.keys().map(HeaderName::as_str)
    }

    #[inline]
    fn lines(&self, header: Header) -> impl Iterator<Item = &[u8]> {
        self.get_all(name(header)).into_iter().map(HeaderValue::as_bytes)
    }

    #[inline(always)]
    fn append(&mut self, header: Header, value: HeaderValue) -> Result<(), MaxSizeReached> {
        self.try_append(name(header), value).map(|_| ())
    }

    fn remove(&mut self, matches: impl Fn(&str) -> bool) {
        let names: Vec<HeaderName> =
            self.keys().filter(|name| matches(name.as_str())).cloned().collect();
        for name in names {
            HeaderMap::remove(self, name);
        }
    }

    fn replace_equal(&mut self, header: Header, value: HeaderValue) -> bool {
        let header = name(header);
        let mut lines = self.iter_mut().filter(|(name, _)| **name == header);
        match lines.find(|(_, line)| **line == value) {
            Some((_, line)) => {
                *line = value;
                true
            }
            None => false,
        }
    }
}
