//! A partition that can only become finer.
//!
//! # The idea
//!
//! Elements are numbers, and their sets lie one after the other in a single list. To split a
//! set, its elements are *marked*: each marked one is swapped to the front of its set, so that
//! the cut is a position and nothing is copied. Then the smaller of the two parts gets a new
//! number, and only its elements must be updated.
//!
//! ```text
//!   elements   [ m m m u u | m u u u u | u u ]
//!                ^first    ^first      ^first
//!   split      [ m m m|u u | m|u u u u | u u ]
//! ```
//!
//! # Cost and source
//!
//! A step for a mark. An element changes its set at most log n times, as that halves it each
//! time. Valmari and Lehtinen (STACS 2008), after Hopcroft (1971).

/// A partition of some numbers into sets, which are numbered from 0.
pub(super) struct Partition {
    pub(super) elements: Vec<usize>,
    location: Vec<usize>,
    pub(super) set_of: Vec<usize>,
    first: Vec<usize>,
    past: Vec<usize>,
    marked: Vec<usize>,
    touched: Vec<usize>,
}

impl Partition {
    /// The members (numbers below `bound`) grouped by key; empty groups are left out.
    pub(super) fn new(
        bound: usize,
        members: &[usize],
        keys: usize,
        key: impl Fn(usize) -> usize,
    ) -> Self {
        let mut groups = vec![Vec::new(); keys];
        for &member in members {
            groups[key(member)].push(member);
        }
        let mut partition = Partition {
            elements: Vec::with_capacity(members.len()),
            location: vec![0; bound],
            set_of: vec![0; bound],
            first: Vec::new(),
            past: Vec::new(),
            marked: Vec::new(),
            touched: Vec::new(),
        };
        for group in groups {
            if group.is_empty() {
                continue;
            }
            partition.first.push(partition.elements.len());
            for member in group {
                partition.location[member] = partition.elements.len();
                partition.set_of[member] = partition.marked.len();
                partition.elements.push(member);
            }
            partition.past.push(partition.elements.len());
            partition.marked.push(0);
        }
        partition
    }

    pub(super) fn len(&self) -> usize {
        self.first.len()
    }

    pub(super) fn range(&self, set: usize) -> std::ops::Range<usize> {
        self.first[set]..self.past[set]
    }

    pub(super) fn mark(&mut self, element: usize) {
        let set = self.set_of[element];
        let from = self.location[element];
        let to = self.first[set] + self.marked[set];
        if from < to {
            return;
        }
        let other = self.elements[to];
        self.elements[from] = other;
        self.location[other] = from;
        self.elements[to] = element;
        self.location[element] = to;
        if self.marked[set] == 0 {
            self.touched.push(set);
        }
        self.marked[set] += 1;
    }

    /// Splits the marked from the unmarked in every touched set; the smaller part is the new
    /// set, which is what keeps the whole at n·log n.
    pub(super) fn split(&mut self) {
        while let Some(set) = self.touched.pop() {
            let middle = self.first[set] + self.marked[set];
            self.marked[set] = 0;
            if middle == self.past[set] {
                continue;
            }
            let new = self.first.len();
            if middle - self.first[set] <= self.past[set] - middle {
                self.first.push(self.first[set]);
                self.past.push(middle);
                self.first[set] = middle;
            } else {
                self.first.push(middle);
                self.past.push(self.past[set]);
                self.past[set] = middle;
            }
            self.marked.push(0);
            for location in self.range(new) {
                self.set_of[self.elements[location]] = new;
            }
        }
    }
}
