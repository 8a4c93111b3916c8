//! The part of an allowed pattern whose pages come over plain `http:`.

use super::pattern::PatternFacts;
use super::remaining::Lists;
use crate::language::{Language, TooLarge};
use crate::model::Pattern;
use crate::model::origin::{Host, OriginPattern};

/// How much of a pattern is insecure.
#[derive(Debug, Default)]
pub(crate) enum Insecure {
    #[default]
    Nothing,
    /// All of it.
    Whole,
    /// These origins.
    Part(Box<Language>),
}

/// The insecure part of what remains of a pattern.
pub(super) fn part<'p>(
    allowed: &PatternFacts<'p>,
    lists: &Lists<'p>,
) -> Result<Insecure, TooLarge> {
    Ok(match allowed.pattern {
        Pattern::Plain(plain) if is_insecure(plain) => Insecure::Whole,
        Pattern::Plain(_) | Pattern::Null => Insecure::Nothing,
        Pattern::Regular(_) => {
            let part = lists.automata.insecure(lists.remaining(allowed)?)?;
            if part.is_empty() { Insecure::Nothing } else { Insecure::Part(Box::new(part)) }
        }
    })
}

/// Whether pages of the pattern come over plain http from elsewhere than the user's own machine.
///
/// Source: [potentially trustworthy
/// origins](https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy);
/// [RFC 6761, section 6.3](https://www.rfc-editor.org/rfc/rfc6761#section-6.3) for `localhost`.
fn is_insecure(plain: &OriginPattern) -> bool {
    plain.scheme() == "http"
        && match plain.host() {
            Host::Domain(host) | Host::Subdomains(host) => {
                let host = host.strip_suffix('.').unwrap_or(host);
                host != "localhost" && !host.ends_with(".localhost")
            }
            Host::Ipv4(address) => !address.is_loopback(),
            Host::Ipv6(address) => !address.is_loopback(),
            Host::Opaque(_) => false,
        }
}
