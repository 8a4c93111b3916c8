//! The configuration as JSON: a list of rules, or an object that has it as `CORSRules`.

use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Rule, Written};
use crate::scan::Unread;

#[derive(Deserialize)]
struct Whole<'t> {
    #[serde(rename = "CORSRules", borrow)]
    rules: Vec<&'t RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Fields<'t> {
    #[serde(borrow, default)]
    allowed_origins: Vec<&'t RawValue>,
    #[serde(borrow, default)]
    allowed_methods: Vec<&'t RawValue>,
    #[serde(borrow, default)]
    allowed_headers: Vec<&'t RawValue>,
    #[serde(borrow, default)]
    expose_headers: Vec<&'t RawValue>,
    #[serde(borrow)]
    max_age_seconds: Option<&'t RawValue>,
}

/// The rules in a text.
pub(super) fn rules(text: &str) -> Result<Vec<Rule>, Unread> {
    let not_valid = |reason| {
        move |error: serde_json::Error| {
            let range = place(text, error.line(), error.column());
            Unread { range, reason }
        }
    };
    let rules: Vec<&RawValue> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).map_err(not_valid("it is not valid JSON"))?
    } else {
        let whole: Whole<'_> = serde_json::from_str(text)
            .map_err(not_valid("it is not JSON with a list `CORSRules`, nor such a list"))?;
        whole.rules
    };
    rules.into_iter().map(|rule| self::rule(text, rule)).collect()
}

fn rule(text: &str, raw: &RawValue) -> Result<Rule, Unread> {
    let range = range(text, raw);
    let fields: Fields<'_> = serde_json::from_str(raw.get())
        .map_err(|_| Unread { range: range.clone(), reason: "it is not a rule of S3" })?;
    let texts = |list: Vec<&RawValue>| -> Result<Vec<Written<String>>, Unread> {
        list.into_iter().map(|one| value(text, one, "expected a string")).collect()
    };
    let seconds = fields.max_age_seconds;
    Ok(Rule {
        range,
        origins: texts(fields.allowed_origins)?,
        unread: Vec::new(),
        methods: texts(fields.allowed_methods)?,
        headers: texts(fields.allowed_headers)?,
        exposed: texts(fields.expose_headers)?,
        max_age: seconds.map(|raw| value(text, raw, "expected a number of seconds")).transpose()?,
    })
}

fn value<'t, T: Deserialize<'t>>(
    text: &str,
    raw: &'t RawValue,
    reason: &'static str,
) -> Result<Written<T>, Unread> {
    let range = range(text, raw);
    match serde_json::from_str(raw.get()) {
        Ok(value) => Ok(Written { value, range }),
        Err(_) => Err(Unread { range, reason }),
    }
}

/// Where a value is: it is a part of the text.
fn range(text: &str, raw: &RawValue) -> Range<usize> {
    let start = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    start..start.saturating_add(raw.get().len())
}

/// The byte at a line and a column, both counted from 1.
fn place(text: &str, line: usize, column: usize) -> Range<usize> {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start = lines.map(str::len).sum::<usize>().saturating_add(column.saturating_sub(1));
    let start = start.min(text.len());
    start..start
}
