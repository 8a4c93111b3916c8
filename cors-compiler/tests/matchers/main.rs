//! The production matchers, against a simple reference implementation.
//!
//! # The idea
//!
//! A server never sees the text of a pattern. It has one of several strategies, and each is there
//! because it is quick, not because it is plain. So the text is read
//! a second time here, by code that shares nothing with the product, is as slow as it likes, and
//! fits on two pages; and a third time, by automata of regex-automata. Then all three are tested with the same
//! origins, and must agree:
//!
//! ```text
//!                    ┌── compile_policy ── tables ── allows_origin ──────┐
//! a policy's text ───┼── reference: split, try every way, regex ─────────┼── equal?
//!                    └── reference: one regex each, dense automata ──────┘
//! ```
//!
//! Origins that go wrong are near those that go right. So each test starts from members of the
//! patterns and changes a byte, in every place, to what parsers stumble over.
//!
//! | file | what it compares with the reference |
//! | --- | --- |
//! | `random_policies` | policies that overlap, for the neighbours of their members; with both references |
//! | `exhaustive` | one pattern of every kind, for every short host; with both references |
//! | `strategies` | every strategy for finite sets, with every edit of every origin |
//! | `relations` | what the compiler reports about two patterns: covered, denied, nothing denied |
//! | `expectations` | `must_allow` and `must_deny` |
//! | `outsiders` | which patterns are refused for their reach, and the outsider that is named |
//!
//! Source: the method is that of W. McKeeman, *Differential Testing for Software*, 1998.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod exhaustive;
mod expectations;
mod neighbours;
mod outsiders;
mod policy;
mod random_policies;
mod reference;
mod relations;
mod strategies;
mod universe;
