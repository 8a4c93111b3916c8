//! `cargo cors list`: the policies of a workspace.

mod human;
mod json;
mod markdown;
mod row;

use clap::{Args, ValueEnum};

use crate::exit::Outcome;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use crate::sources::{Places, compile_with};
use row::{MapRow, Row};

/// The arguments of `list`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    places: Places,
    /// How policies are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How policies are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
    /// A table for a page or a comment.
    Markdown,
}

/// Lists policies.
///
/// # Errors
///
/// If the output cannot be written.
pub fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, Failure> {
    let sources = arguments.places.read()?;
    let progress = Progress::of(output, sources.policies.len());
    let compiled = compile_with(&sources.policies, || progress.step());
    progress.end();
    let rows: Vec<Row<'_>> = sources.policies.iter().zip(&compiled).map(Row::of).collect();
    let maps: Vec<MapRow<'_>> = sources.maps.iter().map(MapRow::of).collect();
    match arguments.format {
        Format::Human => human::write(&rows, &maps, &sources, output)?,
        Format::Json => json::write(&rows, &maps, &sources, output)?,
        Format::Markdown => markdown::write(&rows, &maps, output)?,
    }
    for problem in &sources.problems {
        output.error(&problem.message())?;
    }
    Ok(if sources.problems.is_empty() { Outcome::Clean } else { Outcome::Unreadable })
}
