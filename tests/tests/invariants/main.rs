//! Properties of every policy, every request and every response, including hostile ones: one property per
//! test, with random policies whose meaning is known from how they were generated.
//!
//! | file | invariant |
//! | --- | --- |
//! | `pages` | I1: a page can do exactly what its policy allows, if nothing is cached from earlier requests |
//! | `answers` | I2: the form of the answer; I4: the contents of `Vary`; I6: the handler's headers are kept |
//! | `matchers` | I3: an origin is a member if a pattern matches it, and only if a browser can send it |
//! | `work` | I5: no allocation, and bounded time |
//! | `normal_form` | I7: a policy and its normal form give the same answers; normalising twice changes nothing |
//! | `patterns`, `policies`, `messages` | generators of random policies, requests and responses |
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

/// 256 policies per property, or the number in `PROPTEST_CASES`; a failing case is turned into a test by
/// hand, so no file is written.
fn config() -> Config {
    Config { failure_persistence: None, ..Config::default() }
}
