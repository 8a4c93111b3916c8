//! Origins and sites ([HTML, Origins](https://html.spec.whatwg.org/multipage/browsers.html#concept-origin)).

use std::net::IpAddr;

use url::Url;

/// The origin of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The origin of a sandboxed frame, or of a `data:` or `file:` page, serialised as `null`.
    Opaque,
    /// Scheme, host and port, as serialised.
    Tuple(String),
}

impl Origin {
    /// [The origin of a URL](https://url.spec.whatwg.org/#concept-url-origin).
    #[must_use]
    pub fn of(url: &Url) -> Self {
        let origin = url.origin();
        if origin.is_tuple() { Self::Tuple(origin.ascii_serialization()) } else { Self::Opaque }
    }

    /// [Serialised](https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin).
    #[must_use]
    pub fn serialize(&self) -> &str {
        match self {
            Self::Opaque => "null",
            Self::Tuple(serialized) => serialized,
        }
    }

    /// Whether two origins are the [same
    /// origin](https://html.spec.whatwg.org/multipage/browsers.html#same-origin). An opaque origin only
    /// equals itself, and here the other one is always that of a URL.
    #[must_use]
    pub fn is_same_origin(&self, other: &Self) -> bool {
        *self != Self::Opaque && self == other
    }

    /// Whether two origins are [same site](https://html.spec.whatwg.org/multipage/browsers.html#same-site).
    #[must_use]
    pub fn is_same_site(&self, other: &Self) -> bool {
        *self != Self::Opaque && self.site() == other.site()
    }

    /// Its [site](https://html.spec.whatwg.org/multipage/browsers.html#obtain-a-site): the scheme
    /// and the registrable domain, or the host if it has none.
    ///
    /// This user agent has an empty Public Suffix List. With its default rule, `*`, a registrable domain
    /// has two labels.
    pub(crate) fn site(&self) -> (&str, &str) {
        let Self::Tuple(serialized) = self else { return ("", "null") };
        let (scheme, rest) = serialized.split_once("://").unwrap_or((serialized, ""));
        let end = match rest.strip_prefix('[') {
            Some(_) => rest.find(']').map(|at| at.saturating_add(1)),
            None => rest.find(':'),
        };
        let host = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        if host.starts_with('[') || host.parse::<IpAddr>().is_ok() {
            return (scheme, host);
        }
        let mut dots = host.rmatch_indices('.').skip(1);
        let start = dots.next().map_or(0, |(at, _)| at.saturating_add(1));
        (scheme, host.get(start..).unwrap_or(host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tuple(serialized: &str) -> Origin {
        Origin::Tuple(serialized.to_owned())
    }

    #[test]
    fn sites_have_two_labels_and_no_port() {
        for (left, right, same) in [
            ("http://app.shop.test:1", "http://api.shop.test:2", true),
            ("http://app.test", "http://api.test", false),
            ("http://localhost:1", "http://localhost:2", true),
            ("http://localhost", "https://localhost", false),
            ("http://127.0.0.1", "http://10.0.0.1", false),
            ("http://[::1]:1", "http://[::1]:2", true),
        ] {
            assert_eq!(tuple(left).is_same_site(&tuple(right)), same, "{left} {right}");
        }
        assert!(!Origin::Opaque.is_same_site(&Origin::Opaque));
    }
}
