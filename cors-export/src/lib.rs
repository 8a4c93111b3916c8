//! Writes a checked CORS policy as the configuration of a proxy, a gateway, a bucket or an edge worker.
//!
//! A policy that outgrows one process moves to another system. This crate writes it there as an expert of that system would,
//! and refuses what the system cannot express: the result never allows more than the policy.
//!
//! ```text
//! Checked --plan--> Plan --targets::nginx--> Export      files with the places where they belong
//!                    │
//!                    ├── native::s3            systems with a CORS feature of their own, compared with the policy
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
//! | `requested` | the parts of a request that are sent back |
//! | `targets` | programs that evaluate the policy's own patterns: one file each |
//! | `native` | systems with a CORS feature of their own: one file each, and the comparison with the policy |
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
mod loss;
mod native;
mod plan;
mod refusal;
pub mod regex;
mod requested;
mod target;
mod targets;

pub use difference::Difference;
pub use loss::{Loss, WiderEntry};
pub use native::SettingsOfTarget;
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
    /// Whether a system that cannot express the policy gets the largest part that it can express. Never is a page
    /// allowed more than the policy.
    pub narrow: bool,
}

/// A policy as the configuration of another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The files; the first one is the main one.
    pub files: Vec<File>,
    /// How the configuration differs from this library's own server. None of the differences allows a page more
    /// than the policy.
    pub differences: Vec<&'static Difference>,
    /// What the system cannot express, with [`Options::narrow`].
    pub losses: Vec<Loss>,
    /// Where the file belongs, and what the system does whatever the file says, if its format has no comments for that.
    pub notes: Vec<String>,
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
    match native::system(target) {
        Some(system) => native::write(target, system, &plan, options),
        None => targets::write(target, &plan),
    }
}
