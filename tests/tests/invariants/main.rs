//! What must hold of every policy, every request and every response, however hostile: one property
//! a test, on random policies whose meaning is known from how they were made.
//!
//! | file | invariant |
//! | --- | --- |
//! | `pages` | I1: a page can do what its policy says, if nothing is remembered of earlier requests |
//! | `answers` | I2: the form of the answer; I4: the law of `Vary`; I6: what the handler sent stays |
//! | `matchers` | I3: an origin is a member if a pattern matches it, and only if a browser can send it |
//! | `work` | I5: no allocation, and bounded time |
//! | `normal_form` | I7: a policy and its normal form serve alike, and the normal form is its own |
//! | `patterns`, `policies`, `messages` | how random policies, requests and responses are made |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod answers;
mod matchers;
mod messages;
mod normal_form;
mod pages;
mod patterns;
mod policies;
mod work;

use proptest::test_runner::Config;

/// 256 policies a property, or as many as `PROPTEST_CASES` says; a case that fails becomes a test
/// by hand, not a file.
fn config() -> Config {
    Config { failure_persistence: None, ..Config::default() }
}
