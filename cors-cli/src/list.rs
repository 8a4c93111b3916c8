//! `cargo cors list`: the policies of a workspace.

mod human;
mod row;

use clap::Args;

use crate::exit::Outcome;
use crate::failure::Failure;
use crate::output::Output;
use crate::sources::{Places, compile_all};

pub use row::Row;

/// The arguments of `list`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    places: Places,
}

/// Lists policies.
///
/// # Errors
///
/// If the output cannot be written.
pub fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, Failure> {
    let sources = arguments.places.read()?;
    let compiled = compile_all(&sources.policies);
    let rows: Vec<Row> = sources.policies.iter().zip(&compiled).map(Row::of).collect();
    human::write(&rows, &sources, output)?;
    for problem in &sources.problems {
        output.error(&problem.message())?;
    }
    Ok(if sources.problems.is_empty() { Outcome::Clean } else { Outcome::Unreadable })
}
