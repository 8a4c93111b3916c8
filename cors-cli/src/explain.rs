//! `cargo cors explain`: a policy in words, or its automata as a picture.

mod dot;
mod layout;
mod mermaid;
mod picture;
mod svg;

use std::io::Write as _;

use clap::{Args, ValueEnum};
use cors_tables::explain::Explanation;

use crate::exit::Outcome;
use crate::failure::{Failure, Message};
use crate::output::Output;
use crate::policy_name;
use crate::wrap::wrapped;
use picture::Picture;

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The policy: `API`, `api::policies::API`, `cors.toml#api`, `policy.toml` or `src/main.rs:12`.
    #[arg(value_name = "POLICY")]
    policy: String,
    /// Draws the automata of its patterns instead.
    #[arg(long, value_enum, value_name = "FORMAT")]
    graph: Option<Format>,
    /// Draws one automaton for all allowed origins, without the denied ones.
    #[arg(long, requires = "graph")]
    whole: bool,
}

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For Graphviz.
    Dot,
    /// For Mermaid, in Markdown.
    Mermaid,
    /// A picture.
    Svg,
}

/// How many states a picture may have that is laid out here or by Mermaid.
const MOST_NODES: usize = 150;

/// How many edges such a picture may have: more than that cannot be followed.
const MOST_EDGES: usize = 200;

/// Explains a policy.
///
/// # Errors
///
/// If the policy is not found, or has errors; or if the output cannot be written.
pub fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, Failure> {
    let policy = policy_name::read(&arguments.policy)?;
    let compiled = policy.compile();
    if let Some(format) = arguments.graph {
        let written = compiled.policy.ok_or_else(|| does_not_compile(&arguments.policy))?;
        let picture = Picture::of(&written, arguments.whole)?;
        let text = match format {
            Format::Dot => dot::written(&picture),
            Format::Mermaid => mermaid::written(bounded(&picture)?),
            Format::Svg => svg::written(bounded(&picture)?),
        };
        write!(output, "{text}")?;
        return Ok(Outcome::Clean);
    }
    let table = compiled.table.ok_or_else(|| does_not_compile(&arguments.policy))?;
    let declared = &policy.declared;
    let (line, _) = declared.line_and_column();
    let name = declared.full_name();
    let place = format!("{}:{line}", declared.file.shown);
    match name == declared.file.shown {
        true => writeln!(output, "{place}\n")?,
        false => writeln!(output, "{name}  {place}\n")?,
    }
    let width = output.style().width;
    for line in Explanation::new(&table).to_string().lines() {
        // Rows of a table stay as they are.
        if line.starts_with(' ') {
            writeln!(output, "{line}")?;
            continue;
        }
        for part in wrapped(line, width) {
            writeln!(output, "{part}")?;
        }
    }
    Ok(Outcome::Clean)
}

fn does_not_compile(name: &str) -> Message {
    Message::new(format!("`{name}` does not compile")).help("see `cargo cors check`")
}

fn bounded(picture: &Picture) -> Result<&Picture, Message> {
    let (nodes, edges) = (picture.nodes(), picture.edges());
    if nodes <= MOST_NODES && edges <= MOST_EDGES {
        return Ok(picture);
    }
    Err(Message::new(format!("the picture would have {nodes} states and {edges} edges"))
        .note(format!("the limits are {MOST_NODES} states and {MOST_EDGES} edges"))
        .help("Graphviz lays out large pictures: `--graph dot`"))
}
