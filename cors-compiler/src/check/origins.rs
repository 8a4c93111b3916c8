//! Rules of the list of origins: what is listed twice, and what another pattern covers.

use std::collections::BTreeMap;

use super::relation::covers;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::language::{Count, TooLarge};
use crate::model::Pattern;
use crate::model::origin::Host;
use crate::place::{Place, Placed};
use crate::rules::{POLICY_TOO_LARGE, REDUNDANT_ORIGIN};

/// How many patterns with placeholders or regexes a policy may have: each is compared with each.
const MAX_REGULAR: usize = 64;

/// How many patterns with a `*.` or `:*` a policy may have: each is compared with each regular one.
const MAX_WILDCARDS: usize = 1000;

/// Warns of each pattern that another one covers.
///
/// Exact origins are looked up by the bases of the `*.` patterns, so that ten thousand of them
/// beside a hundred patterns stay quick. Returns whether there are few enough patterns to go on.
pub(super) fn check_redundancy(
    patterns: &[Placed<Pattern>],
    diagnostics: &mut Diagnostics,
) -> bool {
    let wide: Vec<&Placed<Pattern>> =
        patterns.iter().filter(|pattern| pattern.value.exact().is_none()).collect();
    let is_regular = |pattern: &&&Placed<Pattern>| matches!(pattern.value, Pattern::Regular(_));
    let regular: Vec<_> = wide.iter().filter(is_regular).collect();
    let over = regular.get(MAX_REGULAR).copied().or_else(|| wide.get(MAX_WILDCARDS));
    if let Some(over) = over {
        let message = format!(
            "the policy has {} patterns, {} of them with placeholders or regexes; {MAX_WILDCARDS} \
             and {MAX_REGULAR} are the most",
            wide.len(),
            regular.len(),
        );
        diagnostics.push(
            Diagnostic::new(&POLICY_TOO_LARGE, over.place, message)
                .help("join patterns into one regex with `|`, or list the origins"),
        );
        return false;
    }
    let index = Index::new(&wide);
    for inner in patterns {
        let covering = index.covering(inner);
        match covering.map(|outer| outer.or_else(|| listed_before(inner, patterns))) {
            Ok(None) => {}
            Ok(Some(outer)) => {
                let message = format!("`{}` covers `{}`", outer.value, inner.value);
                diagnostics.push(
                    Diagnostic::new(&REDUNDANT_ORIGIN, inner.place, message)
                        .elsewhere("the pattern that covers it stands", outer.place)
                        .help("remove it"),
                );
            }
            Err(error) => diagnostics.push(too_large(inner.place, error)),
        }
    }
    true
}

/// The origin of the list that is all that a regex matches, if it stands first.
fn listed_before<'p>(
    inner: &Placed<Pattern>,
    patterns: &'p [Placed<Pattern>],
) -> Option<&'p Placed<Pattern>> {
    let Pattern::Regular(regular) = &inner.value else { return None };
    if regular.language().count() != Count::Exactly(1) {
        return None;
    }
    let before = patterns.iter().take_while(|pattern| pattern.place < inner.place);
    let is_listed = |exact: String| exact == regular.witness();
    before.filter(|pattern| pattern.value.exact().is_some_and(is_listed)).last()
}

pub(super) fn too_large(place: Place, error: TooLarge) -> Diagnostic {
    Diagnostic::new(&POLICY_TOO_LARGE, place, format!("the pattern is too large: {error}"))
        .help("make the regex simpler, or list the origins")
}

/// The patterns that could cover another one, by the base of their host where they have one.
struct Index<'p> {
    by_host: BTreeMap<&'p str, Vec<&'p Placed<Pattern>>>,
    others: Vec<&'p Placed<Pattern>>,
}

impl<'p> Index<'p> {
    fn new(wide: &[&'p Placed<Pattern>]) -> Self {
        let mut index = Self { by_host: BTreeMap::new(), others: Vec::new() };
        for &pattern in wide {
            match &pattern.value {
                Pattern::Plain(plain) => match plain.host() {
                    Host::Subdomains(host) | Host::Domain(host) | Host::Opaque(host) => {
                        index.by_host.entry(host).or_default().push(pattern);
                    }
                    Host::Ipv4(_) | Host::Ipv6(_) => index.others.push(pattern),
                },
                Pattern::Regular(_) => index.others.push(pattern),
                Pattern::Null => {}
            }
        }
        index
    }

    /// The first pattern, other than itself, that covers `inner`. Of two that cover each other
    /// the one that stands first stays.
    fn covering(&self, inner: &Placed<Pattern>) -> Result<Option<&'p Placed<Pattern>>, TooLarge> {
        let host = match &inner.value {
            Pattern::Plain(plain) => match plain.host() {
                Host::Subdomains(host) | Host::Domain(host) | Host::Opaque(host) => host.as_str(),
                Host::Ipv4(_) | Host::Ipv6(_) => "",
            },
            Pattern::Regular(_) | Pattern::Null => "",
        };
        let is_regular = matches!(inner.value, Pattern::Regular(_));
        let with_host = bases(host)
            .filter_map(|base| self.by_host.get(base))
            .chain(self.by_host.values().filter(|_| is_regular))
            .flatten();
        for &outer in with_host.chain(&self.others) {
            if outer.place == inner.place || !covers(&outer.value, &inner.value)? {
                continue;
            }
            if outer.place > inner.place && covers(&inner.value, &outer.value)? {
                continue;
            }
            return Ok(Some(outer));
        }
        Ok(None)
    }
}

/// The host, and what is left of it when its labels are taken off from the left.
fn bases(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host).filter(|host| !host.is_empty()), |host| {
        host.split_once('.').map(|(_, base)| base)
    })
}
