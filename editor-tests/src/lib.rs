//! Asks rust-analyzer what it shows inside of the macros.
//!
//! The programs in `project/` have the questions in comments: see [`cases`]. [`analyzer`] asks them.

pub mod analyzer;
pub mod cases;
