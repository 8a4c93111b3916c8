//! The fixes that messages offer are applied: the finding must be gone, and nothing new may come up.
//!
//! ```text
//! policy ──compile──> finding ──> help: words, edits
//!    └──────────────────apply────────> policy ──compile──> not this finding, and no other
//! ```
//!
//! Policies are in macros, in texts, and in files with several policies.
//!
//! A help line without edits is advice, and is listed in [`ADVICE`] with the reason. An example must
//! apply, and be syntax.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod advice;
mod front_ends;

use std::collections::BTreeSet;

use cors_compiler::finding::{Certainty, Edit, Finding, Fix, TextEdit, Written};
use cors_compiler::key::Key;
use cors_compiler::rules::{self, RISK_WITHOUT_REASON, SYNTAX};

use advice::{ADVICE, COMES_UP};
use front_ends::{Case, Compiled, cases};

/// Each fix of each finding of each policy.
fn each_fix(mut check: impl FnMut(&Case, &Compiled, &Finding, &str, &Fix)) {
    for case in cases() {
        let compiled = case.front_end.compile(&case.source);
        for finding in compiled.findings() {
            for help in &finding.helps {
                if let Some(fix) = &help.fix {
                    check(&case, &compiled, finding, help.words.template(), fix);
                }
            }
        }
    }
}

/// The policy with a fix applied.
fn mended(case: &Case, compiled: &Compiled, fix: &Fix) -> Option<String> {
    let edits = compiled.edits(fix)?;
    for pair in edits.windows(2) {
        assert!(pair[0].range.end < pair[1].range.start, "{edits:?}");
    }
    Some(TextEdit::apply_all(&case.source, &edits))
}

/// Whether the same is found at the same place.
fn is_same(before: &Compiled, finding: &Finding, after: &Compiled, other: &Finding) -> bool {
    let start = |compiled: &Compiled, finding: &Finding| {
        compiled.range(finding.location).map(|range| range.start)
    };
    finding.rule == other.rule
        && finding.message == other.message
        && start(before, finding) == start(after, other)
}

#[test]
fn a_fix_mends_what_was_found_and_nothing_new_comes_up() {
    let (mut wrong, mut certain, mut examples) = (Vec::new(), 0, 0);
    each_fix(|case, before, finding, template, fix| {
        let rule = finding.rule.name;
        let about = format!("{}: `{rule}`: {template}", case.from);
        let Some(text) = mended(case, before, fix) else {
            wrong.push(format!("{about}: cannot be applied: {fix:?}\n{}", case.source));
            return;
        };
        let after = case.front_end.compile(&text);
        if after.count(SYNTAX.name) > before.count(SYNTAX.name) {
            wrong.push(format!("{about}: is not syntax:\n{text}"));
            return;
        }
        if fix.certainty == Certainty::Example {
            examples += 1;
            return;
        }
        certain += 1;
        let alike = |compiled: &Compiled| {
            let findings = compiled.findings().iter();
            findings
                .filter(|one| one.rule == finding.rule && one.message == finding.message)
                .count()
        };
        if alike(&after) >= alike(before) {
            wrong.push(format!("{about}: is found again:\n{text}"));
        }
        // Behind a mistake of syntax, others may have been hidden.
        let new: Vec<_> = rules::all()
            .map(|rule| rule.name)
            .filter(|&new| after.count(new) > before.count(new) && finding.rule != &SYNTAX)
            .filter(|new| !COMES_UP.iter().any(|(of, comes, _)| of.contains(&rule) && comes == new))
            .collect();
        if !new.is_empty() {
            wrong.push(format!("{about}: {new:?} comes up:\n{text}"));
        }
    });
    println!("{certain} certain fixes, {examples} examples");
    assert!(wrong.is_empty(), "{} wrong\n\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(certain > 150 && examples > 50, "only {certain} fixes and {examples} examples");
}

#[test]
fn a_help_line_without_edits_is_advice() {
    let mut advice = BTreeSet::new();
    let mut unlisted = BTreeSet::new();
    for case in cases() {
        for finding in case.front_end.compile(&case.source).findings() {
            for help in finding.helps.iter().filter(|help| help.fix.is_none()) {
                let template = help.words.template();
                match ADVICE.iter().find(|(listed, _)| *listed == template) {
                    Some((listed, _)) => advice.insert(*listed),
                    None => unlisted.insert(format!("{}: {template:?}", finding.rule.name).leak()),
                };
            }
        }
    }
    assert!(unlisted.is_empty(), "neither edits nor advice: {unlisted:#?}");
    let unused: Vec<_> = ADVICE.iter().filter(|(line, _)| !advice.contains(line)).collect();
    assert!(unused.is_empty(), "no message has these any more: {unused:#?}");
}

/// The reason of a risk must be filled in: as the help has it, it is refused.
#[test]
fn a_risk_is_not_accepted_with_the_words_of_the_help() {
    let mut followed = 0;
    each_fix(|case, before, finding, template, fix| {
        let accepts = |edit: &Edit| {
            matches!(edit, Edit::SetKey { key: Key::AcceptRisk, value: Written::Table(_) })
        };
        if !fix.edits.iter().any(accepts) || case.source.contains("accept_risk") {
            return;
        }
        let about = format!("{}: `{}`: {template}", case.from, finding.rule.name);
        let text = mended(case, before, fix).expect("it can be applied");
        let after = case.front_end.compile(&text);
        assert!(after.count(RISK_WITHOUT_REASON.name) > 0, "{about}\n{text}");
        let again = after.findings().iter().any(|other| is_same(before, finding, &after, other));
        assert!(!again, "{about}\n{text}");
        followed += 1;
    });
    assert!(followed > 5, "only {followed} risks were accepted");
}
