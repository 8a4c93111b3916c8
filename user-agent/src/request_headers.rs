//! The request headers that a page may set, and those that need a preflight.
//!
//! ```text
//! forbidden request-header      dropped: only the user agent sets it
//! CORS-safelisted               sent without a preflight, because forms could always send it: by name
//!                               AND value, and only if all of them together are short
//! CORS-unsafe                   every other one: listed in Access-Control-Request-Headers
//! CORS non-wildcard             `Authorization`: unsafe, and `*` does not cover it
//! ```

use std::collections::BTreeSet;

use crate::header_list::{HeaderList, split};
use crate::{methods, mime_type, range};

/// The longest value that is safelisted.
const MAX_SAFELISTED_VALUE: usize = 128;
/// The maximum total length of the safelisted values.
const MAX_SAFELISTED_VALUES: usize = 1024;

/// The [CORS-unsafe request-header names](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names)
/// of a header list, in lower case, sorted and unique.
#[must_use]
pub fn cors_unsafe_names(headers: &HeaderList) -> BTreeSet<String> {
    // Steps 1 to 3.
    let mut unsafe_names = Vec::new();
    let mut potentially_unsafe_names = Vec::new();
    let mut safelist_value_size = 0_usize;
    // Step 4.
    for (name, value) in headers.iter() {
        if is_cors_safelisted(name, value) {
            potentially_unsafe_names.push(name);
            safelist_value_size = safelist_value_size.saturating_add(value.len());
        } else {
            unsafe_names.push(name);
        }
    }
    // Step 5.
    if safelist_value_size > MAX_SAFELISTED_VALUES {
        unsafe_names.append(&mut potentially_unsafe_names);
    }
    // Step 6.
    unsafe_names.into_iter().map(str::to_ascii_lowercase).collect()
}

/// A [CORS-safelisted request-header](https://fetch.spec.whatwg.org/#cors-safelisted-request-header).
#[must_use]
pub fn is_cors_safelisted(name: &str, value: &[u8]) -> bool {
    // Step 1.
    if value.len() > MAX_SAFELISTED_VALUE {
        return false;
    }
    let has_unsafe_byte = || value.iter().copied().any(is_cors_unsafe_byte);
    // Step 2.
    match name.to_ascii_lowercase().as_str() {
        "accept" => !has_unsafe_byte(),
        "accept-language" | "content-language" => {
            value.iter().all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(byte))
        }
        "content-type" => {
            let essence = mime_type::essence(value);
            let safe = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
            !has_unsafe_byte() && essence.is_some_and(|essence| safe.contains(&essence.as_str()))
        }
        "range" => matches!(range::parse(value), Some((Some(_), _))),
        _ => false,
    }
}

/// A [CORS-unsafe request-header byte](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte).
fn is_cors_unsafe_byte(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t') || b"\"():<>?@[\\]{}\x7f".contains(&byte)
}

/// A [no-CORS-safelisted request-header](https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header).
#[must_use]
pub fn is_no_cors_safelisted(name: &str, value: &[u8]) -> bool {
    let names = ["accept", "accept-language", "content-language", "content-type"];
    is_one_of(name, &names) && is_cors_safelisted(name, value)
}

/// A [CORS non-wildcard request-header name](https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name).
#[must_use]
pub fn is_cors_non_wildcard(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

/// A [request-body-header name](https://fetch.spec.whatwg.org/#request-body-header-name).
pub(crate) const REQUEST_BODY_HEADER_NAMES: [&str; 4] =
    ["content-encoding", "content-language", "content-location", "content-type"];

/// A [forbidden request-header](https://fetch.spec.whatwg.org/#forbidden-request-header).
#[must_use]
pub fn is_forbidden(name: &str, value: &[u8]) -> bool {
    const NAMES: [&str; 21] = [
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    ];
    const METHOD_OVERRIDES: [&str; 3] =
        ["x-http-method", "x-http-method-override", "x-method-override"];
    // Steps 1 and 2.
    let name = name.to_ascii_lowercase();
    if NAMES.contains(&name.as_str()) || name.starts_with("proxy-") || name.starts_with("sec-") {
        return true;
    }
    // Steps 3 and 4.
    METHOD_OVERRIDES.contains(&name.as_str())
        && split(value).iter().any(|method| methods::is_forbidden(method))
}

fn is_one_of(name: &str, lower_case: &[&str]) -> bool {
    lower_case.iter().any(|other| other.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(headers: &[(&str, &str)]) -> Vec<String> {
        let mut list = HeaderList::default();
        for (name, value) in headers {
            list.append(name, value);
        }
        cors_unsafe_names(&list).into_iter().collect()
    }

    #[test]
    fn safelisting_depends_on_name_and_value() {
        let (at_limit, over_limit) = ("a".repeat(128), "a".repeat(129));
        for (name, value, safelisted) in [
            ("Accept", "text/html", true),
            ("accept", "a\tb", true),
            ("accept", "a(b)", false),
            ("accept", "\u{e9}", true),
            ("accept", &at_limit, true),
            ("accept", &over_limit, false),
            ("content-language", "de-CH, *;q=0.5", true),
            ("content-language", "de_CH", false),
            ("Content-Type", "text/plain;charset=utf-8", true),
            ("content-type", "text/plain;charset=\"utf-8\"", false),
            ("content-type", "application/json", false),
            ("content-type", "", false),
            ("range", "bytes=9-", true),
            ("range", "bytes=-9", false),
            ("x-trace", "", false),
        ] {
            assert_eq!(is_cors_safelisted(name, value.as_bytes()), safelisted, "{name}: {value}");
        }
    }

    #[test]
    fn unsafe_names_are_lower_case_sorted_and_unique() {
        let headers = [("X_B", "1"), ("X-Foo", "1"), ("accept", "*/*"), ("x-FOO", "2"), ("X1", "")];
        assert_eq!(names(&headers), ["x-foo", "x1", "x_b"]);
    }

    #[test]
    fn safelisted_values_have_a_total_limit() {
        let value = "a".repeat(128);
        let eight = vec![("accept", value.as_str()); 8];
        assert!(names(&eight).is_empty(), "1,024 bytes");
        let mut more = eight;
        more.push(("accept-language", "d"));
        assert_eq!(names(&more), ["accept", "accept-language"], "1,025 bytes");
        let mut long = vec![("accept", value.as_str()); 8];
        long.push(("x-a", &value));
        assert_eq!(names(&long), ["x-a"], "an unsafe value is not counted");
    }

    #[test]
    fn headers_are_forbidden_by_name_prefix_or_value() {
        for name in ["Cookie", "sec-fetch-mode", "PROXY-x", "te", "Access-Control-Request-Method"] {
            assert!(is_forbidden(name, b"1"), "{name}");
        }
        assert!(is_forbidden("X-HTTP-Method-Override", b"PUT, trace"));
        for (name, value) in
            [("X-Method-Override", "PUT, \"a, TRACE ,b\""), ("second", "1"), ("x-a", "trace")]
        {
            assert!(!is_forbidden(name, value.as_bytes()), "{name}");
        }
    }
}
