//! How two patterns relate: does one cover the other, do they overlap?
//!
//! Plain patterns are compared component by component, without an automaton:
//!
//! ```text
//!             scheme    host                          port
//! covers      equal     equal, or ends in the suffix  equal, or any
//! overlaps    equal     one covers the other          equal, or one is any
//! ```
//!
//! As soon as a regex or a placeholder is among the two, their languages are compared.

use super::pattern::{Ends, PatternFacts};
use crate::language::TooLarge;
use crate::model::Pattern;
use crate::model::origin::{self, Host, OriginPattern, Port};

impl PatternFacts<'_> {
    /// Whether it matches every origin that `inner` matches.
    pub(super) fn covers(&self, inner: &PatternFacts<'_>) -> Result<bool, TooLarge> {
        match (self.pattern, inner.pattern) {
            (Pattern::Plain(outer), Pattern::Plain(inner)) => Ok(plain_covers(outer, inner)),
            _ => {
                // Most patterns have nothing to do with each other, and one origin shows it.
                let matches_one = match &inner.exact {
                    Some(origin) => self.matches(origin)?,
                    None => self.matches(&inner.pattern.sample())?,
                };
                if !matches_one {
                    return Ok(false);
                }
                Ok(inner.exact.is_some()
                    || self.automata.is_within(inner.language()?, self.language()?)?)
            }
        }
    }

    /// Whether both match some origin.
    pub(super) fn overlaps(&self, other: &PatternFacts<'_>) -> Result<bool, TooLarge> {
        match (self.pattern, other.pattern) {
            (Pattern::Plain(one), Pattern::Plain(other)) => Ok(plain_overlaps(one, other)),
            _ => match (&self.exact, &other.exact) {
                (Some(origin), _) => other.matches(origin),
                (_, Some(origin)) => self.matches(origin),
                (None, None) => Ok(may_meet(self.ends(), other.ends())
                    && self.automata.intersects(self.language()?, other.language()?)?),
            },
        }
    }

    /// Whether it matches this one origin.
    pub(super) fn matches(&self, origin: &str) -> Result<bool, TooLarge> {
        self.automata.budget().spend(1)?;
        Ok(match self.pattern {
            Pattern::Null => origin == "null",
            Pattern::Regular(regular) => {
                let Ends { prefix, suffix } = self.ends();
                if !(origin.starts_with(prefix.as_str()) && origin.ends_with(suffix.as_str())) {
                    return Ok(false);
                }
                self.automata.budget().spend(origin.len())?;
                regular.language().contains(origin.as_bytes())
            }
            Pattern::Plain(plain) if plain.is_exact() => plain.to_string() == origin,
            Pattern::Plain(plain) => match origin::parse(origin) {
                Ok(origin) => plain_covers(plain, &origin),
                // An unusual origin, which a browser may still send.
                Err(_) => self.language()?.contains(origin.as_bytes()),
            },
        })
    }
}

/// Whether what all origins of the one begin and end with does not contradict the other's.
fn may_meet(one: &Ends, other: &Ends) -> bool {
    let is_start = |one: &Ends, other: &Ends| one.prefix.starts_with(&other.prefix);
    let is_end = |one: &Ends, other: &Ends| one.suffix.ends_with(&other.suffix);
    (is_start(one, other) || is_start(other, one)) && (is_end(one, other) || is_end(other, one))
}

pub(super) fn plain_covers(outer: &OriginPattern, inner: &OriginPattern) -> bool {
    outer.scheme() == inner.scheme()
        && host_covers(outer.host(), inner.host())
        && (outer.port() == Port::Any || outer.port() == inner.port())
}

pub(super) fn plain_overlaps(one: &OriginPattern, other: &OriginPattern) -> bool {
    one.scheme() == other.scheme()
        && (host_covers(one.host(), other.host()) || host_covers(other.host(), one.host()))
        && (one.port() == Port::Any || other.port() == Port::Any || one.port() == other.port())
}

pub(super) fn host_covers(outer: &Host, inner: &Host) -> bool {
    match (outer, inner) {
        (Host::Subdomains(outer), Host::Subdomains(inner)) => {
            outer == inner || is_below(outer, inner)
        }
        // The first label of a subdomain is not empty; in a custom scheme a host's may be.
        (Host::Subdomains(outer), Host::Domain(inner) | Host::Opaque(inner)) => {
            is_below(outer, inner) && !inner.starts_with('.')
        }
        (outer, inner) => outer == inner,
    }
}

/// Whether `host` ends in a dot and `base`.
fn is_below(base: &str, host: &str) -> bool {
    host.strip_suffix(base).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::language::Automata;
    use crate::location::{Located, Location};
    use crate::model::pattern::parse;

    /// Plain patterns of every kind, near each other.
    pub(in crate::facts) const PLAIN: [&str; 17] = [
        "https://a.example",
        "https://b.a.example",
        "https://*.a.example",
        "https://*.example",
        "https://*.a.example:*",
        "https://*.a.example:8443",
        "https://b.a.example:8443",
        "https://b.a.example:*",
        "http://b.a.example",
        "https://ba.example",
        "https://10.0.0.7:*",
        "https://10.0.0.7",
        "app://*.A",
        "app://b.A",
        "app://.A",
        "app://..A",
        "app://*..A",
    ];

    /// The relations of plain patterns are those of their languages.
    #[test]
    fn parts_and_automata_agree() {
        let patterns = PLAIN.map(|text| Located::new(parse(text).unwrap(), Location::new(0)));
        let automata = Automata::unlimited();
        for one in &patterns {
            for other in &patterns {
                let (left, right) = (
                    one.value.language(&Automata::unlimited()).unwrap(),
                    other.value.language(&Automata::unlimited()).unwrap(),
                );
                let covered = Automata::unlimited().difference(&right, &left).unwrap().is_empty();
                let overlapping = Automata::unlimited().intersects(&left, &right).unwrap();
                let (one, other) =
                    (PatternFacts::new(0, one, &automata), PatternFacts::new(0, other, &automata));
                let (first, second) = (one.pattern, other.pattern);
                assert_eq!(one.covers(&other), Ok(covered), "{first} covers {second}");
                assert_eq!(one.overlaps(&other), Ok(overlapping), "{first} overlaps {second}");
                assert!(may_meet(one.ends(), other.ends()) || !overlapping, "{first} {second}");
            }
        }
    }
}
