//! The CORS configuration of another library: what it allows, what is wrong with it, and the policy to move to.
//!
//! # The idea
//!
//! Libraries differ in how they are configured, not in what can be configured: origins that are listed or found
//! by a predicate, credentials, names, a duration. A program that reads sources puts what it found into a
//! [`Configuration`]; a predicate over the text of an origin is a language, like a pattern, so the same
//! questions can be asked of it, and the answers are findings of the same rules.
//!
//! ```text
//!   Configuration ──> [Condition] ── language ──> Review: findings, and how far each condition reaches
//!                         │
//!                         └── patterns within it ──> Proposal: a policy that compiles, and what it changes
//! ```
//!
//! Nothing is guessed. A condition that could not be read is [`Condition::Unknown`]; a pattern is proposed only if
//! every origin that it matches was allowed before, and an origin that is allowed no longer is shown.

mod configuration;
mod patterns;
mod predicate;
mod proposal;
mod review;

pub use configuration::{AnyOrigin, Condition, Configuration, Credentials, Names, Origins};
pub use predicate::{Predicate, PredicateError};
pub use proposal::{Change, ChangeKind, Proposal, propose};
pub use review::{Review, Reviewed, review};
