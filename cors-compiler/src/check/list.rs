//! A list of patterns, asked which of them have to do with another one.
//!
//! # The idea
//!
//! Ten thousand plain origins may be allowed, and ten thousand denied; comparing each with each
//! would take minutes. Plain patterns are found by their names instead:
//!
//! ```text
//!   asked with                         looked up
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

use super::relation::{Known, covers, matches, overlaps};
use crate::language::{Budget, TooLarge};
use crate::model::Pattern;
use crate::model::origin::{self, Host, OriginPattern, Port};
use crate::place::{Place, Placed};

/// The patterns of a list; a pattern is known by its place in it.
#[derive(Debug)]
pub(super) struct List<'p> {
    patterns: &'p [Placed<Pattern>],
    known: Vec<Known<'p>>,
    budget: &'p Budget,
    /// Plain patterns by what stands before the port, once they are asked for.
    hosts: OnceCell<BTreeMap<String, Ports>>,
    /// The same with the labels of the host from the right, without `*.`: what is below a name is
    /// a range.
    below: OnceCell<BTreeMap<String, Vec<usize>>>,
    /// Whether there is a `*.`.
    has_subdomains: bool,
    regular: Vec<usize>,
    null: Option<usize>,
}

/// The patterns with one scheme and host.
type Ports = BTreeMap<Port, usize>;

/// A pattern of a list, or that this could not be found out.
type Found = Result<usize, TooLarge>;

impl<'p> List<'p> {
    pub(super) fn new(patterns: &'p [Placed<Pattern>], budget: &'p Budget) -> Self {
        let mut list = Self {
            patterns,
            known: patterns.iter().map(|pattern| Known::new(&pattern.value)).collect(),
            budget,
            hosts: OnceCell::new(),
            below: OnceCell::new(),
            has_subdomains: false,
            regular: Vec::new(),
            null: None,
        };
        for (index, pattern) in patterns.iter().enumerate() {
            match &pattern.value {
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
        let plain = |(index, pattern): (usize, &'p Placed<Pattern>)| match &pattern.value {
            Pattern::Plain(plain) => Some((index, plain)),
            Pattern::Regular(_) | Pattern::Null => None,
        };
        self.patterns.iter().enumerate().filter_map(plain)
    }

    fn hosts(&self) -> &BTreeMap<String, Ports> {
        self.hosts.get_or_init(|| {
            let mut hosts: BTreeMap<String, Ports> = BTreeMap::new();
            for (index, plain) in self.plain() {
                let ports = hosts.entry(key(plain.scheme(), plain.host())).or_default();
                ports.entry(plain.port()).or_insert(index);
            }
            hosts
        })
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

    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether a pattern of it is more than one origin.
    pub(super) fn has_wide(&self) -> bool {
        (0..self.len()).any(|index| self.is_wide(index))
    }

    pub(super) fn len(&self) -> usize {
        self.patterns.len()
    }

    pub(super) fn pattern(&self, index: usize) -> Option<&'p Pattern> {
        self.patterns.get(index).map(|pattern| &pattern.value)
    }

    pub(super) fn place(&self, index: usize) -> Option<Place> {
        self.patterns.get(index).map(|pattern| pattern.place)
    }

    pub(super) fn known(&self) -> &[Known<'p>] {
        &self.known
    }

    /// Those with a placeholder or a regex.
    pub(super) fn regular(&self) -> &[usize] {
        &self.regular
    }

    /// Those that match every origin of `inner`.
    pub(super) fn covering<'a>(
        &'a self,
        inner: &'a Known<'a>,
    ) -> Box<dyn Iterator<Item = Found> + 'a> {
        let by_language = move |&index: &usize| match self.known.get(index) {
            Some(outer) => covers(outer, inner, self.budget),
            None => Ok(false),
        };
        let regular = keep(self.regular.iter().copied(), by_language);
        match inner.pattern {
            Pattern::Null => Box::new(self.null.into_iter().map(Ok)),
            Pattern::Plain(plain) => Box::new(self.plain_covering(plain).map(Ok).chain(regular)),
            Pattern::Regular(pattern) => match origin::parse(pattern.witness()) {
                // What covers it covers this origin, and one origin covers no more than itself.
                Ok(origin) => {
                    let plain: Vec<usize> = self.plain_covering(&origin).collect();
                    let wide = plain.into_iter().filter(|&index| self.is_wide(index));
                    Box::new(keep(wide, by_language).chain(regular))
                }
                Err(_) => {
                    let wide = (0..self.len()).filter(|&index| self.is_wide(index));
                    Box::new(keep(wide, by_language))
                }
            },
        }
    }

    /// Those that match some origin that `other` matches.
    pub(super) fn overlapping<'a>(
        &'a self,
        other: &'a Known<'a>,
    ) -> Box<dyn Iterator<Item = Found> + 'a> {
        let by_language = move |&index: &usize| match self.known.get(index) {
            Some(one) => overlaps(one, other, self.budget),
            None => Ok(false),
        };
        match other.pattern {
            Pattern::Null => Box::new(self.null.into_iter().map(Ok)),
            Pattern::Regular(_) => Box::new(keep(0..self.len(), by_language)),
            Pattern::Plain(plain) => {
                let regular = keep(self.regular.iter().copied(), by_language);
                Box::new(self.plain_overlapping(plain).map(Ok).chain(regular))
            }
        }
    }

    /// Whether one of them matches this one origin.
    pub(super) fn matches(&self, index: usize, origin: &str) -> Result<bool, TooLarge> {
        self.known.get(index).map_or(Ok(false), |known| matches(known, origin, self.budget))
    }

    /// Those with a placeholder or a regex that match some origin that `other` matches.
    pub(super) fn regular_overlapping<'a>(
        &'a self,
        other: &'a Known<'a>,
    ) -> impl Iterator<Item = Found> + 'a {
        keep(self.regular.iter().copied(), move |&index| match self.known.get(index) {
            Some(one) => overlaps(one, other, self.budget),
            None => Ok(false),
        })
    }

    /// A plain one with the scheme and host of another.
    pub(super) fn same_host(&self, plain: &OriginPattern) -> Option<&'p Pattern> {
        let ports = self.hosts().get(&key(plain.scheme(), plain.host()))?;
        self.pattern(*ports.values().next()?)
    }

    fn is_wide(&self, index: usize) -> bool {
        self.known.get(index).is_some_and(|known| known.exact.is_none())
    }

    /// The plain ones that match every origin of a plain one.
    pub(super) fn plain_covering<'a>(
        &'a self,
        inner: &'a OriginPattern,
    ) -> impl Iterator<Item = usize> + 'a {
        let fits = [inner.port(), Port::Any];
        let fits = if inner.port() == Port::Any { &fits[..1] } else { &fits[..] }.to_vec();
        self.at_or_above(inner)
            .flat_map(move |ports| fits.clone().into_iter().filter_map(|port| ports.get(&port)))
            .copied()
    }

    /// The plain ones that match some origin of a plain one.
    pub(super) fn plain_overlapping<'a>(
        &'a self,
        other: &'a OriginPattern,
    ) -> impl Iterator<Item = usize> + 'a {
        let fits = move |&&port: &&Port| {
            port == other.port() || port == Port::Any || other.port() == Port::Any
        };
        let above = self.at_or_above(other).flat_map(move |ports| {
            let fitting: Vec<usize> = match other.port() {
                Port::Any => ports.values().copied().collect(),
                port => {
                    [port, Port::Any].iter().filter_map(|port| ports.get(port)).copied().collect()
                }
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
        let is_below = move |&index: &usize| match self.pattern(index) {
            // The first label of a subdomain is not empty.
            Some(Pattern::Plain(plain)) => {
                fits(&&plain.port())
                    && (matches!(plain.host(), Host::Subdomains(_))
                        || name(plain.host()).is_some_and(|name| !name.starts_with('.')))
            }
            _ => false,
        };
        above.chain(below.flat_map(|(_, indices)| indices).copied().filter(is_below))
    }

    /// The ports of the pattern's own host, and of each `*.` under which it lies.
    fn at_or_above<'a>(&'a self, plain: &'a OriginPattern) -> impl Iterator<Item = &'a Ports> + 'a {
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
            host => self.hosts().get(&key(scheme, host)),
        };
        let above = bases
            .filter(|_| self.has_subdomains)
            .filter_map(move |base| self.hosts().get(&format!("{scheme}://*.{base}")));
        own.into_iter().chain(above)
    }
}

/// Those for which the question is answered by yes, or not at all.
fn keep<'a>(
    indices: impl Iterator<Item = usize> + 'a,
    is_so: impl Fn(&usize) -> Result<bool, TooLarge> + 'a,
) -> impl Iterator<Item = Found> + 'a {
    indices.filter_map(move |index| match is_so(&index) {
        Ok(true) => Some(Ok(index)),
        Ok(false) => None,
        Err(error) => Some(Err(error)),
    })
}

fn key(scheme: &str, host: &Host) -> String {
    format!("{scheme}://{host}")
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

/// The name, and what is left of it when its labels are taken off from the left.
fn bases(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name).filter(|name| !name.is_empty()), |name| {
        name.split_once('.').map(|(_, base)| base)
    })
}

#[cfg(test)]
mod tests {
    use super::super::relation::tests::PLAIN;
    use super::*;
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
            // One origin, which stands in the list too.
            "https://{x:b}.a.example",
            "null",
        ];
        let texts: Vec<&str> = PLAIN.into_iter().chain(more).collect();
        let patterns: Vec<Placed<Pattern>> = (0..)
            .zip(&texts)
            .map(|(at, text)| Placed::new(pattern::parse(text).unwrap(), Place::new(at)))
            .collect();
        let budget = Budget::unlimited();
        let list = List::new(&patterns, &budget);
        for (index, one) in list.known().iter().enumerate() {
            let all = |is_so: &dyn Fn(&Known<'_>) -> bool| -> Vec<usize> {
                (0..list.len()).filter(|&other| is_so(&list.known()[other])).collect()
            };
            let sorted = |found: Box<dyn Iterator<Item = Found> + '_>| {
                let mut found: Vec<usize> = found.map(Result::unwrap).collect();
                found.sort_unstable();
                found
            };
            let overlapping = all(&|other| overlaps(other, one, &budget).unwrap());
            assert_eq!(sorted(list.overlapping(one)), overlapping, "{}", texts[index]);
            // One origin is not said to cover a regex, though they may be the same.
            let is_regular = matches!(one.pattern, Pattern::Regular(_));
            let covering = all(&|other| {
                covers(other, one, &budget).unwrap() && !(is_regular && other.exact.is_some())
            });
            assert_eq!(sorted(list.covering(one)), covering, "{}", texts[index]);
        }
    }
}
