//! A list of patterns, indexed to find those that are related to another one.
//!
//! # The idea
//!
//! Ten thousand plain origins may be allowed, and ten thousand denied; comparing each with each
//! would take minutes. Plain patterns are found by their names instead:
//!
//! ```text
//!   query                              keys that are looked up
//!   https://a.b.example.com   hosts    https://a.b.example.com
//!                                      https://*.b.example.com  https://*.example.com  https://*.com
//!   https://*.example.com     hosts    https://*.example.com  https://*.com
//!                             below    https://moc.elpmaxe. ...      what ends like it is a range
//! ```
//!
//! Each finds a map of ports, and of these fits the port asked for, and `:*`. Patterns with
//! placeholders and regexes are few, and are compared one by one, by their languages.
//!
//! # Cost
//!
//! A few look-ups for each label of a host, and one comparison for each regular pattern.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Bound;

use super::hosts::{PlainByHost, Ports};
use super::pattern::PatternFacts;
use crate::language::{Automata, TooLarge};
use crate::location::Located;
use crate::model::Pattern;
use crate::model::origin::{self, Host, OriginPattern, Port};

/// The patterns of a list; a pattern is known by its place in it.
#[derive(Debug)]
pub(crate) struct List<'p> {
    patterns: Vec<PatternFacts<'p>>,
    /// Plain patterns by the text before the port; built on first use.
    hosts: OnceCell<PlainByHost>,
    /// The same with the labels of the host from the right, without `*.`: what is below a name is
    /// a range.
    below: OnceCell<BTreeMap<String, Vec<usize>>>,
    /// Whether there is a `*.`.
    has_subdomains: bool,
    regular: Vec<usize>,
    null: Option<usize>,
}

/// A pattern of a list, or that this could not be found out.
type Found<'a, 'p> = Result<&'a PatternFacts<'p>, TooLarge>;

impl<'p> List<'p> {
    pub(crate) fn new(
        patterns: impl IntoIterator<Item = &'p Located<Pattern>>,
        automata: &'p Automata,
    ) -> Self {
        let mut list = Self {
            patterns: patterns
                .into_iter()
                .enumerate()
                .map(|(index, one)| PatternFacts::new(index, one, automata))
                .collect(),
            hosts: OnceCell::new(),
            below: OnceCell::new(),
            has_subdomains: false,
            regular: Vec::new(),
            null: None,
        };
        for (index, one) in list.patterns.iter().enumerate() {
            match one.pattern {
                Pattern::Regular(_) => list.regular.push(index),
                Pattern::Null => list.null = Some(index),
                Pattern::Plain(plain) => {
                    list.has_subdomains |= matches!(plain.host(), Host::Subdomains(_));
                }
            }
        }
        list
    }

    fn plain(&self) -> impl Iterator<Item = (usize, &'p OriginPattern)> + '_ {
        let plain = |(index, one): (usize, &PatternFacts<'p>)| match one.pattern {
            Pattern::Plain(plain) => Some((index, plain)),
            Pattern::Regular(_) | Pattern::Null => None,
        };
        self.patterns.iter().enumerate().filter_map(plain)
    }

    fn hosts(&self) -> &PlainByHost {
        self.hosts.get_or_init(|| PlainByHost::of(self.plain()))
    }

    fn below(&self) -> &BTreeMap<String, Vec<usize>> {
        self.below.get_or_init(|| {
            let mut below: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (index, plain) in self.plain() {
                if let Some(name) = name(plain.host()) {
                    below.entry(key_from_right(plain.scheme(), name)).or_default().push(index);
                }
            }
            below
        })
    }

    /// Whether a pattern of it is more than one origin.
    pub(super) fn has_wide(&self) -> bool {
        self.patterns.iter().any(|one| one.exact.is_none())
    }

    pub(crate) fn len(&self) -> usize {
        self.patterns.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<&PatternFacts<'p>> {
        self.patterns.get(index)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &PatternFacts<'p>> {
        self.patterns.iter()
    }

    /// Those with a placeholder or a regex.
    pub(crate) fn regular(&self) -> impl Iterator<Item = &PatternFacts<'p>> {
        self.at(self.regular.iter().copied())
    }

    /// Those that match every origin of `inner`.
    pub(super) fn covering<'a>(
        &'a self,
        inner: &'a PatternFacts<'_>,
    ) -> Box<dyn Iterator<Item = Found<'a, 'p>> + 'a> {
        let covers = |outer: &PatternFacts<'_>| outer.covers(inner);
        let regular = keep(self.regular(), covers);
        match inner.pattern {
            Pattern::Null => Box::new(self.at(self.null).map(Ok)),
            Pattern::Plain(plain) => Box::new(self.plain_covering(plain).map(Ok).chain(regular)),
            Pattern::Regular(pattern) => match origin::parse(pattern.witness()) {
                // What covers it covers this origin, and one origin covers no more than itself.
                Ok(origin) => {
                    let plain: Vec<_> = self.plain_covering(&origin).collect();
                    let wide = plain.into_iter().filter(|one| one.exact.is_none());
                    Box::new(keep(wide, covers).chain(regular))
                }
                Err(_) => Box::new(keep(self.iter().filter(|one| one.exact.is_none()), covers)),
            },
        }
    }

    /// Those that match some origin that `other` matches.
    pub(super) fn overlapping<'a>(
        &'a self,
        other: &'a PatternFacts<'_>,
    ) -> Box<dyn Iterator<Item = Found<'a, 'p>> + 'a> {
        match other.pattern {
            Pattern::Null => Box::new(self.at(self.null).map(Ok)),
            Pattern::Regular(_) => Box::new(keep(self.iter(), |one| one.overlaps(other))),
            Pattern::Plain(plain) => {
                let regular = self.regular_overlapping(other);
                Box::new(self.plain_overlapping(plain).map(Ok).chain(regular))
            }
        }
    }

    /// Those with a placeholder or a regex that match some origin that `other` matches.
    pub(super) fn regular_overlapping<'a>(
        &'a self,
        other: &'a PatternFacts<'_>,
    ) -> impl Iterator<Item = Found<'a, 'p>> + 'a {
        keep(self.regular(), |one| one.overlaps(other))
    }

    /// Those that may match some origin of a pattern: of plain ones only those that do.
    pub(super) fn near<'a>(
        &'a self,
        part: &'a Pattern,
    ) -> impl Iterator<Item = &'a PatternFacts<'p>> + 'a {
        let plain = match part {
            Pattern::Plain(plain) => Some(self.plain_overlapping(plain)),
            Pattern::Regular(_) | Pattern::Null => None,
        };
        plain.into_iter().flatten().chain(self.regular())
    }

    /// The pattern that matches an origin: the one that is it, or else the first.
    pub(crate) fn matching<'a>(
        &'a self,
        origin: &str,
    ) -> Result<Option<&'a PatternFacts<'p>>, TooLarge> {
        let Ok(plain) = origin::parse(origin) else {
            // An unusual origin, which a browser may still send.
            for one in self.iter() {
                if one.matches(origin)? {
                    return Ok(Some(one));
                }
            }
            return Ok(None);
        };
        let mut first: Option<&PatternFacts<'p>> = None;
        let plain: Vec<_> = self.plain_covering(&plain).collect();
        for one in plain.into_iter().chain(self.regular()) {
            match one.pattern {
                Pattern::Regular(_) if !one.matches(origin)? => {}
                _ if one.exact.is_some() => return Ok(Some(one)),
                _ if first.is_some_and(|first| first.index < one.index) => {}
                _ => first = Some(one),
            }
        }
        Ok(first)
    }

    /// A plain one with the scheme and host of another.
    pub(crate) fn same_host(&self, plain: &OriginPattern) -> Option<&'p Pattern> {
        let ports = self.hosts().get(plain.scheme(), plain.host())?;
        self.get(ports.indices().next()?).map(|one| one.pattern)
    }

    fn at(
        &self,
        indices: impl IntoIterator<Item = usize>,
    ) -> impl Iterator<Item = &PatternFacts<'p>> {
        indices.into_iter().filter_map(|index| self.get(index))
    }

    /// The plain ones that match every origin of a plain one.
    fn plain_covering<'a>(
        &'a self,
        inner: &OriginPattern,
    ) -> impl Iterator<Item = &'a PatternFacts<'p>> {
        let fits = [inner.port(), Port::Any];
        let fits = if inner.port() == Port::Any { &fits[..1] } else { &fits[..] }.to_vec();
        let found = self
            .at_or_above(inner)
            .flat_map(move |ports| fits.clone().into_iter().filter_map(|port| ports.get(port)));
        self.at(found)
    }

    /// The plain ones that match some origin of a plain one.
    fn plain_overlapping<'a>(
        &'a self,
        other: &'a OriginPattern,
    ) -> impl Iterator<Item = &'a PatternFacts<'p>> + 'a {
        let fits = move |&&port: &&Port| {
            port == other.port() || port == Port::Any || other.port() == Port::Any
        };
        let above = self.at_or_above(other).flat_map(move |ports| {
            let fitting: Vec<usize> = match other.port() {
                Port::Any => ports.indices().collect(),
                port => [port, Port::Any].into_iter().filter_map(|port| ports.get(port)).collect(),
            };
            fitting
        });
        let below = match other.host() {
            Host::Subdomains(base) => Some(key_from_right(other.scheme(), base) + "."),
            _ => None,
        };
        let below = below.into_iter().flat_map(|prefix| {
            let from = (Bound::Included(prefix.clone()), Bound::Unbounded);
            self.below().range(from).take_while(move |(key, _)| key.starts_with(&prefix))
        });
        let is_below = move |one: &&PatternFacts<'p>| match one.pattern {
            // The first label of a subdomain is not empty.
            Pattern::Plain(plain) => {
                fits(&&plain.port())
                    && (matches!(plain.host(), Host::Subdomains(_))
                        || name(plain.host()).is_some_and(|name| !name.starts_with('.')))
            }
            Pattern::Regular(_) | Pattern::Null => false,
        };
        let below = self.at(below.flat_map(|(_, indices)| indices).copied()).filter(is_below);
        self.at(above).chain(below)
    }

    /// The ports of the pattern's own host, and of each `*.` under which it lies.
    fn at_or_above<'a>(&'a self, plain: &OriginPattern) -> impl Iterator<Item = &'a Ports> {
        let scheme = plain.scheme();
        let bases = match plain.host() {
            Host::Subdomains(base) => bases(base),
            // The first label of a subdomain is not empty.
            host => bases(match name(host) {
                Some(name) if !name.starts_with('.') => {
                    name.split_once('.').map_or("", |(_, base)| base)
                }
                _ => "",
            }),
        };
        let own = match plain.host() {
            Host::Subdomains(_) => None,
            host => self.hosts().get(scheme, host),
        };
        let above = bases
            .filter(|_| self.has_subdomains)
            .filter_map(move |base| self.hosts().get(scheme, &Host::Subdomains(base.to_owned())));
        own.into_iter().chain(above)
    }
}

/// Those for which the answer is yes, or unknown.
fn keep<'a, 'p: 'a>(
    patterns: impl Iterator<Item = &'a PatternFacts<'p>>,
    is_kept: impl Fn(&PatternFacts<'p>) -> Result<bool, TooLarge>,
) -> impl Iterator<Item = Found<'a, 'p>> {
    patterns.filter_map(move |one| match is_kept(one) {
        Ok(true) => Some(Ok(one)),
        Ok(false) => None,
        Err(error) => Some(Err(error)),
    })
}

fn key_from_right(scheme: &str, name: &str) -> String {
    let from_right: String = name.chars().rev().collect();
    format!("{scheme}://{from_right}")
}

/// The name of a host that has one, without `*.`.
fn name(host: &Host) -> Option<&str> {
    match host {
        Host::Domain(name) | Host::Opaque(name) | Host::Subdomains(name) => Some(name),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

/// The name, and its suffixes without one or more of the first labels.
fn bases(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name).filter(|name| !name.is_empty()), |name| {
        name.split_once('.').map(|(_, base)| base)
    })
}

#[cfg(test)]
mod tests {
    use super::super::relation::tests::PLAIN;
    use super::*;
    use crate::location::Location;
    use crate::model::pattern;

    /// What a list finds is what comparing with each pattern finds.
    #[test]
    fn looking_up_is_comparing_with_each() {
        let more = [
            "https://[::1]",
            "https://[::1]:*",
            "https://*.a.example.",
            "https://b.a.example.",
            "app://A:*",
            "https://{x}.a.example",
            "https://{x:[bc]}.a.example:*",
            // One origin, which is in the list too.
            "https://{x:b}.a.example",
            "null",
        ];
        let texts = PLAIN.into_iter().chain(more);
        let patterns: Vec<Located<Pattern>> = (0..)
            .zip(texts)
            .map(|(at, text)| Located::new(pattern::parse(text).unwrap(), Location::new(at)))
            .collect();
        let automata = Automata::unlimited();
        let list = List::new(&patterns, &automata);
        for one in list.iter() {
            let all = |is_so: &dyn Fn(&PatternFacts<'_>) -> bool| -> Vec<usize> {
                list.iter().filter(|other| is_so(other)).map(|other| other.index).collect()
            };
            let sorted = |found: Box<dyn Iterator<Item = Found<'_, '_>> + '_>| {
                let mut found: Vec<usize> = found.map(|one| one.unwrap().index).collect();
                found.sort_unstable();
                found
            };
            let overlapping = all(&|other| other.overlaps(one).unwrap());
            assert_eq!(sorted(list.overlapping(one)), overlapping, "{}", one.pattern);
            // A single origin is never reported to cover a regex, though they may be equal.
            let is_regular = matches!(one.pattern, Pattern::Regular(_));
            let covering =
                all(&|other| other.covers(one).unwrap() && !(is_regular && other.exact.is_some()));
            assert_eq!(sorted(list.covering(one)), covering, "{}", one.pattern);
        }
    }
}
