//! Findings for people and for programs.

mod diagnostic;
pub mod github;
pub mod human;
pub mod json;
pub mod sarif;

pub use diagnostic::{Diagnostic, Label, RuleText, Suggestion, sort};

use clap::ValueEnum;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people, in the form of rustc.
    #[default]
    Human,
    /// For programs: the findings as data.
    Json,
    /// Annotations of GitHub's workflows.
    Github,
    /// SARIF 2.1.0, for GitHub's code scanning and others.
    Sarif,
}
