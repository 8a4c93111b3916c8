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
//! Cost: about a millisecond for a thousand strings, unoptimised; the number of tries a
//! bucket grows as its slots fill, and one slot in seventeen at least stays free for the last ones.
//! The same strings always give the same table.
//!
//! Source: D. Belazzougui, F. Botelho, M. Dietzfelbinger, *Hash, Displace, and Compress*, 2009.

use cors_core::origin_set::{HashTable, Hasher, Slot};

use super::windows;

/// How many seeds are tried before the table gets twice as many slots.
const SEEDS: u64 = 4;

/// A [`HashTable`] that owns its bytes.
#[derive(Debug, Clone)]
pub(super) struct OwnedHashTable {
    hasher: Hasher,
    shortest: u16,
    longest: u16,
    bucket_shift: u8,
    slot_shift: u8,
    text: String,
    slots: Vec<u8>,
    pilots: Vec<u8>,
}

impl OwnedHashTable {
    /// The table of `strings`, which are all different.
    pub(super) fn new(strings: &[&str]) -> Self {
        let windows = windows::choose(strings);
        let mut slot_bits = bits(strings.len().saturating_add(strings.len() / 16));
        let mut seed = 0;
        loop {
            let hasher = Hasher { seed, windows };
            let hashes: Vec<u64> =
                strings.iter().map(|string| hasher.hash(string.as_bytes())).collect();
            if let Some(placed) = Placed::new(&hashes, slot_bits) {
                return placed.lay_out(hasher, &hashes, strings);
            }
            // Another seed, or more room: sooner or later every string has a slot.
            seed = seed.wrapping_add(1);
            slot_bits = slot_bits.saturating_add(u8::from(seed.is_multiple_of(SEEDS)));
        }
    }

    pub(super) fn borrow(&self) -> HashTable<'_> {
        let Self { hasher, shortest, longest, bucket_shift, slot_shift, text, slots, pilots } =
            self;
        HashTable {
            hasher: *hasher,
            shortest: *shortest,
            longest: *longest,
            bucket_shift: *bucket_shift,
            slot_shift: *slot_shift,
            text,
            slots,
            pilots,
        }
    }
}

/// How many bits count more than `n` things, at least one.
fn bits(n: usize) -> u8 {
    // A word has 64 bits.
    n.checked_ilog2().unwrap_or_default().saturating_add(1) as u8
}

/// How far a word is shifted for `bits` of it to be left.
fn shift(bits: u8) -> u8 {
    64_u8.saturating_sub(bits)
}

/// Which string is in which slot.
struct Placed {
    bucket_bits: u8,
    slot_bits: u8,
    slots: Vec<Option<usize>>,
    pilots: Vec<u16>,
}

impl Placed {
    fn new(hashes: &[u64], slot_bits: u8) -> Option<Self> {
        let bucket_bits = bits(hashes.len() / 4);
        let bucket_count = 1_usize << bucket_bits;
        let mut buckets: Vec<Vec<(usize, u64)>> = vec![Vec::new(); bucket_count];
        for (index, &hash) in hashes.iter().enumerate() {
            buckets.get_mut(Hasher::bucket(hash, shift(bucket_bits)))?.push((index, hash));
        }
        let mut order: Vec<usize> = (0..bucket_count).collect();
        order.sort_by_key(|&bucket| std::cmp::Reverse(buckets.get(bucket).map_or(0, Vec::len)));
        let (slots, pilots) = (vec![None; 1 << slot_bits], vec![0; bucket_count]);
        let mut placed = Self { bucket_bits, slot_bits, slots, pilots };
        for bucket in order {
            let pilot = placed.place(buckets.get(bucket)?)?;
            *placed.pilots.get_mut(bucket)? = pilot;
        }
        Some(placed)
    }

    /// Finds a pilot for one bucket and takes its slots.
    fn place(&mut self, bucket: &[(usize, u64)]) -> Option<u16> {
        let mut taken: Vec<usize> = Vec::with_capacity(bucket.len());
        'pilots: for pilot in 0..=u16::MAX {
            taken.clear();
            for &(_, hash) in bucket {
                let slot = Hasher::slot(hash, pilot, shift(self.slot_bits));
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

    fn lay_out(self, hasher: Hasher, hashes: &[u64], strings: &[&str]) -> OwnedHashTable {
        let mut starts = Vec::with_capacity(strings.len());
        let mut text = String::new();
        for string in strings {
            starts.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
            text.push_str(string);
        }
        let slot = |index: usize| {
            let (hash, start) = (hashes.get(index)?, starts.get(index)?);
            Some(Slot::new(*hash, *start, strings.get(index)?.len()))
        };
        let lengths = || strings.iter().map(|string| string.len());
        let length = |length: Option<usize>| {
            length.and_then(|length| u16::try_from(length).ok()).unwrap_or(u16::MAX)
        };
        OwnedHashTable {
            hasher,
            shortest: length(lengths().min()),
            longest: length(lengths().max()),
            bucket_shift: shift(self.bucket_bits),
            slot_shift: shift(self.slot_bits),
            slots: self
                .slots
                .into_iter()
                .flat_map(|index| index.and_then(slot).unwrap_or(Slot::EMPTY).to_bytes())
                .collect(),
            pilots: self.pilots.into_iter().flat_map(u16::to_le_bytes).collect(),
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(strings: &[String]) -> OwnedHashTable {
        OwnedHashTable::new(&strings.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn every_string_is_found_and_nothing_else() {
        for count in [2, 3, 10, 100, 1000, 10_000] {
            let strings: Vec<String> =
                (0..count).map(|n| format!("https://tenant-{n:05}.example.com")).collect();
            let table = table(&strings);
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

    /// Nothing is found that is put together from several strings of the text, however its
    /// length is cut in a slot.
    #[test]
    fn neighbours_in_the_text_are_no_string() {
        let strings: Vec<String> = (0..200).map(|n| format!("https://a{n:03}.example")).collect();
        let table = table(&strings);
        let text = &table.text.as_bytes()[..2048];
        for start in 0..24 {
            for end in start..text.len() {
                let part = &text[start..end];
                let want = strings.iter().any(|string| string.as_bytes() == part);
                assert_eq!(table.borrow().contains(part), want, "{start}..{end}");
            }
        }
    }

    #[test]
    fn the_same_strings_give_the_same_bytes() {
        let strings: Vec<String> = (0..500).map(|n| format!("https://a{n}.example")).collect();
        let (one, two) = (table(&strings), table(&strings));
        assert_eq!((one.text, one.slots, one.pilots), (two.text, two.slots, two.pilots));
    }

    #[test]
    fn ten_thousand_take_less_than_fifty_bytes_each() {
        let strings: Vec<String> =
            (0..10_000).map(|n| format!("https://tenant-{n:05}.example.com")).collect();
        let table = table(&strings);
        assert!(table.slots.len() + table.pilots.len() < 16 * strings.len());
    }
}
