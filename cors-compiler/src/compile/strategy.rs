//! Choosing how a set of origins is searched.
//!
//! The reasons are told where the choice is held, in [`Strategy`]. Here is what the choice needs:
//! the patterns sorted into parts, and the denials taken away from what an automaton matches.

use cors_tables::origin_set::{Parts, Strategy, StringSet};

use super::patterns::{BorrowedParts, OwnedParts, Sorted};
use crate::check::Remaining;
use crate::finding::{Finding, Findings};
use crate::language::TooLarge;
use crate::model::Pattern;
use crate::place::Placed;
use crate::rules::POLICY_TOO_LARGE;

/// A [`Strategy`] that owns its parts.
#[derive(Debug, Clone)]
pub(super) struct OwnedStrategy {
    allowed: OwnedParts,
    denied: OwnedParts,
}

/// What a [`Strategy`] borrows that is neither text nor bytes.
#[derive(Debug)]
pub(super) struct BorrowedStrategy<'t> {
    allowed: BorrowedParts<'t>,
    denied: BorrowedParts<'t>,
}

impl OwnedStrategy {
    /// Lays out what `allowed` matches and `denied` does not, which for automata is `remaining`; `None`,
    /// with a finding, if a pattern needs too large an automaton.
    pub(super) fn new(
        allowed: &[Placed<Pattern>],
        denied: &[Placed<Pattern>],
        remaining: &Remaining,
        findings: &mut Findings,
    ) -> Option<Self> {
        match Self::lay_out(allowed, denied, remaining) {
            Ok(strategy) => Some(strategy),
            Err(error) => {
                let message = format!("a pattern is too large: {error}");
                findings.push(
                    Finding::new(&POLICY_TOO_LARGE, allowed.first()?.place, message)
                        .help("make the regexes simpler, or list the origins"),
                );
                None
            }
        }
    }

    fn lay_out(
        allowed: &[Placed<Pattern>],
        denied: &[Placed<Pattern>],
        remaining: &Remaining,
    ) -> Result<Self, TooLarge> {
        let whole = || Sorted::new(allowed);
        if denied.is_empty() {
            return Ok(Self { allowed: OwnedParts::new(whole())?, denied: OwnedParts::NONE });
        }
        // An origin that is listed and denied is an error, so lists need no denials.
        let minus_denied = Sorted::minus_denied(allowed, remaining);
        let needs_denials = !minus_denied.wildcards.is_empty();
        match OwnedParts::new(minus_denied) {
            Ok(allowed) if !needs_denials => Ok(Self { allowed, denied: OwnedParts::NONE }),
            Ok(allowed) => Ok(Self { allowed, denied: OwnedParts::new(Sorted::new(denied))? }),
            // Two automata where their difference is too large.
            Err(_) => Ok(Self {
                allowed: OwnedParts::new(whole())?,
                denied: OwnedParts::new(Sorted::new(denied))?,
            }),
        }
    }

    pub(super) fn borrowed(&self) -> BorrowedStrategy<'_> {
        BorrowedStrategy { allowed: self.allowed.borrowed(), denied: self.denied.borrowed() }
    }

    pub(super) fn borrow<'t>(&'t self, borrowed: &'t BorrowedStrategy<'t>) -> Strategy<'t> {
        choose(self.allowed.borrow(&borrowed.allowed), self.denied.borrow(&borrowed.denied))
    }
}

/// The strategy for what is left of `allowed` without `denied`.
fn choose<'t>(allowed: Parts<'t>, denied: Parts<'t>) -> Strategy<'t> {
    let Parts { exact, wildcards, automata } = allowed;
    let has_denials =
        !(denied.exact.is_empty() && denied.wildcards.is_empty() && denied.automata.is_empty());
    match (exact, wildcards, automata) {
        (StringSet::Empty, [], []) => Strategy::Nothing,
        (StringSet::One(one), [], []) => Strategy::One(one),
        (StringSet::Few(few), [], []) => Strategy::Few(few),
        (StringSet::Many(table), [], []) => Strategy::Many(table),
        (StringSet::Empty, [group], []) if !has_denials => Strategy::Wildcards(*group),
        (StringSet::Empty, [], [automaton]) if !has_denials => Strategy::Automaton(*automaton),
        _ => Strategy::Mixture { allowed, denied },
    }
}

#[cfg(test)]
mod tests {
    use cors_tables::origin_set::OriginSet;

    use super::*;
    use crate::model::pattern::parse;
    use crate::place::Place;

    fn parts(pattern: &str) -> OwnedParts {
        let list = [Placed::new(parse(pattern).unwrap(), Place::new(0))];
        OwnedParts::new(Sorted::new(&list)).unwrap()
    }

    /// Where the difference of two automata is too large, the denials stay a set of their own.
    #[test]
    fn denials_are_asked_beside_what_is_allowed() {
        let origins = ["https://a.x", "https://b.x", "https://c.x:81"];
        for allowed in ["https://{t:.}.x", "https://*.x"] {
            for (denied, want) in [
                ("https://a.x", [false, true, false]),
                ("https://*.a.x", [true, true, false]),
                ("https://{t:[^b]}.x", [false, true, false]),
            ] {
                let owned = OwnedStrategy { allowed: parts(allowed), denied: parts(denied) };
                let borrowed = owned.borrowed();
                let set = OriginSet { strategy: owned.borrow(&borrowed) };
                let found = origins.map(|origin| set.contains(origin.as_bytes()));
                assert_eq!(found, want, "{allowed} without {denied}");
            }
        }
    }
}
