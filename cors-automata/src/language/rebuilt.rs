//! Languages from the tables of a compiled policy.
//!
//! # The idea
//!
//! A table that serves requests is an automaton in another layout. Minimised again it is the language that it was made
//! from, whatever the order of its states.
//!
//! # Cost
//!
//! That of `minimize`.

use super::minimize::Raw;
use super::{ByteClasses, ByteSet, DEAD, Language, StateId};

impl Language {
    /// The language of a table with `width` classes, whose state 0 is dead, and whose accepting states are those from
    /// `first_accepting` on. An entry that is not a state is the dead one.
    pub fn from_table(
        (width, class_of): (usize, impl Fn(u8) -> usize),
        mut table: Vec<usize>,
        first_accepting: usize,
        start: usize,
    ) -> Language {
        let width = width.clamp(1, 256);
        let states = table.len() / width;
        table.truncate(states * width);
        if start == DEAD as usize || start >= states {
            return Language::empty();
        }
        // `ByteClasses` numbers its classes by their first byte, the table as it likes.
        let class_of = |byte| class_of(byte).min(width - 1);
        let classes = ByteClasses::new(width, class_of);
        let columns: Vec<usize> = classes.first_members().into_iter().map(class_of).collect();
        let target = |state: usize| if state < states { state as StateId } else { DEAD };
        let rows = table.chunks(width);
        let table = rows.flat_map(|row| columns.iter().map(|&column| target(row[column])));
        let accepting = (0..states).map(|state| state >= first_accepting);
        Raw {
            table: table.collect(),
            accepting: accepting.collect(),
            classes,
            start: start as StateId,
        }
        .minimize()
    }

    /// Strings of at least so many bytes of a set, and of at most so many, if there is a limit.
    pub fn repeated(in_set: impl Fn(u8) -> bool, least: usize, most: Option<usize>) -> Language {
        let mut set = ByteSet::new();
        for byte in 0..=255u8 {
            if in_set(byte) {
                set.insert_range(byte, byte);
            }
        }
        let mut classes = ByteClasses::one();
        classes.refine(&set);
        let inside: Vec<bool> =
            classes.first_members().iter().map(|&byte| set.contains(byte)).collect();
        // State n + 1 has read n bytes.
        let last = most.unwrap_or(least).max(least) + 1;
        let mut table = vec![DEAD; inside.len()];
        for state in 1..=last {
            let next = match most {
                None => (state + 1).min(last) as StateId,
                Some(_) if state < last => state as StateId + 1,
                Some(_) => DEAD,
            };
            table.extend(inside.iter().map(|&inside| if inside { next } else { DEAD }));
        }
        let accepting = (0..=last).map(|state| state > least).collect();
        Raw { classes, table, accepting, start: 1 }.minimize()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;

    #[test]
    fn repeated_bytes() {
        let regex = |regex| Automata::unlimited().regex(regex).unwrap();
        let letters = |byte: u8| byte.is_ascii_lowercase();
        assert_eq!(Language::repeated(letters, 0, None), regex("[a-z]*"));
        assert_eq!(Language::repeated(letters, 2, None), regex("[a-z]{2,}"));
        assert_eq!(Language::repeated(letters, 2, Some(4)), regex("[a-z]{2,4}"));
        assert_eq!(Language::repeated(letters, 0, Some(0)), regex(""));
        assert_eq!(Language::repeated(|_| true, 0, None), Language::anything());
    }

    /// States and classes in any order, and entries that are not states.
    #[test]
    fn tables_in_any_order() {
        let class_of = |byte| match byte {
            b'a' => 2,
            b'b' => 1,
            _ => 0,
        };
        // `a*b`, whose start is state 1.
        let table = vec![0, 0, 0, 9, 2, 1, 0, 0, 0];
        let language = Language::from_table((3, class_of), table.clone(), 2, 1);
        assert_eq!(language, Automata::unlimited().regex("a*b").unwrap());
        assert!(Language::from_table((3, class_of), table.clone(), 3, 1).is_empty());
        assert!(Language::from_table((3, class_of), table, 2, 7).is_empty());
        assert!(Language::from_table((0, class_of), Vec::new(), 0, 0).is_empty());
    }
}
