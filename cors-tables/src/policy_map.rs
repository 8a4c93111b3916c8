//! A map of policies: which policy answers a request, by its host and path.
//!
//! # The idea
//!
//! A row of a map is a pattern over `host/path`. All rows together are *one* deterministic automaton,
//! and each of its states knows which policy applies if the path ends there: that of the first row
//! that matches. So the number of rows does not matter, only the length of the path:
//!
//! ```text
//!   "/public/{*rest}"              => PUBLIC              p  u  b  l  i  c    /
//!   "//{t}.example.app/{*rest}"    => TENANTS    (start) ─────────────────> ● ───> ◉ PUBLIC, final
//!   _                              => closed              other ─> ◉ closed, final
//! ```
//!
//! A state that only leads to itself is *final*: nothing that follows can change the policy, and
//! reading ends. Final states have the highest numbers, and states with a *run*, after which several bytes are
//! compared at once (`policy_map/run.rs`), the highest of the others, so one comparison finds them all.
//!
//! # Layout
//!
//! ```text
//!   table[(state << shift) + class_of[byte]]     the next state     two bytes each, little-endian
//!   table[(state << shift) + classes]            the policy
//!   table[(state << shift) + classes + 1]        the number of the run, if there is one
//! ```
//!
//! Rows of the table are padded to a multiple of `1 << shift` entries, so that a state fits into two
//! bytes and a step needs no multiplication.
//!
//! # Spellings
//!
//! A path has many spellings, and routers, file servers and middleware don't agree on which of them
//! are the same. [`MapTable::select`] looks at all of them: see `policy_map/readings.rs`.
//!
//! # Cost
//!
//! One comparison per run, and one step per byte between runs, until a final state, after one pass that looks for unusual
//! spellings. Nothing is allocated. Source: J. Hopcroft, J. Ullman, *Introduction to Automata Theory, Languages, and
//! Computation*, 1979, chapter 2.

mod host;
mod readings;
mod run;

use core::fmt;

pub use host::RequestHost;
pub use run::{LONGEST_RUN, Run};

use crate::numbers::number_at;
use crate::stored::{ByteMap, Bytes, List, Text};

/// The number of the policy that allows no origin.
pub const CLOSED: u16 = 0;

/// A compiled map. Policies are numbered: [`CLOSED`] is 0, the others follow in the order in which the
/// rows name them.
#[derive(Clone)]
pub struct MapTable {
    /// The rows as written, in order, for messages.
    pub rows: List<MapRow>,
    /// The policy of requests that no row matches.
    pub otherwise: u16,
    /// Whether a row names a host, so that the automaton reads the host before the path.
    pub reads_host: bool,
    /// The class of each byte.
    pub class_of: ByteMap,
    /// The number of classes; the columns of the policies and of the runs are after theirs.
    pub classes: u16,
    /// The number of bits by which a state is shifted to find its row.
    pub shift: u8,
    /// The automaton.
    pub table: Bytes,
    /// The runs, by their numbers. See [`Run::to_bytes`].
    pub runs: Bytes,
    /// The state before the first byte.
    pub start: u16,
    /// The first of the states with a run; those after it have one too, or are final.
    pub first_run: u16,
    /// The first of the final states.
    pub first_final: u16,
}

/// A row of a map, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapRow {
    /// The pattern.
    pub pattern: Text,
    /// The name of the policy as it was written.
    pub name: Text,
    /// The number of the policy.
    pub policy: u16,
}

impl MapTable {
    /// The map that refuses everything, which replaces one that does not compile.
    pub const NOTHING: Self = Self {
        rows: List::Fixed(&[]),
        otherwise: CLOSED,
        reads_host: false,
        class_of: ByteMap::Fixed(&[0; 256]),
        classes: 1,
        shift: 2,
        table: Bytes::Fixed(&[0; 8]),
        runs: Bytes::Fixed(&[]),
        start: 0,
        first_run: 0,
        first_final: 0,
    };

    /// The number of the policy for a request: that of the first row that matches its host and path, or
    /// [`CLOSED`] if two readings of the path select different policies, or the host is ambiguous.
    ///
    /// `path` is that of the request line, without the query.
    #[must_use]
    pub fn select(&self, host: RequestHost<'_>, path: &[u8]) -> u16 {
        let start = if self.reads_host {
            let name = match host {
                RequestHost::Name(name) => name,
                RequestHost::Absent => &[],
                RequestHost::Unclear => return CLOSED,
            };
            self.walk(self.start, name, |byte| byte.to_ascii_lowercase())
        } else {
            self.start
        };
        if readings::is_plain(path) {
            return self.policy_of(self.walk(start, path, |byte| byte));
        }
        readings::policy(self, start, path)
    }

    /// The state after bytes that have only one reading; `read` is applied to each of them. Runs are of bytes that it
    /// does not change.
    #[inline(always)]
    fn walk(&self, start: u16, bytes: &[u8], read: impl Fn(u8) -> u8) -> u16 {
        let (mut state, mut rest) = (start, bytes);
        while let Some((&byte, behind)) = rest.split_first() {
            if state >= self.first_run {
                if state >= self.first_final {
                    break;
                }
                if let Some((next, after)) = self.run_of(state).and_then(|run| run.pass(rest)) {
                    (state, rest) = (next, after);
                    continue;
                }
            }
            state = self.next(state, read(byte));
            rest = behind;
        }
        state
    }

    /// The run of a state that has one.
    #[inline]
    fn run_of(&self, state: u16) -> Option<Run<'_>> {
        Run::at(&self.runs, self.entry(state, self.classes.wrapping_add(1)))
    }

    /// The state after one more byte.
    #[inline]
    fn next(&self, state: u16, byte: u8) -> u16 {
        let class = self.class_of.get(usize::from(byte)).copied().unwrap_or_default();
        self.entry(state, u16::from(class))
    }

    /// The policy if the path ends in this state.
    #[inline]
    fn policy_of(&self, state: u16) -> u16 {
        self.entry(state, self.classes)
    }

    /// An entry of the table; zero beyond it, which is closed.
    #[inline]
    fn entry(&self, state: u16, column: u16) -> u16 {
        let row = usize::from(state) << (self.shift & 15);
        number_at(&self.table, row.wrapping_add(usize::from(column))).unwrap_or(CLOSED)
    }
}

/// Prints the rows and the size of the automaton.
impl fmt::Debug for MapTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MapTable")
            .field("rows", &self.rows)
            .field("otherwise", &self.otherwise)
            .field("bytes", &self.table.len().saturating_add(self.runs.len()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;

    #[test]
    fn nothing_is_closed() {
        for path in ["", "/", "/a", "*", "//", "/%2e"] {
            assert_eq!(MapTable::NOTHING.select(RequestHost::Absent, path.as_bytes()), CLOSED);
        }
    }

    /// A table that is too short selects only `closed`.
    #[test]
    fn a_broken_table_is_closed() {
        let broken = MapTable { start: 7, first_final: 9, ..MapTable::NOTHING };
        assert_eq!(broken.select(RequestHost::Absent, b"/a"), CLOSED);
        assert_eq!(broken.select(RequestHost::Absent, b"//%61"), CLOSED);
    }

    #[test]
    fn debug_prints_the_size() {
        assert_eq!(
            format!("{:?}", MapTable::NOTHING),
            "MapTable { rows: [], otherwise: 0, bytes: 8, .. }"
        );
    }
}
