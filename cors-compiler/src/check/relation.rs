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

use crate::language::TooLarge;
use crate::model::Pattern;
use crate::model::origin::{self, Host, OriginPattern, Port};

/// Whether every origin that `inner` matches is matched by `outer`.
pub(super) fn covers(outer: &Pattern, inner: &Pattern) -> Result<bool, TooLarge> {
    match (outer, inner) {
        (Pattern::Plain(outer), Pattern::Plain(inner)) => Ok(plain_covers(outer, inner)),
        (Pattern::Null, inner) => Ok(matches!(inner, Pattern::Null)),
        (_, Pattern::Null) => Ok(false),
        (outer, inner) => {
            // Most patterns have nothing to do with each other, and one origin shows it.
            if !matches(outer, &sample(inner))? {
                return Ok(false);
            }
            Ok(inner.exact().is_some()
                || inner.language()?.difference(&outer.language()?)?.is_empty())
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
pub(super) fn overlaps(one: &Pattern, other: &Pattern) -> Result<bool, TooLarge> {
    match (one, other) {
        (Pattern::Plain(one), Pattern::Plain(other)) => Ok(plain_overlaps(one, other)),
        (Pattern::Null, other) | (other, Pattern::Null) => Ok(matches!(other, Pattern::Null)),
        (one, other) => match (one.exact(), other.exact()) {
            (Some(origin), _) => matches(other, &origin),
            (_, Some(origin)) => matches(one, &origin),
            (None, None) => Ok(!one.language()?.intersection(&other.language()?)?.is_empty()),
        },
    }
}

/// Whether `pattern` matches this one origin.
pub(super) fn matches(pattern: &Pattern, origin: &str) -> Result<bool, TooLarge> {
    Ok(match pattern {
        Pattern::Null => origin == "null",
        Pattern::Regular(pattern) => pattern.language().contains(origin.as_bytes()),
        Pattern::Plain(plain) if plain.is_exact() => plain.to_string() == origin,
        Pattern::Plain(plain) => match origin::parse(origin) {
            Ok(origin) => plain_covers(plain, &origin),
            // An origin that nobody would write, and that a browser may send all the same.
            Err(_) => pattern.language()?.contains(origin.as_bytes()),
        },
    })
}

fn plain_covers(outer: &OriginPattern, inner: &OriginPattern) -> bool {
    outer.scheme() == inner.scheme()
        && host_covers(outer.host(), inner.host())
        && (outer.port() == Port::Any || outer.port() == inner.port())
}

fn plain_overlaps(one: &OriginPattern, other: &OriginPattern) -> bool {
    one.scheme() == other.scheme()
        && (host_covers(one.host(), other.host()) || host_covers(other.host(), one.host()))
        && (one.port() == Port::Any || other.port() == Port::Any || one.port() == other.port())
}

fn host_covers(outer: &Host, inner: &Host) -> bool {
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
mod tests {
    use super::*;
    use crate::model::pattern::parse;

    /// The relations of plain patterns are those of their languages.
    #[test]
    fn parts_and_automata_agree() {
        let patterns = [
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
        ]
        .map(|text| parse(text).unwrap());
        for one in &patterns {
            for other in &patterns {
                let (left, right) = (one.language().unwrap(), other.language().unwrap());
                let covered = right.difference(&left).unwrap().is_empty();
                assert_eq!(covers(one, other), Ok(covered), "{one} covers {other}");
                let overlapping = !left.intersection(&right).unwrap().is_empty();
                assert_eq!(overlaps(one, other), Ok(overlapping), "{one} overlaps {other}");
            }
        }
    }
}
