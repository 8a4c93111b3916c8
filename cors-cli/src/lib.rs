//! `cargo cors`: checks, lists, explains and compares the CORS policies of a workspace.
//!
//! A thin edge around `cors-compiler`: commands read sources, call the compiler, and print what it returns. No rule of
//! the policy language is here.
//!
//! ```text
//! arguments ──> command ──> sources ──> cors-compiler ──> report ──> output
//!                              │
//!                            Tree: a folder, or a revision of a Git repository
//! ```
#![forbid(unsafe_code)]

pub mod arguments;
pub mod check;
pub mod diff;
pub mod eval;
pub mod exit;
pub mod explain;
pub mod export;
pub mod failure;
pub mod generate;
pub mod import;
pub mod list;
pub mod output;
pub mod policy_name;
pub mod probe;
mod progress;
pub mod report;
pub mod scan;
pub mod sources;
mod wrap;

use std::ffi::OsString;

use clap::Parser as _;

use arguments::Arguments;
use exit::Outcome;
use failure::Failure;
use output::Output;

/// Runs the command in these arguments, of which the first is the name of the program.
///
/// ```
/// use cors_cli::exit::Outcome;
/// use cors_cli::output::Output;
///
/// let mut output = Output::captured();
/// let outcome = cors_cli::run(["cargo-cors", "list", "missing-folder"], &mut output);
/// assert_eq!(outcome, Outcome::Unreadable);
/// ```
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString>>,
    output: &mut Output,
) -> Outcome {
    let arguments = arguments::without_subcommand(arguments.into_iter().map(Into::into));
    let result = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments.command.run(output),
        Err(error) => output.usage(&error),
    };
    result.unwrap_or_else(|failure| match failure {
        // The reader of a pipe that has read enough, as `head` does, closes it.
        Failure::Write(_) => Outcome::Clean,
        Failure::Message(message) => output.fail(&message),
    })
}
