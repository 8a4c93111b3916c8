//! Which bytes distinguish the strings of a list: two windows for its hash.
//!
//! The first window is the one that gives the strings of a sample the most different values, the
//! second the one that gives the most together with the first. Strings of the whole list that both
//! leave alike are the next sample, in which only bytes that distinguish *them* count.
//!
//! ```text
//! https://tenant-00042.example.com
//!            └──────┘                 the first: all of a sample are different
//!                    └──────┘         the second: the last digit, in which a few were alike
//! ```
//!
//! Cost: the sample's size for each place of a window, so a few milliseconds, unoptimised, for a
//! list of any length; and one hash of each string, which are sorted.

use alloc::vec::Vec;

use super::{Hasher, Windows};

/// How many strings a sample has.
const SAMPLE: usize = 256;

/// How often a better pair is looked for.
const TRIES: usize = 3;

impl Windows {
    /// The windows by which all of `strings`, which are all different, can be hashed.
    #[must_use]
    pub fn choose(strings: &[&str]) -> Self {
        let step = strings.len().div_ceil(SAMPLE).max(1);
        let mut sample: Vec<&str> = strings.iter().step_by(step).copied().collect();
        for _ in 0..TRIES {
            let windows = best_pair(&sample);
            sample = alike(strings, windows);
            if sample.is_empty() {
                return windows;
            }
            sample.truncate(SAMPLE);
        }
        Self::Whole
    }
}

fn best_pair(sample: &[&str]) -> Windows {
    let longest = sample.iter().map(|string| string.len()).max().unwrap_or_default();
    let last = u8::try_from(longest.saturating_sub(8)).unwrap_or(u8::MAX);
    let alone: Vec<(u8, u32)> =
        (0..=last).map(|at| (at, different(sample, Windows::Two(at, at)))).collect();
    // Of equals the first.
    let first = alone.iter().rev().max_by_key(|(_, different)| *different).map_or(0, |best| best.0);
    let second = alone.iter().rev().max_by_key(|&&(at, alone)| {
        // Of equals one that has no byte of the first.
        (different(sample, Windows::Two(first, at)), at.abs_diff(first).min(8), alone)
    });
    Windows::Two(first, second.map_or(0, |best| best.0))
}

/// How many different hashes the strings have, nearly: those that fall on the same of some
/// thousand bits are counted once.
fn different(sample: &[&str], windows: Windows) -> u32 {
    let hasher = Hasher { seed: 0, windows };
    let mut bits = [0_u64; 128];
    for string in sample {
        let hash = hasher.hash(string.as_bytes());
        if let Some(word) = bits.get_mut(Hasher::bucket(hash, 57)) {
            *word |= 1 << (hash & 63);
        }
    }
    bits.iter().map(|word| word.count_ones()).sum()
}

/// The strings of which another one has the same hash, next to each other.
fn alike<'s>(strings: &[&'s str], windows: Windows) -> Vec<&'s str> {
    let hash = |string: &str| Hasher { seed: 0, windows }.hash(string.as_bytes());
    // Only numbers are sorted, because mostly all are different.
    let mut hashes: Vec<u64> = strings.iter().map(|string| hash(string)).collect();
    hashes.sort_unstable();
    let equal = hashes.iter().zip(hashes.iter().skip(1)).filter(|(one, next)| one == next);
    let repeated: Vec<u64> = equal.map(|(&hash, _)| hash).collect();
    if repeated.is_empty() {
        return Vec::new();
    }
    let hashed = strings.iter().map(|&string| (hash(string), string));
    let mut alike: Vec<(u64, &str)> =
        hashed.filter(|(hash, _)| repeated.binary_search(hash).is_ok()).collect();
    alike.sort_unstable();
    alike.into_iter().map(|(_, string)| string).collect()
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;

    use super::*;

    fn chosen(strings: &[String]) -> Windows {
        Windows::choose(&strings.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn counts_distinguished_strings() {
        let list: Vec<String> = (0..200).map(|n| format!("https://{n:08}")).collect();
        let strings: Vec<&str> = list.iter().map(String::as_str).collect();
        assert_eq!(different(&strings, Windows::Two(0, 0)), 1);
        let nearly_all = different(&strings, Windows::Two(0, 8));
        assert!((190..=200).contains(&nearly_all), "{nearly_all}");
    }

    #[test]
    fn windows_that_tell_all_apart() {
        let lists: [Vec<String>; 4] = [
            (0..100_000).map(|n| format!("https://tenant-{n:05}.example.com")).collect(),
            (0..10_000).map(|n| format!("https://{n}.example.com")).collect(),
            // The numbers are in two places, and both are needed.
            (0..10_000)
                .map(|n| {
                    format!(
                        "https://{:02}.a-long-name-between-the-two.{:02}.test",
                        n / 100,
                        n % 100
                    )
                })
                .collect(),
            (0..26_u8).map(|n| format!("app://{}.x", char::from(b'a' + n))).collect(),
        ];
        for list in lists {
            let windows = chosen(&list);
            assert_ne!(windows, Windows::Whole, "{}", list[0]);
            let strings: Vec<&str> = list.iter().map(String::as_str).collect();
            assert!(alike(&strings, windows).is_empty());
        }
    }

    #[test]
    fn where_no_two_do_the_whole_is_hashed() {
        // Shorter than a window; and lists where one letter of forty is another.
        let short: Vec<String> =
            (0..26_u8).map(|n| format!("a://{}", char::from(b'a' + n))).collect();
        assert_eq!(chosen(&short), Windows::Whole);
        let letter = |at: usize| format!("https://{}b{}.test", "a".repeat(at), "a".repeat(39 - at));
        let list: Vec<String> = (0..40).map(letter).collect();
        assert_eq!(chosen(&list), Windows::Whole);
    }
}
