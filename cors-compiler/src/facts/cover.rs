//! Which pattern of a list another one of it covers.

use super::failures::Failures;
use super::list::List;
use super::pattern::PatternFacts;
use crate::language::{Count, TooLarge};
use crate::model::Pattern;

/// For each pattern of a list, the index of one that covers it, if there is one; `may_cover` says which pairs are
/// compared.
///
/// Of two that cover each other, the first one is the one to keep.
pub(super) fn covering(
    list: &List<'_>,
    failures: &Failures<'_>,
    may_cover: impl Fn(usize, usize) -> bool,
) -> Vec<Option<usize>> {
    // One origin covers no other.
    if !list.has_wide() {
        return vec![None; list.len()];
    }
    let covering = |inner: &PatternFacts<'_>| {
        failures.answer(inner.location, || {
            let is_compared = |outer: usize| may_cover(outer, inner.index);
            let first = first_covering(inner, list, is_compared)?;
            Ok(first.or_else(|| listed_before(inner, list).filter(|&outer| is_compared(outer))))
        })
    };
    list.iter().map(|inner| covering(inner).flatten()).collect()
}

/// For each pattern of a list from `from` on, the index of a pattern before `from` that covers it, if there is one.
pub(super) fn covering_across(
    list: &List<'_>,
    failures: &Failures<'_>,
    from: usize,
) -> Vec<Option<usize>> {
    let covering = |inner: &PatternFacts<'_>| {
        failures.answer(inner.location, || first_covering(inner, list, |outer| outer < from))
    };
    list.iter().skip(from).map(|inner| covering(inner).flatten()).collect()
}

fn first_covering(
    inner: &PatternFacts<'_>,
    list: &List<'_>,
    is_compared: impl Fn(usize) -> bool,
) -> Result<Option<usize>, TooLarge> {
    for outer in list.covering(inner) {
        let outer = outer?;
        let is_itself = outer.index == inner.index;
        if is_itself
            || !is_compared(outer.index)
            || outer.index > inner.index && inner.covers(outer)?
        {
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
