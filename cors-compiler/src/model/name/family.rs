//! Families of request headers in `allow_headers`: `"x-amz-meta-{name}"`.

use std::fmt;

/// All request headers that begin with a text, and continue with letters, digits, `-`, `_` and `.`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderFamily {
    prefix: String,
    /// As it is written, but in lower case.
    written: String,
    /// The same for all families with this prefix.
    normal: String,
}

/// Headers that servers and proxies trust: they say who sends a request, what is requested, or that a page of the same
/// site made it.
///
/// Sources: `x-forwarded-*` and `forwarded`, RFC 7239; addresses of clients and names of users, the documentation of
/// Cloudflare, Akamai, nginx and oauth2-proxy; methods and URLs, the third step of
/// <https://fetch.spec.whatwg.org/#forbidden-request-header> and of IIS and Symfony; CSRF tokens, the defaults of
/// Django, Rails, Laravel, Angular and Axios.
const TRUSTED: [&str; 26] = [
    "authorization",
    "cf-connecting-ip",
    "client-ip",
    "csrf-token",
    "forwarded",
    "remote-user",
    "true-client-ip",
    "x-auth-request-user",
    "x-client-ip",
    "x-csrf-token",
    "x-csrftoken",
    // The shortest names of a family of their own, `TRUSTED_PREFIX`, so that witnesses are well known.
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-user",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-host",
    "x-original-url",
    "x-real-ip",
    "x-remote-user",
    "x-requested-with",
    "x-rewrite-url",
    "x-xsrf-token",
    "xsrf-token",
];

/// Proxies set every name that starts with this.
const TRUSTED_PREFIX: &str = "x-forwarded-";

impl HeaderFamily {
    /// The family that a text is, if it is one: a name that ends with a placeholder.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (prefix, placeholder) = text.strip_suffix('}')?.split_once('{')?;
        let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let is_family = prefix.bytes().all(is_usual)
            && !placeholder.is_empty()
            && placeholder.bytes().all(is_word);
        let prefix = prefix.to_ascii_lowercase();
        let written = format!("{prefix}{{{placeholder}}}");
        let normal = format!("{prefix}{{name}}");
        is_family.then_some(Self { prefix, written, normal })
    }

    /// What its names begin with, in lower case.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// With the placeholder `{name}`, whatever it is called in the policy.
    #[must_use]
    pub fn as_normal_str(&self) -> &str {
        &self.normal
    }

    /// With its placeholder.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether all of its names begin with a text.
    #[must_use]
    pub fn is_within(&self, prefix: &str) -> bool {
        self.prefix.starts_with(prefix)
    }

    /// Whether it has nearly every name, as `mirror_request` has: `{name}` or `x-{name}`.
    #[must_use]
    pub fn is_open(&self) -> bool {
        "x-".starts_with(&self.prefix)
    }

    /// One of its names that servers and proxies trust, if it has one.
    #[must_use]
    pub fn trusted(&self) -> Option<String> {
        let has = |name: &&&str| name.len() > self.prefix.len() && name.starts_with(&self.prefix);
        // Of an open family the address of the client is the best known.
        let first =
            TRUSTED.iter().filter(|_| self.is_open()).find(|name| name.starts_with(TRUSTED_PREFIX));
        if let Some(name) = first.or_else(|| TRUSTED.iter().find(has)) {
            return Some((*name).to_owned());
        }
        self.is_within(TRUSTED_PREFIX).then(|| format!("{}a", self.prefix))
    }
}

impl fmt::Display for HeaderFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_ends_a_family() {
        for (text, prefix) in [
            ("x-amz-meta-{name}", "x-amz-meta-"),
            ("X-Amz-Meta-{key_1}", "x-amz-meta-"),
            ("{name}", ""),
            ("x_y.z{n}", "x_y.z"),
        ] {
            let family = HeaderFamily::read(text);
            assert_eq!(family.as_ref().map(HeaderFamily::prefix), Some(prefix), "{text}");
        }
        for text in [
            "x-amz-meta-",
            "{}",
            "x-{a}-{b}",
            "x-{a}-b",
            "x-${a}",
            "x-{{a}}",
            "{x-a,x-b}",
            "x-{n:[a-z]+}",
            "x y{n}",
            "x-{é}",
            "x-a}",
            "x-{a",
        ] {
            assert_eq!(HeaderFamily::read(text), None, "{text}");
        }
    }

    #[test]
    fn trusted_names_of_families() {
        assert!(TRUSTED.is_sorted());
        for (text, trusted, is_open) in [
            ("{name}", Some("x-forwarded-for"), true),
            ("x{name}", Some("x-forwarded-for"), true),
            ("x-{name}", Some("x-forwarded-for"), true),
            ("a{name}", Some("authorization"), false),
            ("x-f{name}", Some("x-forwarded-for"), false),
            ("x-forwarded-{name}", Some("x-forwarded-for"), false),
            ("x-forwarded-for{name}", Some("x-forwarded-fora"), false),
            ("x-forwarded-z-{name}", Some("x-forwarded-z-a"), false),
            ("x-csrf-{name}", Some("x-csrf-token"), false),
            ("x-http-{name}", Some("x-http-method"), false),
            ("x-original-{name}", Some("x-original-host"), false),
            ("x-original-u{name}", Some("x-original-url"), false),
            ("authorization{name}", None, false),
            ("x-amz-meta-{name}", None, false),
            ("x-amz-{name}", None, false),
            ("b{name}", None, false),
        ] {
            let family = HeaderFamily::read(text).unwrap();
            assert_eq!(family.trusted().as_deref(), trusted, "{text}");
            assert_eq!(family.is_open(), is_open, "{text}");
        }
    }
}
