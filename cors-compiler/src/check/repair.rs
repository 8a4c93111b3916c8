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
//! Denials that a new one covers are to go.

use std::collections::BTreeSet;
use std::fmt;

use super::left::Lists;
use super::region::{Kept, Region};
use super::relation::{Known, covers, plain_covers};
use crate::language::TooLarge;
use crate::model::Pattern;
use crate::model::origin::{OriginPattern, parse};

/// Changes of the two lists.
#[derive(Debug)]
pub(super) struct Repair {
    /// What to add to `deny_origins`.
    deny: Vec<String>,
    /// What it makes needless there.
    needless: Vec<String>,
    /// What to remove from `allow_origins`.
    remove: Vec<String>,
}

impl Repair {
    /// The repair for what is kept of a region, if there is one.
    pub(super) fn of(
        region: &Region,
        kept: &[Kept],
        lists: &Lists<'_>,
    ) -> Result<Option<Self>, TooLarge> {
        let mut remove = BTreeSet::new();
        let mut deny: Vec<OriginPattern> = Vec::new();
        for kept in kept {
            if Self::is_of_region(region, kept, lists)? {
                remove.insert(kept.by);
            } else {
                deny.extend(kept.to_deny.iter().cloned());
            }
        }
        if !Self::can_be_removed(&remove, lists)? {
            return Ok(None);
        }
        let deny: Vec<Pattern> = without_covered(deny).into_iter().map(Pattern::Plain).collect();
        let mut needless = BTreeSet::new();
        for denial in &deny {
            let known = Known::new(denial);
            for other in lists.denied.overlapping(&known) {
                let other = other?;
                let Some(is_covered) = lists.denied.known().get(other) else { continue };
                if covers(&known, is_covered, lists.budget)? {
                    needless.insert(other);
                }
            }
        }
        let written = |pattern: Option<&Pattern>| pattern.map(ToString::to_string);
        Ok(Some(Self {
            deny: deny.iter().map(ToString::to_string).collect(),
            needless: needless.iter().filter_map(|&at| written(lists.denied.pattern(at))).collect(),
            remove: remove.iter().filter_map(|&at| written(lists.allowed.pattern(at))).collect(),
        }))
    }

    /// Whether nothing is left of the pattern outside of the region.
    fn is_of_region(region: &Region, kept: &Kept, lists: &Lists<'_>) -> Result<bool, TooLarge> {
        let is_inside = |origin: &str| parse(origin).is_ok_and(|origin| region.covers(&origin));
        match lists.allowed.pattern(kept.by) {
            Some(Pattern::Plain(plain)) => Ok(region.covers(plain)),
            Some(Pattern::Regular(_)) => {
                let left = lists.left(kept.by)?;
                if lists.best(kept.by)?.iter().any(|origin| !is_inside(origin)) {
                    return Ok(false);
                }
                let mut outside = left.clone();
                for denial in &kept.to_deny {
                    let denial = Pattern::Plain(denial.clone()).language_within(lists.budget)?;
                    outside = outside.difference_within(&denial, lists.budget)?;
                }
                Ok(outside.is_empty())
            }
            Some(Pattern::Null) | None => Ok(false),
        }
    }

    /// Whether something stays allowed, and every denial takes something away, without these.
    fn can_be_removed(remove: &BTreeSet<usize>, lists: &Lists<'_>) -> Result<bool, TooLarge> {
        if remove.len() >= lists.allowed.len() {
            return Ok(false);
        }
        for removed in remove.iter().filter_map(|&at| lists.allowed.known().get(at)) {
            for denial in lists.denied.overlapping(removed) {
                let Some(denial) = lists.denied.known().get(denial?) else { continue };
                let mut others = lists.allowed.overlapping(denial);
                if !others.any(|other| other.is_ok_and(|other| !remove.contains(&other))) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// Those that no other one covers.
fn without_covered(patterns: Vec<OriginPattern>) -> Vec<OriginPattern> {
    let mut left: Vec<OriginPattern> = Vec::new();
    for pattern in patterns {
        if left.iter().any(|other| plain_covers(other, &pattern)) {
            continue;
        }
        left.retain(|other| !plain_covers(&pattern, other));
        left.push(pattern);
    }
    left
}

/// What to do, as a clause.
impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut clauses = Vec::new();
        if !self.remove.is_empty() {
            clauses.push(format!("remove {} from `allow_origins`", listed(&self.remove)));
        }
        if !self.deny.is_empty() {
            clauses.push(format!("add {} to `deny_origins`", listed(&self.deny)));
        }
        if !self.needless.is_empty() {
            clauses.push(format!("remove {} there, which is covered then", listed(&self.needless)));
        }
        f.write_str(&clauses.join(", and "))
    }
}

fn listed(patterns: &[String]) -> String {
    let quote = |pattern: &String| match pattern.starts_with("regex(") {
        true => format!("`{pattern}`"),
        false => format!("{pattern:?}"),
    };
    patterns.iter().map(quote).collect::<Vec<_>>().join(", ")
}
