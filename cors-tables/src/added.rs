//! Origins that are added to a policy at run time: an index of strings.
//!
//! It is the same index as that of a list in a policy, with two differences. Customers may choose its rows,
//! so it is built from a random seed and hashes all bytes (see `origin_set/hash.rs`), and rows may be
//! repeated.
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
        let hasher = Hasher { seed, windows: Windows::Whole };
        let distinct = distinct(origins, hasher);
        Self { count: distinct.len(), origins: StringSet::build(&distinct, |_| hasher) }
    }

    /// Whether `origin`, the bytes of one `Origin` header, was added.
    #[must_use]
    #[inline]
    pub fn contains(&self, origin: &[u8]) -> bool {
        match &self.origins {
            // Without asking which bytes are hashed, which differs in a policy's own lists.
            StringSet::Many(table) => table.contains_by_all_bytes(origin),
            few => few.contains(origin),
        }
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
    fn chosen(count: usize) -> Vec<String> {
        let hasher = Hasher { seed: 0, windows: Windows::Whole };
        let names = (0..).map(|n| format!("https://t{n}.example.app"));
        let in_one_bucket = |row: &String| Hasher::bucket(hasher.hash(row.as_bytes()), 57) == 0;
        names.filter(in_one_bucket).take(count).collect()
    }

    /// How often another pilot was tried, and how often another seed.
    fn tries(rows: &[String], seed: u64) -> (usize, u64) {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let added = AddedOrigins::new(&rows, seed);
        let StringSet::Many(table) = &added.origins else { return (0, 0) };
        let (pilots, _) = table.pilots.as_chunks::<2>();
        let pilots = pilots.iter().map(|pilot| usize::from(u16::from_le_bytes(*pilot))).sum();
        (pilots, table.hasher.seed.wrapping_sub(seed))
    }

    /// Chosen rows cost no more tries than others, under any seed but the one for which they were chosen. A look-up
    /// is one probe in any case.
    #[test]
    fn chosen_rows_cost_no_more_than_others() {
        let count = 1000;
        let (chosen, others) =
            (chosen(count), (0..count).map(|n| format!("https://o{n}.example.app")));
        let others: Vec<String> = others.collect();
        assert!(tries(&chosen, 0).1 > 0, "they are chosen for the seed 0");
        for seed in (1..50).map(|n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15)) {
            let (of_chosen, seeds) = tries(&chosen, seed);
            let (of_others, _) = tries(&others, seed);
            assert_eq!(seeds, 0, "{seed}");
            // A bucket that no pilot fits takes 65,536 tries alone.
            assert!(of_chosen < of_others * 2 && of_chosen < count * 30, "{of_chosen} {of_others}");
        }
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
