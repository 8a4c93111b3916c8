//! The catalogue's own examples: each `wrong` breaks its rule, each `right` breaks none.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use cors_compiler::rules::{self, Rule};
use cors_compiler::tokens;

fn broken_rules(policy: &str) -> Vec<&'static str> {
    tokens::diagnose(policy.parse().expect("the example is made of tokens"))
        .into_iter()
        .map(|diagnostic| diagnostic.rule.name)
        .collect()
}

#[test]
fn each_wrong_example_breaks_its_rule() {
    for Rule { name, wrong, .. } in rules::all() {
        assert!(broken_rules(wrong).contains(name), "{name}: {:?}", broken_rules(wrong));
    }
}

#[test]
fn each_right_example_breaks_none() {
    for Rule { name, right, .. } in rules::all() {
        assert_eq!(broken_rules(right), [""; 0], "{name}");
    }
}
