//! Origins and sites ([HTML, Origins](https://html.spec.whatwg.org/multipage/browsers.html#concept-origin)).

use std::fmt;
use std::net::IpAddr;

use url::Url;

/// The origin of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(
    /// Serialised; `None` if it is opaque.
    Option<String>,
);

/// A text that is not the serialisation of an origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidOrigin {
    text: String,
    instead: Option<String>,
}

impl Origin {
    /// The origin of a sandboxed frame, or of a `data:` or `file:` page, serialised as `null`.
    #[must_use]
    pub fn opaque() -> Self {
        Self(None)
    }

    /// The origin with this serialisation: scheme, host and port, as browsers write them.
    ///
    /// ```
    /// use cors_user_agent::Origin;
    ///
    /// assert!(Origin::parse("https://app.example.com:8443").is_ok());
    /// assert!(Origin::parse("tauri://localhost").is_ok());
    /// assert!(Origin::parse("https://app.example.com:443").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// If a browser would serialise it differently; `null` is not the name of an origin.
    pub fn parse(serialized: &str) -> Result<Self, InvalidOrigin> {
        let instead = Url::parse(serialized).ok().and_then(|url| serialization_of(&url));
        if instead.as_deref() == Some(serialized) {
            return Ok(Self(instead));
        }
        Err(InvalidOrigin { text: serialized.to_owned(), instead })
    }

    /// [The origin of a URL](https://url.spec.whatwg.org/#concept-url-origin).
    #[must_use]
    pub fn of(url: &Url) -> Self {
        let origin = url.origin();
        Self(origin.is_tuple().then(|| origin.ascii_serialization()))
    }

    /// [Serialised](https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin).
    #[must_use]
    pub fn serialize(&self) -> &str {
        self.0.as_deref().unwrap_or("null")
    }

    /// Whether two origins are the [same
    /// origin](https://html.spec.whatwg.org/multipage/browsers.html#same-origin). An opaque origin only
    /// equals itself, and here the other one is always that of a URL.
    #[must_use]
    pub fn is_same_origin(&self, other: &Self) -> bool {
        self.0.is_some() && self == other
    }

    /// Whether two origins are [same site](https://html.spec.whatwg.org/multipage/browsers.html#same-site).
    #[must_use]
    pub fn is_same_site(&self, other: &Self) -> bool {
        self.0.is_some() && self.site() == other.site()
    }

    /// Its [site](https://html.spec.whatwg.org/multipage/browsers.html#obtain-a-site): the scheme
    /// and the registrable domain, or the host if it has none.
    pub(crate) fn site(&self) -> (&str, &str) {
        let Some(serialized) = &self.0 else { return ("", "null") };
        let (scheme, rest) = serialized.split_once("://").unwrap_or((serialized, ""));
        let end = match rest.strip_prefix('[') {
            Some(_) => rest.find(']').map(|at| at.saturating_add(1)),
            None => rest.find(':'),
        };
        let host = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        if host.starts_with('[') || host.parse::<IpAddr>().is_ok() {
            return (scheme, host);
        }
        (scheme, psl::domain_str(host).unwrap_or(host))
    }
}

/// The serialisation of a page's origin: that of a URL, or, if its scheme is one that the URL standard does not know,
/// the form that shells and extensions of browsers send, such as `tauri://localhost`.
fn serialization_of(url: &Url) -> Option<String> {
    let origin = url.origin();
    if origin.is_tuple() {
        return Some(origin.ascii_serialization());
    }
    let host = url.host_str().filter(|host| !host.is_empty())?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{host}{port}", url.scheme()))
}

impl fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, instead } = self;
        write!(f, "`{text}` is not an origin")?;
        match instead {
            Some(instead) => write!(f, ": write `{instead}`"),
            None if text == "null" => f.write_str(
                " but how browsers serialise those that are opaque: use `Page::opaque()`",
            ),
            None => f.write_str(": write scheme, host and port, such as `https://app.example.com`"),
        }
    }
}

impl std::error::Error for InvalidOrigin {}

#[cfg(test)]
mod tests {
    use super::*;

    fn tuple(serialized: &str) -> Origin {
        Origin::parse(serialized).unwrap()
    }

    #[test]
    fn sites_are_registrable_domains_and_have_no_port() {
        for (left, right, same) in [
            ("http://app.shop.test:1", "http://api.shop.test:2", true),
            ("http://app.test", "http://api.test", false),
            ("https://app.shop.co.uk", "https://api.shop.co.uk", true),
            ("https://shop.co.uk", "https://other.co.uk", false),
            ("https://one.github.io", "https://two.github.io", false),
            ("https://github.io", "https://one.github.io", false),
            ("http://localhost:1", "http://localhost:2", true),
            ("http://localhost", "https://localhost", false),
            ("http://127.0.0.1", "http://10.0.0.1", false),
            ("http://[::1]:1", "http://[::1]:2", true),
        ] {
            assert_eq!(tuple(left).is_same_site(&tuple(right)), same, "{left} {right}");
        }
        assert!(!Origin::opaque().is_same_site(&Origin::opaque()));
    }

    #[test]
    fn only_what_browsers_send_is_an_origin() {
        for valid in
            ["https://p.test", "http://p.test:8080", "http://[::1]:1", "chrome-extension://abcdef"]
        {
            assert_eq!(tuple(valid).serialize(), valid);
        }
        for (invalid, instead) in [
            ("https://p.test/", Some("https://p.test")),
            ("https://P.test", Some("https://p.test")),
            ("https://p.test:443", Some("https://p.test")),
            ("https://p.test/x?y", Some("https://p.test")),
            ("https://user@p.test", Some("https://p.test")),
            ("tauri://localhost/", Some("tauri://localhost")),
            ("null", None),
            ("", None),
            ("p.test", None),
            ("file:///x", None),
        ] {
            let mistake = Origin::parse(invalid).unwrap_err();
            assert_eq!(mistake.instead.as_deref(), instead, "{invalid}");
        }
    }
}
