//! `cargo cors import`: the CORS configuration of another system, what it allows, and the policy to move to.
//!
//! ```text
//! file ──its syntax──> what sets the headers of CORS, and when ──> Configuration ──> as in `scan`
//! ```
//!
//! What is not understood is listed, and never guessed.

mod envoy;
mod gateway_api;
mod istio;
mod nginx;
mod regex;
mod s3;
mod yaml;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use cors_compiler::ast::Notation;

use crate::exit::Outcome;
use crate::failure::{Failure, Message};
use crate::output::Output;
use crate::report::Format;
use crate::scan::{self, File, Found, Reviewed, Unread};
use crate::sources::TextFile;

/// The arguments of `import`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Whose configuration it is.
    #[arg(value_enum)]
    system: System,
    /// The file. nginx: its main file or a part of it; S3: the configuration of a bucket, as JSON or XML; the others:
    /// YAML or JSON.
    file: PathBuf,
    /// How findings are printed. `github` and `sarif` have the findings only.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Print the policies to move to as TOML instead of Rust.
    #[arg(long)]
    toml: bool,
}

/// A system whose configurations are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum System {
    /// nginx: `add_header`, `map`, `set` and `if`; files that are included are read, too.
    Nginx,
    /// A bucket in S3: `CORSRules`, or `CORSConfiguration` in XML.
    S3,
    /// Envoy's CORS filter: its policies in `typed_per_filter_config`, or in the field `cors`.
    Envoy,
    /// Istio: `corsPolicy` of a `VirtualService`.
    Istio,
    /// The Kubernetes Gateway API: filters of type `CORS` of an `HTTPRoute`.
    GatewayApi,
}

/// What is in a file.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) found: Vec<Found>,
    /// Where there may be more.
    pub(crate) unread: Vec<Unread>,
}

/// The configurations in a text, in its order. Files that it includes are searched in `folder`.
///
/// # Errors
///
/// If the text is not in the syntax of the system, where that is, and why.
///
/// ```
/// use cors_cli::import::{System, configurations};
///
/// let text = r#"
///     location / {
///         if ($http_origin ~ "example.com") {
///             add_header Access-Control-Allow-Origin $http_origin;
///         }
///     }
/// "#;
/// let found = configurations(System::Nginx, text, ".".as_ref())?;
/// assert_eq!(found[0].review.findings[0].rule.name, "unbounded_trust");
/// # Ok::<(), cors_cli::scan::Unread>(())
/// ```
pub fn configurations(
    system: System,
    text: &str,
    folder: &std::path::Path,
) -> Result<Vec<Reviewed>, Unread> {
    let file = Arc::new(TextFile::new("", "", text.to_owned()));
    let Content { found, .. } = system.read(text, folder)?;
    Ok(found.into_iter().map(|one| Reviewed::new(one, &file)).collect())
}

impl System {
    fn read(self, text: &str, folder: &std::path::Path) -> Result<Content, Unread> {
        match self {
            Self::Nginx => nginx::read(text, folder),
            Self::S3 => s3::read(text),
            Self::Envoy => envoy::read(text),
            Self::Istio => istio::read(text),
            Self::GatewayApi => gateway_api::read(text),
        }
    }
}

/// Reads a configuration and reports it.
///
/// # Errors
///
/// If the file cannot be read, or the output cannot be written.
pub fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, Failure> {
    let shown = arguments.file.display().to_string();
    let text = fs::read_to_string(&arguments.file)
        .map_err(|error| Message::new(format!("cannot read {shown}: {error}")))?;
    let folder = arguments.file.parent().unwrap_or(&arguments.file);
    let text = Arc::new(TextFile::new(shown.as_str(), shown.as_str(), text));
    let Content { found, unread } = match arguments.system.read(text.text(), folder) {
        Ok(content) => content,
        Err(Unread { range, reason }) => {
            let (line, column) = text.line_and_column(range.start);
            output.error(&Message::new(format!("{shown}:{line}:{column}: {reason}")))?;
            return Ok(Outcome::Unreadable);
        }
    };
    let configurations = found.into_iter().map(|one| Reviewed::new(one, &text)).collect();
    let file = File { text, configurations, unread };
    let has_remarks =
        |one: &Reviewed| !(one.found.remarks.is_empty() && one.found.unread.is_empty());
    let is_remarkable = file.configurations.iter().any(has_remarks) || !file.unread.is_empty();
    let notation = if arguments.toml { Notation::Toml } else { Notation::Rust };
    let outcome = scan::write(&[file], &[], arguments.format, notation, output)?;
    Ok(if is_remarkable { outcome.max(Outcome::Findings) } else { outcome })
}
