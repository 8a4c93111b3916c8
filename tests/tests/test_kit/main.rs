//! The test kit, `cors-test`: mistakes in programs, each with the message that it causes and what is reported of the
//! corrected program; and what pages and their browsers do.
//!
//! `BLESS=1 cargo test -p cors-tests --test test_kit` writes the messages anew.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod actix;
mod axum;
mod pages;
mod running;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use cors_runtime::{Policy, cors};
use cors_test::{Outcome, Page};

static API: Policy = cors! {
    allow_origins = ["https://app.example.com"],
    allow_credentials = true,
    allow_methods = [PUT],
    allow_headers = ["authorization", "x-trace"],
    max_age = "1h",
};

/// A policy that is like [`API`], and not the same.
static OTHER: Policy = cors! {
    allow_origins = ["https://app.example.com", "https://admin.example.com"],
    allow_credentials = true,
    allow_methods = [PUT],
    allow_headers = ["x-trace"],
    max_age = "1h",
};

fn page() -> Page {
    Page::at("https://app.example.com/start").calling("https://api.example.com")
}

/// The message with which an expectation fails.
#[track_caller]
fn message<'o>(expectation: impl FnOnce() -> &'o Outcome) -> String {
    match catch_unwind(AssertUnwindSafe(expectation)) {
        Ok(_) => panic!("the expectation holds, although there is a mistake"),
        Err(panic) => *panic.downcast::<String>().unwrap(),
    }
}

/// Compares a message with its file.
#[track_caller]
fn assert_message(name: &str, text: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = match name {
        // The example in the documentation of the crate.
        "header" => folder.join("../cors-test/src/example.txt"),
        _ => folder.join("tests/test_kit/messages").join(format!("{name}.txt")),
    };
    let text = format!("{}\n", text.trim_end());
    if std::env::var_os("BLESS").is_some() {
        return fs::write(path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "{name}.txt differs; BLESS=1 writes it anew");
}

/// The document shows the messages as they are.
#[test]
fn document_has_the_messages() {
    if std::env::var_os("BLESS").is_some() {
        // The other tests write them now.
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("../docs/testing-your-server.md")).unwrap();
    for name in ["axum_authentication_outside", "axum_layer_before_the_routes", "axum_two_policies"]
    {
        let path = root.join("tests/test_kit/messages").join(format!("{name}.txt"));
        let text = fs::read_to_string(path).unwrap();
        let (message, _) = text.split_once("\n\ncorrected:").unwrap();
        assert!(document.contains(message), "docs/testing-your-server.md lacks {name}.txt");
    }
}

/// What is reported of a program with a mistake, and of the corrected one.
#[track_caller]
fn assert_found(name: &str, mistake: &Outcome, corrected: &Outcome) {
    let found = message(|| mistake.expect_readable());
    corrected.expect_readable();
    assert_message(name, &format!("{found}\n\ncorrected:\n{corrected}"));
}
