//! Writes a checked CORS policy as the configuration of a proxy or an edge worker.
//!
//! A policy that outgrows one process moves to a proxy. This crate writes it there as an expert of that system would,
//! and refuses what the system cannot express: the result never allows more than the policy.
//!
//! ```text
//! Checked --plan--> Plan --targets::nginx--> Export      files with the places where they belong
//!                    │
//!                    └── regex: automaton -> regex       where the target matches origins by regexes
//! ```
//!
//! | module | contents |
//! | --- | --- |
//! | [`export`] | the entry point |
//! | [`Target`] | the systems, and how each differs from this library's own server |
//! | [`Refusal`] | why a policy cannot be exported |
//! | [`regex`] | from automata to regexes |
//! | `plan` | the parts of a policy that every target needs |
//! | `targets` | one file per system |
//!
//! ```
//! use cors_compiler::{Findings, check_policy, toml};
//! use cors_export::{Options, Target, export};
//!
//! let mut findings = Findings::default();
//! let (policy, _) = toml::parse(
//!     r#"
//!     allow_origins = ["https://example.com", "https://*.example.com"]
//!     allow_methods = ["PUT"]
//!     max_age       = "2h"
//!     "#,
//!     &mut findings,
//! );
//! let (checked, _) = check_policy(&policy, &mut findings).unwrap();
//!
//! let export = export(Target::Nginx, &checked, &Options::default()).unwrap();
//! assert!(export.files[0].text.contains(r#""~^https://(?:[a-z0-9_-]+\.)+example\.com$" $http_origin;"#));
//! ```
#![forbid(unsafe_code)]

mod difference;
mod header;
mod plan;
mod refusal;
pub mod regex;
mod target;
mod targets;

pub use difference::Difference;
pub use refusal::Refusal;
pub use target::{Target, UnknownTarget};

use cors_compiler::Checked;
use plan::Plan;

/// What is written besides the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The name of the policy, for the comment at the top, variables and file names, if the policy has no `name`.
    pub name: Option<String>,
    /// The file in which the policy is declared, for the comment at the top.
    pub declared_in: Option<String>,
}

/// A policy as the configuration of another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The files; the first one is the main one.
    pub files: Vec<File>,
    /// How the configuration differs from this library's own server. None of the differences allows a page more
    /// than the policy.
    pub differences: Vec<&'static Difference>,
}

/// A file of an [`Export`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, under which other files of the export refer to it.
    pub name: String,
    /// Its contents.
    pub text: String,
}

/// Writes a policy as the configuration of `target`.
///
/// # Errors
///
/// The target cannot express the policy, or the policy depends on the program that it is compiled into.
pub fn export(target: Target, policy: &Checked, options: &Options) -> Result<Export, Refusal> {
    let plan = Plan::new(policy, options)?;
    targets::write(target, &plan)
}
