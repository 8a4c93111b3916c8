//! Compiles every case and compares the output of rustc.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

#[test]
fn every_rule_has_a_case() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let missing = cors_ui_tests::rules_without_case(&cases);
    assert!(missing.is_empty(), "rules without a case in tests/cases: {missing:?}");
}

#[test]
fn cases() {
    put_files_in_the_package();
    trybuild::TestCases::new().compile_fail("tests/cases/*.rs");
}

/// A program that forbids what the macros may not do in it compiles.
#[test]
fn strict_lints() {
    trybuild::TestCases::new().pass("tests/strict/*.rs");
}

/// A path of a policy is relative to the package, and trybuild compiles the cases in one of its own.
fn put_files_in_the_package() {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild/cors-ui-tests/files");
    fs::create_dir_all(&to).expect("the folder can be made");
    for file in fs::read_dir(from).expect("the files are there") {
        let file = file.expect("it can be read");
        fs::copy(file.path(), to.join(file.file_name())).expect("it can be written");
    }
}
