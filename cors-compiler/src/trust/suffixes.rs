//! The Public Suffix List, as a tree of labels.
//!
//! # The idea
//!
//! The list says below which names anybody can get a name of their own: `com`, `co.uk`,
//! `github.io`. Its rules are read from the right, so they form a tree, and the deepest rule
//! that a host passes decides:
//!
//! ```text
//!   com                         suffix
//!    +- amazonaws               no rule: amazonaws.com is a domain like others ...
//!        +- s3                  ... but s3.amazonaws.com is a suffix again
//!   jp                          suffix
//!    +- kawasaki                no rule
//!        +- *                   any label: x.kawasaki.jp is a suffix
//!        +- city                exception: city.kawasaki.jp is not, it is a domain
//! ```
//!
//! The text keeps the tree in preorder, and so does the memory: the children of a node follow
//! it, and each node knows where its subtree ends. The list's own default rule, by which every
//! other top-level name is a suffix too, is left out on purpose: where there is no registry
//! nobody can register.
//!
//! # Cost and source
//!
//! One pass over the text, once in a process. <https://github.com/publicsuffix/list/wiki/Format>

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Names under which nobody can register anything, whatever the list says: RFC 6761, RFC 8375,
/// RFC 9476, and ICANN's reservation of `.internal`. Most are not on the list to begin with.
const RESERVED: [&str; 8] =
    ["alt", "example", "home.arpa", "internal", "invalid", "local", "localhost", "test"];

/// Who runs a suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    /// A registry of domains: labels of letters, digits and inner hyphens.
    Icann,
    /// A company that gives names to its users; some allow underscores.
    Private,
}

/// What the list says of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Suffix(Section),
    Exception,
    /// Nothing: it only leads to other rules.
    None,
}

/// A name of the list.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) label: &'static str,
    pub(super) rule: Rule,
    /// Whether `*.` this name is a suffix.
    pub(super) wildcard: Option<Section>,
    /// The place after the last name below this one.
    past: usize,
}

/// The names of the list in preorder.
#[derive(Debug)]
pub(super) struct Suffixes {
    names: Vec<Name>,
    /// The places of the top-level names, of which there are too many to look through.
    top_level: BTreeMap<&'static str, usize>,
    /// The same for the names that have many others below them, and were asked about: a list of
    /// ten thousand origins asks for `com` as often.
    indices: Mutex<BTreeMap<usize, BTreeMap<&'static str, usize>>>,
}

/// Below so many names a name is looked for one by one.
const FEW_NAMES: usize = 64;

impl Suffixes {
    /// The list.
    pub(super) fn list() -> &'static Suffixes {
        static LIST: OnceLock<Suffixes> = OnceLock::new();
        LIST.get_or_init(|| Suffixes::read(include_str!("suffixes.txt")))
    }

    fn read(text: &'static str) -> Suffixes {
        let mut names: Vec<Name> = Vec::new();
        // The places of the names to the right of the next one.
        let mut open: Vec<usize> = Vec::new();
        for line in text.lines() {
            let rest = line.trim_start_matches(' ');
            let depth = line.len() - rest.len();
            let (rule, label) = match (rest.get(..1), rest.get(1..)) {
                (Some("="), Some(label)) => (Rule::Suffix(Section::Icann), label),
                (Some("~"), Some(label)) => (Rule::Suffix(Section::Private), label),
                (Some("!"), Some(label)) => (Rule::Exception, label),
                (Some(":"), Some(label)) => (Rule::None, label),
                _ => continue,
            };
            close(&mut names, &mut open, depth);
            if label != "*" {
                open.push(names.len());
                names.push(Name { label, rule, wildcard: None, past: usize::MAX });
            } else if let (Some(parent), Rule::Suffix(section)) =
                (open.last().and_then(|&place| names.get_mut(place)), rule)
            {
                parent.wildcard = Some(section);
            }
        }
        close(&mut names, &mut open, 0);
        let (top_level, indices) = (BTreeMap::new(), Mutex::default());
        let mut list = Suffixes { names, top_level, indices };
        list.top_level = list.index(None);
        list
    }

    /// The name at a place.
    pub(super) fn name(&self, place: usize) -> Option<&Name> {
        self.names.get(place)
    }

    /// The places of the names directly below a name; of the top-level names for none.
    pub(super) fn below(&self, place: Option<usize>) -> impl Iterator<Item = usize> + use<'_> {
        let (first, past) = match place {
            None => (0, self.names.len()),
            Some(place) => (place + 1, self.names.get(place).map_or(0, |name| name.past)),
        };
        let next = move |place: &usize| {
            let past_it = self.names.get(*place)?.past;
            (past_it < past).then_some(past_it)
        };
        std::iter::successors((first < past).then_some(first), next)
    }

    /// The place of the name with this label directly below another.
    pub(super) fn child(&self, place: Option<usize>, label: &str) -> Option<usize> {
        let Some(parent) = place else { return self.top_level.get(label).copied() };
        let past = self.names.get(parent)?.past;
        if past.saturating_sub(parent) <= FEW_NAMES {
            let has_label = |name: &Name| name.label == label;
            return self.below(place).find(|&child| self.names.get(child).is_some_and(has_label));
        }
        let mut indices = self.indices.lock().unwrap_or_else(PoisonError::into_inner);
        indices.entry(parent).or_insert_with(|| self.index(place)).get(label).copied()
    }

    /// The names directly below another, by their labels.
    fn index(&self, place: Option<usize>) -> BTreeMap<&'static str, usize> {
        self.below(place).filter_map(|at| Some((self.name(at)?.label, at))).collect()
    }
}

/// Ends the names that are deeper than the next one.
fn close(names: &mut [Name], open: &mut Vec<usize>, depth: usize) {
    let past = names.len();
    for place in open.drain(depth.min(open.len())..) {
        if let Some(name) = names.get_mut(place) {
            name.past = past;
        }
    }
}

/// Whether the name is kept from registration.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Whether anybody can be given this label below a suffix of the section.
fn is_registrable(label: &str, section: Section) -> bool {
    let allowed = |byte: u8| match byte {
        b'a'..=b'z' | b'0'..=b'9' | b'-' => true,
        b'_' => section == Section::Private,
        _ => false,
    };
    !label.is_empty()
        && label.bytes().all(allowed)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// The domain that somebody registered to have all subdomains of `base`, if it is one for all of
/// them and no suffix of the list lies below: then nothing need be counted.
pub fn registrable_domain_of_subdomains(base: &str) -> Option<String> {
    let list = Suffixes::list();
    let mut place = None;
    let leaves_the_list = base.strip_suffix('.').unwrap_or(base).rsplit('.').any(|label| {
        place = list.child(place, label);
        place.is_none()
    });
    // A base that is a suffix itself has strangers below it, each with a domain of its own.
    let domain = registrable_domain(base).filter(|_| leaves_the_list)?;
    (registrable_domain(&format!("a.{base}")) == Some(domain.clone())).then_some(domain)
}

/// The domain that somebody registered to have this host, if one must: the public suffix and
/// one label more, or a public suffix that is a host itself.
///
/// None for addresses, single labels, names below no listed suffix, and names nobody can get.
pub fn registrable_domain(host: &str) -> Option<String> {
    let list = Suffixes::list();
    let host = host.strip_suffix('.').unwrap_or(host);
    let labels: Vec<&str> = host.rsplit('.').collect();
    // How many labels the suffix has, and the section of each place for a wildcard.
    let mut suffix = (0, Section::Icann);
    let mut wildcards = Vec::new();
    let mut place = None;
    let mut from_wildcard = None;
    for (depth, label) in labels.iter().enumerate() {
        let child = list.child(place, label);
        let name = child.and_then(|child| list.name(child));
        match (name.map(|name| name.rule), from_wildcard) {
            (Some(Rule::Exception), _) => suffix = (depth, suffix.1),
            (Some(Rule::Suffix(section)), _) => suffix = (depth + 1, section),
            (_, Some(section)) => {
                suffix = (depth + 1, section);
                wildcards.push((depth, section));
            }
            (Some(Rule::None), None) if depth == 0 => suffix = (1, Section::Icann),
            _ => {}
        }
        let Some(name) = name else { break };
        if is_reserved(&labels.get(..=depth)?.iter().rev().copied().collect::<Vec<_>>().join(".")) {
            return None;
        }
        (place, from_wildcard) = (child, name.wildcard);
    }
    let (suffix, section) = suffix;
    if suffix == 0 || labels.len() == 1 {
        return None;
    }
    let own = labels.get(suffix).is_none_or(|label| is_registrable(label, section));
    let matched = wildcards.iter().all(|&(depth, section)| {
        labels.get(depth).is_some_and(|label| is_registrable(label, section))
    });
    let domain = labels.get(..labels.len().min(suffix + 1))?;
    (own && matched).then(|| domain.iter().rev().copied().collect::<Vec<_>>().join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains() {
        for (host, domain) in [
            ("example.com", Some("example.com")),
            ("a.b.example.com.", Some("example.com")),
            ("com", None),
            ("localhost", None),
            ("a.localhost", None),
            ("example.unlisted", None),
            ("printer.local", None),
            ("nas.home.arpa", None),
            ("a.e164.arpa", Some("a.e164.arpa")),
            ("co.uk", Some("co.uk")),
            ("bbc.co.uk", Some("bbc.co.uk")),
            ("github.io", Some("github.io")),
            ("a.b.github.io", Some("b.github.io")),
            ("my_app.github.io", Some("my_app.github.io")),
            ("my_app.com", None),
            ("-a.com", None),
            ("a!.x.com", Some("x.com")),
            (".com", None),
            ("a..com", None),
            ("amazonaws.com", Some("amazonaws.com")),
            ("x.amazonaws.com", Some("amazonaws.com")),
            ("b.s3.amazonaws.com", Some("b.s3.amazonaws.com")),
            ("kawasaki.jp", Some("kawasaki.jp")),
            ("x.kawasaki.jp", Some("x.kawasaki.jp")),
            ("y.x.kawasaki.jp", Some("y.x.kawasaki.jp")),
            ("y.x!.kawasaki.jp", None),
            ("y.city.kawasaki.jp", Some("city.kawasaki.jp")),
            ("www.ck", Some("www.ck")),
            ("a.www.ck", Some("www.ck")),
            ("a.b.ck", Some("a.b.ck")),
            ("xn--85x722f.xn--55qx5d.cn", Some("xn--85x722f.xn--55qx5d.cn")),
            ("127.0.0.1", None),
        ] {
            assert_eq!(registrable_domain(host).as_deref(), domain, "{host}");
        }
    }

    #[test]
    fn the_list_is_whole() {
        let list = Suffixes::list();
        assert!(list.below(None).count() > 1400);
        let wildcards = list.names.iter().filter(|name| name.wildcard.is_some()).count();
        let rules = list.names.iter().filter(|name| name.rule != Rule::None).count() + wildcards;
        let told = include_str!("suffixes.txt").lines().find(|line| line.contains(" rules."));
        assert!(told.is_some_and(|line| line.contains(&format!("; {rules} rules."))), "{rules}");
        for name in &list.names {
            assert!(name.past <= list.names.len());
            assert!(is_registrable(name.label, Section::Icann), "{}", name.label);
        }
    }
}
