//! The smallest automaton of a language.
//!
//! # The idea
//!
//! Two states may be one if every rest of a string is accepted from both or from neither. Put
//! all states into blocks, at first only "accepts" and "does not", and split a block whenever
//! its states differ in where their transitions lead. Transitions are kept in bundles
//! too: by class, and by the block they end in. A bundle splits blocks by who has such a
//! transition; a new block splits bundles by which transitions end in it; and both go on
//! until nothing splits.
//!
//! ```text
//!   blocks of states          bundles of transitions
//!   { 1 2 3 | 4 5 }   <---->   { a: 1>2 2>3 | a: 3>4 | b: 4>5 }
//! ```
//!
//! Because only transitions that lead somewhere are kept, the dead state's column costs
//! nothing, which is most of the table of an origin language.
//!
//! Afterwards the blocks are numbered breadth first and classes with equal columns are put
//! together, so that equal languages become equal tables.
//!
//! # Cost and source
//!
//! m·log n for m transitions that lead somewhere. The two refinable partitions are those of
//! Valmari and Lehtinen, "Efficient minimization of DFAs with partial transition functions"
//! (STACS 2008), after Hopcroft (1971).

use super::alphabet::ByteClasses;
use super::partition::Partition;
use super::transitions::Transitions;
use super::{DEAD, Language, StateId};

/// A complete automaton that is not minimized; state 0 is dead. All other states are
/// reachable, but some may accept nothing.
pub(crate) struct Raw {
    pub(crate) classes: ByteClasses,
    pub(crate) table: Vec<StateId>,
    pub(crate) accepting: Vec<bool>,
    pub(crate) start: StateId,
}

impl Raw {
    /// The minimal automaton of the same language.
    pub(crate) fn minimize(self) -> Language {
        let width = self.classes.len();
        let all = Transitions::of(&self.table, width, &|_| true);
        let useful = all.co_reachable(&self.accepting);
        if !useful[self.start as usize] {
            return Language::empty();
        }
        let transitions = if useful[1..].contains(&false) {
            Transitions::of(&self.table, width, &|state| useful[state as usize])
        } else {
            all
        };
        let accepting = |state: usize| usize::from(self.accepting[state]);
        let block_of = blocks(width, &useful, &transitions, (2, &accepting));
        self.quotient(&block_of)
    }

    /// The language of an automaton without two states that accept the same rest, and without
    /// one that accepts none: only the numbering is left to do.
    pub(crate) fn already_minimal(self) -> Language {
        let mut block_of: Vec<usize> = (0..self.accepting.len()).collect();
        block_of[DEAD as usize] = USELESS;
        self.quotient(&block_of)
    }

    /// The automaton whose states are the blocks, numbered breadth first from the start.
    fn quotient(&self, block_of: &[usize]) -> Language {
        let width = self.classes.len();
        let mut number = vec![DEAD; block_of.len() + 1];
        let mut table = vec![DEAD; (block_of.len() + 1) * width];
        let mut accepting = vec![false];
        // One state of every block, in the order in which the blocks get their numbers.
        let mut found = vec![self.start as usize];
        number[block_of[self.start as usize]] = 1;
        let mut next = 0;
        while next < found.len() {
            let state = found[next];
            next += 1;
            accepting.push(self.accepting[state]);
            let row = &self.table[state * width..(state + 1) * width];
            let new = &mut table[next * width..(next + 1) * width];
            // By index, for a macro is not optimised.
            let mut class = 0;
            while class < width {
                let target = row[class];
                class += 1;
                if target == DEAD || block_of[target as usize] == USELESS {
                    continue;
                }
                let block = block_of[target as usize];
                if number[block] == DEAD {
                    found.push(target as usize);
                    number[block] = found.len() as StateId;
                }
                new[class - 1] = number[block];
            }
        }
        table.truncate(accepting.len() * width);
        merge_equal_columns(&self.classes, &table, accepting)
    }
}

/// The block of the states that accept nothing: one past any real block.
pub(super) const USELESS: usize = usize::MAX;

/// The final block of every useful state. States of different kinds, of which there are so many, are
/// never in one block.
pub(super) fn blocks(
    classes: usize,
    useful: &[bool],
    transitions: &Transitions,
    (kinds, kind): (usize, &dyn Fn(usize) -> usize),
) -> Vec<usize> {
    let states: Vec<usize> = (0..useful.len()).filter(|&state| useful[state]).collect();
    let mut blocks = Partition::new(useful.len(), &states, kinds, kind);
    let every: Vec<usize> = (0..transitions.len()).collect();
    let mut bundles = Partition::new(every.len(), &every, classes, |t| transitions.class(t));

    // The first block is skipped: the transitions into it are those of their class that lead
    // into none of the others.
    let mut next_block = 1;
    let mut next_bundle = 0;
    while next_bundle < bundles.len() {
        for location in bundles.range(next_bundle) {
            blocks.mark(transitions.tail(bundles.elements[location]) as usize);
        }
        blocks.split();
        next_bundle += 1;
        while next_block < blocks.len() {
            for location in blocks.range(next_block) {
                for transition in transitions.numbers_entering(blocks.elements[location] as StateId)
                {
                    bundles.mark(transition);
                }
            }
            bundles.split();
            next_block += 1;
        }
    }
    (0..useful.len()).map(|s| if useful[s] { blocks.set_of[s] } else { USELESS }).collect()
}

/// Puts classes together that every state treats alike.
fn merge_equal_columns(classes: &ByteClasses, table: &[StateId], accepting: Vec<bool>) -> Language {
    let width = classes.len();
    let states = accepting.len();
    let mut sums = vec![0u64; width];
    let sums = sums.as_mut_slice();
    // By index here and below, for a macro is not optimised.
    for row in table.chunks(width) {
        let mut class = 0;
        while class < width {
            let sum = sums[class].rotate_left(5).wrapping_add(row[class] as u64);
            sums[class] = sum.wrapping_mul(0x9E37_79B9);
            class += 1;
        }
    }
    // The sums only spare comparisons; what counts is that the columns are equal.
    let equal = |a: usize, b: usize| {
        let mut state = 0;
        while state < states && table[state * width + a] == table[state * width + b] {
            state += 1;
        }
        state == states
    };
    let equal = |a: usize, b: usize| sums[a] == sums[b] && equal(a, b);
    let mut kept: Vec<usize> = Vec::new();
    let mut merged = Vec::with_capacity(width);
    for class in 0..width {
        match kept.iter().position(|&other| equal(other, class)) {
            Some(number) => merged.push(number),
            None => {
                merged.push(kept.len());
                kept.push(class);
            }
        }
    }
    let table = if kept.len() == width {
        table.to_vec()
    } else {
        let mut narrow = vec![DEAD; states * kept.len()];
        for (row, new) in table.chunks(width).zip(narrow.chunks_mut(kept.len())) {
            let mut class = 0;
            while class < new.len() {
                new[class] = row[kept[class]];
                class += 1;
            }
        }
        narrow
    };
    Language { classes: classes.merge(&merged, kept.len()), table, accepting, start: 1 }
}
