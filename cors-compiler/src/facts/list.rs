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

use super::hosts::{PlainByHost, Ports};
use super::pattern::PatternFacts;
use crate::language::{Automata, TooLarge};
use crate::location::Located;
use crate::model::Pattern;
use crate::model::origin::{self, Host, OriginPattern, Port};
use crate::order::sort_by;

/// The patterns of a list; a pattern is known by its place in it.
#[derive(Debug)]
pub(crate) struct List<'p> {
    patterns: Vec<PatternFacts<'p>>,
    /// Plain patterns by the text before the port; built on first use.
    hosts: OnceCell<PlainByHost>,
    /// The same with the labels of the host from the right, without `*.`, in the order of these texts: what is
    /// below a name is a range.
    below: OnceCell<Vec<(String, usize)>>,
    /// Whether there is a `*.`.
    has_subdomains: bool,
    regular: Vec<usize>,
    null: Option<usize>,
}

/// How a pattern of a list is related to another one.
#[derive(Clone, Copy)]
enum Relation {
    Covers,
    Overlaps,
}

/// The patterns of a list that have a relation to another one, found one by one.
pub(super) struct Related<'a, 'p> {
    list: &'a List<'p>,
    other: &'a PatternFacts<'a>,
    /// Those that were looked up, and have it.
    known: Vec<usize>,
    /// Those that are compared, after them.
    compared: Vec<usize>,
    relation: Relation,
    next: usize,
}

impl<'a, 'p> Iterator for Related<'a, 'p> {
    /// A pattern, or that its relation could not be found out.
    type Item = Result<&'a PatternFacts<'p>, TooLarge>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let at = self.next;
            self.next = at.saturating_add(1);
            if let Some(&known) = self.known.get(at) {
                return self.list.get(known).map(Ok);
            }
            let compared = self.compared.get(at.checked_sub(self.known.len())?)?;
            let one = self.list.get(*compared)?;
            let is_related = match self.relation {
                Relation::Covers => one.covers(self.other),
                Relation::Overlaps => one.overlaps(self.other),
            };
            match is_related {
                Ok(true) => return Some(Ok(one)),
                Ok(false) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

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

    fn plain(&self) -> Vec<(usize, &'p OriginPattern)> {
        let mut found = Vec::new();
        for one in &self.patterns {
            if let Pattern::Plain(plain) = one.pattern {
                found.push((one.index, plain));
            }
        }
        found
    }

    fn hosts(&self) -> &PlainByHost {
        self.hosts.get_or_init(|| PlainByHost::of(self.plain()))
    }

    fn below(&self) -> &[(String, usize)] {
        self.below.get_or_init(|| {
            let mut below = Vec::new();
            for (index, plain) in self.plain() {
                if let Some(name) = name(plain.host()) {
                    below.push((key_from_right(plain.scheme(), name), index));
                }
            }
            sort_by(&mut below, |(one, _), (other, _)| one.cmp(other));
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
    pub(crate) fn regular(&self) -> Vec<&PatternFacts<'p>> {
        self.at(&self.regular)
    }

    /// Those that match every origin of `inner`.
    pub(super) fn covering<'a>(&'a self, inner: &'a PatternFacts<'a>) -> Related<'a, 'p> {
        let (known, compared) = match inner.pattern {
            Pattern::Null => (self.null.into_iter().collect(), Vec::new()),
            Pattern::Plain(plain) => (self.plain_covering(plain), self.regular.clone()),
            Pattern::Regular(pattern) => {
                let (mut wide, regular) = match origin::parse(pattern.witness()) {
                    // What covers it covers this origin, and one origin covers no more than itself.
                    Ok(origin) => (self.plain_covering(&origin), self.regular.as_slice()),
                    Err(_) => ((0..self.len()).collect(), &[][..]),
                };
                wide.retain(|&index| self.get(index).is_some_and(|one| one.exact.is_none()));
                wide.extend(regular);
                (Vec::new(), wide)
            }
        };
        self.related(inner, known, compared, Relation::Covers)
    }

    /// Those that match some origin that `other` matches.
    pub(super) fn overlapping<'a>(&'a self, other: &'a PatternFacts<'a>) -> Related<'a, 'p> {
        let (known, compared) = match other.pattern {
            Pattern::Null => (self.null.into_iter().collect(), Vec::new()),
            Pattern::Regular(_) => (Vec::new(), (0..self.len()).collect()),
            Pattern::Plain(plain) => (self.plain_overlapping(plain), self.regular.clone()),
        };
        self.related(other, known, compared, Relation::Overlaps)
    }

    /// Those with a placeholder or a regex that match some origin that `other` matches.
    pub(super) fn regular_overlapping<'a>(
        &'a self,
        other: &'a PatternFacts<'a>,
    ) -> Related<'a, 'p> {
        self.related(other, Vec::new(), self.regular.clone(), Relation::Overlaps)
    }

    fn related<'a>(
        &'a self,
        other: &'a PatternFacts<'a>,
        known: Vec<usize>,
        compared: Vec<usize>,
        relation: Relation,
    ) -> Related<'a, 'p> {
        Related { list: self, other, known, compared, relation, next: 0 }
    }

    /// Those that may match some origin of a pattern: of plain ones only those that do.
    pub(super) fn near(&self, part: &Pattern) -> Vec<&PatternFacts<'p>> {
        let mut near = match part {
            Pattern::Plain(plain) => self.plain_overlapping(plain),
            Pattern::Regular(_) | Pattern::Null => Vec::new(),
        };
        near.extend(&self.regular);
        self.at(&near)
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
        let mut covering = self.plain_covering(&plain);
        covering.extend(&self.regular);
        for one in self.at(&covering) {
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

    fn at(&self, indices: &[usize]) -> Vec<&PatternFacts<'p>> {
        let mut found = Vec::with_capacity(indices.len());
        for &index in indices {
            found.extend(self.get(index));
        }
        found
    }

    /// The plain ones that match every origin of a plain one.
    fn plain_covering(&self, inner: &OriginPattern) -> Vec<usize> {
        let mut found = Vec::new();
        for ports in self.at_or_above(inner) {
            found.extend(ports.get(inner.port()));
            if inner.port() != Port::Any {
                found.extend(ports.get(Port::Any));
            }
        }
        found
    }

    /// The plain ones that match some origin of a plain one.
    fn plain_overlapping(&self, other: &OriginPattern) -> Vec<usize> {
        let mut found = Vec::new();
        for ports in self.at_or_above(other) {
            match other.port() {
                Port::Any => found.extend(ports.indices()),
                port => {
                    found.extend(ports.get(port));
                    found.extend(ports.get(Port::Any));
                }
            }
        }
        let Host::Subdomains(base) = other.host() else { return found };
        let prefix = key_from_right(other.scheme(), base) + ".";
        let below = self.below();
        let from = below.partition_point(|(key, _)| *key < prefix);
        for (key, index) in below.iter().skip(from) {
            if !key.starts_with(&prefix) {
                break;
            }
            let Some(PatternFacts { pattern: Pattern::Plain(plain), .. }) = self.get(*index) else {
                continue;
            };
            let port = plain.port();
            let fits = port == other.port() || port == Port::Any || other.port() == Port::Any;
            // The first label of a subdomain is not empty.
            let is_below = matches!(plain.host(), Host::Subdomains(_))
                || name(plain.host()).is_some_and(|name| !name.starts_with('.'));
            if fits && is_below {
                found.push(*index);
            }
        }
        found
    }

    /// The ports of the pattern's own host, and of each `*.` under which it lies.
    fn at_or_above(&self, plain: &OriginPattern) -> Vec<&Ports> {
        let scheme = plain.scheme();
        let mut found = Vec::new();
        let mut base = match plain.host() {
            Host::Subdomains(base) => base,
            host => {
                found.extend(self.hosts().get(scheme, host));
                // The first label of a subdomain is not empty.
                match name(host) {
                    Some(name) if !name.starts_with('.') => base_of(name),
                    _ => "",
                }
            }
        };
        while self.has_subdomains && !base.is_empty() {
            found.extend(self.hosts().get(scheme, &Host::Subdomains(base.to_owned())));
            base = base_of(base);
        }
        found
    }
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

/// The name without its first label.
fn base_of(name: &str) -> &str {
    name.split_once('.').map_or("", |(_, base)| base)
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
            let sorted = |found: Related<'_, '_>| {
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
