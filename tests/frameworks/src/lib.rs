//! The examples of `docs/frameworks.md`, which are compiled as tests.
//!
//! `tests/` has the frameworks that need no adapter. Those with one are tested in `cors-tests`, with every shared
//! test.
#![forbid(unsafe_code)]

/// The page.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/frameworks.md")]
mod page {}
