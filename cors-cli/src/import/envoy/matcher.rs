//! A `StringMatcher` of Envoy, or a `StringMatch` of Istio, as a condition on origins.

use std::ops::Range;

use cors_compiler::language::Automata;
use cors_compiler::migration::{Condition, Predicate};

use crate::import::regex::as_read_here;
use crate::import::yaml::Node;
use crate::scan::Unread;

/// How many steps the comparison of a regex with a text may take.
const MAX_STEPS: usize = 1_000_000;

/// A matcher of origins.
pub(in crate::import) struct Matcher {
    pub(in crate::import) condition: Condition,
    /// Where its text is.
    pub(in crate::import) range: Range<usize>,
    /// Whether it matches the text `*`.
    pub(in crate::import) admits_star: bool,
}

/// Reads a matcher.
pub(in crate::import) fn read(node: &Node) -> Result<Matcher, Unread> {
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
            "exact" => return Ok(exactly(&text, value)),
            "prefix" => ("*".starts_with(&text), Predicate::StartsWith(text)),
            "suffix" => ("*".ends_with(&text), Predicate::EndsWith(text)),
            _ => ("*".contains(&text), Predicate::Contains(text)),
        };
        let condition = Condition::If(Predicate::Written { text: written, means: Box::new(means) });
        return Ok(Matcher { condition, range: value.range.clone(), admits_star });
    }
    if let Some(custom) = node.get("custom") {
        // Such as Lua.
        return Err(unread(custom, "what an extension matches is not read"));
    }
    let of_envoy = ["safe_regex", "safeRegex"].iter().find_map(|name| node.get(name));
    let value = of_envoy
        .map_or_else(|| node.get("regex"), |regex| regex.get("regex"))
        .ok_or_else(|| unread(node, "this kind of matcher is not read"))?;
    let kind = if of_envoy.is_some() { "safe_regex" } else { "regex" };
    regex(kind, value)
}

/// The matcher of a regex.
pub(in crate::import) fn regex(kind: &str, value: &Node) -> Result<Matcher, Unread> {
    let unread = |reason| Unread { range: value.range.clone(), reason };
    let text = value.text().ok_or_else(|| unread("expected a string"))?;
    let read = as_read_here(text, false)
        .ok_or_else(|| unread("RE2 may read this regex in another way"))?;
    // The whole origin must match.
    let whole = if read.contains('|') { format!("^(?:{read})$") } else { format!("^{read}$") };
    let means = Predicate::Matches(whole);
    let admits_star =
        means.language(&Automata::within(MAX_STEPS)).is_ok_and(|language| language.contains(b"*"));
    let written = format!("{kind}: {text}");
    let condition = Condition::If(Predicate::Written { text: written, means: Box::new(means) });
    Ok(Matcher { condition, range: value.range.clone(), admits_star })
}

/// The matcher of the text that a value is.
pub(in crate::import) fn text(value: &Node) -> Result<Matcher, Unread> {
    match value.text() {
        Some(text) => Ok(exactly(text, value)),
        None => Err(Unread { range: value.range.clone(), reason: "expected a string" }),
    }
}

/// The matcher of a text that a value has.
pub(in crate::import) fn exactly(text: &str, value: &Node) -> Matcher {
    let condition = Condition::Exactly(text.to_owned());
    Matcher { condition, range: value.range.clone(), admits_star: text == "*" }
}
