//! A list of patterns, each put where it is searched fastest.
//!
//! | pattern | part |
//! | --- | --- |
//! | one origin | the perfect hash |
//! | `*.`, `:*` | scheme, suffix and labels |
//! | placeholders, regexes | one automaton for all |

use cors_core::origin_set::{ExactOrigins, HostPattern, PatternSet, PortPattern, WildcardOrigin};

use super::automaton::OwnedAutomaton;
use super::perfect_hash::OwnedHashTable;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::Pattern;
use crate::model::origin::{Host, OriginPattern, Port};
use crate::place::Placed;
use crate::rules::POLICY_TOO_LARGE;

/// A [`PatternSet`] that owns its parts.
#[derive(Debug, Clone)]
pub(super) struct OwnedPatterns {
    exact: OwnedExact,
    wildcards: Vec<OwnedWildcard>,
    automaton: Option<OwnedAutomaton>,
}

#[derive(Debug, Clone)]
enum OwnedExact {
    Empty,
    One(String),
    Many(OwnedHashTable),
}

#[derive(Debug, Clone)]
struct OwnedWildcard {
    scheme: String,
    /// The host, or the suffix with its dot.
    host: String,
    is_subdomains: bool,
    /// The port with its colon; `None` for any.
    port: Option<String>,
}

impl OwnedPatterns {
    /// Lays out the patterns; `None`, with a diagnostic, if they need too large an automaton.
    pub(super) fn new(patterns: &[Placed<Pattern>], diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut exact = Vec::new();
        let mut wildcards = Vec::new();
        let mut regular = Vec::new();
        for pattern in patterns {
            match (&pattern.value, pattern.value.exact()) {
                (_, Some(origin)) => exact.push(origin),
                (Pattern::Plain(plain), None) => wildcards.push(OwnedWildcard::new(plain)),
                (Pattern::Regular(pattern), None) => regular.push(pattern),
                (Pattern::Null, None) => {}
            }
        }
        let automaton = match OwnedAutomaton::new(&regular) {
            Ok(automaton) => automaton,
            Err(error) => {
                let place = patterns.first()?.place;
                let message = format!("the patterns together are too large: {error}");
                diagnostics.push(
                    Diagnostic::new(&POLICY_TOO_LARGE, place, message)
                        .help("make the regexes simpler, or list the origins"),
                );
                return None;
            }
        };
        let exact = match exact.as_slice() {
            [] => OwnedExact::Empty,
            [one] => OwnedExact::One(one.clone()),
            many => OwnedExact::Many(OwnedHashTable::new(many)),
        };
        Some(Self { exact, wildcards, automaton })
    }

    pub(super) fn wildcards(&self) -> Vec<WildcardOrigin<'_>> {
        self.wildcards.iter().map(OwnedWildcard::borrow).collect()
    }

    pub(super) fn borrow<'t>(&'t self, wildcards: &'t [WildcardOrigin<'t>]) -> PatternSet<'t> {
        PatternSet {
            exact: match &self.exact {
                OwnedExact::Empty => ExactOrigins::Empty,
                OwnedExact::One(one) => ExactOrigins::One(one),
                OwnedExact::Many(table) => ExactOrigins::Many(table.borrow()),
            },
            wildcards,
            automaton: self.automaton.as_ref().map(OwnedAutomaton::borrow),
        }
    }
}

impl OwnedWildcard {
    fn new(pattern: &OriginPattern) -> Self {
        let (host, is_subdomains) = match pattern.host() {
            Host::Subdomains(base) => (format!(".{base}"), true),
            host => (host.to_string(), false),
        };
        let port = match pattern.port() {
            Port::Any => None,
            port => Some(port.to_string()),
        };
        Self { scheme: pattern.scheme().to_owned(), host, is_subdomains, port }
    }

    fn borrow(&self) -> WildcardOrigin<'_> {
        WildcardOrigin {
            scheme: &self.scheme,
            host: if self.is_subdomains {
                HostPattern::Subdomains(&self.host)
            } else {
                HostPattern::Exact(&self.host)
            },
            port: match self.port.as_deref() {
                None => PortPattern::Any,
                Some("") => PortPattern::Default,
                Some(port) => PortPattern::Exact(port),
            },
        }
    }
}
