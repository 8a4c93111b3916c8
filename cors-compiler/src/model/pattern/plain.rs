//! What a plain pattern means, as a language.
//!
//! The server does not search these automata: it takes an origin apart from both ends, which is
//! faster. They are for the questions about policies, and the tests hold the two equal.

use crate::language::{Automata, Language, TooLarge};
use crate::model::origin::{Host, OriginPattern, Port};
use crate::origins::before_host;

impl OriginPattern {
    /// The origins that the pattern matches.
    ///
    /// # Errors
    ///
    /// The budget is spent; the language itself is small.
    pub(super) fn language(&self, automata: &Automata) -> Result<Language, TooLarge> {
        let scheme = before_host(self.scheme());
        let host = match self.host() {
            Host::Subdomains(base) => automata.concat(
                &automata.labels(self.scheme())?,
                &Language::literal(format!(".{base}").as_bytes()),
            )?,
            Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) | Host::Opaque(_) => {
                Language::literal(self.host().to_string().as_bytes())
            }
        };
        let port = self.port().language(automata)?;
        let before_port = automata.concat(&scheme, &host)?;
        automata.among_origins(&automata.concat(&before_port, &port)?)
    }
}

impl Port {
    /// The port with its colon, or nothing.
    pub(super) fn language(self, automata: &Automata) -> Result<Language, TooLarge> {
        match self {
            Self::Default => Ok(Language::literal(b"")),
            Self::Number(port) => Ok(Language::literal(format!(":{port}").as_bytes())),
            Self::Any => automata.any_port(),
        }
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
            let language =
                origin::parse(pattern).unwrap().language(&Automata::unlimited()).unwrap();
            for origin in inside {
                assert!(language.contains(origin.as_bytes()), "{pattern} {origin}");
            }
            for origin in outside {
                assert!(!language.contains(origin.as_bytes()), "{pattern} {origin}");
            }
        }
    }
}
