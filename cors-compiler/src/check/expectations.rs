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
    let lists = Lists::of(checked, &automata);
    let patterns = [checked.allowed(), checked.ceiling(), checked.denied()].into_iter().flatten();
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
        let bytes = origin.value.as_bytes();
        let is_allowed = table.allows_origin(bytes);
        let may_be_added =
            table.runtime_origins.as_ref().is_some_and(|ceiling| ceiling.admits(bytes));
        match (must_allow, is_allowed) {
            (true, false) if may_be_added => findings.push(lists.not_yet_added(origin)),
            (true, false) => findings.push(lists.refused(origin)),
            (false, true) => findings.push(lists.allowed(origin)),
            (false, false) if may_be_added => findings.push(lists.may_be_added(origin)),
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
    let lists = Lists::of(checked, &automata);
    let is_any = matches!(checked.origins, CheckedOrigins::Any);
    let is_in = |list: &List<'_>, origin: &str| deciding(list, origin).is_some();
    for origin in &checked.must_allow {
        // From there on no pattern is found, and the policy has an error anyway.
        if findings.is_full() || automata.budget().is_spent() {
            return;
        }
        let is_allowed = is_any || is_in(&lists.allowed, &origin.value);
        let is_missing = unread.are_whole(&[Key::AllowOrigins]) && !is_allowed;
        let is_denied = is_in(&lists.denied, &origin.value);
        let may_be_added = !is_denied && is_in(&lists.ceiling, &origin.value);
        if (is_missing || is_denied) && !automata.budget().is_spent() {
            findings.push(if may_be_added {
                lists.not_yet_added(origin)
            } else {
                lists.refused(origin)
            });
        }
    }
    if !unread.are_whole(&[Key::DenyOrigins]) {
        return;
    }
    for origin in &checked.must_deny {
        if findings.is_full() || automata.budget().is_spent() {
            return;
        }
        let is_denied = is_in(&lists.denied, &origin.value);
        let is_allowed = !is_denied && (is_any || is_in(&lists.allowed, &origin.value));
        let may_be_added = !is_denied && is_in(&lists.ceiling, &origin.value);
        if automata.budget().is_spent() {
            return;
        }
        if is_allowed {
            findings.push(lists.allowed(origin));
        } else if may_be_added {
            findings.push(lists.may_be_added(origin));
        }
    }
}

/// The patterns of a policy, to find the one that decides.
struct Lists<'p> {
    allowed: List<'p>,
    ceiling: List<'p>,
    denied: List<'p>,
    automata: &'p Automata,
}

impl<'p> Lists<'p> {
    fn of(checked: &'p Checked, automata: &'p Automata) -> Self {
        Self {
            allowed: List::new(checked.allowed(), automata),
            ceiling: List::new(checked.ceiling(), automata),
            denied: List::new(checked.denied(), automata),
            automata,
        }
    }

    fn refused(&self, origin: &Located<String>) -> Finding {
        let denial = deciding(&self.denied, &origin.value);
        must_allow::refused(origin, denial, !self.automata.budget().is_spent())
    }

    fn not_yet_added(&self, origin: &Located<String>) -> Finding {
        must_allow::not_yet_added(origin, deciding(&self.ceiling, &origin.value))
    }

    fn allowed(&self, origin: &Located<String>) -> Finding {
        let by = deciding(&self.allowed, &origin.value);
        must_deny::allowed(origin, by, !self.automata.budget().is_spent())
    }

    fn may_be_added(&self, origin: &Located<String>) -> Finding {
        must_deny::may_be_added(origin, deciding(&self.ceiling, &origin.value))
    }
}

/// The pattern of a list that matches the origin.
fn deciding<'p>(list: &List<'p>, origin: &str) -> Option<Located<&'p Pattern>> {
    let found = list.matching(origin).ok().flatten()?;
    Some(Located::new(found.pattern, found.location))
}
