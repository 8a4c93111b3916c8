//! A regular language of byte strings, held as a deterministic automaton.
//!
//! # The idea
//!
//! A deterministic automaton reads a string byte by byte and is in one state at a time. Bytes
//! that no state distinguishes form one *byte class*, so the table has a column per class, not
//! per byte. The automaton is *complete*: where nothing can follow, it goes to the *dead
//! state*, number 0, and stays there.
//!
//! ```text
//!              h        t        t        p        s          classes: h t p s other
//!   (start)1 ----> 2 ----> 3 ----> 4 ----> 5* ----> 6*         6 states live, 0 is dead
//! ```
//!
//! # Invariants
//!
//! Every [`Language`] is minimal (no two states accept the same rest), its states are numbered
//! in breadth-first order, and its classes by their first byte. Two languages are therefore
//! equal exactly if their tables are, and `==` is a comparison of tables. Every state but 0 is
//! reachable and can still accept.
//!
//! # The operations
//!
//! | file | what | cost, for automata of m and n states and k classes |
//! | --- | --- | --- |
//! | `regex`, `determinize` | a pattern's language | bounded by [`STATE_LIMIT`] |
//! | `regex/search` | the strings in which a regex matches somewhere | as `regex` |
//! | `strings` | a finite list | linear in its bytes |
//! | `product` | union, intersection, difference | the reachable ones of m·n·k |
//! | `concat` | one language, then another | usually m + n |
//! | `first_match` | the first of several languages that has a string | the reachable sets |
//! | `minimize`, `partition` | the smallest automaton | n·k·log n |
//! | `transitions` | the table, found by where its entries lead | n·k |
//! | `pairs` | two automata on the same string | the reachable ones of m·n·k |
//! | `subset` | inclusion, with a counterexample; intersection | those of `pairs` |
//! | `readability`, `witness`, `shortest` | the most readable strings | n·k, then its length for each |
//! | `count` | how many strings | n·k |
//! | `affixes`, `shape` | what its strings have in common; their lengths | n·k |
//! | `residual` | what is accepted after some strings | its bytes, or the reachable pairs |
//! | `stored` | a table that is in the source | its entries |
//! | `graph` | the automaton, for other programs | 256·n |
//! | `rebuilt` | an automaton from a table that was compiled | n·k·log n |
//! | `automata`, `budget` | the operations of one policy, and the budget they share | one subtraction per state |

mod affixes;
mod alphabet;
mod automata;
mod budget;
mod concat;
mod count;
mod determinize;
mod explore;
mod first_match;
#[cfg(feature = "automaton")]
mod graph;
mod insertion_map;
mod minimize;
mod numbering;
mod pairs;
mod partition;
mod product;
mod readability;
#[cfg(feature = "compare")]
mod rebuilt;
mod regex;
mod residual;
mod shape;
mod shortest;
mod stored;
mod strings;
mod subset;
mod transitions;
mod witness;

use std::fmt;

pub use automata::Automata;
pub use budget::Budget;
pub use count::Count;
#[cfg(feature = "automaton")]
pub use graph::{Edge, Graph, State};
#[cfg(feature = "migration")]
pub use regex::SearchError;
pub use regex::{PATTERN_LIMIT, RegexError, RegexErrorKind, RegexSyntaxError, Unsupported};
pub use shortest::Shortest;
pub use subset::NotSubset;
pub use witness::Witness;

pub use affixes::Affixes;
pub use alphabet::{ByteClasses, ByteSet};
pub(crate) use determinize::WORK_LIMIT;
pub use explore::Machine;
pub use first_match::{FirstMatch, Scoped};
pub use insertion_map::InsertionMap;
pub use numbering::Numbering;
pub use readability::rank;
pub(crate) use readability::{Cost, cost};
pub use regex::beyond_ascii;
pub(crate) use stored::Stored;
pub use transitions::Transitions;

/// The number of a state, for the few that read tables: a language is its strings.
pub type StateId = u32;

/// The state from which nothing is accepted.
pub const DEAD: StateId = 0;

/// How many states an operation may make beyond twice those of its operands before it gives up
/// with [`TooLarge`]. At optimisation level 0 that many cost about a second; an honest origin
/// pattern has some dozens.
pub const STATE_LIMIT: usize = 20_000;

/// A regular language of byte strings.
#[derive(Clone, PartialEq, Eq)]
pub struct Language {
    classes: ByteClasses,
    /// Row by row: `table[state * classes + class]` is the next state.
    table: Vec<StateId>,
    accepting: Vec<bool>,
    start: StateId,
}

/// An operation would have needed more than it is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooLarge {
    /// More states than one automaton may have.
    States {
        /// The number of states at which it gave up.
        limit: usize,
    },
    /// More steps than were left of the budget of the policy: see [`Budget`].
    Budget,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::States { limit } => {
                write!(f, "the automaton would have more than {limit} states")
            }
            Self::Budget => f.write_str("all patterns together take too many steps to process"),
        }
    }
}

impl std::error::Error for TooLarge {}

impl Language {
    /// The language without any string.
    pub fn empty() -> Language {
        Language {
            classes: ByteClasses::one(),
            table: vec![DEAD],
            accepting: vec![false],
            start: DEAD,
        }
    }

    /// The language of all strings.
    pub fn anything() -> Language {
        Language {
            classes: ByteClasses::one(),
            table: vec![DEAD, 1],
            accepting: vec![false, true],
            start: 1,
        }
    }

    /// Whether no string is in the language.
    pub fn is_empty(&self) -> bool {
        self.start == DEAD
    }

    /// Whether the string is in the language.
    pub fn contains(&self, string: &[u8]) -> bool {
        self.accepts(string.iter().fold(self.start, |state, &byte| self.next(state, byte)))
    }

    /// How many states the automaton has, the dead one among them.
    pub fn states(&self) -> usize {
        self.accepting.len()
    }

    /// How many byte classes the automaton distinguishes.
    pub fn byte_classes(&self) -> usize {
        self.classes.len()
    }

    /// The state before the first byte.
    pub fn start(&self) -> StateId {
        self.start
    }

    /// The alphabet.
    pub fn classes(&self) -> &ByteClasses {
        &self.classes
    }

    /// Whether a string that ends in this state is in the language.
    pub fn accepts(&self, state: StateId) -> bool {
        matches!(self.accepting.get(state as usize), Some(true))
    }

    /// The transitions, found by where they lead.
    pub fn transitions(&self) -> Transitions {
        Transitions::of(&self.table, self.classes.len(), &|_| true)
    }

    /// Whether some string begins with these bytes.
    pub fn has_prefix(&self, prefix: &[u8]) -> bool {
        // From every state but the dead one a string can be completed.
        prefix.iter().fold(self.start, |state, &byte| self.next(state, byte)) != DEAD
    }

    /// Whether all strings begin with these bytes.
    pub fn is_after(&self, prefix: &[u8]) -> bool {
        let sizes = self.classes.sizes();
        let mut state = self.start;
        for &byte in prefix {
            let class = self.classes.of(byte);
            let is_only = |other: usize| other == class || self.next_by_class(state, other) == DEAD;
            if self.accepts(state) || sizes[class] != 1 || !(0..self.classes.len()).all(is_only) {
                return false;
            }
            state = self.next_by_class(state, class);
        }
        true
    }

    /// The state after one more byte.
    pub fn next(&self, state: StateId, byte: u8) -> StateId {
        self.next_by_class(state, self.classes.of(byte))
    }

    /// The state after one more byte of the given class; dead for a state or class that is none.
    pub fn next_by_class(&self, state: StateId, class: usize) -> StateId {
        match self.table.get(state as usize * self.classes.len() + class) {
            Some(&next) => next,
            None => DEAD,
        }
    }
}

/// Size and an example: the table itself is unreadable.
impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Language")
            .field("states", &self.states())
            .field("byte_classes", &self.byte_classes())
            .field("witness", &self.witness())
            .finish()
    }
}
