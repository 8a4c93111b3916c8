//! Rules of the list of origins: what is listed twice, and what another pattern covers.

use super::list::List;
use super::relation::covers;
use crate::finding::{Finding, Findings, Words};
use crate::language::{Budget, Count, TooLarge};
use crate::model::Pattern;
use crate::place::{Place, Placed};
use crate::rules::{POLICY_TOO_LARGE, REDUNDANT_ORIGIN};

/// How many patterns with a `*.`, a `:*`, a placeholder or a regex a list may have.
const MAX_WIDE: usize = 1000;

/// Whether there are few enough patterns to go on; reported if not.
pub(super) fn are_few_enough(patterns: &[Placed<Pattern>], findings: &mut Findings) -> bool {
    let wide = || patterns.iter().filter(|pattern| pattern.value.exact().is_none());
    let Some(over) = wide().nth(MAX_WIDE) else { return true };
    let message = format!(
        "the list has {} patterns that are more than one origin; {MAX_WIDE} are the most",
        wide().count(),
    );
    findings.push(
        Finding::new(&POLICY_TOO_LARGE, over.place, message)
            .help("join patterns into one regex with `|`, or list the origins"),
    );
    false
}

/// Warns of each pattern that another one covers.
pub(super) fn check_redundancy(
    patterns: &[Placed<Pattern>],
    list: &List<'_>,
    budget: &Budget,
    findings: &mut Findings,
) {
    // One origin covers no other.
    if !list.has_wide() {
        return;
    }
    for (index, inner) in patterns.iter().enumerate() {
        let outer = covering(index, list, budget)
            .map(|outer| outer.and_then(|outer| patterns.get(outer)))
            .map(|outer| outer.or_else(|| listed_before(inner, patterns)));
        match outer {
            Ok(None) => {}
            Ok(Some(outer)) => {
                let message = format!("`{}` covers `{}`", outer.value, inner.value);
                findings.push(
                    Finding::new(&REDUNDANT_ORIGIN, inner.place, message)
                        .elsewhere("the pattern that covers it stands", outer.place)
                        .help("remove it"),
                );
            }
            Err(error) => report_too_large(inner.place, error, findings),
        }
        if budget.is_spent() {
            return;
        }
    }
}

/// The first pattern, other than itself, that covers the one at `inner`. Of two that cover each
/// other the one that stands first stays.
fn covering(inner: usize, list: &List<'_>, budget: &Budget) -> Result<Option<usize>, TooLarge> {
    let Some(known) = list.known().get(inner) else { return Ok(None) };
    for outer in list.covering(known) {
        let outer = outer?;
        let Some(other) = list.known().get(outer).filter(|_| outer != inner) else { continue };
        if outer > inner && covers(known, other, budget)? {
            continue;
        }
        return Ok(Some(outer));
    }
    Ok(None)
}

/// The origin of the list that is all that a regex matches, if it stands first.
fn listed_before<'p>(
    inner: &Placed<Pattern>,
    patterns: &'p [Placed<Pattern>],
) -> Option<&'p Placed<Pattern>> {
    let Pattern::Regular(regular) = &inner.value else { return None };
    if regular.language().count() != Count::Exactly(1) {
        return None;
    }
    let before = patterns.iter().take_while(|pattern| pattern.place < inner.place);
    let is_listed = |exact: String| exact == regular.witness();
    before.filter(|pattern| pattern.value.exact().is_some_and(is_listed)).last()
}

/// Reports a pattern that is too large, or, once, that all are together.
pub(super) fn report_too_large(place: Place, error: TooLarge, findings: &mut Findings) {
    let message = match error {
        TooLarge::States { .. } => format!("the pattern is too large: {error}"),
        TooLarge::Budget => format!("the policy is too large: {error}"),
    };
    let is_told = |one: &Finding| {
        one.rule == &POLICY_TOO_LARGE && one.message == Words::from(message.clone())
    };
    if error == TooLarge::Budget && findings.iter().any(is_told) {
        return;
    }
    findings.push(
        Finding::new(&POLICY_TOO_LARGE, place, message)
            .help("make the regexes simpler, or list the origins"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pattern::parse;

    /// Origins are not counted, and the pattern that is one too many is told of.
    #[test]
    fn a_thousand_wide_patterns_are_the_most() {
        let place = Place::new;
        let list = |wide: usize| -> Vec<Placed<Pattern>> {
            let wide = (0..wide).map(|n| format!("https://*.n{n}.example.com"));
            let texts = std::iter::once("https://example.com".to_owned()).chain(wide);
            (0..)
                .zip(texts)
                .map(|(at, text)| Placed::new(parse(&text).unwrap(), place(at)))
                .collect()
        };
        let mut findings = Findings::default();
        assert!(are_few_enough(&list(1000), &mut findings));
        assert_eq!(findings.iter().count(), 0);
        assert!(!are_few_enough(&list(1001), &mut findings));
        let told: Vec<Place> = findings.iter().map(|one| one.place).collect();
        assert_eq!(told, [place(1001)]);
    }

    /// Each pattern that is too large is told of, and that all together are is told once.
    #[test]
    fn too_much_work_is_told_once() {
        let mut findings = Findings::default();
        let states = TooLarge::States { limit: 1 };
        for (error, told) in [
            (states, 1),
            (states, 2),
            (TooLarge::Budget, 3),
            (TooLarge::Budget, 3),
            (states, 4),
            (TooLarge::Budget, 4),
        ] {
            report_too_large(Place::new(0), error, &mut findings);
            assert_eq!(findings.iter().count(), told, "{error}");
        }
    }
}
