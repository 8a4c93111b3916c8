//! How two patterns stand to each other: does one cover the other, do they overlap?
//!
//! Plain patterns are compared part by part, which needs no automaton:
//!
//! ```text
//!             scheme    host                          port
//! covers      equal     equal, or ends in the suffix  equal, or any
//! overlaps    equal     one covers the other          equal, or one is any
//! ```
//!
//! As soon as a regex or a placeholder is among the two, their languages are compared.

use std::cell::OnceCell;

use crate::language::{Budget, Language, TooLarge};
use crate::model::Pattern;
use crate::model::origin::{self, Host, OriginPattern, Port};

/// A pattern, with what is found out about it once.
#[derive(Debug)]
pub(super) struct Known<'p> {
    pub(super) pattern: &'p Pattern,
    /// The origin, if it is exactly one.
    pub(super) exact: Option<String>,
    /// Of a plain pattern; a regular one brings its own.
    language: OnceCell<Language>,
    ends: OnceCell<Ends>,
}

/// What all origins of a pattern begin and end with.
#[derive(Debug)]
struct Ends {
    prefix: String,
    suffix: String,
}

impl<'p> Known<'p> {
    pub(super) fn new(pattern: &'p Pattern) -> Self {
        let exact = pattern.exact();
        Self { pattern, exact, language: OnceCell::new(), ends: OnceCell::new() }
    }

    /// Its language, made when it is first asked for.
    pub(super) fn language(&self, budget: &Budget) -> Result<&Language, TooLarge> {
        if let Pattern::Regular(regular) = self.pattern {
            return Ok(regular.language());
        }
        if let Some(language) = self.language.get() {
            return Ok(language);
        }
        let language = self.pattern.language_within(budget)?;
        Ok(self.language.get_or_init(|| language))
    }

    /// Whether some origin of the pattern may have this host, as far as its end shows.
    pub(super) fn may_have_host(&self, name: &str) -> bool {
        let suffix = self.ends().suffix.as_str();
        // Behind a letter of a name there is no port.
        !suffix.ends_with(|last: char| last.is_ascii_lowercase())
            || name.ends_with(suffix)
            || suffix.ends_with(name)
    }

    fn ends(&self) -> &Ends {
        self.ends.get_or_init(|| match self.pattern {
            Pattern::Null => Ends { prefix: "null".to_owned(), suffix: "null".to_owned() },
            Pattern::Regular(regular) => {
                let affixes = regular.language().affixes();
                Ends { prefix: affixes.prefix, suffix: affixes.suffix }
            }
            Pattern::Plain(plain) => {
                let (prefix, suffix) = match plain.host() {
                    Host::Subdomains(base) => (String::new(), format!(".{base}")),
                    host => (host.to_string(), host.to_string()),
                };
                Ends {
                    prefix: format!("{}://{prefix}", plain.scheme()),
                    suffix: match plain.port() {
                        Port::Any => String::new(),
                        port => format!("{suffix}{port}"),
                    },
                }
            }
        })
    }
}

/// Whether every origin that `inner` matches is matched by `outer`.
pub(super) fn covers(
    outer: &Known<'_>,
    inner: &Known<'_>,
    budget: &Budget,
) -> Result<bool, TooLarge> {
    match (outer.pattern, inner.pattern) {
        (Pattern::Plain(outer), Pattern::Plain(inner)) => Ok(plain_covers(outer, inner)),
        _ => {
            // Most patterns have nothing to do with each other, and one origin shows it.
            let matches_one = match &inner.exact {
                Some(origin) => matches(outer, origin, budget)?,
                None => matches(outer, &sample(inner.pattern), budget)?,
            };
            if !matches_one {
                return Ok(false);
            }
            Ok(inner.exact.is_some()
                || inner.language(budget)?.is_within(outer.language(budget)?, budget)?)
        }
    }
}

/// One origin that the pattern matches.
fn sample(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Null => "null".to_owned(),
        Pattern::Regular(regular) => regular.witness().to_owned(),
        Pattern::Plain(plain) => {
            let host = match plain.host() {
                Host::Subdomains(base) => format!("a.{base}"),
                host => host.to_string(),
            };
            match plain.port() {
                Port::Any => format!("{}://{host}", plain.scheme()),
                port => format!("{}://{host}{port}", plain.scheme()),
            }
        }
    }
}

/// Whether some origin is matched by both.
pub(super) fn overlaps(
    one: &Known<'_>,
    other: &Known<'_>,
    budget: &Budget,
) -> Result<bool, TooLarge> {
    match (one.pattern, other.pattern) {
        (Pattern::Plain(one), Pattern::Plain(other)) => Ok(plain_overlaps(one, other)),
        _ => match (&one.exact, &other.exact) {
            (Some(origin), _) => matches(other, origin, budget),
            (_, Some(origin)) => matches(one, origin, budget),
            (None, None) => Ok(may_meet(one.ends(), other.ends())
                && one.language(budget)?.meets(other.language(budget)?, budget)?),
        },
    }
}

/// Whether what all strings of the one begin and end with does not contradict the other's.
fn may_meet(one: &Ends, other: &Ends) -> bool {
    let is_start = |one: &Ends, other: &Ends| one.prefix.starts_with(&other.prefix);
    let is_end = |one: &Ends, other: &Ends| one.suffix.ends_with(&other.suffix);
    (is_start(one, other) || is_start(other, one)) && (is_end(one, other) || is_end(other, one))
}

/// Whether `pattern` matches this one origin.
pub(super) fn matches(
    pattern: &Known<'_>,
    origin: &str,
    budget: &Budget,
) -> Result<bool, TooLarge> {
    budget.spend(1)?;
    Ok(match pattern.pattern {
        Pattern::Null => origin == "null",
        Pattern::Regular(regular) => {
            let Ends { prefix, suffix } = pattern.ends();
            if !(origin.starts_with(prefix.as_str()) && origin.ends_with(suffix.as_str())) {
                return Ok(false);
            }
            budget.spend(origin.len())?;
            regular.language().contains(origin.as_bytes())
        }
        Pattern::Plain(plain) if plain.is_exact() => plain.to_string() == origin,
        Pattern::Plain(plain) => match origin::parse(origin) {
            Ok(origin) => plain_covers(plain, &origin),
            // An origin that nobody would write, and that a browser may send all the same.
            Err(_) => pattern.language(budget)?.contains(origin.as_bytes()),
        },
    })
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
    use crate::model::pattern::parse;

    /// Plain patterns of every kind, near each other.
    pub(in super::super) const PLAIN: [&str; 17] = [
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
        let patterns = PLAIN.map(|text| parse(text).unwrap());
        let budget = Budget::unlimited();
        for one in &patterns {
            for other in &patterns {
                let (left, right) = (one.language().unwrap(), other.language().unwrap());
                let covered = right.difference(&left).unwrap().is_empty();
                let overlapping = !left.intersection(&right).unwrap().is_empty();
                let (first, second) = (Known::new(one), Known::new(other));
                assert_eq!(covers(&first, &second, &budget), Ok(covered), "{one} covers {other}");
                let answer = overlaps(&first, &second, &budget);
                assert_eq!(answer, Ok(overlapping), "{one} overlaps {other}");
                assert!(may_meet(first.ends(), second.ends()) || !overlapping, "{one} {other}");
            }
        }
    }
}
