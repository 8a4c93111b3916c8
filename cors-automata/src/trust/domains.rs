//! The registrable domains of a language of hosts.
//!
//! # The idea
//!
//! The hosts are read from the right, along the suffix list. At each name of the list that some
//! host ends with, there are three ways on:
//!
//! ```text
//!                              github.io  (a suffix)
//!        the host ends here  /     |      \  other labels
//!   1 domain: github.io     /      |       \   x.github.io for each x that fits:
//!                              a name of the      counted, not listed
//!                              list below: visit
//!
//!                              amazonaws.com  (no rule)
//!        the host ends here  /     |      \  other labels
//!     amazonaws.com, once   /      |       \   amazonaws.com, once
//!                              s3: visit
//! ```
//!
//! Where the list has no further names, the remaining hosts are counted on the automaton
//! at once. No pattern is too wide for that: the walk is never longer than the list.
//!
//! The list is a snapshot. New top-level domains are added every year, so a top-level domain that is
//! not listed is a suffix like a listed one, and a pattern with infinitely many last labels
//! (`https://example.com{x}`) has infinitely many domains, however few of them are on the list.
//!
//! # Cost
//!
//! The names of the list that some host ends with, at most ten thousand; for an ordinary pattern
//! one.

use super::backward::{Backward, NOTHING, SetId};
use super::labels::{LabelKind, Labels, alphabet};
use super::registrable::is_reserved;
use super::suffixes::{Node, Section, SuffixRule, Suffixes};
use crate::language::{Automata, ByteClasses, Count, Language, Numbering, STATE_LIMIT, TooLarge};

/// How many states the languages of labels may have together. Mostly there is one, of a dozen.
const LABEL_STATE_LIMIT: usize = 5 * STATE_LIMIT;

/// How many top-level domains are looked at that are not on the list. A pattern with more of them has
/// hundreds that are on the list.
const UNLISTED_LIMIT: usize = 4096;

/// How many of these may have a single name and count. More come from an unescaped dot.
const LONE_LIMIT: usize = 8;

/// The domains of a language of hosts.
pub(super) struct Domains<'a> {
    pub(super) automata: &'a Automata,
    pub(super) count: Count,
    /// Domains that are names of the list.
    pub(super) named: Vec<String>,
    /// Domains found as labels before a suffix.
    pub(super) under: Vec<Under>,
    /// The languages of labels that `under` refers to.
    pub(super) labels: Vec<Labels>,
    /// Whether the last label may be any of infinitely many, listed or not.
    pub(super) is_open: bool,
}

/// The domains of all labels before one suffix, but for those that are names of the list.
pub(super) struct Under {
    pub(super) suffix: String,
    /// The place of the suffix in the list, if it is listed.
    pub(super) node: Option<Node>,
    /// The place of the labels in [`Domains::labels`].
    pub(super) labels: usize,
}

impl Automata {
    /// Counts the domains of the hosts.
    pub(super) fn domains<'a>(&'a self, hosts: &'a Language) -> Result<Domains<'a>, TooLarge> {
        let mut walk = Walk {
            list: Suffixes::list(),
            backward: Backward::new(hosts, self),
            alphabet: alphabet(hosts),
            known: Numbering::new(),
            places: Vec::new(),
            states: 0,
            domains: Domains {
                automata: self,
                count: Count::Exactly(0),
                named: Vec::new(),
                under: Vec::new(),
                labels: Vec::new(),
                is_open: false,
            },
        };
        let end = walk.backward.end()?;
        let top_level =
            Labels::before(&mut walk.backward, &walk.alphabet, end, LabelKind::TopLevel)?;
        if top_level.count == Count::Infinite {
            walk.domains.is_open = true;
            walk.domains.count = Count::Infinite;
        }
        for node in walk.list.below(None) {
            walk.enter(node, end, "", None)?;
        }
        if !walk.domains.is_open {
            walk.unlisted(&top_level, end)?;
        }
        Ok(walk.domains)
    }
}

struct Walk<'a> {
    list: &'static Suffixes,
    backward: Backward<'a>,
    alphabet: ByteClasses,
    /// The labels before a set, once they have been made.
    known: Numbering<(SetId, LabelKind)>,
    /// For each of these, the place of its labels in [`Domains::labels`].
    places: Vec<usize>,
    /// The states of all languages of labels together.
    states: usize,
    domains: Domains<'a>,
}

/// Which domain the hosts below a name have, if the names below don't decide it.
#[derive(PartialEq, Eq)]
enum Left {
    /// No host is left over.
    Nothing,
    /// Some are: they belong to the domain above.
    ToAbove,
}

impl Walk<'_> {
    /// Visits a name of the list, if some host ends with it. `right` is the name to the right
    /// of it, `set` the reading before that name's dot, `wildcard` whether any label below that
    /// name is a suffix.
    fn enter(
        &mut self,
        node: Node,
        set: SetId,
        right: &str,
        wildcard: Option<Section>,
    ) -> Result<Left, TooLarge> {
        let Some(name) = self.list.name(node) else {
            return Ok(Left::Nothing);
        };
        let set = self.backward.label(set, name.label)?;
        if set == NOTHING {
            return Ok(Left::Nothing);
        }
        let full = match right {
            "" => name.label.to_owned(),
            right => format!("{}.{right}", name.label),
        };
        if is_reserved(&full) {
            return Ok(Left::Nothing);
        }
        match (name.rule, wildcard) {
            (SuffixRule::Suffix(section), _) => self.suffix(node, set, &full, section)?,
            (SuffixRule::None, Some(section)) => self.suffix(node, set, &full, section)?,
            // A top-level name that only leads to rules is a suffix by default.
            (SuffixRule::None, None) if right.is_empty() => {
                self.suffix(node, set, &full, Section::Icann)?;
            }
            (SuffixRule::None, None) => return self.no_rule(node, set, &full),
            (SuffixRule::Exception, _) => {
                if self.no_rule(node, set, &full)? == Left::ToAbove {
                    self.add(full);
                }
            }
        }
        Ok(Left::Nothing)
    }

    /// Visits the top-level domains that are not on the list, which are suffixes all the same.
    ///
    /// An unescaped dot makes many of them, each with a single name: `https://app.example.com` is
    /// `app.exampleacom` too. Those are not for sale, and do not count.
    fn unlisted(&mut self, top_level: &Labels, end: SetId) -> Result<(), TooLarge> {
        let (mut several, mut lone) = (Vec::new(), Vec::new());
        for spelled in top_level.spelled.shortest().take(UNLISTED_LIMIT) {
            let label: String = spelled.into_iter().rev().map(char::from).collect();
            self.domains.automata.budget().spend(label.len())?;
            if self.list.child(None, &label).is_some() || is_reserved(&label) {
                continue;
            }
            let set = self.backward.label(end, &label)?;
            let before = self.backward.step(set, b'.')?;
            let number = self.labels(before, LabelKind::Registrable(Section::Icann))?;
            let count = self.domains.labels.get(number).map_or(Count::Exactly(0), |it| it.count);
            let under = Under { suffix: label, node: None, labels: number };
            match count {
                Count::Exactly(0) => {}
                Count::Exactly(1) => lone.push((count, under)),
                _ => several.push((count, under)),
            }
        }
        if lone.len() > LONE_LIMIT {
            lone.clear();
        }
        for (count, under) in several.into_iter().chain(lone) {
            self.domains.count = self.domains.count.plus(count);
            self.domains.under.push(under);
        }
        Ok(())
    }

    /// Below a suffix every label is a separate domain.
    fn suffix(
        &mut self,
        node: Node,
        set: SetId,
        name: &str,
        section: Section,
    ) -> Result<(), TooLarge> {
        // A single label is not a domain: `http://com` can only exist in a local network.
        if self.backward.is_host(set) && name.contains('.') {
            self.add(name.to_owned());
        }
        let before = self.backward.step(set, b'.')?;
        if before == NOTHING {
            return Ok(());
        }
        let wildcard = self.list.name(node).and_then(|name| name.wildcard);
        let kind = wildcard.map_or(LabelKind::Registrable(section), LabelKind::Wildcard);
        self.add_under(node, before, name, kind)?;
        for child in self.list.below(Some(node)) {
            if self.enter(child, before, name, wildcard)? == Left::ToAbove {
                if let Some(child) = self.list.name(child) {
                    self.add(format!("{}.{name}", child.label));
                }
            }
        }
        Ok(())
    }

    /// Below a name without a rule only the names of the list are separate domains.
    fn no_rule(&mut self, node: Node, set: SetId, name: &str) -> Result<Left, TooLarge> {
        let mut left = self.backward.is_host(set);
        let before = self.backward.step(set, b'.')?;
        if before != NOTHING {
            let wildcard = self.list.name(node).and_then(|name| name.wildcard);
            match wildcard {
                Some(section) => {
                    self.add_under(node, before, name, LabelKind::Wildcard(section))?;
                }
                None => left |= !self.only_children(node, before)?,
            }
            for child in self.list.below(Some(node)) {
                left |= self.enter(child, before, name, wildcard)? == Left::ToAbove;
            }
        }
        Ok(if left { Left::ToAbove } else { Left::Nothing })
    }

    /// Whether all labels that lead on are names of the list.
    fn only_children(&mut self, node: Node, before: SetId) -> Result<bool, TooLarge> {
        let number = self.labels(before, LabelKind::Any)?;
        let Some(labels) = self.domains.labels.get(number) else {
            return Ok(true);
        };
        Ok(labels.count == Count::Exactly(self.children_among(node, labels)))
    }

    /// How many of the labels are names of the list.
    fn children_among(&self, node: Node, labels: &Labels) -> u64 {
        self.child_labels(node).filter(|label| labels.has(label)).count() as u64
    }

    fn child_labels(&self, node: Node) -> impl Iterator<Item = &'static str> + use<> {
        let list = self.list;
        list.below(Some(node)).filter_map(|child| list.name(child)).map(|name| name.label)
    }

    /// Counts one domain.
    fn add(&mut self, domain: String) {
        self.domains.count = self.domains.count.plus(Count::Exactly(1));
        self.domains.named.push(domain);
    }

    /// Counts the domains of all labels that are not names of the list themselves.
    fn add_under(
        &mut self,
        node: Node,
        before: SetId,
        name: &str,
        kind: LabelKind,
    ) -> Result<(), TooLarge> {
        let mut number = self.labels(before, kind)?;
        let Some(labels) = self.domains.labels.get(number) else {
            return Ok(());
        };
        let count = match kind {
            // A name of the list includes everything below it.
            LabelKind::Wildcard(_) if self.child_labels(node).next().is_some() => {
                let labels = {
                    let (automata, names) = (self.domains.automata, self.child_labels(node));
                    automata.labels_without(labels, names)?
                };
                let count = labels.count;
                number = self.domains.labels.len();
                self.domains.labels.push(labels);
                count
            }
            _ => match labels.count {
                Count::Exactly(all) => {
                    Count::Exactly(all.saturating_sub(self.children_among(node, labels)))
                }
                more => more,
            },
        };
        if count != Count::Exactly(0) {
            self.domains.count = self.domains.count.plus(count);
            let suffix = name.to_owned();
            self.domains.under.push(Under { suffix, node: Some(node), labels: number });
        }
        Ok(())
    }

    /// The place of the labels before a set.
    fn labels(&mut self, before: SetId, kind: LabelKind) -> Result<usize, TooLarge> {
        let known = self.known.number((before, kind));
        if let Some(&place) = self.places.get(known) {
            return Ok(place);
        }
        let labels = Labels::before(&mut self.backward, &self.alphabet, before, kind)?;
        self.states += labels.spelled.states();
        if self.states > LABEL_STATE_LIMIT {
            return Err(TooLarge::States { limit: LABEL_STATE_LIMIT });
        }
        let place = self.domains.labels.len();
        self.domains.labels.push(labels);
        self.places.push(place);
        Ok(place)
    }
}
