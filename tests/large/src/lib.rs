//! Applications of frameworks with large dependency trees. `docs/frameworks.md` has the same programs; `tests/` checks
//! that, and runs them.
#![forbid(unsafe_code)]

pub mod leptos;
pub mod loco;
