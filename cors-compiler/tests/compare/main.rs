//! Policies compared by meaning, against the tables that serve.
//!
//! | file | what |
//! | --- | --- |
//! | `rewrites` | another way to write a policy is no change, also in the tables and in the other notation |
//! | `edits` | what was gained is allowed by the new table and refused by the old one, and the reverse; an equal result means equal tables |
//! | `random` | the policies: few names, so that their patterns overlap |
//! | `cases` | single comparisons, with all that is found |
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod cases;
mod edits;
mod random;
mod rewrites;

use cors_compiler::compare::{Comparison, Meaning, compare};
use cors_compiler::{Findings, toml};

/// The meaning of a text.
fn meaning(text: &str) -> Meaning {
    let policy = toml::parse(text, &mut Findings::default()).0;
    Meaning::of(&policy).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}

fn compared(old: &str, new: &str) -> Comparison {
    compare(&meaning(old), &meaning(new)).unwrap_or_else(|error| panic!("{error}:\n{old}\n{new}"))
}
