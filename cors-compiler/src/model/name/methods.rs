//! Well-known methods.

/// The methods of the [HTTP method registry](https://www.iana.org/assignments/http-methods), and
/// `PURGE`, which caches know; without the forbidden ones.
pub const KNOWN_METHODS: [&str; 39] = [
    "ACL",
    "BASELINE-CONTROL",
    "BIND",
    "CHECKIN",
    "CHECKOUT",
    "COPY",
    "DELETE",
    "GET",
    "HEAD",
    "LABEL",
    "LINK",
    "LOCK",
    "MERGE",
    "MKACTIVITY",
    "MKCALENDAR",
    "MKCOL",
    "MKREDIRECTREF",
    "MKWORKSPACE",
    "MOVE",
    "OPTIONS",
    "ORDERPATCH",
    "PATCH",
    "POST",
    "PRI",
    "PROPFIND",
    "PROPPATCH",
    "PURGE",
    "PUT",
    "QUERY",
    "REBIND",
    "REPORT",
    "SEARCH",
    "UNBIND",
    "UNCHECKOUT",
    "UNLINK",
    "UNLOCK",
    "UPDATE",
    "UPDATEREDIRECTREF",
    "VERSION-CONTROL",
];

#[cfg(test)]
mod tests {
    use super::*;
    use cors_tables::fetch;

    #[test]
    fn sorted_and_possible() {
        assert!(KNOWN_METHODS.is_sorted());
        for method in KNOWN_METHODS {
            assert!(!fetch::is_forbidden_method(method.as_bytes()), "{method}");
        }
        for method in fetch::NORMALISED_METHODS {
            assert!(KNOWN_METHODS.contains(&method), "{method}");
        }
    }
}
