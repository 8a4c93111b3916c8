//! What is not compared: places that are not analysed, and files that cannot be read.
//!
//! What is written in the same way in both states is not a difference, so it is only counted. That doesn't mean that its
//! policies are the same: a macro may be called with other arguments, and a build script may write another file.

use std::collections::BTreeMap;

use super::side::Sides;
use crate::sources::{NotAnalysed, Problem};

/// What is not compared.
#[derive(Debug)]
pub(super) struct Unread<'s> {
    /// Places of the new state that may have policies, unless the old state has them too.
    pub(super) not_analysed: Vec<&'s NotAnalysed>,
    /// Files that cannot be read, and the name of their state, unless both states have them.
    pub(super) problems: Vec<(&'s str, &'s Problem)>,
    /// How many of the places are in both states.
    pub(super) unchanged_places: usize,
    /// How many of the files are in both states.
    pub(super) unchanged_problems: usize,
}

/// What a place or a file is recognised by: its file, why it is not read, and what is written there.
type Key<'k> = (&'k str, &'k str, &'k [u8]);

impl<'s> Unread<'s> {
    pub(super) fn of(sides: &'s Sides) -> Self {
        let (old, new) = (&sides.old.sources, &sides.new.sources);
        let has_paths = sides.old.is_path || sides.new.is_path;
        // Files and folders that were given have other names than their counterparts.
        let name = |file: &'s str| if has_paths { "" } else { file };
        let place = |it: &'s NotAnalysed| -> Option<Key<'s>> {
            Some((name(&it.file.path), it.reason, it.written().as_bytes()))
        };
        let file = |it: &'s Problem| -> Option<Key<'s>> {
            Some((name(&it.file), it.reason.as_str(), it.contents.as_deref()?))
        };
        let places = Split::new(&old.not_analysed, &new.not_analysed, place);
        let files = Split::new(&old.problems, &new.problems, file);
        let of_old = files.only_old.into_iter().map(|it| (sides.old.name.as_str(), it));
        let of_new = files.only_new.into_iter().map(|it| (sides.new.name.as_str(), it));
        Self {
            not_analysed: places.only_new,
            problems: of_old.chain(of_new).collect(),
            unchanged_places: places.shared,
            unchanged_problems: files.shared,
        }
    }

    /// What is only counted, in a line each.
    pub(super) fn unchanged(&self) -> impl Iterator<Item = String> {
        let places = match self.unchanged_places {
            0 => None,
            1 => Some(
                "1 place is not analysed, and is written as before: `cargo cors check` lists it"
                    .to_owned(),
            ),
            more => Some(format!(
                "{more} places are not analysed, and are written as before: `cargo cors check` lists them"
            )),
        };
        let problems = match self.unchanged_problems {
            0 => None,
            1 => Some(
                "1 file cannot be read, and is the same as before: `cargo cors check` lists it"
                    .to_owned(),
            ),
            more => Some(format!(
                "{more} files cannot be read, and are the same as before: `cargo cors check` lists them"
            )),
        };
        places.into_iter().chain(problems)
    }
}

/// Where a place is, and why it is not analysed.
pub(super) fn described(place: &NotAnalysed) -> String {
    let (line, _) = place.file.line_and_column(place.at);
    format!("{}:{line}: {}", place.file.shown, place.reason)
}

/// Two lists without what both have, each as often as the other.
struct Split<'s, T> {
    only_old: Vec<&'s T>,
    only_new: Vec<&'s T>,
    shared: usize,
}

impl<'s, T> Split<'s, T> {
    /// What has no key is never in both.
    fn new(old: &'s [T], new: &'s [T], key: impl Fn(&'s T) -> Option<Key<'s>>) -> Self {
        let mut counts: BTreeMap<Key<'s>, usize> = BTreeMap::new();
        for key in old.iter().filter_map(&key) {
            let count = counts.entry(key).or_default();
            *count = count.saturating_add(1);
        }
        let mut both: BTreeMap<Key<'s>, usize> = BTreeMap::new();
        let mut take = |it: &&'s T| {
            let Some(key) = key(*it) else { return true };
            let Some(left) = counts.get_mut(&key).filter(|left| **left > 0) else { return true };
            *left = left.saturating_sub(1);
            let both = both.entry(key).or_default();
            *both = both.saturating_add(1);
            false
        };
        let only_new: Vec<&T> = new.iter().filter(&mut take).collect();
        let shared = both.values().sum();
        let mut drop_shared = |it: &&'s T| {
            let Some(key) = key(*it) else { return true };
            let Some(left) = both.get_mut(&key).filter(|left| **left > 0) else { return true };
            *left = left.saturating_sub(1);
            false
        };
        let only_old = old.iter().filter(&mut drop_shared).collect();
        Self { only_old, only_new, shared }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_have_is_counted_as_often_as_both_have_it() {
        let key = |it: &'static &'static str| -> Option<Key<'static>> {
            (*it != "?").then_some((*it, "", b"".as_slice()))
        };
        let split = Split::new(&["a", "b", "b", "?"], &["b", "c", "a", "?"], key);
        assert_eq!(split.only_old, [&"b", &"?"]);
        assert_eq!(split.only_new, [&"c", &"?"]);
        assert_eq!(split.shared, 2);
    }
}
