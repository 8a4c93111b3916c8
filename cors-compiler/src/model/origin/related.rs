//! Patterns next to a pattern, made from its parts.
//!
//! Each is well-formed because the first one is, so that nothing has to be written out and read again.

use super::range::{AddressRange, RangePattern};
use super::{Host, OriginPattern, Port};
use crate::origins::SchemeKind;

/// How long the name after a `*.` may be, without a trailing dot: a host has 253 bytes at most.
const LONGEST_BASE: usize = 251;

impl OriginPattern {
    /// The same host with the default port.
    pub(crate) fn on_default_port(&self) -> Self {
        Self { port: Port::Default, ..self.clone() }
    }

    /// The part of it that has the host of another pattern with the same scheme.
    pub(crate) fn at_host_of(&self, other: &Self) -> Self {
        Self { host: other.host.clone(), ..self.clone() }
    }

    /// Everything that the owner of the host controls: both schemes of the web, every port, and the
    /// name with and without a trailing dot. An app or an extension is known by its scheme.
    pub(crate) fn with_same_owner(&self) -> Vec<Self> {
        let (schemes, hosts) = match SchemeKind::of(&self.scheme) {
            SchemeKind::Web => (vec!["https", "http"], self.host.spellings()),
            SchemeKind::Custom => (vec![self.scheme.as_str()], vec![self.host.clone()]),
        };
        let mut all = Vec::new();
        for scheme in schemes {
            for host in &hosts {
                all.push(Self { scheme: scheme.to_owned(), host: host.clone(), port: Port::Any });
            }
        }
        all
    }

    /// All subdomains of the host with any port; none if it can have none.
    pub(crate) fn subdomains(&self) -> Option<Self> {
        let name = match &self.host {
            Host::Domain(name) | Host::Opaque(name) => name,
            Host::Ipv4(_) | Host::Ipv6(_) | Host::Subdomains(_) => return None,
        };
        let host = Host::Subdomains(name.clone());
        let fits = name.strip_suffix('.').unwrap_or(name).len() <= LONGEST_BASE;
        fits.then(|| Self { scheme: self.scheme.clone(), host, port: Port::Any })
    }
}

impl Host {
    /// The host of a web origin without its trailing dot, and with it if it may have one.
    fn spellings(&self) -> Vec<Self> {
        let both = |name: &str, of: fn(String) -> Self| {
            let name = name.strip_suffix('.').unwrap_or(name);
            vec![of(name.to_owned()), of(format!("{name}."))]
        };
        match self {
            Self::Domain(name) => both(name, Self::Domain),
            Self::Subdomains(base) => both(base, Self::Subdomains),
            Self::Ipv4(_) | Self::Ipv6(_) | Self::Opaque(_) => vec![self.clone()],
        }
    }
}

impl AddressRange {
    /// Its origins of both schemes of the web, with any port.
    pub(crate) fn with_same_owner(self) -> [RangePattern; 2] {
        ["https", "http"].map(|scheme| RangePattern::on_any_port(scheme, self))
    }
}

#[cfg(test)]
mod tests {
    use crate::model::origin;

    /// What is made from parts is what its text is read as.
    #[test]
    fn related_patterns_are_well_formed() {
        let longest =
            format!("https://{}", ["a".repeat(59).as_str(); 4].join(".") + ".a23456789.b");
        for text in [
            "https://example.com",
            "http://*.example.com.",
            "https://example.com:8443",
            "https://10.0.0.1",
            "http://[::1]:*",
            "app://a",
            "app://*.a.",
            "app://[::1]",
            "https://localhost",
            longest.as_str(),
        ] {
            let pattern = origin::parse(text).unwrap();
            let mut all = pattern.with_same_owner();
            all.extend(pattern.subdomains());
            all.push(pattern.on_default_port());
            all.push(pattern.at_host_of(&pattern));
            for one in all {
                assert_eq!(origin::parse(&one.to_string()).as_ref(), Ok(&one), "{text}");
            }
        }
    }

    #[test]
    fn only_names_have_subdomains() {
        for (text, below) in [
            ("https://example.com.:8443", Some("https://*.example.com.:*")),
            ("app://a", Some("app://*.a:*")),
            ("https://*.example.com", None),
            ("https://10.0.0.1", None),
            ("https://[::1]", None),
        ] {
            let found = origin::parse(text).unwrap().subdomains().map(|below| below.to_string());
            assert_eq!(found.as_deref(), below, "{text}");
        }
        let long = |len: usize| {
            let name: String = "a.".repeat(127).chars().take(len).collect();
            origin::parse(&format!("https://{name}")).unwrap().subdomains().is_some()
        };
        assert!(long(251) && !long(253));
    }
}
