//! What to write so that nothing of a denied host is allowed any more.
//!
//! A repair is offered only if following it brings up nothing new:
//!
//! ```text
//!   allowed                          the repair
//!   more than the region             deny what the two have in common
//!   a part of the region             denying it would leave nothing: remove it
//!   ... and all that a denial is of  removing it would leave that denial without use: no repair
//! ```
//!
//! Denials that a new one covers are removed.

use super::denied_host::Share;
use super::pattern::PatternFacts;
use super::{Facts, List, Lists};
use crate::language::TooLarge;
use crate::location::Located;
use crate::model::Pattern;
use crate::order::sort_and_dedup;

/// Changes of the two lists.
#[derive(Debug)]
pub(crate) struct Repair {
    /// What to add to `deny_origins`.
    pub(crate) deny: Vec<Pattern>,
    /// Which of the denied patterns that makes needless.
    pub(crate) needless: Vec<usize>,
    /// Which of the allowed patterns to remove.
    pub(crate) remove: Vec<usize>,
}

impl Repair {
    /// The repair for what is still allowed of a region, if there is one.
    pub(super) fn of(
        region: &List<'_>,
        shares: &[Share],
        facts: &Facts<'_>,
    ) -> Result<Option<Self>, TooLarge> {
        let Lists { allowed, denied, automata, .. } = &facts.lists;
        let (mut remove, mut to_deny) = (Vec::new(), Vec::new());
        for share in shares {
            let Some(by) = allowed.get(share.by) else { continue };
            if remove.last() == Some(&share.by) || facts.is_within(by, region)? {
                remove.push(share.by);
            } else {
                to_deny.push(Located::new(share.deny.clone(), facts.policy.location));
            }
        }
        remove.dedup();
        if !can_be_removed(&remove, &facts.lists)? {
            return Ok(None);
        }
        let mut deny: Vec<PatternFacts<'_>> = Vec::new();
        for pattern in &to_deny {
            let one = PatternFacts::new(0, pattern, automata);
            let mut is_covered = false;
            for other in &deny {
                is_covered |= other.covers(&one)?;
            }
            if !is_covered {
                deny.retain(|other| !one.covers(other).is_ok_and(|is_covered| is_covered));
                deny.push(one);
            }
        }
        let mut needless = Vec::new();
        for one in &deny {
            for other in denied.overlapping(one) {
                let other = other?;
                if one.covers(other)? {
                    needless.push(other.index);
                }
            }
        }
        sort_and_dedup(&mut needless);
        let deny = deny.into_iter().map(|one| one.pattern.clone()).collect();
        Ok(Some(Self { deny, needless, remove }))
    }
}

impl<'p> Facts<'p> {
    /// Whether nothing remains of an allowed pattern outside of a region.
    fn is_within(&self, allowed: &PatternFacts<'p>, region: &List<'_>) -> Result<bool, TooLarge> {
        if let Pattern::Plain(_) = allowed.pattern {
            return Ok(region.covering(allowed).next().transpose()?.is_some());
        }
        // Most patterns have most of their origins elsewhere, and one shows it.
        let Some(witness) = self.witness(allowed)? else { return Ok(false) };
        if region.matching(witness)?.is_none() {
            return Ok(false);
        }
        let mut parts = Vec::new();
        for part in region.iter() {
            parts.push(part.language()?.clone());
        }
        let (automata, remaining) = (self.lists.automata, self.lists.remaining(allowed)?);
        automata.is_within(remaining, &automata.union_of(parts)?)
    }
}

/// Whether something stays allowed, and every denial denies something, without these.
fn can_be_removed(remove: &[usize], lists: &Lists<'_>) -> Result<bool, TooLarge> {
    if remove.len() >= lists.allowed.len() {
        return Ok(false);
    }
    for removed in remove.iter().filter_map(|&at| lists.allowed.get(at)) {
        for denial in lists.denied.overlapping(removed) {
            let mut others = lists.allowed.overlapping(denial?);
            if !others.any(|other| other.is_ok_and(|other| !remove.contains(&other.index))) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
