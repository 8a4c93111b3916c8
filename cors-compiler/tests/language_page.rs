//! The table of keys in `cors-runtime/docs/language.md` is made from the keys' definitions: this test compares the
//! two.
//!
//! After a change of a key: `BLESS=1 cargo test -p cors-compiler --test language_page`.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use cors_compiler::ast::Notation;
use cors_compiler::key::{Definition, Key};
use cors_compiler::tokens;

/// The rest of the policy of each example: origins that include those of the examples.
const ORIGINS: &str = r#"allow_origins = ["https://example.com", "https://*.example.com"], "#;

const HEAD: &str = "| key | value | default |\n";

#[test]
fn the_table_is_made_from_the_keys() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cors-runtime/docs/language.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let (before, rest) = page.split_once(HEAD).expect("the page has the table");
    let (_, behind) = rest.split_once("\n\n").expect("the table ends");
    let made = format!("{before}{}\n{behind}", table());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &made).expect("written");
    }
    let written = std::fs::read_to_string(&path).expect("the page is there");
    assert!(
        written == made,
        "cors-runtime/docs/language.md does not list the keys as they are: run with BLESS=1"
    );
}

fn table() -> String {
    let mut table = format!("{HEAD}| --- | --- | --- |\n");
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
        ];
        assert!(rules.iter().all(|rule| may_be.contains(rule)), "{policy}: {rules:?}");
    }
}
