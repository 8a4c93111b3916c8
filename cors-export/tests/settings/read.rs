//! What a document admits, read by other code than that of the library, and compared with this library's own server.
//!
//! An entry is a text with a `*` for any text, or a regex.

use cors_compiler::language::Automata;
use cors_export::{Export, Target};
use cors_runtime::Policy;
use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;

use crate::yaml::yaml;

/// Each string of a document.
fn strings(text: &str) -> Vec<String> {
    fn collect(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(string) => found.push(string.clone()),
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    let document = serde_json::from_str(text).unwrap_or_else(|_| yaml(text));
    collect(&document, &mut found);
    found
}

/// The entries of the list of origins.
pub fn entries(export: &Export) -> Vec<String> {
    let is_origin = |text: &String| text.contains("://") || text == "null";
    strings(&export.files[0].text).into_iter().filter(is_origin).collect()
}

/// Whether an entry admits an origin.
fn admits(target: Target, entry: &str, origin: &str) -> bool {
    if matches!(target, Target::Istio | Target::Kong) && entry.contains(['(', '[', '\\']) {
        let regex = entry.strip_prefix('^').unwrap_or(entry);
        let regex = regex.strip_suffix('$').unwrap_or(regex);
        return Automata::unlimited().regex(regex).unwrap().contains(origin.as_bytes());
    }
    match entry.split_once('*') {
        Some((before, after)) => {
            origin.len() >= before.len() + after.len()
                && origin.starts_with(before)
                && origin.ends_with(after)
        }
        None => entry == origin,
    }
}

/// Whether a page may read a response of this library's own server.
pub fn shares(policy: &Policy, origin: &str) -> bool {
    let mut headers = HeaderMap::new();
    headers.insert("origin", HeaderValue::from_str(origin).unwrap());
    let mut response = HeaderMap::new();
    policy.evaluate(&Method::GET, &headers).apply_to(&mut response);
    response.contains_key("access-control-allow-origin")
}

/// Origins with texts in the place of each `*`, placeholder and regex of a pattern, that pages can have.
fn origins_like(pattern: &str) -> Vec<String> {
    let mut shape = String::new();
    let mut depth = 0_usize;
    for char in pattern.chars() {
        match char {
            '{' => {
                if depth == 0 {
                    shape.push('*');
                }
                depth += 1;
            }
            '}' => depth -= 1,
            _ if depth == 0 => shape.push(char),
            _ => {}
        }
    }
    let mut origins = Vec::new();
    for text in [
        "",
        "a",
        "7",
        "a.b",
        "pr-12",
        "evil.example:80",
        "x.evil",
        "80",
        "8080",
        "a_b",
        "-",
        "a.",
        "ab",
    ] {
        let filled = shape.replace('*', text);
        origins.extend([
            filled.clone(),
            format!("{filled}.evil.example"),
            format!("{filled}:8443"),
            filled.replacen("https", "http", 1),
            filled.replacen("://", "://evil-", 1),
            filled.replacen("://", "://www.", 1),
        ]);
    }
    origins.retain(|origin| {
        cors_compiler::origins::origins().contains(origin.as_bytes())
            && !origin.contains("..")
            && !origin.contains("/.")
    });
    origins
}

/// Hosts whose characters are those that exported patterns support.
fn is_usual(origin: &str) -> bool {
    !origin.ends_with('.') && !origin.contains(".:")
}

/// Compares a document with the policy, over origins like its own entries and the policy's patterns.
pub fn compare(target: Target, text: &str, patterns: &[String], export: &Export) {
    let policy = Policy::from_toml(text).unwrap();
    let entries = entries(export);
    assert!(!entries.is_empty(), "{target:?}: {export:?}");
    let mut origins: Vec<String> = entries.iter().flat_map(|entry| origins_like(entry)).collect();
    origins.extend(patterns.iter().flat_map(|pattern| origins_like(pattern)));
    for origin in origins {
        let is_admitted = entries.iter().any(|entry| admits(target, entry, &origin));
        let is_allowed = shares(&policy, &origin);
        assert!(is_allowed || !is_admitted, "{target:?} is wider: {origin}\n{text}\n{entries:?}");
        if export.losses.is_empty() && is_usual(&origin) {
            assert!(is_admitted || !is_allowed, "{target:?} refuses {origin}\n{text}\n{entries:?}");
        }
    }
}
