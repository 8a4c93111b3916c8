//! The tables of keys and of header sets in `cors-runtime/docs/language.md` are made from their definitions: this test
//! compares the two.
//!
//! After a change of a key or a set: `BLESS=1 cargo test -p cors-compiler --test language_page`.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use cors_compiler::ast::Notation;
use cors_compiler::key::{Definition, Key};
use cors_compiler::model::{HEADER_SETS, HeaderSet, ORIGIN_SETS, OriginSet};
use cors_compiler::tokens;

/// The rest of the policy of each example: origins that include those of the examples.
const ORIGINS: &str = r#"allow_origins = ["https://example.com", "https://*.example.com"], "#;

const KEYS: &str = "| key | value | default |\n";
const SETS: &str = "| set | for | `allow_headers` | `expose_headers` |\n";
const SHELLS: &str = "| set | for | origins |\n";

#[test]
fn the_tables_are_made_from_the_definitions() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cors-runtime/docs/language.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let made = with_table(&page, KEYS, &keys());
    let made = with_table(&made, SETS, &sets());
    let made = with_table(&made, SHELLS, &shells());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &made).expect("written");
    }
    let written = std::fs::read_to_string(&path).expect("the page is there");
    assert!(
        written == made,
        "cors-runtime/docs/language.md does not list the keys and sets as they are: run with BLESS=1"
    );
}

/// The page with another table of the same head.
fn with_table(page: &str, head: &str, table: &str) -> String {
    let (before, rest) = page.split_once(head).expect("the page has the table");
    let (_, behind) = rest.split_once("\n\n").expect("the table ends");
    format!("{before}{table}\n{behind}")
}

fn sets() -> String {
    let mut table = format!("{SETS}| --- | --- | --- | --- |\n");
    for HeaderSet { name, protocol, request, response, source } in &HEADER_SETS {
        let names = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(", ")
        };
        let (request, response) = (names(request), names(response));
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| `{name}` | [{protocol}]({source}) | {request} | {response} |");
    }
    table
}

fn shells() -> String {
    let mut table = format!("{SHELLS}| --- | --- | --- |\n");
    for OriginSet { name, framework, origins, source } in &ORIGIN_SETS {
        let origins: Vec<String> = origins.iter().map(|origin| format!("`{origin}`")).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| `{name}` | [{framework}]({source}) | {} |", origins.join(", "));
    }
    table
}

/// A policy with an origin set, with credentials, has one warning for the set, and no error.
#[test]
fn each_origin_set_is_reported_once() {
    for OriginSet { name, .. } in &ORIGIN_SETS {
        let policy =
            format!("allow_origins = [{name}, \"https://a.example\"], allow_credentials = true");
        let found = tokens::findings_of(policy.parse().expect("the policy is made of tokens"));
        let found: Vec<&str> = found.iter().map(|finding| finding.rule.name).collect();
        assert_eq!(found, ["shared_app_origin"], "{policy}");
    }
}

/// A policy with a set in both lists has nothing to report, and neither does one with all sets.
#[test]
fn each_set_is_valid() {
    let all: Vec<&HeaderSet> = HEADER_SETS.iter().collect();
    for sets in HEADER_SETS.iter().map(|set| vec![set]).chain([all]) {
        let list = |key: &str, of_set: fn(&HeaderSet) -> &'static [&'static str]| {
            let sets = sets.iter().filter(|set| !of_set(set).is_empty());
            let names: Vec<&str> = sets.map(|set| set.name).chain(["\"x-trace\""]).collect();
            format!("{key} = [{}]", names.join(", "))
        };
        let request = list("allow_headers", |set| set.request);
        let response = list("expose_headers", |set| set.response);
        let policy = format!(
            "allow_origins = [\"https://example.com\"], max_age = \"2h\", {request}, {response}"
        );
        let found = tokens::findings_of(policy.parse().expect("the policy is made of tokens"));
        let found: Vec<&str> = found.iter().map(|finding| finding.rule.name).collect();
        assert!(found.is_empty(), "{policy}: {found:?}");
    }
}

fn keys() -> String {
    let mut table = format!("{KEYS}| --- | --- | --- |\n");
    for key in Key::ALL {
        let Definition { name, value, absent, .. } = key.definition();
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| `{name}` | {value} | {absent} |");
    }
    table
}

/// Each example is read without an error that is about its own form.
#[test]
fn each_example_is_a_value_of_its_key() {
    for key in Key::ALL {
        let example = key.example().printed(Notation::Rust);
        let origins = match key {
            Key::AllowOrigins | Key::Closed => "",
            _ => ORIGINS,
        };
        let policy = format!("{origins}{key} = {example}");
        let found = tokens::findings_of(policy.parse().expect("the example is made of tokens"));
        let rules: BTreeSet<&str> = found.iter().map(|finding| finding.rule.name).collect();
        // Unneeded exceptions don't concern the form of the example.
        let may_be = [
            "no_max_age",
            "unneeded_risk",
            "unneeded_allow",
            "denial_keeps_subdomains",
            "risk_without_reason",
            "storage_access_without_credentials",
        ];
        assert!(rules.iter().all(|rule| may_be.contains(rule)), "{policy}: {rules:?}");
    }
}
