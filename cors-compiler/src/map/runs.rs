//! Runs: bytes of a map's automaton that are compared at once.
//!
//! ```text
//!   "/api/v1/{*rest}"     (start) ─/─> ─a─> ─p─> ─i─> ─/─> ● ─v─> ─1─> ─/─> ◉
//!   "/api/v2/{*rest}"        └───────── run "/api/v" ────────┘ └── step ──┘
//! ```
//!
//! A state *leads on* by a byte if every other byte leads to one final state, as the states of a literal do. A run is the
//! text of such states, one after the other. It begins where a walk can be: at the start, behind a state that does not lead
//! on, and behind another run. States inside of a run have none, so that a path that differs from it is compared once.
//!
//! Source: the compressed edges of D. Morrison, *PATRICIA, Practical Algorithm To Retrieve Information Coded in
//! Alphanumeric*, 1968.

use std::collections::{BTreeMap, BTreeSet};

use cors_tables::policy_map::LONGEST_RUN;

use crate::language::{FirstMatch, StateId};

/// The shortest text for which a run is faster than its steps.
const SHORTEST: usize = 3;

/// The bytes that lead from one state to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: Vec<u8>,
    pub(super) next: StateId,
}

/// The runs of an automaton, by the states in which they begin. If it reads hosts, each run is of a host or of a path.
pub(super) fn runs(automaton: &FirstMatch, reads_host: bool) -> BTreeMap<StateId, Run> {
    let leads = Leads::new(automaton);
    let mut runs = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![automaton.start()];
    while let Some(state) = waiting.pop() {
        if automaton.is_final(state) || !seen.insert(state) {
            continue;
        }
        let run = leads.run_from(state, reads_host);
        if run.text.is_empty() {
            waiting.extend(leads.successors(state));
            continue;
        }
        waiting.push(run.next);
        if run.text.len() >= SHORTEST {
            runs.insert(state, run);
        }
    }
    runs
}

/// The states of an automaton and where their bytes lead.
struct Leads<'a> {
    automaton: &'a FirstMatch,
    /// The byte of each class that has a single one.
    bytes: Vec<Option<u8>>,
}

impl<'a> Leads<'a> {
    fn new(automaton: &'a FirstMatch) -> Self {
        let single = |members: Vec<u8>| match members.as_slice() {
            &[byte] => Some(byte),
            _ => None,
        };
        let bytes = automaton.classes().members().into_iter().map(single).collect();
        Self { automaton, bytes }
    }

    fn successors(&self, state: StateId) -> BTreeSet<StateId> {
        let classes = 0..self.bytes.len();
        classes.map(|class| self.automaton.next_by_class(state, class)).collect()
    }

    /// The byte by which a state leads on, and the state behind it.
    fn on(&self, state: StateId) -> Option<(u8, StateId)> {
        let next = |class| self.automaton.next_by_class(state, class);
        let (first, last) = (next(0), next(self.bytes.len().checked_sub(1)?));
        // All classes but one lead to the same state, so one of these two is it, unless there are only two classes.
        [first, last].into_iter().filter(|&other| self.automaton.is_final(other)).find_map(
            |other| {
                let mut different = (0..self.bytes.len()).filter(|&class| next(class) != other);
                let class = different.next()?;
                let byte = self.bytes.get(class).copied().flatten()?;
                different.next().is_none().then(|| (byte, next(class)))
            },
        )
    }

    /// The run from a state on; it is empty if the state does not lead on.
    fn run_from(&self, state: StateId, reads_host: bool) -> Run {
        let mut run = Run { text: Vec::new(), next: state };
        while run.text.len() < LONGEST_RUN {
            let Some((byte, next)) = self.on(run.next) else { break };
            // A path begins with a slash, and a host is read in lower case.
            let is_other_part = byte == b'/' && !run.text.is_empty();
            if reads_host && (is_other_part || byte.is_ascii_uppercase()) {
                break;
            }
            run.text.push(byte);
            run.next = next;
        }
        run
    }
}
