//! Choosing how a set of origins is searched.
//!
//! The reasons are documented with the result, in [`Strategy`]. Here is the input of the choice:
//! the patterns sorted by shape, and the denials subtracted from the language of an automaton.

use cors_tables::origin_set::{Parts, Strategy, StringSet};

use super::patterns::{Sorted, parts_of};
use crate::check::Remaining;
use crate::finding::Findings;
use crate::language::TooLarge;
use crate::location::Located;
use crate::model::Pattern;
use crate::rules::too_large;

/// The strategy for what `allowed` matches and `denied` does not, which for automata is `remaining`; `None`,
/// with a finding, if a pattern needs too large an automaton.
pub(super) fn choose(
    allowed: &[Located<Pattern>],
    denied: &[Located<Pattern>],
    remaining: &Remaining,
    findings: &mut Findings,
) -> Option<Strategy> {
    match lay_out(allowed, denied, remaining) {
        Ok((allowed, denied)) => Some(strategy_of(allowed, denied)),
        Err(error) => {
            findings.push(too_large(allowed.first()?.location, error));
            None
        }
    }
}

/// The strategy for all that the patterns match; `None`, with a finding, if one needs too large an automaton.
pub(super) fn of_all(patterns: &[Located<Pattern>], findings: &mut Findings) -> Option<Strategy> {
    match parts_of(Sorted::new(patterns)) {
        Ok(parts) => Some(strategy_of(parts, Parts::NONE)),
        Err(error) => {
            findings.push(too_large(patterns.first()?.location, error));
            None
        }
    }
}

/// What is allowed and what is denied, each in parts.
fn lay_out(
    allowed: &[Located<Pattern>],
    denied: &[Located<Pattern>],
    remaining: &Remaining,
) -> Result<(Parts, Parts), TooLarge> {
    let whole = || Sorted::new(allowed);
    if denied.is_empty() {
        return Ok((parts_of(whole())?, Parts::NONE));
    }
    // An origin that is listed and denied is an error, so lists need no denials.
    let minus_denied = Sorted::minus_denied(allowed, remaining);
    let needs_denials = !minus_denied.wildcards.is_empty();
    match parts_of(minus_denied) {
        Ok(allowed) if !needs_denials => Ok((allowed, Parts::NONE)),
        Ok(allowed) => Ok((allowed, parts_of(Sorted::new(denied))?)),
        // Two automata where their difference is too large.
        Err(_) => Ok((parts_of(whole())?, parts_of(Sorted::new(denied))?)),
    }
}

/// The strategy for what remains of `allowed` without `denied`.
fn strategy_of(allowed: Parts, denied: Parts) -> Strategy {
    let has_denials =
        !(denied.exact.is_empty() && denied.wildcards.is_empty() && denied.automata.is_empty());
    match (allowed.exact, &*allowed.wildcards, &*allowed.automata) {
        (StringSet::Empty, [], []) => Strategy::Nothing,
        (StringSet::One(one), [], []) => Strategy::One(one),
        (StringSet::Few(few), [], []) => Strategy::Few(few),
        (StringSet::Many(table), [], []) => Strategy::Many(table),
        (StringSet::Empty, [group], []) if !has_denials => Strategy::Wildcards(group.clone()),
        (StringSet::Empty, [], [automaton]) if !has_denials => {
            Strategy::Automaton(automaton.clone())
        }
        (exact, ..) => Strategy::Mixture { allowed: Parts { exact, ..allowed }, denied },
    }
}

#[cfg(test)]
mod tests {
    use cors_tables::origin_set::OriginSet;

    use super::*;
    use crate::location::Location;
    use crate::model::pattern::parse;

    fn parts(pattern: &str) -> Parts {
        let list = [Located::new(parse(pattern).unwrap(), Location::new(0))];
        parts_of(Sorted::new(&list)).unwrap()
    }

    /// Where the difference of two automata is too large, the denials stay a separate set.
    #[test]
    fn denials_are_matched_next_to_allowed_patterns() {
        let origins = ["https://a.x", "https://b.x", "https://c.x:81"];
        for allowed in ["https://{t:.}.x", "https://*.x"] {
            for (denied, want) in [
                ("https://a.x", [false, true, false]),
                ("https://*.a.x", [true, true, false]),
                ("https://{t:[^b]}.x", [false, true, false]),
            ] {
                let set = OriginSet { strategy: strategy_of(parts(allowed), parts(denied)) };
                let found = origins.map(|origin| set.contains(origin.as_bytes()));
                assert_eq!(found, want, "{allowed} without {denied}");
            }
        }
    }
}
