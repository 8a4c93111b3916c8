//! `cargo cors scan`: the CORS configurations of other libraries, what they allow, and the policies to move to.
//!
//! ```text
//! files ──bytes──> those that name a library ──syn──> chains of calls ──> Configuration
//!                                                                           │ cors-compiler
//!          report <── findings, reach of predicates, the policy to move to <─┘
//! ```

mod evaluate;
mod files;
mod find;
mod found;
mod human;
mod imports;
mod json;
mod libraries;
mod reviewed;
mod scope;
mod summary;
mod value;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use cors_compiler::ast::Notation;

use crate::exit::Outcome;
use crate::failure::Failure;
use crate::output::Output;
use crate::report::{self, Diagnostic, Format};
use crate::sources::{Problem, TextFile};

pub(crate) use files::File;
pub(crate) use found::{Draft, List};
pub use found::{Found, Library, Remark, Unread};
pub use reviewed::Reviewed;
pub(crate) use value::Simplified;

/// The arguments of `scan`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders or Rust files [default: the current folder].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How findings are printed. `github` and `sarif` have the findings only.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Print the policies to move to as TOML instead of Rust.
    #[arg(long)]
    toml: bool,
}

/// The configurations in the text of a Rust file, in its order.
///
/// # Errors
///
/// If the text is not valid Rust.
///
/// ```
/// let text = r#"
///     use tower_http::cors::{AllowOrigin, CorsLayer};
///
///     fn cors() -> CorsLayer {
///         CorsLayer::new().allow_origin(AllowOrigin::predicate(|origin, _| {
///             origin.as_bytes().ends_with(b"example.com")
///         }))
///     }
/// "#;
/// let found = cors_cli::scan::configurations(text)?;
/// assert_eq!(found[0].review.findings[0].rule.name, "unbounded_trust");
/// # Ok::<(), syn::Error>(())
/// ```
pub fn configurations(text: &str) -> syn::Result<Vec<Reviewed>> {
    let found = find::find(&syn::parse_file(text)?).found;
    let file = Arc::new(TextFile::new("", "", text.to_owned()));
    Ok(found.into_iter().map(|one| Reviewed::new(one, &file)).collect())
}

/// Finds configurations and reports them.
///
/// # Errors
///
/// If the output cannot be written, or the current folder is not known.
pub fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, Failure> {
    let files::Read { files, problems } = files::read(&arguments.paths)?;
    let notation = if arguments.toml { Notation::Toml } else { Notation::Rust };
    write(&files, &problems, arguments.format, notation, output)
}

/// Writes a report of configurations, and what could not be read.
pub(crate) fn write(
    files: &[File],
    problems: &[Problem],
    format: Format,
    notation: Notation,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let all = files.iter().flat_map(|file| &file.configurations);
    let diagnostics = || -> Vec<Diagnostic> { all.flat_map(Reviewed::diagnostics).collect() };
    match format {
        Format::Human => human::write(files, notation, output)?,
        Format::Json => json::write(files, output)?,
        Format::Github => report::github::write(&diagnostics(), output)?,
        Format::Sarif => report::sarif::write(&diagnostics(), problems, output)?,
    }
    for problem in problems {
        output.error(&problem.message())?;
    }
    let has_findings =
        |file: &File| file.configurations.iter().any(|one| !one.review.findings.is_empty());
    Ok(match (problems.is_empty(), files.iter().any(has_findings)) {
        (false, _) => Outcome::Unreadable,
        (true, true) => Outcome::Findings,
        (true, false) => Outcome::Clean,
    })
}
