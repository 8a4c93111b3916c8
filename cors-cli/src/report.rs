//! Findings for people and for programs.

mod diagnostic;

pub use diagnostic::{Diagnostic, Label};
