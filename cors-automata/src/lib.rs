//! Sets of origins as minimal automata, and whom a set of origins trusts.
//!
//! `cors-compiler` calls this crate for every question about patterns: whether one covers another, which origins
//! remain after denials, how many registrable domains a regex matches. No policy, rule or message is in it. It is a
//! crate of its own so that cargo builds it next to the parsers of tokens and TOML.
//!
//! | module | what |
//! | --- | --- |
//! | [`language`] | regular languages of byte strings, and operations on them within a budget |
//! | [`origins`] | the language of the origins that a browser can send |
//! | [`trust`] | the registrable domains of a language of origins |
//! | [`order`] | sorting, for code that is compiled without optimization |
#![forbid(unsafe_code)]
#![deny(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the same policy gives the same tables, whatever machine, folder, time or process"
)]
#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "states and classes index the tables that were made for them, and all sizes are bounded"
)]

pub mod language;
pub mod order;
pub mod origins;
pub mod trust;
