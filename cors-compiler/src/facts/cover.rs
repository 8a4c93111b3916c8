//! Which pattern of a list another one of it covers.

use super::failures::Failures;
use super::list::List;
use super::pattern::PatternFacts;
use crate::language::{Count, TooLarge};
use crate::model::Pattern;

/// For each pattern of a list, the index of one that covers it, if there is one.
///
/// Of two that cover each other, the first one is the one to keep.
pub(super) fn covering(list: &List<'_>, failures: &Failures<'_>) -> Vec<Option<usize>> {
    // One origin covers no other.
    if !list.has_wide() {
        return vec![None; list.len()];
    }
    let covering = |inner: &PatternFacts<'_>| {
        failures.answer(inner.location, || {
            Ok(first_covering(inner, list)?.or_else(|| listed_before(inner, list)))
        })
    };
    list.iter().map(|inner| covering(inner).flatten()).collect()
}

fn first_covering(inner: &PatternFacts<'_>, list: &List<'_>) -> Result<Option<usize>, TooLarge> {
    for outer in list.covering(inner) {
        let outer = outer?;
        let is_itself = outer.index == inner.index;
        if is_itself || outer.index > inner.index && inner.covers(outer)? {
            continue;
        }
        return Ok(Some(outer.index));
    }
    Ok(None)
}

/// The origin of the list that is all that a regex matches, if it comes first.
fn listed_before(inner: &PatternFacts<'_>, list: &List<'_>) -> Option<usize> {
    let Pattern::Regular(regular) = inner.pattern else { return None };
    if regular.language().count() != Count::Exactly(1) {
        return None;
    }
    let before = list.iter().take(inner.index);
    let is_it = |one: &&PatternFacts<'_>| one.exact.as_deref() == Some(regular.witness());
    before.filter(is_it).last().map(|one| one.index)
}
