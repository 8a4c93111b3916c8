//! The examples in Chromium, Firefox and WebKit, against their real servers.
//!
//! A browser that is not installed is skipped with a notice; with `CI=true` its absence is a failure.
//!
//! | file | contents |
//! | --- | --- |
//! | `quickstart` | the quickstart's table, on each of its servers |
//! | `handlers` | the examples `axum` and `actix-web`: two policies on one path |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod handlers;
mod quickstart;
