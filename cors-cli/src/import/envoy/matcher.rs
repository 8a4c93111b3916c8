//! A `StringMatcher` of Envoy as a condition on origins.

use std::ops::Range;

use cors_compiler::language::Automata;
use cors_compiler::migration::{Condition, Predicate};

use crate::import::regex::as_read_here;
use crate::import::yaml::Node;
use crate::scan::Unread;

/// How many steps the comparison of a regex with a text may take.
const MAX_STEPS: usize = 1_000_000;

/// A matcher of origins.
pub(super) struct Matcher {
    pub(super) condition: Condition,
    /// Where its text is.
    pub(super) range: Range<usize>,
    /// Whether it matches the text `*`.
    pub(super) admits_star: bool,
}

/// Reads a matcher.
pub(super) fn read(node: &Node) -> Result<Matcher, Unread> {
    let unread = |node: &Node, reason| Unread { range: node.range.clone(), reason };
    let ignores_case = ["ignore_case", "ignoreCase"]
        .iter()
        .find_map(|name| node.get(name))
        .is_some_and(|value| value.boolean() == Some(true));
    let kinds = ["exact", "prefix", "suffix", "contains"];
    if let Some((kind, value)) = kinds.iter().find_map(|kind| Some((*kind, node.get(kind)?))) {
        let text = value.text().ok_or_else(|| unread(value, "expected a string"))?;
        let written = format!("{kind}: {text}{}", if ignores_case { ", ignore_case" } else { "" });
        // Origins are in lower case.
        let text = if ignores_case { text.to_ascii_lowercase() } else { text.to_owned() };
        let (admits_star, means) = match kind {
            "exact" => {
                let admits_star = text == "*";
                let condition = Condition::Exactly(text);
                return Ok(Matcher { condition, range: value.range.clone(), admits_star });
            }
            "prefix" => ("*".starts_with(&text), Predicate::StartsWith(text)),
            "suffix" => ("*".ends_with(&text), Predicate::EndsWith(text)),
            _ => ("*".contains(&text), Predicate::Contains(text)),
        };
        let condition = Condition::If(Predicate::Written { text: written, means: Box::new(means) });
        return Ok(Matcher { condition, range: value.range.clone(), admits_star });
    }
    let regex = ["safe_regex", "safeRegex"].iter().find_map(|name| node.get(name));
    let value = regex
        .and_then(|regex| regex.get("regex"))
        .ok_or_else(|| unread(node, "this kind of matcher is not read"))?;
    let text = value.text().ok_or_else(|| unread(value, "expected a string"))?;
    let read = as_read_here(text, false)
        .ok_or_else(|| unread(value, "RE2 may read this regex in another way"))?;
    // The whole origin must match.
    let whole = if read.contains('|') { format!("^(?:{read})$") } else { format!("^{read}$") };
    let means = Predicate::Matches(whole);
    let admits_star =
        Automata::within(MAX_STEPS).predicate(&means).is_ok_and(|language| language.contains(b"*"));
    let written = format!("safe_regex: {text}");
    let condition = Condition::If(Predicate::Written { text: written, means: Box::new(means) });
    Ok(Matcher { condition, range: value.range.clone(), admits_star })
}
