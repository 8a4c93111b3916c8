//! `cargo cors check`: what is wrong with the policies of a workspace.

mod fix;
mod overlay;
mod summary;

use clap::Args;

use crate::exit::Outcome;
use crate::failure::{Failure, Message};
use crate::output::Output;
use crate::progress::Progress;
use crate::report::{self, Diagnostic, Format};
use crate::sources::{Places, SourceMap, SourceRoutes, Sources, Trees, compile_with};

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    places: Places,
    /// How findings are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Applies the suggestions that are certain.
    #[arg(long)]
    fix: bool,
    /// Prints the suggestions that are certain as a diff, and changes no file.
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    diff: bool,
    /// With `--fix`: changes files that have uncommitted changes, or are not in a Git repository, too.
    #[arg(long, requires = "fix")]
    allow_dirty: bool,
    /// Warnings count as findings.
    #[arg(long)]
    deny_warnings: bool,
}

/// What was checked.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) sources: Sources,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Compiles the policies and the maps of these sources, and reads the lists of handlers.
    pub(crate) fn new(sources: Sources, progress: &Progress) -> Self {
        let compiled = compile_with(&sources.policies, || progress.step());
        let mut diagnostics: Vec<Diagnostic> =
            compiled.into_iter().flat_map(|policy| policy.diagnostics).collect();
        diagnostics.extend(sources.maps.iter().flat_map(SourceMap::diagnostics));
        diagnostics.extend(sources.routes.iter().flat_map(SourceRoutes::diagnostics));
        report::sort(&mut diagnostics);
        Self { sources, diagnostics }
    }

    fn outcome(&self, deny_warnings: bool) -> Outcome {
        let is_finding = |it: &Diagnostic| it.is_error || deny_warnings;
        let found = if self.diagnostics.iter().any(is_finding) {
            Outcome::Findings
        } else {
            Outcome::Clean
        };
        let read =
            if self.sources.problems.is_empty() { Outcome::Clean } else { Outcome::Unreadable };
        found.max(read)
    }
}

/// Checks policies.
///
/// # Errors
///
/// If the output cannot be written, or files cannot be changed.
pub fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, Failure> {
    let Trees { trees, problems } = arguments.places.trees()?;
    if arguments.fix || arguments.diff {
        let fixed = fix::fix(&trees, output);
        if arguments.diff {
            fixed.write_diff(output)?;
        } else {
            fixed.save(arguments.allow_dirty, output)?;
        }
    }
    let mut sources = Sources { problems, ..Sources::default() };
    for (tree, extent) in &trees {
        sources.extend(Sources::read(tree, extent));
    }
    let progress = Progress::of(output, sources.policies.len());
    let checked = Checked::new(sources, &progress);
    progress.end();
    if !arguments.diff {
        print(&checked, arguments.format, output)?;
    }
    Ok(checked.outcome(arguments.deny_warnings))
}

fn print(checked: &Checked, format: Format, output: &mut Output) -> Result<(), Failure> {
    let Checked { sources, diagnostics } = checked;
    match format {
        Format::Human => {
            report::human::write(diagnostics, output)?;
            summary::write(checked, output)?;
        }
        Format::Json => report::json::write(diagnostics, sources, output)?,
        Format::Github => report::github::write(diagnostics, output)?,
        Format::Sarif => report::sarif::write(diagnostics, &sources.problems, output)?,
    }
    sources.problems.iter().try_for_each(|problem| output.error(&problem.message()))
}

/// The error for a file that cannot be written.
fn cannot_write(file: &str, error: &std::io::Error) -> Message {
    Message::new(format!("`{file}` cannot be written: {error}"))
}
