//! Compiles every case and compares the output of rustc.

use std::path::Path;

#[test]
fn every_rule_has_a_case() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let missing = cors_ui_tests::rules_without_case(&cases);
    assert!(missing.is_empty(), "rules without a case in tests/cases: {missing:?}");
}

#[test]
fn cases() {
    trybuild::TestCases::new().compile_fail("tests/cases/*.rs");
}
