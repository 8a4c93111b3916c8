//! Wildcards and regexes in names, which are compared as they are written.
//!
//! Many of their characters are legal in a name (`*`, `^`, `|`), so that `x-amz-*` is a header name as far as
//! HTTP is concerned. No registered name has any character but letters, digits, `-` and `_`, and of the
//! others only `.` is in use.

use super::family::HeaderFamily;

/// Whether a name that HTTP allows was meant as a pattern.
pub(super) fn is_pattern(token: &str) -> bool {
    token.contains(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)) || is_class(token)
}

/// Whether a text that HTTP does not allow as a name was meant as a pattern.
pub(super) fn is_pattern_text(text: &str) -> bool {
    text.is_ascii()
        && text.contains(['{', '}', '[', ']', '(', ')', '?', '\\', '/', '*', '^', '|', '$', '<'])
}

/// `x-..`: dots without a word between them.
fn is_class(token: &str) -> bool {
    token.contains("..") || token.ends_with("-.")
}

/// The names in a pattern that is only a list of them: `PUT|DELETE`, `^x-a$`, `/(x-a|x-b)/i`.
pub(super) fn names_in(text: &str) -> Option<Vec<&str>> {
    let text = text.trim();
    let text = match text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) {
        Some((regex, flags)) if flags.bytes().all(|flag| flag.is_ascii_lowercase()) => regex,
        _ => text,
    };
    let text = text.trim_start_matches("(?i)").trim_start_matches('^').trim_end_matches('$');
    let text = text.trim_start_matches("\\A").trim_end_matches("\\z").trim_end_matches("\\Z");
    let text = match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inside) => inside.trim_start_matches("?:").trim_start_matches("?i:"),
        None => text,
    };
    let text = match text.strip_prefix(['[', '{']).and_then(|text| text.strip_suffix([']', '}'])) {
        // A class of characters or a placeholder has neither quotes nor commas.
        Some(inside) if inside.contains([',', '"', '\'', '|']) => inside,
        _ => text,
    };
    // `PUT/DELETE` is a list, and `text/html` is not.
    let is_upper_case = !text.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_end =
        |c: char| "|&+,;".contains(c) || c.is_ascii_whitespace() || (c == '/' && is_upper_case);
    let is_quote = |c: char| "'\"`".contains(c);
    let names: Vec<&str> = text
        .split(is_end)
        .map(|name| name.trim_matches(is_quote).trim_start_matches('^').trim_end_matches('$'))
        .filter(|name| !name.is_empty())
        .collect();
    // `^x-` is the beginning of names.
    let is_whole = |name: &str| !name.starts_with('-') && !name.ends_with('-');
    let is_name = |name: &&str| {
        cors_tables::fetch::is_token(name.as_bytes()) && !is_pattern(name) && is_whole(name)
    };
    (!names.is_empty() && names.iter().all(is_name)).then_some(names)
}

/// The family of request headers that a pattern is meant as, unless it has a name that servers trust: `x-amz-meta-*`.
pub(super) fn family_of(text: &str) -> Option<HeaderFamily> {
    let start = text.trim_start_matches('/').trim_start_matches('^');
    let end = start.trim_end_matches('/').trim_end_matches('$');
    let prefix = [".*", ".+", "*"].into_iter().find_map(|any| end.strip_suffix(any))?;
    let family = HeaderFamily::read(&format!("{prefix}{{name}}"))?;
    // `x*` is not likely to be meant.
    (prefix.ends_with('-') && family.trusted().is_none()).then_some(family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_names() {
        for pattern in [
            "x-*",
            "*-id",
            "PU*",
            "x-.*",
            "x-.+",
            "^x-a$",
            "x-a$",
            "PUT|DELETE",
            "!x-a",
            "~x-a",
            "#x-a",
            "x-%",
            "'x-a'",
            "`x-a`",
            "PUT&DELETE",
            "PUT+DELETE",
            "x-..",
            "x-company-.",
            "**",
            "***",
        ] {
            assert!(is_pattern(pattern), "{pattern}");
        }
        for name in ["x-a", "X_a", "x.foo", "x.foo-1.2", "PUT", "M-SEARCH", "256", "a.", ".a"] {
            assert!(!is_pattern(name), "{name}");
        }
        for pattern in ["x-{name}", "/x-.*/", "x-[a-z]+", "x-(a|b)", "x-a?", "x-\\w+", "<name>"] {
            assert!(is_pattern_text(pattern), "{pattern}");
        }
        for text in ["x a", "é", "x-é*", "PUT, DELETE", "x:a", ""] {
            assert!(!is_pattern_text(text), "{text}");
        }
    }

    #[test]
    fn patterns_that_are_families() {
        for (text, family) in [
            ("x-amz-meta-*", Some("x-amz-meta-{name}")),
            ("X-Amz-Meta-*", Some("x-amz-meta-{name}")),
            ("^x-amz-meta-.*$", Some("x-amz-meta-{name}")),
            ("/^x-amz-meta-.+/", Some("x-amz-meta-{name}")),
            ("x-*", None),
            ("x-forwarded-*", None),
            ("x-amz*", None),
            ("*-id", None),
            ("x-[a-z]-*", None),
        ] {
            let found = family_of(text);
            assert_eq!(found.as_ref().map(HeaderFamily::as_str), family, "{text}");
        }
    }

    #[test]
    fn patterns_that_are_lists() {
        for (text, names) in [
            ("PUT|DELETE", &["PUT", "DELETE"][..]),
            ("^(PUT|DELETE)$", &["PUT", "DELETE"]),
            ("/^(?:PUT|DELETE)$/i", &["PUT", "DELETE"]),
            ("^PUT$|^DELETE$", &["PUT", "DELETE"]),
            ("PUT/DELETE", &["PUT", "DELETE"]),
            ("PUT&DELETE", &["PUT", "DELETE"]),
            ("PUT + DELETE", &["PUT", "DELETE"]),
            ("^x-a$", &["x-a"]),
            ("'x-a'", &["x-a"]),
            ("/x-a/", &["x-a"]),
            ("[\"x-a\", \"x-b\"]", &["x-a", "x-b"]),
            ("{x-a,x-b}", &["x-a", "x-b"]),
        ] {
            assert_eq!(names_in(text).as_deref(), Some(names), "{text}");
        }
        for text in [
            "x-*",
            "x-{name}",
            "/x-.*/",
            "/^x-/",
            "^x-",
            "-id$",
            "x-(a|b)",
            "x-[a-z]+",
            "!PUT",
            "{name}",
            "",
            "|",
            "text/html",
        ] {
            assert_eq!(names_in(text), None, "{text}");
        }
    }
}
