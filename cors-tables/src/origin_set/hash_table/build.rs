//! Building a [`HashTable`]: pilots are tried until every string has a separate slot.
//!
//! Buckets are placed from the largest to the smallest, while the table is still empty enough
//! for the large ones. For each, pilots 0, 1, 2, … are tried until all its strings fall into
//! free slots.
//!
//! ```text
//! bucket 7: {a, b, c}   pilot 0: a and c collide   pilot 1: b's slot is taken   pilot 2: fits
//! ```
//!
//! The compiler builds tables from seed 0, so that the same policy always gives the same table. A program
//! that adds rows at run time starts from a random seed, see [`super::super::hash`].
//!
//! Cost: linear in the number of strings, in expectation. The number of tries per bucket grows as the slots fill;
//! at least one slot in seventeen stays free for the last buckets. A bucket has at most 2^16 pilots, and a seed
//! for which one bucket has no valid pilot is discarded.
//!
//! Source: D. Belazzougui, F. Botelho, M. Dietzfelbinger, *Hash, Displace, and Compress*, 2009.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{HashTable, Placement, Tag};
use crate::origin_set::Hasher;
use crate::stored::{Bytes, Text};

/// The number of bytes by which a slot may exceed its string; beyond this the text is stored separately.
const MAX_WASTE: usize = 48;

impl HashTable {
    /// The table of `strings`, which are all different, with the first hasher from `first` on for which
    /// each string has a separate slot.
    #[must_use]
    pub fn build(strings: &[&str], first: Hasher) -> Self {
        let mut slot_count = strings.len().saturating_add(strings.len() / 16).saturating_add(1);
        let mut hasher = first;
        loop {
            let hashes: Vec<u64> =
                strings.iter().map(|string| hasher.hash(string.as_bytes())).collect();
            if let Some(located) = Located::new(&hashes, slot_count) {
                return located.lay_out(hasher, &hashes, strings);
            }
            // With another seed and more room, every string eventually has a slot.
            hasher.seed = hasher.seed.wrapping_add(1);
            slot_count = slot_count.saturating_add(slot_count / 8).saturating_add(1);
        }
    }
}

/// How many bits count more than `n` things, at least one.
fn bits(n: usize) -> u8 {
    // A word has 64 bits.
    n.checked_ilog2().unwrap_or_default().saturating_add(1) as u8
}

/// The hash of a string, and its index.
type Hashed = (u64, u32);

/// The index of the string in each slot.
struct Located {
    bucket_shift: u8,
    slot_count: u32,
    slots: Vec<u32>,
    pilots: Vec<u16>,
}

/// The index in a slot without a string.
const FREE: u32 = u32::MAX;

impl Located {
    fn new(hashes: &[u64], slot_count: usize) -> Option<Self> {
        let bucket_bits = bits(hashes.len() / 4);
        let bucket_shift = 64_u8.saturating_sub(bucket_bits);
        let bucket_count = 1_usize << bucket_bits;
        let buckets = Buckets::new(hashes, bucket_shift, bucket_count)?;
        let mut located = Self {
            bucket_shift,
            slot_count: u32::try_from(slot_count).ok()?,
            slots: vec![FREE; slot_count],
            pilots: vec![0; bucket_count],
        };
        let mut taken = Vec::new();
        for bucket in buckets.largest_first() {
            let pilot = located.location(buckets.get(bucket)?, &mut taken)?;
            *located.pilots.get_mut(bucket)? = pilot;
        }
        Some(located)
    }

    /// Finds a pilot for one bucket and takes its slots; `taken` is any list.
    fn location(&mut self, bucket: &[Hashed], taken: &mut Vec<usize>) -> Option<u16> {
        'pilots: for pilot in 0..=u16::MAX {
            taken.clear();
            for &(hash, _) in bucket {
                let slot = Hasher::slot(hash, pilot, self.slot_count);
                if taken.contains(&slot) || *self.slots.get(slot)? != FREE {
                    continue 'pilots;
                }
                taken.push(slot);
            }
            for (&slot, &(_, index)) in taken.iter().zip(bucket) {
                *self.slots.get_mut(slot)? = index;
            }
            return Some(pilot);
        }
        None
    }

    fn lay_out(self, hasher: Hasher, hashes: &[u64], strings: &[&str]) -> HashTable {
        let lengths = || strings.iter().map(|string| string.len());
        let longest = lengths().max().unwrap_or_default();
        // With the string, a slot has its tag; with separate text, it has a tag and a start.
        let wide = longest.saturating_add(4);
        let waste = wide.saturating_mul(self.slots.len()).saturating_sub(lengths().sum::<usize>());
        let is_apart = waste > MAX_WASTE.saturating_mul(strings.len());
        let slot_size = if is_apart { 8 } else { wide };
        let mut text = String::new();
        let mut slots = Vec::with_capacity(self.slots.len().saturating_mul(slot_size));
        for index in self.slots {
            // No index equals that of a free slot.
            let index = index as usize;
            let found = hashes.get(index).zip(strings.get(index));
            let start = slots.len();
            match found {
                None => slots.extend_from_slice(&Tag::EMPTY.to_bytes()),
                Some((&hash, string)) => {
                    slots.extend_from_slice(&Tag::new(hash, string.len()).to_bytes());
                    if is_apart {
                        let start = u32::try_from(text.len()).unwrap_or(u32::MAX);
                        slots.extend_from_slice(&start.to_le_bytes());
                        text.push_str(string);
                    } else {
                        slots.extend_from_slice(string.as_bytes());
                    }
                }
            }
            slots.resize(start.saturating_add(slot_size), 0);
        }
        let small = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
        let pilots: Vec<u8> = self.pilots.into_iter().flat_map(u16::to_le_bytes).collect();
        HashTable {
            hasher,
            shortest: small(lengths().min().unwrap_or_default()),
            longest: small(longest),
            bucket_shift: self.bucket_shift,
            slot_count: self.slot_count,
            slot_size: small(slot_size),
            placement: if is_apart {
                Placement::Apart(Text::from(text))
            } else {
                Placement::InSlots
            },
            slots: Bytes::from(slots),
            pilots: Bytes::from(pilots),
        }
    }
}

/// The strings by bucket.
struct Buckets {
    hashed: Vec<Hashed>,
    /// The start of each bucket, and the end of the last one.
    starts: Vec<usize>,
}

impl Buckets {
    /// In each bucket the strings are in the order of the list.
    fn new(hashes: &[u64], shift: u8, count: usize) -> Option<Self> {
        let mut starts = vec![0_usize; count.saturating_add(1)];
        for &hash in hashes {
            let size = starts.get_mut(Hasher::bucket(hash, shift).saturating_add(1))?;
            *size = size.saturating_add(1);
        }
        let mut sum = 0_usize;
        for start in &mut starts {
            sum = sum.saturating_add(*start);
            *start = sum;
        }
        let mut next = starts.clone();
        let mut hashed = vec![(0, FREE); hashes.len()];
        for (index, &hash) in (0..FREE).zip(hashes) {
            let at = next.get_mut(Hasher::bucket(hash, shift))?;
            *hashed.get_mut(*at)? = (hash, index);
            *at = at.saturating_add(1);
        }
        Some(Self { hashed, starts })
    }

    fn get(&self, bucket: usize) -> Option<&[Hashed]> {
        let (start, end) = (self.starts.get(bucket)?, self.starts.get(bucket.saturating_add(1))?);
        self.hashed.get(*start..*end)
    }

    /// All buckets, the largest first; equal ones in order.
    fn largest_first(&self) -> Vec<usize> {
        let sizes = || self.starts.iter().zip(self.starts.iter().skip(1));
        let sizes = || sizes().map(|(start, end)| end.saturating_sub(*start));
        // Counting the buckets of each size is faster than comparing them.
        let largest = sizes().max().unwrap_or_default();
        let mut next = vec![0_usize; largest.saturating_add(1)];
        for size in sizes() {
            if let Some(count) = next.get_mut(largest.saturating_sub(size)) {
                *count = count.saturating_add(1);
            }
        }
        let mut sum = 0_usize;
        for start in &mut next {
            let count = core::mem::replace(start, sum);
            sum = sum.saturating_add(count);
        }
        let mut order = vec![0; sum];
        for (bucket, size) in sizes().enumerate() {
            let Some(at) = next.get_mut(largest.saturating_sub(size)) else { continue };
            if let Some(place) = order.get_mut(*at) {
                *place = bucket;
            }
            *at = at.saturating_add(1);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;
    use crate::origin_set::Windows;

    fn table(strings: &[String]) -> HashTable {
        let strings: Vec<&str> = strings.iter().map(String::as_str).collect();
        HashTable::build(&strings, Hasher { seed: 0, windows: Windows::Whole })
    }

    /// The text of a table whose text is not in its slots.
    fn text_apart(table: &HashTable) -> Option<&str> {
        match &table.placement {
            Placement::InSlots => None,
            Placement::Apart(text) => Some(text),
        }
    }

    #[test]
    fn contains_exactly_its_strings() {
        for count in [2, 3, 10, 100, 1000, 10_000] {
            let strings: Vec<String> =
                (0..count).map(|n| format!("https://tenant-{n:05}.example.com")).collect();
            let table = table(&strings);
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
    fn contains_exactly_its_strings_with_separate_text() {
        let strings = list(1000, true);
        let table = table(&strings);
        assert!(text_apart(&table).is_some());
        for string in &strings {
            assert!(table.contains(string.as_bytes()), "{string}");
            assert!(!table.contains(format!("{string}.").as_bytes()));
        }
        let mut all: Vec<&str> = table.iter().collect();
        all.sort_unstable();
        assert_eq!(all, strings);
    }

    #[test]
    fn text_is_separate_only_beyond_the_limit() {
        // Six slots for five strings, each of the longest one and four bytes: 324 in all.
        let strings = |shortest: usize| -> Vec<String> {
            [("a", 50), ("b", 9), ("c", 9), ("d", 8), ("e", shortest)]
                .map(|(letter, length)| letter.repeat(length))
                .to_vec()
        };
        assert_eq!(table(&strings(8)).slots.len(), 324);
        assert_eq!(324 - strings(8).concat().len(), MAX_WASTE * 5);
        assert!(text_apart(&table(&strings(8))).is_none());
        assert!(text_apart(&table(&strings(7))).is_some());
    }

    /// A list of short strings, with a long one if the text is to be stored separately.
    fn list(count: usize, with_long: bool) -> Vec<String> {
        let long = with_long.then(|| format!("https://{}.example", "l".repeat(200)));
        (0..count).map(|n| format!("https://a{n:03}.example")).chain(long).collect()
    }

    /// A part of the text that spans several strings or slots is not a member, even with a truncated length
    /// in a tag.
    #[test]
    fn parts_of_several_strings_are_not_members() {
        for (strings, is_apart) in [(list(200, false), false), (list(200, true), true)] {
            let table = table(&strings);
            assert_eq!(text_apart(&table).is_some(), is_apart);
            let text = text_apart(&table).map_or(&*table.slots, str::as_bytes);
            let text = &text[..2048];
            for start in 0..48 {
                for end in start..text.len() {
                    let part = &text[start..end];
                    let want = strings.iter().any(|string| string.as_bytes() == part);
                    assert_eq!(table.contains(part), want, "{start}..{end}");
                }
            }
        }
    }

    #[test]
    fn same_strings_give_the_same_bytes() {
        let strings: Vec<String> = (0..500).map(|n| format!("https://a{n}.example")).collect();
        let (one, two) = (table(&strings), table(&strings));
        assert_eq!((&one.slots, &one.pilots), (&two.slots, &two.pilots));
        assert_eq!(text_apart(&one), text_apart(&two));
    }

    #[test]
    fn fewer_than_fifty_bytes_beyond_the_text() {
        for (count, with_long) in [(10, false), (1000, false), (10_000, false), (10_000, true)] {
            let strings = list(count, with_long);
            let table = table(&strings);
            let text: usize = strings.iter().map(String::len).sum();
            let apart = text_apart(&table).map_or(0, str::len);
            let all = table.slots.len() + table.pilots.len() + apart;
            assert!(all < text + 50 * strings.len(), "{count}: {all} for {text}");
        }
    }
}
