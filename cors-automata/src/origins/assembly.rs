//! From scheme, host and port to an origin.
//!
//! # The idea
//!
//! Three automata take turns. Each knows when it is done, so there is never a choice: the
//! scheme part ends with its `//`, the host at a `:` that it cannot read itself (an address in
//! brackets can), the port at the end.
//!
//! ```text
//!   https://      [2001:db8::1]      : 8443
//!   [ scheme ]--->[ host       ]* -:->[ port ]*
//! ```
//!
//! # Cost
//!
//! The sum of the states of the three.

use crate::language::{Automata, ByteSet, DEAD, Language, Machine, STATE_LIMIT, StateId, TooLarge};

/// The strings of `scheme` (with its `://`) and `host`, and optionally `:` and `port`.
pub(super) fn assemble(
    scheme: &Language,
    host: &Language,
    port: &Language,
) -> Result<Language, TooLarge> {
    let mut classes = scheme.classes().join(host.classes()).0.join(port.classes()).0;
    classes.refine(&ByteSet::of(b":"));
    let bytes = classes.first_members();
    Automata::unlimited().explore(&mut Assembly { scheme, host, port, bytes }, classes, STATE_LIMIT)
}

struct Assembly<'a> {
    scheme: &'a Language,
    host: &'a Language,
    port: &'a Language,
    bytes: Vec<u8>,
}

/// Whose turn it is, and the state of that automaton.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Progress {
    Scheme(StateId),
    Host(StateId),
    Port(StateId),
}

impl Machine for Assembly<'_> {
    type State = Progress;

    fn start(&mut self) -> Progress {
        Progress::Scheme(self.scheme.start())
    }

    fn step(&mut self, part: &Progress, class: usize) -> Result<Option<Progress>, TooLarge> {
        let Some(&byte) = self.bytes.get(class) else {
            return Ok(None);
        };
        let (part, state) = match *part {
            Progress::Scheme(state) => match self.scheme.next(state, byte) {
                end if self.scheme.accepts(end) => (Progress::Host(self.host.start()), end),
                next => (Progress::Scheme(next), next),
            },
            Progress::Host(state) if byte == b':' && self.host.accepts(state) => {
                (Progress::Port(self.port.start()), state)
            }
            Progress::Host(state) => {
                let next = self.host.next(state, byte);
                (Progress::Host(next), next)
            }
            Progress::Port(state) => {
                let next = self.port.next(state, byte);
                (Progress::Port(next), next)
            }
        };
        Ok(if state == DEAD { None } else { Some(part) })
    }

    fn accepts(&mut self, part: &Progress) -> bool {
        match *part {
            Progress::Scheme(_) => false,
            Progress::Host(state) => self.host.accepts(state),
            Progress::Port(state) => self.port.accepts(state),
        }
    }
}
