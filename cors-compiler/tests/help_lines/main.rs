//! The repairs that messages offer, followed mechanically: what a `help: write …` line says is put in
//! the marked place, and the same rule must not come again there.
//!
//! ```text
//! policy ──compile──> place, rule, `write "https://example.com"`
//!    └─────replace at the place──────> policy ──compile──> not this rule, not there
//! ```
//!
//! The policies are those of both corpora, of files and of ui tests, and the catalogue's wrong ones.
//! A help line that begins with "write" is a replacement, or stands in [`EXAMPLES`] with the reason
//! why it is none.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod doors;
mod help;

use std::collections::BTreeSet;
use std::ops::Range;

use cors_compiler::rules::{self, SYNTAX};

use doors::{Door, Found};
use help::{EXAMPLES, Help};

/// A policy of a corpus, and where it is from.
struct Case {
    from: String,
    door: Door,
    source: String,
}

fn cases() -> Vec<Case> {
    let mut cases = doors::texts();
    cases.extend(doors::ui_tests());
    cases.extend(rules::all().map(|rule| Case {
        from: rule.name.to_owned(),
        door: Door::Tokens,
        source: rule.wrong.to_owned(),
    }));
    cases
}

/// Tables where a value should be, under a `[[header]]` or with dotted keys: their entries stand apart,
/// and there is no one place to put the value.
const TABLES: (&str, &str) = ("tables_of_every_kind.toml", "wrong_value");

/// How many mistakes of syntax a policy has.
fn breaks(door: Door, source: &str) -> usize {
    door.compile(source).iter().filter(|found| found.rule == SYNTAX.name).count()
}

fn replaced(source: &str, range: Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &source[..range.start], &source[range.end..])
}

/// What is replaced: the marked place, or the list or the regex around it, where the repair is of
/// the whole.
fn extent(source: &str, place: &Range<usize>, repair: &Help<'_>) -> Option<Range<usize>> {
    let before = source[..place.start].trim_end();
    let is_regex = before.ends_with("regex(") || before.ends_with("regex =");
    match repair {
        Help::Entry(_) if is_regex || !before.ends_with('=') => {
            help::enclosing(source, place, b'[', b']')
        }
        Help::Regex(_) | Help::Place(_) if before.ends_with("regex(") => {
            let round = help::enclosing(source, place, b'(', b')')?;
            Some(round.start.saturating_sub("regex".len())..round.end)
        }
        Help::Regex(_) | Help::Place(_) if is_regex => help::enclosing(source, place, b'{', b'}'),
        Help::Before(_) => Some(place.start..place.start),
        Help::Policy(_) => Some(0..source.len()),
        Help::EntryOf { key, with } => help::entry(source, key, with.is_empty()),
        Help::Place(_) | Help::Regex(_) | Help::Entry(_) => Some(place.clone()),
    }
}

#[test]
fn what_a_help_line_says_mends_the_place() {
    let (mut wrong, mut followed) = (Vec::new(), 0);
    let mut examples = BTreeSet::new();
    for Case { from, door, source } in cases() {
        for Found { rule, place, helps } in door.compile(&source) {
            for line in &helps {
                let help = match Help::read(line) {
                    Some(Ok(help)) => help,
                    Some(Err(example)) => {
                        examples.insert(example);
                        continue;
                    }
                    None if line.starts_with("write ") => {
                        wrong.push(format!(
                            "{from}: `{rule}` neither a repair nor an example: {line}"
                        ));
                        continue;
                    }
                    None => continue,
                };
                if (from.as_str(), rule.as_str()) == TABLES {
                    continue;
                }
                // Errors of the whole policy have no place.
                let place = place
                    .clone()
                    .or_else(|| matches!(help, Help::Policy(_)).then_some(0..source.len()));
                let extent = place.as_ref().and_then(|place| extent(&source, place, &help));
                let Some(extent) = extent else {
                    wrong.push(format!("{from}: `{rule}` has no place to mend: {line}"));
                    continue;
                };
                followed += 1;
                let mended = replaced(&source, extent.clone(), help.text());
                // What something is put before stands behind it then.
                let behind = extent.start + if extent.is_empty() { help.text().len() } else { 0 };
                let again = door.compile(&mended).into_iter().any(|found| {
                    found.rule == rule && found.place.is_some_and(|place| place.start == behind)
                });
                if again {
                    wrong.push(format!("{from}: `{rule}` comes again after {line}\n{mended}"));
                }
                if matches!(help, Help::Policy(_)) && !door.compile(&mended).is_empty() {
                    wrong.push(format!("{from}: {line} is not a policy of its own\n{mended}"));
                }
                if breaks(door, &mended) > breaks(door, &source) {
                    wrong.push(format!("{from}: `{rule}` is no syntax after {line}\n{mended}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let unused: Vec<_> = EXAMPLES.iter().filter(|(line, _)| !examples.contains(line)).collect();
    assert!(unused.is_empty(), "no message says these any more: {unused:#?}");
    assert!(followed > 150, "only {followed} repairs were followed");
}

/// The help that names a risk must be filled in: pasted as it stands, it is refused.
#[test]
fn a_risk_is_not_accepted_with_the_words_of_the_help() {
    let mut followed = 0;
    for Case { from, door, source } in cases() {
        for Found { rule, helps, place } in door.compile(&source) {
            if source.contains("accept_risk") {
                continue;
            }
            for entry in helps.iter().filter_map(|line| help::risk(line)) {
                let comma =
                    if source.trim_end().ends_with(',') { "" } else { door.between_entries() };
                let pasted = format!("{}{comma}\n{entry}\n", source.trim_end());
                let found = door.compile(&pasted);
                followed += 1;
                assert!(
                    found.iter().any(|found| found.rule == "risk_without_reason"),
                    "{from}: {pasted}"
                );
                let again = found.iter().any(|found| found.rule == rule && found.place == place);
                assert!(!again, "{from}: {pasted}");
            }
        }
    }
    assert!(followed > 5, "only {followed} risks were accepted");
}
