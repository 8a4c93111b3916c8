//! Origins that are added to a policy at run time: an index of strings.
//!
//! It is the same index as that of a list in a policy, with two differences: customers may choose its rows, so it is
//! built from a random seed (see `origin_set/hash.rs`), and rows may be repeated.
//!
//! Cost: a look-up hashes the origin once and compares one row, regardless of the number of rows. Memory: fewer than
//! 50 bytes per row in addition to its text. Building takes a few allocations in total: repeated rows are found by
//! their hashes, so rows are neither copied nor sorted as strings.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use crate::origin_set::{Hasher, StringSet, Windows};

/// The origins that were added to a policy.
///
/// ```
/// use cors_tables::added::AddedOrigins;
/// let rows = ["https://acme.example.app", "https://globex.example.app", "https://acme.example.app"];
/// let added = AddedOrigins::new(&rows, 0x5eed);
/// assert!(added.contains(b"https://acme.example.app"));
/// assert!(!added.contains(b"https://example.app"));
/// assert_eq!(added.count(), 2);
/// ```
#[derive(Clone)]
pub struct AddedOrigins {
    origins: StringSet,
    count: usize,
}

impl AddedOrigins {
    /// The index of `origins`, which may be repeated. `seed` must be random and secret.
    #[must_use]
    pub fn new(origins: &[&str], seed: u64) -> Self {
        let distinct = distinct(origins, Hasher { seed, windows: Windows::Whole });
        let hasher = |origins: &[&str]| Hasher { seed, windows: Windows::choose(origins) };
        Self { count: distinct.len(), origins: StringSet::build(&distinct, hasher) }
    }

    /// Whether `origin`, the bytes of one `Origin` header, was added.
    #[must_use]
    #[inline]
    pub fn contains(&self, origin: &[u8]) -> bool {
        self.origins.contains(origin)
    }

    /// The number of different origins.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// All of them, in any order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.origins.iter()
    }
}

/// The origins without repetitions, in the order of the list. They are found by a hash table with linear probing, which
/// has at least twice as many slots as there are origins.
fn distinct<'o>(origins: &[&'o str], hasher: Hasher) -> Vec<&'o str> {
    let size = origins.len().saturating_mul(2).checked_next_power_of_two().unwrap_or_default();
    let mut slots: Vec<Option<(u64, &str)>> = vec![None; size];
    let mut distinct = Vec::with_capacity(origins.len());
    for &origin in origins {
        let hash = hasher.hash(origin.as_bytes());
        let mut at = hash as usize;
        while let Some(slot) = slots.get_mut(at & size.wrapping_sub(1)) {
            match slot {
                Some(found) if *found == (hash, origin) => break,
                Some(_) => at = at.wrapping_add(1),
                None => {
                    *slot = Some((hash, origin));
                    distinct.push(origin);
                    break;
                }
            }
        }
    }
    distinct
}

/// Prints the number of origins.
impl fmt::Debug for AddedOrigins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddedOrigins").field("count", &self.count).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;

    use super::*;

    #[test]
    fn contains_exactly_its_rows_with_any_seed() {
        for count in [0, 1, 2, 4, 5, 100, 3000] {
            let rows: Vec<String> =
                (0..count).map(|n| format!("https://t{n}.example.app")).collect();
            for seed in [0, 1, u64::MAX, 0x9e37_79b9_7f4a_7c15] {
                let twice: Vec<&str> = rows.iter().chain(&rows).map(String::as_str).collect();
                let added = AddedOrigins::new(&twice, seed);
                assert_eq!(added.count(), count);
                assert!(rows.iter().all(|row| added.contains(row.as_bytes())));
                for row in &rows {
                    assert!(!added.contains(&row.as_bytes()[1..]));
                    assert!(!added.contains(format!("{row}.").as_bytes()));
                }
                assert!(!added.contains(b"") && !added.contains(b"https://t.example.app"));
                let mut all: Vec<&str> = added.iter().collect();
                all.sort_unstable();
                let mut want: Vec<&str> = rows.iter().map(String::as_str).collect();
                want.sort_unstable();
                assert_eq!(all, want);
            }
        }
    }

    /// Rows that all fall into one bucket of the first seed, chosen by someone who knows it.
    fn chosen(count: usize, windows: Windows) -> Vec<String> {
        let hasher = Hasher { seed: 0, windows };
        let names = (0..).map(|n| format!("https://t{n:07}.example.app"));
        let in_one_bucket = |row: &String| Hasher::bucket(hasher.hash(row.as_bytes()), 57) == 0;
        names.filter(in_one_bucket).take(count).collect()
    }

    /// How often another pilot was tried, and how often another seed.
    fn tries(rows: &[String], hasher: Hasher) -> (usize, u64) {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let StringSet::Many(table) = StringSet::build(&rows, |_| hasher) else { return (0, 0) };
        let (pilots, _) = table.pilots.as_chunks::<2>();
        let pilots = pilots.iter().map(|pilot| usize::from(u16::from_le_bytes(*pilot))).sum();
        (pilots, table.hasher.seed.wrapping_sub(hasher.seed))
    }

    /// Chosen rows cost no more tries than others, under any seed but the one for which they were chosen, whichever of
    /// their bytes are hashed. A look-up is one probe in any case.
    #[test]
    fn chosen_rows_cost_no_more_than_others() {
        let count = 500;
        // All digits are in the first window, or some of them in each.
        for windows in [Windows::Two(8, 16), Windows::Two(4, 11), Windows::Whole] {
            let chosen = chosen(count, windows);
            let others = (0..count).map(|n| format!("https://o{n:07}.example.app"));
            let others: Vec<String> = others.collect();
            assert!(tries(&chosen, Hasher { seed: 0, windows }).1 > 0, "they are chosen for it");
            for seed in (1..20).map(|n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)) {
                let hasher = Hasher { seed, windows };
                let (of_chosen, seeds) = tries(&chosen, hasher);
                let (of_others, _) = tries(&others, hasher);
                assert_eq!(seeds, 0, "{hasher:?}");
                // A bucket that no pilot fits takes 65,536 tries alone.
                assert!(
                    of_chosen < of_others * 2 && of_chosen < count * 30,
                    "{hasher:?}: {of_chosen} {of_others}"
                );
            }
        }
    }

    /// Rows by which customers try to make look-ups slow are hashed whole, and found.
    #[test]
    fn rows_that_no_two_windows_distinguish() {
        let letter = |at: usize| format!("https://{}b{}.test", "a".repeat(at), "a".repeat(39 - at));
        let rows: Vec<String> = (0..40).map(letter).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let added = AddedOrigins::new(&rows, 0x5eed);
        let StringSet::Many(table) = &added.origins else { panic!("they are many") };
        assert_eq!(table.hasher.windows, Windows::Whole);
        assert!(rows.iter().all(|row| added.contains(row.as_bytes())));
        let few = AddedOrigins::new(&rows[..8], 0x5eed);
        assert!(rows[8..].iter().all(|row| !few.contains(row.as_bytes())));
    }

    /// Equal rows are found wherever they are, an empty one too, and their number does not matter.
    #[test]
    fn repeated_rows_count_once() {
        let rows = ["", "https://b.example", "https://a.example", "", "https://b.example"];
        let many: Vec<&str> = rows.iter().copied().cycle().take(20_000).collect();
        let added = AddedOrigins::new(&many, 3);
        assert_eq!(added.count(), 3);
        assert_eq!(added.iter().collect::<Vec<_>>(), rows[..3]);
    }

    #[test]
    fn debug_prints_the_number() {
        let added = AddedOrigins::new(&["https://a.example"], 1);
        assert_eq!(format!("{added:?}"), "AddedOrigins { count: 1, .. }");
    }
}
