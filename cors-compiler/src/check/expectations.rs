//! `must_allow` and `must_deny`: the finished tables are asked, and the message shows which
//! pattern decides.

use cors_tables::PolicyTable;

use super::list::List;
use super::relation::Known;
use super::{Checked, CheckedOrigins};
use crate::finding::{Edit, Finding, Findings, Help, words};
use crate::key::Key;
use crate::language::Budget;
use crate::model::{Pattern, Unread, pattern};
use crate::place::Placed;
use crate::rules::{MUST_ALLOW, MUST_DENY, POLICY_TOO_LARGE};

/// How many steps it may take to find the patterns that decide; without them less is reported.
const MAX_WORK: usize = 10_000_000;

/// How many steps it may take to ask the tables: a second where nothing is optimised. Five thousand
/// origins and 64 regexes take as many.
const MAX_QUESTIONS_WORK: usize = 10_000_000;

/// Asks the tables what the policy says that they answer.
pub fn ask(checked: &Checked, table: &PolicyTable, findings: &mut Findings) {
    if checked.must_allow().is_empty() && checked.must_deny().is_empty() {
        return;
    }
    let budget = Budget::of(MAX_WORK);
    let allowed = List::new(checked.allowed(), &budget);
    let denied = List::new(checked.denied(), &budget);
    let patterns = [checked.allowed(), checked.denied()].into_iter().flatten();
    let automata = patterns.filter(|one| matches!(one.value, Pattern::Regular(_))).count();
    let questions = Budget::of(MAX_QUESTIONS_WORK);
    let must = |origins, is_allowed| std::iter::repeat(is_allowed).zip(origins);
    let all = must(checked.must_allow(), true).chain(must(checked.must_deny(), false));
    for (must_allow, origin) in all {
        if findings.is_full() {
            return;
        }
        let steps = origin.value.len().saturating_mul(automata.saturating_add(1));
        if questions.spend(steps).is_err() {
            let message = "`must_allow` and `must_deny` have too many origins to check them all";
            findings.push(
                Finding::new(&POLICY_TOO_LARGE, origin.place, message)
                    .because("this one and those after it were not checked")
                    .help("list a few origins for each pattern"),
            );
            return;
        }
        match (must_allow, table.allows_origin(origin.value.as_bytes())) {
            (true, false) => findings.push(is_refused(checked, &denied, origin, &budget)),
            (false, true) => findings.push(is_allowed(checked, &allowed, origin, &budget)),
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
    let budget = Budget::of(MAX_WORK);
    let allowed = List::new(checked.allowed(), &budget);
    let denied = List::new(checked.denied(), &budget);
    let is_any = *checked.origins() == CheckedOrigins::Any;
    let is_allowed_by_list =
        |origin: &str| is_any || deciding(checked.allowed(), &allowed, origin).is_some();
    let is_denied = |origin: &str| deciding(checked.denied(), &denied, origin).is_some();
    for origin in checked.must_allow() {
        // From there on no pattern is found, and the policy has an error anyway.
        if findings.is_full() || budget.is_spent() {
            return;
        }
        let is_missing =
            unread.are_whole(&[Key::AllowOrigins]) && !is_allowed_by_list(&origin.value);
        let is_refused_by_list = is_missing || is_denied(&origin.value);
        if is_refused_by_list && !budget.is_spent() {
            findings.push(is_refused(checked, &denied, origin, &budget));
        }
    }
    let may_be_denied = !unread.are_whole(&[Key::DenyOrigins]);
    for origin in checked.must_deny() {
        if findings.is_full() || budget.is_spent() {
            return;
        }
        let is_allowed_by_lists =
            !may_be_denied && is_allowed_by_list(&origin.value) && !is_denied(&origin.value);
        if is_allowed_by_lists && !budget.is_spent() {
            findings.push(is_allowed(checked, &allowed, origin, &budget));
        }
    }
}

fn is_refused(
    checked: &Checked,
    denied: &List<'_>,
    origin: &Placed<String>,
    budget: &Budget,
) -> Finding {
    let message = format!("the policy refuses `{}`", origin.value);
    let finding = Finding::new(&MUST_ALLOW, origin.place, message);
    if let Some(denial) = deciding(checked.denied(), denied, &origin.value) {
        return finding.elsewhere(format!("`deny_origins` has `{}`", denial.value), denial.place);
    }
    if budget.is_spent() {
        return finding.help("add it to `allow_origins`, or remove it from `deny_origins`");
    }
    finding.note("no pattern of `allow_origins` matches it").help("add it to `allow_origins`")
}

fn is_allowed(
    checked: &Checked,
    allowed: &List<'_>,
    origin: &Placed<String>,
    budget: &Budget,
) -> Finding {
    let message = format!("the policy allows `{}`", origin.value);
    let finding = Finding::new(&MUST_DENY, origin.place, message);
    let deciding = deciding(checked.allowed(), allowed, &origin.value);
    let is_listed = deciding.is_some_and(|pattern| pattern.value.exact().is_some());
    let help = if is_listed {
        Help::from("remove it from `allow_origins`, or from `must_deny`")
    } else {
        match pattern::to_list(&origin.value) {
            Some(denial) => {
                let edit = Edit::AddItem { key: Key::DenyOrigins, item: denial.clone() };
                let words =
                    words!("add {denial} to `deny_origins`, or make the pattern narrower", denial);
                Help::example(words, [edit])
            }
            None => "make the pattern narrower".into(),
        }
    };
    match deciding {
        Some(pattern) => {
            finding.elsewhere(format!("it matches `{}`", pattern.value), pattern.place).help(help)
        }
        None if budget.is_spent() => finding.help(help),
        None => finding.note("`allow_origins = \"*\"` allows every origin"),
    }
}

/// The pattern that matches the origin: the one that is it, or else the first.
fn deciding<'p>(
    patterns: &'p [Placed<Pattern>],
    list: &List<'_>,
    origin: &str,
) -> Option<&'p Placed<Pattern>> {
    let found = match pattern::parse(origin) {
        // It is one origin: what is expected of a pattern was refused where it was read.
        Ok(pattern) => {
            let known = Known::new(&pattern);
            let matching: Vec<usize> = list.covering(&known).filter_map(Result::ok).collect();
            let is_it = |&index: &usize| {
                list.pattern(index).is_some_and(|pattern| pattern.exact().is_some())
            };
            matching.iter().copied().find(is_it).or_else(|| matching.into_iter().min())
        }
        // An origin that nobody would write, and that a browser may send all the same.
        Err(_) => (0..list.len())
            .map_while(|index| Some((index, list.matches(index, origin).ok()?)))
            .find_map(|(index, matches)| matches.then_some(index)),
    };
    patterns.get(found?)
}
