//! `cargo cors diff`: two states of a workspace compared by what their policies mean.
//!
//! ```text
//! OLD ──> sources ──┐
//!                   ├──> pairs ──compare──> changes ──> human, markdown, json
//! NEW ──> sources ──┘
//! ```

mod changes;
mod human;
mod json;
mod lines;
mod markdown;
mod pairs;
mod side;
mod unread;

use clap::{Args, ValueEnum};

use crate::exit::Outcome;
use crate::failure::Failure;
use crate::output::Output;
use changes::Changes;
use side::Sides;

/// The arguments of `diff`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The old state: a Git revision, `A..B` for two revisions, `A...B` for B since it branched off A, a file or a
    /// folder. A path that exists takes precedence over a revision of the same name.
    #[arg(value_name = "OLD")]
    old: String,
    /// The new state [default: the workspace of the current folder, with what is not committed].
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// Exits with 2 if a policy grants something that it did not grant before.
    #[arg(long)]
    deny_new: bool,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// How the result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text.
    Human,
    /// JSON, for other programs.
    Json,
    /// Markdown, for a comment on a pull request.
    Markdown,
}

/// Compares two states.
///
/// # Errors
///
/// If a state cannot be read, or if the output cannot be written.
pub fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, Failure> {
    let sides = Sides::read(&arguments.old, arguments.new.as_deref())?;
    let changes = Changes::between(&sides);
    match arguments.format {
        Format::Human => human::write(&changes, output)?,
        Format::Json => json::write(&changes, output)?,
        Format::Markdown => markdown::write(&changes, output)?,
    }
    let problems = &changes.unread.problems;
    for (side, problem) in problems {
        output.error(&problem.message().note(format!("in {side}")))?;
    }
    if !problems.is_empty() || changes.has_not_comparable() {
        return Ok(Outcome::Unreadable);
    }
    let is_denied = arguments.deny_new && changes.grant_new_access();
    Ok(if is_denied { Outcome::NewAccess } else { Outcome::Clean })
}
