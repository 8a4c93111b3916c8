//! What a plain pattern means, as a language.
//!
//! The server does not search these automata: it takes an origin apart from both ends, which is
//! faster. They are for the questions about policies, and the tests hold the two equal.

use crate::language::{Automata, Language, TooLarge};
use crate::model::origin::{Host, OriginPattern, Port};
use crate::origins::{SchemeKind, before_host};

impl Automata {
    /// The origins that `pattern` matches.
    ///
    /// # Errors
    ///
    /// The budget is spent; the language itself is small.
    pub(super) fn plain(&self, pattern: &OriginPattern) -> Result<Language, TooLarge> {
        let scheme = before_host(pattern.scheme());
        let host = match pattern.host() {
            Host::Subdomains(base) => self.concat(
                &self.labels(pattern.scheme())?,
                &Language::literal(format!(".{base}").as_bytes()),
            )?,
            Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) | Host::Opaque(_) => {
                Language::literal(pattern.host().to_string().as_bytes())
            }
        };
        let port = self.port(pattern.port())?;
        let before_port = self.concat(&scheme, &host)?;
        self.among_origins(&self.concat(&before_port, &port)?)
    }

    /// The port with its colon, or nothing.
    pub(super) fn port(&self, port: Port) -> Result<Language, TooLarge> {
        match port {
            Port::Default => Ok(Language::literal(b"")),
            Port::Number(port) => Ok(Language::literal(format!(":{port}").as_bytes())),
            Port::Any => self.any_port(),
        }
    }

    /// One or more labels of a host, of whatever a browser can send; the first is not empty.
    pub(crate) fn labels(&self, scheme: &str) -> Result<Language, TooLarge> {
        self.own(SchemeKind::of(scheme).labels())
    }

    /// Any port, and none. Which ports a browser writes, the language of origins knows.
    pub(super) fn any_port(&self) -> Result<Language, TooLarge> {
        self.optional(&self.own(":[0-9]{1,5}")?)
    }

    /// The language of a regex that is our own and therefore parses.
    fn own(&self, regex: &str) -> Result<Language, TooLarge> {
        self.regex(regex).map_err(|_| TooLarge::Budget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::origin;

    #[test]
    fn plain_patterns_and_their_languages() {
        for (pattern, inside, outside) in [
            ("https://a.example", &["https://a.example"][..], &["https://b.example"][..]),
            (
                "https://*.a.example",
                &["https://b.a.example", "https://b..a.example", "https://%2A.a.example"],
                &[
                    "https://a.example",
                    "https://.a.example",
                    "https://%2a.a.example",
                    "https://%.a.example",
                    "https://B.a.example",
                ],
            ),
            (
                "http://localhost:*",
                &["http://localhost", "http://localhost:1", "http://localhost:65535"],
                &["http://localhost:80", "http://localhost:0", "http://localhost:65536"],
            ),
            ("app://*.A", &["app://b.A"], &["app://.A", "app://A"]),
        ] {
            let language = Automata::unlimited().plain(&origin::parse(pattern).unwrap()).unwrap();
            for origin in inside {
                assert!(language.contains(origin.as_bytes()), "{pattern} {origin}");
            }
            for origin in outside {
                assert!(!language.contains(origin.as_bytes()), "{pattern} {origin}");
            }
        }
    }
}
