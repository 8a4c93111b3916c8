//! Building a [`HashTable`]: trying pilots until every string has its own slot.
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

use cors_tables::origin_set::{HashTable, Hasher, Placement, Tag};
use cors_tables::stored::{Bytes, Text};

use super::windows;

/// How many bytes more than its string has a slot may take: beyond this the text is stored separately.
const MAX_WASTE: usize = 48;

/// The table of `strings`, which are all different.
pub(super) fn table_of(strings: &[&str]) -> HashTable {
    let windows = windows::choose(strings);
    let mut slot_count = strings.len().saturating_add(strings.len() / 16).saturating_add(1);
    let mut seed = 0;
    loop {
        let hasher = Hasher { seed, windows };
        let hashes: Vec<u64> =
            strings.iter().map(|string| hasher.hash(string.as_bytes())).collect();
        if let Some(located) = Located::new(&hashes, slot_count) {
            return located.lay_out(hasher, &hashes, strings);
        }
        // Another seed and more room: sooner or later every string has a slot.
        seed = seed.wrapping_add(1);
        slot_count = slot_count.saturating_add(slot_count / 8).saturating_add(1);
    }
}

/// How many bits count more than `n` things, at least one.
fn bits(n: usize) -> u8 {
    // A word has 64 bits.
    n.checked_ilog2().unwrap_or_default().saturating_add(1) as u8
}

/// Which string is in which slot.
struct Located {
    bucket_shift: u8,
    slot_count: u32,
    slots: Vec<Option<usize>>,
    pilots: Vec<u16>,
}

impl Located {
    fn new(hashes: &[u64], slot_count: usize) -> Option<Self> {
        let bucket_bits = bits(hashes.len() / 4);
        let bucket_shift = 64_u8.saturating_sub(bucket_bits);
        let bucket_count = 1_usize << bucket_bits;
        let mut buckets: Vec<Vec<(usize, u64)>> = vec![Vec::new(); bucket_count];
        for (index, &hash) in hashes.iter().enumerate() {
            buckets.get_mut(Hasher::bucket(hash, bucket_shift))?.push((index, hash));
        }
        let mut order: Vec<usize> = (0..bucket_count).collect();
        order.sort_by_key(|&bucket| std::cmp::Reverse(buckets.get(bucket).map_or(0, Vec::len)));
        let mut located = Self {
            bucket_shift,
            slot_count: u32::try_from(slot_count).unwrap_or(u32::MAX),
            slots: vec![None; slot_count],
            pilots: vec![0; bucket_count],
        };
        for bucket in order {
            let pilot = located.location(buckets.get(bucket)?)?;
            *located.pilots.get_mut(bucket)? = pilot;
        }
        Some(located)
    }

    /// Finds a pilot for one bucket and takes its slots.
    fn location(&mut self, bucket: &[(usize, u64)]) -> Option<u16> {
        let mut taken: Vec<usize> = Vec::with_capacity(bucket.len());
        'pilots: for pilot in 0..=u16::MAX {
            taken.clear();
            for &(_, hash) in bucket {
                let slot = Hasher::slot(hash, pilot, self.slot_count);
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

    fn lay_out(self, hasher: Hasher, hashes: &[u64], strings: &[&str]) -> HashTable {
        let lengths = || strings.iter().map(|string| string.len());
        let longest = lengths().max().unwrap_or_default();
        // A slot holds a tag and the string, or, if the text is separate, a tag and a start.
        let wide = longest.saturating_add(4);
        let waste = wide.saturating_mul(self.slots.len()).saturating_sub(lengths().sum::<usize>());
        let is_apart = waste > MAX_WASTE.saturating_mul(strings.len());
        let slot_size = if is_apart { 8 } else { wide };
        let mut text = String::new();
        let mut slots = Vec::with_capacity(self.slots.len().saturating_mul(slot_size));
        for index in self.slots {
            let found = index.and_then(|index| Some((hashes.get(index)?, strings.get(index)?)));
            let start = slots.len();
            match found {
                None => slots.extend(Tag::EMPTY.to_bytes()),
                Some((&hash, string)) => {
                    slots.extend(Tag::new(hash, string.len()).to_bytes());
                    if is_apart {
                        let start = u32::try_from(text.len()).unwrap_or(u32::MAX);
                        slots.extend(start.to_le_bytes());
                        text.push_str(string);
                    } else {
                        slots.extend(string.bytes());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn table(strings: &[String]) -> HashTable {
        table_of(&strings.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The text of a table whose text is not in its slots.
    fn text_apart(table: &HashTable) -> Option<&str> {
        match &table.placement {
            Placement::InSlots => None,
            Placement::Apart(text) => Some(text),
        }
    }

    #[test]
    fn every_string_is_found_and_nothing_else() {
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
    fn the_same_with_the_text_apart() {
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
    fn the_text_stands_apart_beyond_the_bound_only() {
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

    /// No string is found that is composed of several strings of a text, or of the contents of
    /// several slots, however its length is cut in a tag.
    #[test]
    fn neighbours_in_the_text_are_no_string() {
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
    fn the_same_strings_give_the_same_bytes() {
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
