//! `cargo cors`: checks, lists, explains and compares the CORS policies of a workspace.
//!
//! A thin edge around `cors-compiler`: commands read sources, call the compiler, and print what it returns. No rule of
//! the policy language is here.
#![forbid(unsafe_code)]

pub mod eval;
pub mod exit;
pub mod probe;
