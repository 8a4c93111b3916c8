//! The labels before a suffix.
//!
//! # The idea
//!
//! At the dot before a suffix, the backward reading is in some set of states. From there every
//! label that a registry could give out leads to the end of a domain. These labels, spelled
//! from the right, are again a regular language: small, countable, and the same for all
//! suffixes at which the backward reading is in the same set.
//!
//! ```text
//!   hosts  [a-z]{2}\.com | \w+\.example\.org
//!
//!   before ".com"            {aa, ab, ..., zz}      676 domains
//!   before ".org"            {example}              1 domain (spelled "elpmaxe")
//! ```
//!
//! Where `*.` a name is a suffix, any label makes one, and the domain has one label more: "x"
//! if x.name is itself a host, and "y.x" for each y before it.
//!
//! A *top-level* label is of letters, or begins with `xn--`, whether it is on the list or not.
//!
//! # Cost and source
//!
//! The sets reachable within a label, times three. ICANN, "gTLD Applicant Guidebook", on the
//! requirements for strings: <https://newgtldprogram.icann.org/en/application-rounds/round2/agb>

use std::sync::LazyLock;

use super::backward::{Backward, NOTHING, SetId};
use super::suffixes::Section;
use crate::language::{
    Automata, ByteClasses, ByteSet, Count, Language, Machine, STATE_LIMIT, TooLarge,
};

/// Which labels are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum LabelKind {
    /// One label that can be registered.
    Registrable(Section),
    /// A label that makes a suffix, and one that can be registered below that.
    Wildcard(Section),
    /// Any label at all.
    Any,
    /// A label that could be a top-level domain, with more labels before it.
    TopLevel,
}

/// A language of labels, spelled from the right.
pub(super) struct Labels {
    pub(super) spelled: Language,
    pub(super) count: Count,
}

impl Automata {
    /// Those of the labels that do not have one of the names at the right.
    pub(super) fn labels_without<'a>(
        &self,
        labels: &Labels,
        names: impl Iterator<Item = &'a str>,
    ) -> Result<Labels, TooLarge> {
        let names: Vec<Vec<u8>> = names.map(|name| name.bytes().rev().collect()).collect();
        let more = self.optional(&self.concat(&Language::literal(b"."), &Language::anything())?)?;
        let under = self.concat(&Language::from_strings(&names), &more)?;
        Ok(Labels::spelled(self.difference(&labels.spelled, &under)?))
    }
}

impl Labels {
    /// The labels of a kind that lead from the set to a name.
    pub(super) fn before(
        backward: &mut Backward<'_>,
        alphabet: &ByteClasses,
        set: SetId,
        kind: LabelKind,
    ) -> Result<Labels, TooLarge> {
        let bytes = alphabet.first_members();
        let automata = backward.automata();
        let mut reader = Reader { backward, start: set, kind, bytes };
        let labels = automata.explore(&mut reader, alphabet.clone(), STATE_LIMIT)?;
        if kind != LabelKind::TopLevel {
            return Ok(Labels::spelled(labels));
        }
        static NAME: LazyLock<Language> =
            LazyLock::new(|| Language::own("[a-z]+|[a-z0-9][a-z0-9-]*--nx"));
        Ok(Labels::spelled(automata.intersection(&labels, &NAME)?))
    }

    /// Whether the label is one of them.
    pub(super) fn has(&self, label: &str) -> bool {
        let spelled: Vec<u8> = label.bytes().rev().collect();
        self.spelled.contains(&spelled)
    }

    fn spelled(spelled: Language) -> Labels {
        let count = spelled.count();
        Labels { spelled, count }
    }
}

/// The classes that distinguish hosts and the labels in them.
pub(super) fn alphabet(hosts: &Language) -> ByteClasses {
    let mut classes = hosts.classes().clone();
    for bytes in [&b"abcdefghijklmnopqrstuvwxyz0123456789"[..], b"-", b"_", b"."] {
        classes.refine(&ByteSet::of(bytes));
    }
    classes
}

struct Reader<'a, 'b> {
    backward: &'a mut Backward<'b>,
    start: SetId,
    kind: LabelKind,
    /// One byte of every class.
    bytes: Vec<u8>,
}

/// How many whole labels have been read, where one is in the next, and what the backward
/// reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct State {
    labels: u8,
    within: Within,
    set: SetId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Within {
    Empty,
    /// The leftmost byte so far may begin a label.
    Letters,
    /// It may not.
    Hyphen,
}

impl Machine for Reader<'_, '_> {
    type State = State;

    fn start(&mut self) -> State {
        State { labels: 0, within: Within::Empty, set: self.start }
    }

    fn step(&mut self, state: &State, class: usize) -> Result<Option<State>, TooLarge> {
        let Some(&byte) = self.bytes.get(class) else {
            return Ok(None);
        };
        let (labels, within) = match (self.kind, byte) {
            (LabelKind::Any, b'.') => return Ok(None),
            (LabelKind::Any, _) => (0, Within::Letters),
            (LabelKind::Wildcard(_), b'.')
                if state.labels == 0 && state.within == Within::Letters =>
            {
                (1, Within::Empty)
            }
            (_, b'a'..=b'z' | b'0'..=b'9') => (state.labels, Within::Letters),
            (LabelKind::Registrable(section) | LabelKind::Wildcard(section), b'_')
                if section.is_of_customers() =>
            {
                (state.labels, Within::Letters)
            }
            (_, b'-') if state.within != Within::Empty => (state.labels, Within::Hyphen),
            _ => return Ok(None),
        };
        let set = self.backward.step(state.set, byte)?;
        Ok(if set == NOTHING { None } else { Some(State { labels, within, set }) })
    }

    fn accepts(&mut self, state: &State) -> bool {
        match self.kind {
            _ if state.set == NOTHING => false,
            // That the sets are too many comes out at the next step.
            LabelKind::Any => self.backward.is_name(state.set).unwrap_or(true),
            _ if state.within != Within::Letters => false,
            LabelKind::TopLevel => self.backward.step(state.set, b'.') != Ok(NOTHING),
            LabelKind::Wildcard(_) if state.labels == 0 => self.backward.is_host(state.set),
            _ => self.backward.is_name(state.set).unwrap_or(true),
        }
    }
}
