//! Which policy of the old state is which of the new one.
//!
//! A policy is known by its package, module and name; several with the same are numbered. A policy that has no
//! counterpart under its name was renamed if another one that has none means the same.

use std::collections::BTreeMap;

use super::side::Sides;
use crate::sources::Declared;

/// A pair of indices; only one of them for a policy without a counterpart.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// Pairs what two states declare, in the order of the new state; what was removed comes last.
pub(super) fn pairs<'d>(
    sides: &Sides,
    old: impl Iterator<Item = &'d Declared> + Clone,
    new: impl Iterator<Item = &'d Declared> + Clone,
) -> Vec<Pair> {
    let mut pairing = Pairing::new(old.clone().count(), new.clone().count());
    pairing.by(&keys(old.clone(), full), &keys(new.clone(), full));
    if sides.old.is_path || sides.new.is_path {
        // Files and folders that were given have other names than their counterparts.
        pairing.by(&keys(old.clone(), in_file), &keys(new.clone(), in_file));
        pairing.by(&keys(old, in_any_file), &keys(new, in_any_file));
    }
    pairing.finish()
}

/// A name, and which of several with that name it is.
type Key = (Vec<String>, usize);

fn keys<'d>(
    declared: impl Iterator<Item = &'d Declared>,
    name: fn(&Declared) -> Vec<String>,
) -> Vec<Key> {
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut key = |declared| {
        let name = name(declared);
        let count = counts.entry(name.clone()).or_default();
        let key = (name, *count);
        *count = count.saturating_add(1);
        key
    };
    declared.map(&mut key).collect()
}

fn full(declared: &Declared) -> Vec<String> {
    let is_toml = declared.file.path.ends_with(".toml");
    let file = is_toml.then(|| declared.file.path.clone());
    let path = declared.package.iter().chain(&declared.module).cloned();
    file.into_iter().chain(path).chain(declared.item.clone()).collect()
}

/// The name of the file, and the name in it.
fn in_file(declared: &Declared) -> Vec<String> {
    let file = declared.file.path.rsplit('/').next().unwrap_or_default().to_owned();
    [file].into_iter().chain(declared.item.clone()).collect()
}

/// The name in the file.
fn in_any_file(declared: &Declared) -> Vec<String> {
    declared.item.iter().cloned().collect()
}

/// Pairs that were found so far.
#[derive(Debug)]
struct Pairing {
    /// For each new one, the old one.
    old_of: Vec<Option<usize>>,
    is_paired: Vec<bool>,
}

impl Pairing {
    fn new(old: usize, new: usize) -> Self {
        Self { old_of: vec![None; new], is_paired: vec![false; old] }
    }

    /// Pairs those with equal keys that have no counterpart yet.
    fn by(&mut self, old: &[Key], new: &[Key]) {
        let mut open: BTreeMap<&Key, usize> = BTreeMap::new();
        for (index, (key, is_paired)) in old.iter().zip(&self.is_paired).enumerate() {
            if !is_paired {
                open.insert(key, index);
            }
        }
        for (old_of, key) in self.old_of.iter_mut().zip(new) {
            if old_of.is_some() {
                continue;
            }
            if let Some(index) = open.remove(key) {
                *old_of = Some(index);
                if let Some(is_paired) = self.is_paired.get_mut(index) {
                    *is_paired = true;
                }
            }
        }
    }

    fn finish(self) -> Vec<Pair> {
        let new = self.old_of.into_iter().enumerate().map(|(new, old)| (old, Some(new)));
        let removed = self.is_paired.into_iter().enumerate().filter(|(_, is_paired)| !is_paired);
        new.chain(removed.map(|(old, _)| (Some(old), None))).collect()
    }
}

/// Pairs what was removed with what was added, where both are equal: the first of each that fit.
pub(super) fn with_renamed(
    pairs: Vec<Pair>,
    mut are_equal: impl FnMut(usize, usize) -> bool,
) -> Vec<Pair> {
    let mut removed: Vec<usize> =
        pairs.iter().filter(|(_, new)| new.is_none()).filter_map(|&(old, _)| old).collect();
    let mut found: Vec<Pair> = Vec::with_capacity(pairs.len());
    for pair in pairs.into_iter().filter(|(_, new)| new.is_some()) {
        let (None, Some(new)) = pair else {
            found.push(pair);
            continue;
        };
        let old = removed.iter().position(|&old| are_equal(old, new));
        found.push((old.map(|at| removed.remove(at)), Some(new)));
    }
    found.extend(removed.into_iter().map(|old| (Some(old), None)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(names: &[&str]) -> Vec<Key> {
        names.iter().map(|name| (vec![(*name).to_owned()], 0)).collect()
    }

    #[test]
    fn names_first_then_meanings() {
        let mut pairing = Pairing::new(3, 3);
        pairing.by(&keys(&["a", "b", "c"]), &keys(&["c", "d", "a"]));
        let pairs = pairing.finish();
        assert_eq!(
            pairs,
            [(Some(2), Some(0)), (None, Some(1)), (Some(0), Some(2)), (Some(1), None)]
        );
        let renamed = with_renamed(pairs.clone(), |old, new| (old, new) == (1, 1));
        assert_eq!(renamed, [(Some(2), Some(0)), (Some(1), Some(1)), (Some(0), Some(2))]);
        assert_eq!(with_renamed(pairs.clone(), |_, _| false), pairs);
    }
}
