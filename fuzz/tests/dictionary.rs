//! The fuzzer's dictionary is generated from the keys and the rules. This test compares it.
//!
//! After a change of either: `BLESS=1 cargo test -p cors-fuzz --test dictionary`.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use cors_compiler::ast::Notation;
use cors_compiler::finding::Written;
use cors_compiler::{Key, rules};

#[test]
fn dictionary_has_every_key_and_every_rule() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("policy_text.dict");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, dictionary()).expect("written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == dictionary(), "fuzz/policy_text.dict is out of date: run with BLESS=1");
}

/// A word per line, in the format of libFuzzer.
fn dictionary() -> String {
    let keys = Key::ALL.iter().flat_map(|&key| {
        let entry = Written::entry(key, key.example()).printed(Notation::Toml);
        [key.name().to_owned(), entry]
    });
    let rules = rules::all().map(|rule| rule.name.to_owned());
    keys.chain(rules)
        .map(|word| format!("\"{}\"\n", word.replace('\\', "\\\\").replace('"', "\\\"")))
        .collect()
}
