//! The corpus: facts about CORS with their sources, as data.
//!
//! `conformance/cases.json` was taken from the Fetch and URL standards, the tests of the Go library
//! jub0bs/cors 1.0.2, web-platform-tests, and runs in Chromium 156. Its `meta` has details.

use serde_json::Value;

/// A corpus that cannot be read, or a case that lacks a field.
#[derive(Debug)]
pub struct CorpusError(String);

impl std::fmt::Display for CorpusError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CorpusError {}

/// The cases of one group, in order.
///
/// If the corpus has no such group.
///
/// The corpus has no such group.
pub fn group(name: &str) -> Result<Vec<Value>, CorpusError> {
    let corpus: Value = serde_json::from_str(include_str!("../conformance/cases.json"))
        .map_err(|error| CorpusError(error.to_string()))?;
    corpus
        .get(name)
        .and_then(Value::as_array)
        .cloned()
        .ok_or_else(|| CorpusError(format!("the corpus has no group `{name}`")))
}

/// A string of a case; empty if it is absent.
#[must_use]
pub fn text<'c>(case: &'c Value, key: &str) -> &'c str {
    case.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The strings of a list of a case; none if it is absent.
#[must_use]
pub fn texts<'c>(case: &'c Value, key: &str) -> Vec<&'c str> {
    let list = case.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A boolean of a case; false if it is absent.
#[must_use]
pub fn truth(case: &Value, key: &str) -> bool {
    case.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// The cases that this library answers differently on purpose, with the reasons.
///
/// A test that finds a difference looks it up here. A listed difference that does not occur fails the test
/// too.
pub const DIFFERENCES: &[(&str, &str)] = &[
    ("AH100", "header names are compared case-insensitively"),
    ("OP083", "browsers block port 1, so no page comes from it"),
    ("HT019", "17 empty elements are legal, and within this library's limit of 32"),
    ("HT021", "17 empty elements are legal, and within this library's limit of 32"),
    ("HT057", "names in any order are a legal list, though no browser sends one"),
];

/// The reason of an intended difference in this case, if there is one.
#[must_use]
pub fn difference(id: &str) -> Option<&'static str> {
    DIFFERENCES.iter().find(|(case, _)| *case == id).map(|&(_, why)| why)
}
