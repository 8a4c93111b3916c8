//! The first of several languages that has a string.
//!
//! # The idea
//!
//! Run the automata of all languages side by side. What must be remembered is the state of each one
//! that is still alive; the first that accepts gives the *label* of the set:
//!
//! ```text
//!   1  /a/{*rest}        {1 2 3} --/--> {1 2 3} --a--> {1* 3*}  label 1
//!   2  /b                               └──────b──> {2* 3*}     label 2
//!   3  /{*rest}                         └──────c──> {3*}        label 3
//! ```
//!
//! From a state from which a language accepts everything, no later language is ever the first: the set
//! is cut off there. So sets are large only near the start, where all languages begin alike.
//!
//! With the labels that are wanted in the end, the automaton is made minimal: no two states give the same
//! labels to the same rests. Strings that no language has lead to label 0, and the dead state is the one
//! after which nothing has another label.
//!
//! Languages may be *scoped*: a language of hosts comes before the paths that it applies to. All scopes
//! end with the same byte, so that they are read side by side as well.
//!
//! # Cost
//!
//! The reachable sets times their members and the classes. For patterns that begin with different
//! text it is about the sum of their states.

#[cfg(feature = "compare")]
#[cfg(feature = "compare")]
use std::collections::BTreeMap;

use super::explore::{Explored, Machine};
use super::minimize::{USELESS, blocks};
use super::numbering::Numbering;
#[cfg(feature = "compare")]
use super::readability::most_readable;
use super::transitions::Transitions;
#[cfg(feature = "compare")]
use super::witness::Witness;
use super::{Automata, Budget, ByteClasses, DEAD, Language, StateId, TooLarge};

/// How many states there may be.
const LIMIT: usize = 60_000;

/// An automaton whose states have labels: that of the first language that has the string, or 0.
#[derive(Debug, Clone)]
pub struct FirstMatch {
    classes: ByteClasses,
    table: Vec<StateId>,
    labels: Vec<u32>,
    start: StateId,
}

/// The byte with which all scopes end. No scope has it, and all strings behind a scope begin with it.
const SCOPE_END: u8 = b'/';

/// Languages that apply behind the strings of a scope.
#[derive(Debug)]
pub struct Scoped {
    /// The strings before them, such as hosts.
    pub scope: Language,
    /// The languages of what follows.
    pub languages: FirstMatch,
}

impl Automata {
    /// The automaton of languages, each with its label, which is not 0. The first that has a string
    /// gives it its label, and its label is smaller than those behind it.
    pub fn first_match(&self, languages: &[(&Language, u32)]) -> Result<FirstMatch, TooLarge> {
        let classes = join(languages.iter().map(|(language, _)| language.classes()));
        let bytes = classes.first_members();
        let everything = languages.iter().map(|(language, _)| everything(language)).collect();
        let mut list = List { languages, everything, bytes, budget: self.budget() };
        self.labelled(&mut list, classes, List::label)
    }

    /// The automaton of languages behind scopes: of those whose scope has the string up to
    /// `SCOPE_END`, the smallest label that one of them gives to the rest.
    pub fn first_match_in_scopes(&self, scopes: &[Scoped]) -> Result<FirstMatch, TooLarge> {
        let of_scopes = scopes.iter().map(|scoped| scoped.scope.classes());
        let of_languages = scopes.iter().map(|scoped| &scoped.languages.classes);
        let classes = join(of_scopes.chain(of_languages));
        let bytes = classes.first_members();
        let mut scopes = Scopes { scopes, bytes, budget: self.budget() };
        self.labelled(&mut scopes, classes, Scopes::label)
    }

    fn labelled<M: Machine>(
        &self,
        machine: &mut M,
        classes: ByteClasses,
        label: impl Fn(&M, &M::State) -> u32,
    ) -> Result<FirstMatch, TooLarge> {
        let Explored { table, found } = self.reachable(machine, classes.len(), LIMIT)?;
        let of_found = found.iter().map(|state| label(machine, state));
        let labels = std::iter::once(0).chain(of_found).collect();
        Ok(FirstMatch { classes, table, labels, start: 1 })
    }

    /// The labels that an automaton gives to the strings of a language, in ascending order.
    pub fn labels_of(&self, found: &FirstMatch, language: &Language) -> Result<Vec<u32>, TooLarge> {
        let classes = join([&found.classes, language.classes()].into_iter());
        let bytes = classes.first_members();
        let mut labels = Numbering::new();
        let mut met = Numbering::new();
        met.number((found.start, language.start()));
        let mut at = 0;
        while let Some(&(state, of_language)) = met.get(at) {
            at += 1;
            self.budget().spend(bytes.len())?;
            if language.accepts(of_language) {
                labels.number(found.label(state));
            }
            for &byte in &bytes {
                let next = (found.next(state, byte), language.next(of_language, byte));
                if next.1 != DEAD {
                    met.number(next);
                }
            }
        }
        let mut labels = labels.into_values();
        labels.sort_unstable();
        Ok(labels)
    }
}

#[cfg(feature = "compare")]
impl Automata {
    /// The pairs of labels that two automata give to the strings of a language, each with the shortest of its strings.
    pub fn label_pairs(
        &self,
        (first, second): (&FirstMatch, &FirstMatch),
        language: &Language,
    ) -> Result<BTreeMap<(u32, u32), Witness>, TooLarge> {
        let classes = join([&first.classes, &second.classes, language.classes()].into_iter());
        let bytes: Vec<u8> =
            classes.members().iter().map(|members| most_readable(members)).collect();
        let mut pairs = BTreeMap::new();
        let mut met = Numbering::new();
        // From where, and by which byte, each was met first.
        let mut from: Vec<(usize, u8)> = vec![(0, 0)];
        met.number((first.start, second.start, language.start()));
        let mut at = 0;
        while let Some(&(one, other, of_language)) = met.get(at) {
            self.budget().spend(bytes.len())?;
            if language.accepts(of_language) {
                let labels = (first.label(one), second.label(other));
                pairs.entry(labels).or_insert_with(|| spelled(&from, at));
            }
            for &byte in &bytes {
                let of_language = language.next(of_language, byte);
                let next = (first.next(one, byte), second.next(other, byte), of_language);
                if of_language != DEAD && met.number(next) == from.len() {
                    from.push((at, byte));
                }
            }
            at += 1;
        }
        Ok(pairs)
    }
}

/// The string that leads to where a search is.
#[cfg(feature = "compare")]
fn spelled(from: &[(usize, u8)], mut at: usize) -> Witness {
    let mut bytes = Vec::new();
    while at != 0 {
        let (before, byte) = from[at];
        bytes.push(byte);
        at = before;
    }
    bytes.reverse();
    Witness::new(bytes)
}

impl FirstMatch {
    /// The smallest automaton with other labels.
    pub fn with_labels(mut self, label: impl Fn(u32) -> u32) -> FirstMatch {
        for old in &mut self.labels {
            *old = label(*old);
        }
        // What all strings have after the dead state stays 0.
        self.minimize()
    }

    /// How many states there are.
    pub fn states(&self) -> usize {
        self.labels.len()
    }

    /// The alphabet.
    pub fn classes(&self) -> &ByteClasses {
        &self.classes
    }

    /// The state before the first byte.
    pub fn start(&self) -> StateId {
        self.start
    }

    /// The label of strings that end in this state.
    pub fn label(&self, state: StateId) -> u32 {
        self.labels.get(state as usize).copied().unwrap_or_default()
    }

    /// The state after one more byte of the given class.
    pub fn next_by_class(&self, state: StateId, class: usize) -> StateId {
        self.table.get(state as usize * self.classes.len() + class).copied().unwrap_or(DEAD)
    }

    /// Whether nothing leads out of this state.
    pub fn is_final(&self, state: StateId) -> bool {
        (0..self.classes.len()).all(|class| self.next_by_class(state, class) == state)
    }

    fn next(&self, state: StateId, byte: u8) -> StateId {
        self.next_by_class(state, self.classes.of(byte))
    }

    /// The smallest automaton that gives the same labels.
    fn minimize(self) -> FirstMatch {
        let width = self.classes.len();
        let all = Transitions::of(&self.table, width, &|_| true);
        let labelled: Vec<bool> = self.labels.iter().map(|&label| label != 0).collect();
        let useful = all.co_reachable(&labelled);
        let transitions = Transitions::of(&self.table, width, &|state| useful[state as usize]);
        let kinds = self.labels.iter().max().map_or(1, |&most| most as usize + 1);
        let kind = |state: usize| self.labels[state] as usize;
        let block_of = blocks(width, &useful, &transitions, (kinds, &kind));
        self.quotient(&block_of)
    }

    /// The automaton whose states are the blocks, in the order of their first states, and whose classes
    /// are those that a state distinguishes.
    fn quotient(&self, block_of: &[usize]) -> FirstMatch {
        let width = self.classes.len();
        // The number of each block; none is behind the last of a partition of the states.
        let mut number = vec![DEAD; block_of.len()];
        let mut first = vec![DEAD as usize];
        for (state, &block) in block_of.iter().enumerate() {
            if block != USELESS && number[block] == DEAD {
                number[block] = first.len() as StateId;
                first.push(state);
            }
        }
        let number_of = |state: StateId| match block_of[state as usize] {
            USELESS => DEAD,
            block => number[block],
        };
        let column = |class: usize| -> Vec<StateId> {
            let next = |&state: &usize| number_of(self.table[state * width + class]);
            first.iter().map(next).collect()
        };
        let mut columns: Numbering<Vec<StateId>> = Numbering::new();
        let merged: Vec<usize> = (0..width).map(|class| columns.number(column(class))).collect();
        let narrow = columns.len();
        let mut table = vec![DEAD; first.len() * narrow];
        for (class, column) in columns.into_values().into_iter().enumerate() {
            for (state, next) in column.into_iter().enumerate() {
                table[state * narrow + class] = next;
            }
        }
        let labels = first.iter().map(|&state| self.labels[state]).collect();
        let classes = self.classes.merge(&merged, narrow);
        FirstMatch { classes, table, labels, start: number_of(self.start) }
    }
}

/// The coarsest alphabet that is finer than all of these.
fn join<'a>(alphabets: impl Iterator<Item = &'a ByteClasses>) -> ByteClasses {
    alphabets.fold(ByteClasses::one(), |joined, classes| joined.join(classes).0)
}

/// Languages side by side.
struct List<'a> {
    languages: &'a [(&'a Language, u32)],
    /// The state of each from which it has every string.
    everything: Vec<Option<StateId>>,
    /// A byte of each class.
    bytes: Vec<u8>,
    budget: &'a Budget,
}

/// The languages that are alive, in order, and their states.
type Alive = Vec<(u32, StateId)>;

impl List<'_> {
    /// The remaining members of a set: without dead ones, and those after one that accepts everything.
    fn cut(&self, alive: impl Iterator<Item = (u32, StateId)>) -> Option<Alive> {
        let mut kept = Alive::new();
        for (at, state) in alive.filter(|&(_, state)| state != DEAD) {
            kept.push((at, state));
            if self.everything.get(at as usize) == Some(&Some(state)) {
                break;
            }
        }
        (!kept.is_empty()).then_some(kept)
    }

    fn label(&self, alive: &Alive) -> u32 {
        let label = |&(at, state): &(u32, StateId)| {
            let (language, label) = self.languages.get(at as usize)?;
            language.accepts(state).then_some(*label)
        };
        alive.iter().find_map(label).unwrap_or_default()
    }
}

/// The state from which a language has every string, if there is one.
fn everything(language: &Language) -> Option<StateId> {
    let classes = language.classes().len();
    // A minimal automaton has one at most.
    (0..language.states() as StateId).find(|&state| {
        language.accepts(state)
            && (0..classes).all(|class| language.next_by_class(state, class) == state)
    })
}

impl Machine for List<'_> {
    type State = Alive;

    fn start(&mut self) -> Alive {
        let starts = self.languages.iter().enumerate();
        let starts = starts.map(|(at, (language, _))| (at as u32, language.start()));
        self.cut(starts).unwrap_or_default()
    }

    fn step(&mut self, state: &Alive, class: usize) -> Result<Option<Alive>, TooLarge> {
        self.budget.spend(state.len())?;
        let byte = self.bytes[class];
        let next = |&(at, state): &(u32, StateId)| {
            let (language, _) = self.languages.get(at as usize)?;
            Some((at, language.next(state, byte)))
        };
        Ok(self.cut(state.iter().filter_map(next)))
    }

    fn accepts(&mut self, state: &Alive) -> bool {
        self.label(state) != 0
    }
}

/// Scopes and what is behind them, side by side.
struct Scopes<'a> {
    scopes: &'a [Scoped],
    bytes: Vec<u8>,
    budget: &'a Budget,
}

/// Where all scopes are: before their end, or behind it.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Position {
    InScope(Alive),
    Behind(Alive),
}

impl Scopes<'_> {
    fn label(&self, position: &Position) -> u32 {
        let Position::Behind(alive) = position else { return 0 };
        let label = |&(at, state): &(u32, StateId)| {
            let label = self.scopes.get(at as usize)?.languages.label(state);
            (label != 0).then_some(label)
        };
        alive.iter().filter_map(label).min().unwrap_or_default()
    }
}

impl Machine for Scopes<'_> {
    type State = Position;

    fn start(&mut self) -> Position {
        let starts = self.scopes.iter().enumerate();
        Position::InScope(starts.map(|(at, one)| (at as u32, one.scope.start())).collect())
    }

    fn step(&mut self, position: &Position, class: usize) -> Result<Option<Position>, TooLarge> {
        let byte = self.bytes[class];
        let (Position::InScope(alive) | Position::Behind(alive)) = position;
        self.budget.spend(alive.len())?;
        let scope_ends = matches!(position, Position::InScope(_)) && byte == SCOPE_END;
        let next = |&(at, state): &(u32, StateId)| {
            let Scoped { scope, languages } = self.scopes.get(at as usize)?;
            let next = match position {
                Position::InScope(_) if !scope_ends => scope.next(state, byte),
                Position::InScope(_) if !scope.accepts(state) => DEAD,
                Position::InScope(_) => languages.next(languages.start, byte),
                Position::Behind(_) => languages.next(state, byte),
            };
            (next != DEAD).then_some((at, next))
        };
        let alive: Alive = alive.iter().filter_map(next).collect();
        if alive.is_empty() {
            return Ok(None);
        }
        Ok(Some(match position {
            Position::InScope(_) if !scope_ends => Position::InScope(alive),
            Position::InScope(_) | Position::Behind(_) => Position::Behind(alive),
        }))
    }

    fn accepts(&mut self, position: &Position) -> bool {
        self.label(position) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(regex: &str) -> Language {
        Automata::unlimited().regex(regex).unwrap()
    }

    fn label_of(automaton: &FirstMatch, string: &str) -> u32 {
        let step = |state, byte| automaton.next(state, byte);
        automaton.label(string.bytes().fold(automaton.start(), step))
    }

    fn first_match(regexes: &[&str]) -> FirstMatch {
        let languages: Vec<Language> = regexes.iter().map(|regex| language(regex)).collect();
        let labelled: Vec<_> = languages.iter().zip(1..).collect();
        Automata::unlimited().first_match(&labelled).unwrap()
    }

    #[test]
    fn the_first_language_gives_the_label() {
        let automaton = first_match(&["/a(/.*)?", "/b", "/[a-c]*", "/b/.*"]);
        for (string, label) in [
            ("/a", 1),
            ("/a/x", 1),
            ("/b", 2),
            ("/ab", 3),
            ("/", 3),
            ("/b/x", 4),
            ("", 0),
            ("/d", 0),
        ] {
            assert_eq!(label_of(&automaton, string), label, "{string}");
        }
        let labels = Automata::unlimited().labels_of(&automaton, &language("/[ab]")).unwrap();
        assert_eq!(labels, [1, 2]);
        assert_eq!(
            Automata::unlimited().labels_of(&automaton, &language("[a&&b]")).unwrap().len(),
            0
        );
    }

    #[test]
    fn it_is_minimal() {
        let two = first_match(&["(?s)/a.*", "(?s)/b.*"]).with_labels(|label| label);
        assert_eq!(two.states(), 5, "dead, start, after the slash, and one for each label");
        let same = two.with_labels(|label| label.min(1));
        assert_eq!(same.states(), 4);
        assert_eq!(same.classes().len(), 3, "`/`, `a` or `b`, and the others");
        let none = same.with_labels(|_| 0);
        assert_eq!((none.states(), none.start()), (1, DEAD));
    }

    #[test]
    fn scopes_are_read_side_by_side() {
        let scoped = |scope: &str, paths: &[(&str, u32)]| {
            let languages: Vec<_> =
                paths.iter().map(|&(path, label)| (language(path), label)).collect();
            let labelled: Vec<_> = languages.iter().map(|(path, label)| (path, *label)).collect();
            let languages = Automata::unlimited().first_match(&labelled).unwrap();
            Scoped { scope: language(scope), languages }
        };
        let scopes = [
            scoped("[^/]*", &[("/a", 1), ("/b.*", 4)]),
            scoped(r"x\.y", &[("/a.*", 2), ("/b", 3)]),
        ];
        let automaton = Automata::unlimited().first_match_in_scopes(&scopes).unwrap();
        for (string, label) in [
            ("x.y/a", 1),
            ("x.y/ab", 2),
            ("x.y/b", 3),
            ("x.y/bb", 4),
            ("z/a", 1),
            ("z/ab", 0),
            ("/b", 4),
            ("x.y", 0),
        ] {
            assert_eq!(label_of(&automaton, string), label, "{string}");
        }
    }
}
