//! 2.2.1 Methods and 2.2.2 Headers: which of them are safelisted, and how values are read.

use std::collections::BTreeSet;

use http::HeaderMap;

use super::NetworkError;

/// 2.2.1: to normalize a method.
pub(super) fn normalize_method(method: &str) -> String {
    let known = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
    let normalized = known.into_iter().find(|known| known.eq_ignore_ascii_case(method));
    normalized.unwrap_or(method).to_owned()
}

/// 2.2.1: a CORS-safelisted method.
pub(super) fn is_cors_safelisted_method(method: &str) -> bool {
    ["GET", "HEAD", "POST"].contains(&method)
}

/// 2.2.2: the CORS-unsafe request-header names, lower case, sorted, each once.
pub(super) fn cors_unsafe_request_header_names(headers: &[(&str, &str)]) -> BTreeSet<String> {
    let (safelisted, mut unsafe_headers): (Vec<_>, Vec<_>) = headers
        .iter()
        .copied()
        .partition(|(name, value)| is_cors_safelisted_request_header(name, value));
    // Safelisted ones are so only while they are short together.
    if safelisted.iter().map(|(_, value)| value.len()).sum::<usize>() > 1024 {
        unsafe_headers.extend(safelisted);
    }
    unsafe_headers.into_iter().map(|(name, _)| name.to_ascii_lowercase()).collect()
}

/// 2.2.2: a CORS-safelisted request-header; the value decides as much as the name.
fn is_cors_safelisted_request_header(name: &str, value: &str) -> bool {
    if value.len() > 128 {
        return false;
    }
    match name.to_ascii_lowercase().as_str() {
        "accept" => !value.bytes().any(is_cors_unsafe_request_header_byte),
        "accept-language" | "content-language" => {
            value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(&byte))
        }
        "content-type" => {
            let safe = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
            let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            !value.bytes().any(is_cors_unsafe_request_header_byte)
                && safe.contains(&essence.as_str())
        }
        "range" => is_single_range_with_a_start(value),
        _ => false,
    }
}

/// 2.2.2: a CORS-unsafe request-header byte.
fn is_cors_unsafe_request_header_byte(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t') || b"\"():<>?@[\\]{}\x7f".contains(&byte)
}

/// 2.2.2: to parse a single range header value, with the start that a safelisted one must have.
fn is_single_range_with_a_start(value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((start, end)) = value.strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return false;
    };
    // At most 128 bytes, so the numbers may be long; compared as decimals of one length.
    let in_order = || {
        let (start, end) = (start.trim_start_matches('0'), end.trim_start_matches('0'));
        (start.len(), start) <= (end.len(), end)
    };
    digits(start) && (end.is_empty() || (digits(end) && in_order()))
}

/// 2.2.2: to get a header, all of its lines joined; `None` if there is none.
pub(super) fn get(name: &str, headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(name).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// 2.2.2: to extract header list values, for the headers whose ABNF (3.3.4) is a list of names:
/// `None` if absent, an error if malformed. RFC 9110, 5.6.1: empty elements are passed over.
pub(super) fn extract_header_list_values(
    name: &'static str,
    headers: &HeaderMap,
) -> Result<Option<Vec<String>>, NetworkError> {
    let Some(value) = get(name, headers) else { return Ok(None) };
    let elements = value.split(',').map(|element| element.trim_matches([' ', '\t']));
    let names: Vec<String> =
        elements.filter(|element| !element.is_empty()).map(str::to_owned).collect();
    match names.iter().find(|name| !name.bytes().all(is_token_byte)) {
        Some(malformed) => Err(NetworkError(format!("{name} holds `{malformed}`, no name"))),
        None => Ok(Some(names)),
    }
}

/// RFC 9110, 5.6.2: a byte of a token.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// 2.2.2: a CORS-safelisted response-header name, given the CORS-exposed header-name list; if
/// `all`, that list has every name of the response.
pub(super) fn is_cors_safelisted_response_header_name(
    name: &str,
    exposed: &[String],
    all: bool,
) -> bool {
    const SAFELISTED: [&str; 7] = [
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    ];
    // A forbidden response-header name stays hidden, whoever exposes it.
    let forbidden = ["set-cookie", "set-cookie2"].contains(&name);
    let listed = || exposed.iter().any(|listed| listed.eq_ignore_ascii_case(name));
    SAFELISTED.contains(&name) || (!forbidden && (all || listed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_methods_are_normalized() {
        assert_eq!(normalize_method("put"), "PUT");
        assert_eq!(normalize_method("patch"), "patch");
    }

    #[test]
    fn a_safelisted_request_header_is_so_by_its_value() {
        for (name, value, safelisted) in [
            ("Accept", "text/html", true),
            ("accept", "\"", false),
            ("content-type", "Text/Plain; charset=utf-8", true),
            ("content-type", "application/json", false),
            ("content-language", "de-CH", true),
            ("content-language", "de_CH", false),
            ("range", "bytes=9-10", true),
            ("range", "bytes=10-9", false),
            ("range", "bytes=-500", false),
            ("x-trace", "", false),
        ] {
            let found = is_cors_safelisted_request_header(name, value);
            assert_eq!(found, safelisted, "{name}: {value}");
        }
    }

    #[test]
    fn unsafe_names_are_lower_case_sorted_and_unique() {
        let names = [("X-B", "1"), ("accept", "*/*"), ("x-a", "1"), ("x-b", "2")];
        let names = cors_unsafe_request_header_names(&names);
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["x-a", "x-b"]);
    }
}
