//! `must_allow` and `must_deny`: each origin is matched against the finished tables, and the message shows which
//! pattern decides.

use cors_tables::PolicyTable;

use super::{Checked, CheckedOrigins};
use crate::facts::List;
use crate::finding::{Finding, Findings};
use crate::key::Key;
use crate::language::{Automata, Budget};
use crate::location::Located;
use crate::model::{Pattern, Unread};
use crate::rules::{POLICY_TOO_LARGE, must_allow, must_deny};

/// How many steps it may take to find the patterns that decide; without them less is reported.
const MAX_STEPS: usize = 10_000_000;

/// How many steps it may take to ask the tables: a second where nothing is optimised. Five thousand
/// origins and 64 regexes take as many.
const MAX_QUESTION_STEPS: usize = 10_000_000;

/// Checks the expectations of the policy against its tables.
pub fn ask(checked: &Checked, table: &PolicyTable, findings: &mut Findings) {
    if checked.must_allow.is_empty() && checked.must_deny.is_empty() {
        return;
    }
    let automata = Automata::within(MAX_STEPS);
    let allowed = List::new(checked.allowed(), &automata);
    let denied = List::new(checked.denied(), &automata);
    let patterns = [checked.allowed(), checked.denied()].into_iter().flatten();
    let searched = patterns.filter(|one| matches!(one.value, Pattern::Regular(_))).count();
    let questions = Budget::of(MAX_QUESTION_STEPS);
    let must = |origins, is_allowed| std::iter::repeat(is_allowed).zip(origins);
    let all = must(&checked.must_allow, true).chain(must(&checked.must_deny, false));
    for (must_allow, origin) in all {
        if findings.is_full() {
            return;
        }
        let steps = origin.value.len().saturating_mul(searched.saturating_add(1));
        if questions.spend(steps).is_err() {
            let message = "`must_allow` and `must_deny` have too many origins to check";
            findings.push(
                Finding::new(&POLICY_TOO_LARGE, origin.location, message)
                    .because("the origins from here on are not checked")
                    .help("list a few origins for each pattern"),
            );
            return;
        }
        match (must_allow, table.allows_origin(origin.value.as_bytes())) {
            (true, false) => {
                let denial = deciding(&denied, &origin.value);
                let is_known = !automata.budget().is_spent();
                findings.push(must_allow::refused(origin, denial, is_known));
            }
            (false, true) => findings.push(must_deny::allowed(
                origin,
                deciding(&allowed, &origin.value),
                !automata.budget().is_spent(),
            )),
            (true, true) | (false, false) => {}
        }
    }
}

/// Checks the expectations of a policy that has an error, and so no tables, against its lists. Only
/// results that fixing the error can't change are reported.
pub(super) fn ask_of_lists(checked: &Checked, unread: &Unread, findings: &mut Findings) {
    if findings.iter().any(|one| one.rule == &POLICY_TOO_LARGE) {
        return;
    }
    let automata = Automata::within(MAX_STEPS);
    let allowed = List::new(checked.allowed(), &automata);
    let denied = List::new(checked.denied(), &automata);
    let is_any = matches!(checked.origins, CheckedOrigins::Any);
    let is_allowed_by_list = |origin: &str| is_any || deciding(&allowed, origin).is_some();
    let is_denied = |origin: &str| deciding(&denied, origin).is_some();
    for origin in &checked.must_allow {
        // From there on no pattern is found, and the policy has an error anyway.
        if findings.is_full() || automata.budget().is_spent() {
            return;
        }
        let is_missing =
            unread.are_whole(&[Key::AllowOrigins]) && !is_allowed_by_list(&origin.value);
        let is_refused_by_list = is_missing || is_denied(&origin.value);
        if is_refused_by_list && !automata.budget().is_spent() {
            let denial = deciding(&denied, &origin.value);
            let is_known = !automata.budget().is_spent();
            findings.push(must_allow::refused(origin, denial, is_known));
        }
    }
    let may_be_denied = !unread.are_whole(&[Key::DenyOrigins]);
    for origin in &checked.must_deny {
        if findings.is_full() || automata.budget().is_spent() {
            return;
        }
        let is_allowed_by_lists =
            !may_be_denied && is_allowed_by_list(&origin.value) && !is_denied(&origin.value);
        if is_allowed_by_lists && !automata.budget().is_spent() {
            findings.push(must_deny::allowed(
                origin,
                deciding(&allowed, &origin.value),
                !automata.budget().is_spent(),
            ));
        }
    }
}

/// The pattern of a list that matches the origin.
fn deciding<'p>(list: &List<'p>, origin: &str) -> Option<Located<&'p Pattern>> {
    let found = list.matching(origin).ok().flatten()?;
    Some(Located::new(found.pattern, found.location))
}
