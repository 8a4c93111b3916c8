//! Reading an automaton from the right.
//!
//! # The idea
//!
//! Suffixes are what matters in a host, and an automaton reads prefixes first. Read backwards,
//! it is in a *set* of states: those from which what has been read so far would be accepted.
//!
//! ```text
//!   hosts      1 --a--> 2 --.--> 3 --c--> 4 --o--> 5 --m--> 6*
//!   backward   {6} --m--> {5} --o--> {4} --c--> {3}     "com" can end here, if 3 can be reached
//! ```
//!
//! If the start state is in the set, what has been read is a whole host. Since every state can
//! be reached from the start, a set that is not empty always has some beginning.
//!
//! The sets are computed on demand, and each only once: a suffix list has thousands
//! of names, but an ordinary pattern leads all of them to the same few sets, mostly the empty
//! one.
//!
//! # Cost and source
//!
//! In the worst case 2ⁿ sets for n states, so they are counted. Brzozowski, "Canonical regular
//! expressions and minimal state graphs for definite events" (1962).

use crate::language::{
    Automata, Language, Machine, Numbering, STATE_LIMIT, StateId, TooLarge, Transitions, WORK_LIMIT,
};

/// The number of a set of states.
pub(super) type SetId = usize;

/// The set without states: nothing ends like this.
pub(super) const NOTHING: SetId = 0;

/// A language, read from the right.
pub(super) struct Backward<'a> {
    language: &'a Language,
    transitions: Transitions,
    sets: Numbering<Vec<StateId>>,
    /// `steps[set][class]`, as far as known.
    steps: Vec<Vec<Option<SetId>>>,
    /// How many members of sets have been looked at.
    looks: usize,
    automata: &'a Automata,
}

impl<'a> Backward<'a> {
    pub(super) fn new(language: &'a Language, automata: &'a Automata) -> Backward<'a> {
        let mut backward = Backward {
            language,
            transitions: language.transitions(),
            sets: Numbering::new(),
            steps: Vec::new(),
            looks: 0,
            automata,
        };
        backward.number(Vec::new());
        backward
    }

    /// The set before anything has been read.
    fn accepting(&mut self) -> SetId {
        let states = (1..self.language.states() as StateId)
            .filter(|&state| self.language.accepts(state))
            .collect();
        self.number(states)
    }

    /// The set before anything has been read, or after the one trailing dot that a host may
    /// have without being another.
    pub(super) fn end(&mut self) -> Result<SetId, TooLarge> {
        let end = self.accepting();
        let dot = self.step(end, b'.')?;
        let mut states: Vec<StateId> =
            [end, dot].iter().filter_map(|&set| self.sets.get(set)).flatten().copied().collect();
        states.sort_unstable();
        states.dedup();
        Ok(self.number(states))
    }

    /// The set after one more byte to the left.
    pub(super) fn step(&mut self, set: SetId, byte: u8) -> Result<SetId, TooLarge> {
        let class = self.language.classes().of(byte);
        if let Some(&Some(known)) = self.steps.get(set).and_then(|steps| steps.get(class)) {
            return Ok(known);
        }
        let mut states: Vec<StateId> = Vec::new();
        for &state in self.sets.get(set).into_iter().flatten() {
            states.extend(self.transitions.before(state, class));
        }
        self.looks += states.len();
        // A step makes a row for the set it leads to, too.
        self.automata.budget().spend(states.len() + self.language.byte_classes())?;
        states.sort_unstable();
        states.dedup();
        if self.looks > WORK_LIMIT || self.sets.len() > STATE_LIMIT {
            return Err(TooLarge::States { limit: STATE_LIMIT });
        }
        let next = self.number(states);
        if let Some(step) = self.steps.get_mut(set).and_then(|steps| steps.get_mut(class)) {
            *step = Some(next);
        }
        Ok(next)
    }

    /// The set after a whole label, read from its end.
    pub(super) fn label(&mut self, set: SetId, label: &str) -> Result<SetId, TooLarge> {
        let mut set = set;
        for byte in label.bytes().rev() {
            if set == NOTHING {
                break;
            }
            set = self.step(set, byte)?;
        }
        Ok(set)
    }

    /// Whether what has been read is a host.
    pub(super) fn is_host(&self, set: SetId) -> bool {
        self.sets.get(set).is_some_and(|states| states.contains(&self.language.start()))
    }

    /// Whether what has been read is a host, or is one with labels before it.
    pub(super) fn is_name(&mut self, set: SetId) -> Result<bool, TooLarge> {
        Ok(self.is_host(set) || self.step(set, b'.')? != NOTHING)
    }

    /// The budget.
    pub(super) fn automata(&self) -> &'a Automata {
        self.automata
    }

    fn number(&mut self, states: Vec<StateId>) -> SetId {
        let number = self.sets.number(states);
        if number == self.steps.len() {
            self.steps.push(vec![None; self.language.byte_classes()]);
        }
        number
    }
}

impl Automata {
    /// The strings of a language, spelled from the right.
    pub(super) fn reversed(&self, language: &Language) -> Result<Language, TooLarge> {
        let classes = language.classes().clone();
        let bytes = classes.first_members();
        let mut whole = Whole { backward: Backward::new(language, self), bytes };
        self.explore(&mut whole, classes, STATE_LIMIT)
    }
}

/// A backward reading that is written down whole.
struct Whole<'a> {
    backward: Backward<'a>,
    /// One byte of every class.
    bytes: Vec<u8>,
}

impl Machine for Whole<'_> {
    type State = SetId;

    fn start(&mut self) -> SetId {
        self.backward.accepting()
    }

    fn step(&mut self, set: &SetId, class: usize) -> Result<Option<SetId>, TooLarge> {
        let Some(&byte) = self.bytes.get(class) else {
            return Ok(None);
        };
        let next = self.backward.step(*set, byte)?;
        Ok((next != NOTHING).then_some(next))
    }

    fn accepts(&mut self, set: &SetId) -> bool {
        self.backward.is_host(*set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reversing_twice_changes_nothing() {
        let language = Automata::unlimited().regex("a(b|cd)*|x{2,5}y").unwrap();
        let once = Automata::unlimited().reversed(&language).unwrap();
        assert!(once.contains(b"dcba") && once.contains(b"yxx"));
        assert_eq!(Automata::unlimited().reversed(&once).unwrap(), language);
    }

    #[test]
    fn hosts_by_their_ends() {
        let hosts = Automata::unlimited().regex(r"(a|b)\.x\.com\.?|y\.com").unwrap();
        let automata = Automata::unlimited();
        let mut backward = Backward::new(&hosts, &automata);
        let end = backward.end().unwrap();
        let com = backward.label(end, "com").unwrap();
        assert!(!backward.is_host(com) && backward.is_name(com).unwrap());
        let below = backward.step(com, b'.').unwrap();
        let y = backward.label(below, "y").unwrap();
        assert!(backward.is_host(y));
        let x = backward.label(below, "x").unwrap();
        assert!(!backward.is_host(x) && backward.is_name(x).unwrap());
        assert_eq!(backward.label(below, "z").unwrap(), NOTHING);
        assert_eq!(backward.label(end, "org").unwrap(), NOTHING);
    }
}
