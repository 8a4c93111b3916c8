//! What a plain pattern means, as a language.
//!
//! The server does not search these automata: it takes an origin apart from both ends, which is
//! faster. They are for the questions about policies, and the tests hold the two equal.

use crate::language::{Budget, Language, TooLarge};
use crate::model::origin::{Host, OriginPattern, Port};
use crate::origins::{SchemeKind, among_origins, before_host};

/// The origins that `pattern` matches.
///
/// # Errors
///
/// The budget is spent; the language itself is small.
pub(super) fn language(pattern: &OriginPattern, budget: &Budget) -> Result<Language, TooLarge> {
    let scheme = before_host(pattern.scheme());
    let host = match pattern.host() {
        Host::Subdomains(base) => labels(pattern.scheme(), budget)?
            .concat(&Language::literal(format!(".{base}").as_bytes()), budget)?,
        Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) | Host::Opaque(_) => {
            Language::literal(pattern.host().to_string().as_bytes())
        }
    };
    let port = port_language(pattern.port(), budget)?;
    among_origins(&scheme.concat(&host, budget)?.concat(&port, budget)?, budget)
}

/// The port with its colon, or nothing.
pub(super) fn port_language(port: Port, budget: &Budget) -> Result<Language, TooLarge> {
    match port {
        Port::Default => Ok(Language::literal(b"")),
        Port::Number(port) => Ok(Language::literal(format!(":{port}").as_bytes())),
        Port::Any => any_port(budget),
    }
}

/// One or more labels of a host, of whatever a browser can send; the first is not empty.
pub(crate) fn labels(scheme: &str, budget: &Budget) -> Result<Language, TooLarge> {
    fixed(SchemeKind::of(scheme).labels(), budget)
}

/// Any port, and none. Which ports a browser writes, the language of origins knows.
pub(super) fn any_port(budget: &Budget) -> Result<Language, TooLarge> {
    fixed(":[0-9]{1,5}", budget)?.optional(budget)
}

/// The language of a regex that is our own and therefore parses.
fn fixed(regex: &str, budget: &Budget) -> Result<Language, TooLarge> {
    Language::from_regex(regex, budget).map_err(|_| TooLarge::Budget)
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
                language(&origin::parse(pattern).unwrap(), &Budget::unlimited()).unwrap();
            for origin in inside {
                assert!(language.contains(origin.as_bytes()), "{pattern} {origin}");
            }
            for origin in outside {
                assert!(!language.contains(origin.as_bytes()), "{pattern} {origin}");
            }
        }
    }
}
