//! Building a [`HashTable`]: trying pilots until every string has a slot of its own.
//!
//! Buckets are placed from the largest to the smallest, while the table is still empty enough
//! for the large ones. For each, pilots 0, 1, 2, … are tried until all its strings fall into
//! free slots.
//!
//! ```text
//! bucket 7: {a, b, c}   pilot 0: a and c collide   pilot 1: b's slot is taken   pilot 2: fits
//! ```
//!
//! Cost: about one millisecond for a thousand strings, unoptimised; the number of tries a
//! bucket grows as its slots fill, and one slot in sixteen stays free for the last ones. The
//! same strings always give the same table.
//!
//! Source: D. Belazzougui, F. Botelho, M. Dietzfelbinger, *Hash, Displace, and Compress*, 2009.

use cors_core::origin_set::{HashTable, Hasher};

/// A [`HashTable`] that owns its bytes.
#[derive(Debug, Clone)]
pub(super) struct OwnedHashTable {
    hasher: Hasher,
    text: String,
    ends: Vec<u8>,
    pilots: Vec<u8>,
}

impl OwnedHashTable {
    /// The table of `strings`, which are all different.
    pub(super) fn new(strings: &[String]) -> Self {
        let mut seed = 0;
        let mut slots = strings.len().saturating_add(strings.len() / 16).saturating_add(1);
        loop {
            let hasher = Hasher { seed };
            if let Some(placed) = Placed::new(hasher, strings, slots) {
                return placed.lay_out(hasher, strings);
            }
            // Another seed and more room: sooner or later every string has a slot.
            seed = seed.wrapping_add(1);
            slots = slots.saturating_add(slots / 8).saturating_add(1);
        }
    }

    pub(super) fn borrow(&self) -> HashTable<'_> {
        HashTable { hasher: self.hasher, text: &self.text, ends: &self.ends, pilots: &self.pilots }
    }
}

/// Which string is in which slot.
struct Placed {
    slots: Vec<Option<usize>>,
    pilots: Vec<u16>,
}

impl Placed {
    fn new(hasher: Hasher, strings: &[String], slot_count: usize) -> Option<Self> {
        let bucket_count = (strings.len() / 4).saturating_add(1);
        let mut buckets: Vec<Vec<(usize, u64)>> = vec![Vec::new(); bucket_count];
        for (index, string) in strings.iter().enumerate() {
            let hash = hasher.hash(string.as_bytes());
            buckets.get_mut(Hasher::bucket(hash, bucket_count))?.push((index, hash));
        }
        let mut order: Vec<usize> = (0..bucket_count).collect();
        order.sort_by_key(|&bucket| std::cmp::Reverse(buckets.get(bucket).map_or(0, Vec::len)));
        let mut placed = Self { slots: vec![None; slot_count], pilots: vec![0; bucket_count] };
        for bucket in order {
            let pilot = placed.place(buckets.get(bucket)?)?;
            *placed.pilots.get_mut(bucket)? = pilot;
        }
        Some(placed)
    }

    /// Finds a pilot for one bucket and takes its slots.
    fn place(&mut self, bucket: &[(usize, u64)]) -> Option<u16> {
        let slot_count = self.slots.len();
        let mut taken: Vec<usize> = Vec::with_capacity(bucket.len());
        'pilots: for pilot in 0..=u16::MAX {
            taken.clear();
            for &(_, hash) in bucket {
                let slot = Hasher::slot(hash, pilot, slot_count);
                if taken.contains(&slot) || self.slots.get(slot)?.is_some() {
                    continue 'pilots;
                }
                taken.push(slot);
            }
            for (&slot, &(index, _)) in taken.iter().zip(bucket) {
                *self.slots.get_mut(slot)? = Some(index);
            }
            return Some(pilot);
        }
        None
    }

    fn lay_out(self, hasher: Hasher, strings: &[String]) -> OwnedHashTable {
        let mut text = String::new();
        let mut ends = Vec::with_capacity(self.slots.len().saturating_mul(4));
        for slot in self.slots {
            if let Some(string) = slot.and_then(|index| strings.get(index)) {
                text.push_str(string);
            }
            let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
            ends.extend_from_slice(&end.to_le_bytes());
        }
        let pilots = self.pilots.into_iter().flat_map(u16::to_le_bytes).collect();
        OwnedHashTable { hasher, text, ends, pilots }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_string_is_found_and_nothing_else() {
        for count in [2, 3, 10, 100, 1000, 10_000] {
            let strings: Vec<String> =
                (0..count).map(|n| format!("https://tenant-{n:05}.example.com")).collect();
            let table = OwnedHashTable::new(&strings);
            let table = table.borrow();
            for string in &strings {
                assert!(table.contains(string.as_bytes()), "{string} of {count}");
                assert!(!table.contains(format!("{string}.").as_bytes()));
                assert!(!table.contains(&string.as_bytes()[1..]));
            }
            assert!(!table.contains(b"") && !table.contains(b"https://tenant-x.example.com"));
            let mut all: Vec<&str> = table.iter().collect();
            all.sort_unstable();
            assert_eq!(all, strings);
        }
    }

    #[test]
    fn the_same_strings_give_the_same_bytes() {
        let strings: Vec<String> = (0..500).map(|n| format!("https://a{n}.example")).collect();
        let (one, two) = (OwnedHashTable::new(&strings), OwnedHashTable::new(&strings));
        assert_eq!((one.text, one.ends, one.pilots), (two.text, two.ends, two.pilots));
    }
}
