//! `cargo cors probe`: does a running server do what the policy says?
pub mod client;
pub mod fault;
pub mod run;
pub mod trial;
