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
use super::region::Region;
use super::{Facts, Lists};
use crate::language::TooLarge;
use crate::location::Located;
use crate::model::Pattern;
use crate::model::origin;
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
    /// The repair for what is still allowed of a region, by pattern, if there is one.
    pub(super) fn of(
        region: &Region,
        shares: &[(usize, Share)],
        facts: &Facts<'_>,
    ) -> Result<Option<Self>, TooLarge> {
        let Lists { denied, automata, .. } = &facts.lists;
        let location = facts.policy.location;
        let located = |pattern: &Pattern| Located::new(pattern.clone(), location);
        let (mut remove, mut to_deny) = (Vec::new(), Vec::new());
        for &(by, ref share) in shares {
            let Some(allowed) = facts.lists.allowed.get(by) else { continue };
            let parts: Vec<_> = region.parts().iter().map(located).collect();
            let own: Vec<_> = share.to_deny.iter().map(located).collect();
            if facts.is_of_region(allowed, &parts, &own)? {
                remove.push(by);
            } else {
                to_deny.extend(own);
            }
        }
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
    /// Whether nothing remains of a pattern outside of a region, of which it has `own`.
    fn is_of_region(
        &self,
        allowed: &PatternFacts<'p>,
        parts: &[Located<Pattern>],
        own: &[Located<Pattern>],
    ) -> Result<bool, TooLarge> {
        let automata = self.lists.automata;
        let are_parts_around = |pattern: &Located<Pattern>| -> Result<bool, TooLarge> {
            let pattern = PatternFacts::new(0, pattern, automata);
            for part in parts {
                if PatternFacts::new(0, part, automata).covers(&pattern)? {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        if let Pattern::Plain(_) = allowed.pattern {
            return are_parts_around(&Located::new(allowed.pattern.clone(), allowed.location));
        }
        // Most patterns have most of their origins elsewhere, and one shows it.
        let Some(witness) = self.witness(allowed)? else { return Ok(false) };
        if let Ok(witness) = origin::parse(witness).map(Pattern::Plain) {
            if !are_parts_around(&Located::new(witness, allowed.location))? {
                return Ok(false);
            }
        }
        let mut outside = self.lists.remaining(allowed)?.clone();
        for part in own {
            let part = part.value.language(automata)?;
            outside = automata.difference(&outside, &part)?;
        }
        Ok(outside.is_empty())
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
