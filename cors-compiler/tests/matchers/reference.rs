//! A second reading of policies, slow and plain: what a browser can send, what a pattern fits,
//! and of what is allowed whatever is not denied. A third one, by [automata](automaton), reads the same patterns
//! in another way.

mod automaton;
mod browser;
mod pattern;

pub(crate) use automaton::Automata;
pub(crate) use browser::can_send;
pub(crate) use pattern::{Reading, Written};

use cors_tables::origin_set::MAX_ORIGIN_LEN;

/// The origins of a policy, according to its text.
#[derive(Debug)]
pub(crate) struct Origins {
    pub(crate) allowed: Vec<Reading>,
    pub(crate) denied: Vec<Reading>,
}

impl Origins {
    pub(crate) fn new(allowed: &[Written], denied: &[Written]) -> Self {
        let read = |list: &[Written]| list.iter().map(Reading::new).collect();
        Self { allowed: read(allowed), denied: read(denied) }
    }

    pub(crate) fn allow(&self, origin: &[u8]) -> bool {
        origin.len() <= MAX_ORIGIN_LEN
            && self.allowed.iter().any(|pattern| pattern.matches(origin))
            && !self.denied.iter().any(|pattern| pattern.matches(origin))
    }
}
