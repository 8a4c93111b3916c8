//! [Methods](https://fetch.spec.whatwg.org/#methods).

/// [To normalize](https://fetch.spec.whatwg.org/#concept-method-normalize) a method: six names are
/// converted to upper case, and no others.
#[must_use]
pub fn normalize(method: &str) -> String {
    let known = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
    let normalized = known.into_iter().find(|known| known.eq_ignore_ascii_case(method));
    normalized.unwrap_or(method).to_owned()
}

/// A [CORS-safelisted method](https://fetch.spec.whatwg.org/#cors-safelisted-method).
#[must_use]
pub fn is_cors_safelisted(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST")
}

/// A [forbidden method](https://fetch.spec.whatwg.org/#forbidden-method).
#[must_use]
pub fn is_forbidden(method: &str) -> bool {
    ["CONNECT", "TRACE", "TRACK"].iter().any(|name| name.eq_ignore_ascii_case(method))
}

/// A [method](https://fetch.spec.whatwg.org/#concept-method) or a header name: a `token`
/// ([RFC 9110, section 5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
#[must_use]
pub fn is_token(bytes: &[u8]) -> bool {
    let is_token_byte =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !bytes.is_empty() && bytes.iter().all(is_token_byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_methods_are_normalized() {
        for (written, sent) in [
            ("get", "GET"),
            ("dElEtE", "DELETE"),
            ("options", "OPTIONS"),
            ("patch", "patch"),
            ("Put", "PUT"),
            ("chicken", "chicken"),
        ] {
            assert_eq!(normalize(written), sent);
        }
    }

    #[test]
    fn only_safelisted_methods_are_case_sensitive() {
        assert!(is_cors_safelisted("HEAD") && !is_cors_safelisted("head"));
        assert!(!is_cors_safelisted("OPTIONS") && !is_cors_safelisted("PUT"));
        assert!(is_forbidden("tRaCe") && is_forbidden("TRACK") && is_forbidden("connect"));
        assert!(!is_forbidden("TRACER") && !is_forbidden("GET"));
    }

    #[test]
    fn tokens() {
        assert!(is_token(b"x-a_1!") && is_token(b"*"));
        for no_token in [&b""[..], b"a b", b"a,b", b"a:", b"\xe9", b"(", b"\"a\""] {
            assert!(!is_token(no_token), "{no_token:?}");
        }
    }
}
