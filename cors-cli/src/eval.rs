//! `cargo cors eval`: would this request pass, and if not, what would have to change?
//!
//! ```text
//! flags, curl, HAR, raw HTTP ──> PageRequest ──┐
//!                                              ├──> user agent <──> a server with the policy's tables
//! POLICY ──────────> compiled, Examiner ───────┘        │
//!                         │                             ▼
//!                         └──> smallest change ──> compiled, tried ──> report
//! ```
//!
//! Nothing is sent over a network.

pub mod curl;
pub mod har;
pub mod http_text;
mod input;
pub mod lines;
pub mod record;
pub mod report;
pub mod request;
pub mod server;
pub mod subject;
pub mod verdict;

use std::io::Write as _;

use clap::{Args, ValueEnum};
use cors_compiler::access::Handlers;
use serde::Serialize;

use crate::exit::Outcome;
use crate::failure::{Failure, Message};
use crate::output::Output;
use crate::policy_name;
use crate::sources::{Compiled, SourcePolicy};
use har::Recording;
use input::{Input, Request};
use record::Evaluated;
use subject::Subject;
use verdict::Surroundings;

/// The arguments of `eval`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The policy: its name, the file and line of a macro, `cors.toml#name`, or a TOML file that is one policy.
    policy: String,
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    mounted: Mounted,
    /// A header of the response that the page reads; may be repeated.
    #[arg(long = "read", value_name = "NAME")]
    reads: Vec<String>,
    /// Of a HAR file, only the requests whose URL contains this text.
    #[arg(long, value_name = "TEXT", requires = "har")]
    only: Option<String>,
    /// How the results are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Where the policy is mounted, for a policy without `allow_methods`.
#[derive(Debug, Clone, Args)]
pub struct Mounted {
    /// The methods of the handlers that have the policy, if it has no `allow_methods`: `GET,PUT`.
    #[arg(long, value_name = "METHODS", value_delimiter = ',', conflicts_with = "router")]
    handlers: Vec<String>,
    /// The policy is around a whole router.
    #[arg(long)]
    router: bool,
}

impl Mounted {
    /// The handlers with the policy. By default one of the requested method.
    #[must_use]
    pub fn handlers(&self) -> Handlers<'_> {
        match (self.router, self.handlers.as_slice()) {
            (true, _) => Handlers::Router,
            (false, []) => Handlers::OfTheMethod,
            (false, methods) => Handlers::Of(methods),
        }
    }
}

/// How results are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person.
    #[default]
    Human,
    /// For a program.
    Json,
}

/// The results, as JSON.
#[derive(Debug, Serialize)]
struct Results<'r> {
    policy: String,
    requests: &'r [Evaluated],
    #[serde(skip_serializing_if = "Option::is_none")]
    same_origin: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_cors: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreadable: Vec<Unreadable<'r>>,
}

#[derive(Debug, Serialize)]
struct Unreadable<'r> {
    url: &'r str,
    reason: &'r str,
}

/// Evaluates requests.
///
/// # Errors
///
/// If the policy or the request cannot be read, or the output cannot be written.
pub fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, Failure> {
    let policy = policy_name::read(&arguments.policy)?;
    let compiled = policy.compile();
    let subject = subject(&policy, &compiled, output)?;
    let reads: Vec<String> = arguments.reads.iter().map(|name| name.to_ascii_lowercase()).collect();
    let handlers = arguments.mounted.handlers();
    let surroundings = Surroundings { handlers, reads: &reads, response: &[] };
    let name = policy.declared.full_name();
    match arguments.input.read()? {
        Request::Pages(requests) => {
            let evaluated: Vec<Evaluated> =
                requests.iter().map(|request| subject.evaluate(request, surroundings)).collect();
            let passes = evaluated.iter().all(Evaluated::passes);
            match arguments.format {
                Format::Human => report_each(output, &evaluated)?,
                Format::Json => write_json(output, name, &evaluated, None)?,
            }
            Ok(if passes { Outcome::Clean } else { Outcome::NewAccess })
        }
        Request::Recorded(mut recording) => {
            if let Some(only) = &arguments.only {
                recording.requests.retain(|one| one.request.url.as_str().contains(only));
                recording.unreadable.retain(|(url, _)| url.contains(only));
            }
            let evaluate = |one: &har::Recorded| {
                let surroundings = Surroundings { response: &one.response, ..surroundings };
                subject.evaluate(&one.request, surroundings).with_recorded(one.outcome)
            };
            let evaluated: Vec<Evaluated> = recording.requests.iter().map(evaluate).collect();
            match arguments.format {
                Format::Human => report_recording(output, &evaluated, &recording)?,
                Format::Json => write_json(output, name, &evaluated, Some(&recording))?,
            }
            let passes = evaluated.iter().all(Evaluated::passes);
            Ok(if passes { Outcome::Clean } else { Outcome::NewAccess })
        }
    }
}

/// The policy to evaluate.
///
/// # Errors
///
/// If it has an error.
pub(crate) fn subject<'s>(
    policy: &'s SourcePolicy,
    compiled: &'s Compiled,
    output: &mut Output,
) -> Result<Subject<'s>, Failure> {
    if let Some(subject) = Subject::new(policy, compiled) {
        return Ok(subject);
    }
    crate::report::human::write(&compiled.diagnostics, output)?;
    let name = policy.declared.full_name();
    let message = Message::new(format!("the policy `{name}` does not compile"));
    Err(message.into())
}

fn report_each(output: &mut Output, evaluated: &[Evaluated]) -> Result<(), Failure> {
    let width = output.style().width;
    for (index, one) in evaluated.iter().enumerate() {
        if index > 0 {
            writeln!(output)?;
        }
        report::write(output, one, width)?;
    }
    Ok(())
}

fn report_recording(
    output: &mut Output,
    evaluated: &[Evaluated],
    recording: &Recording,
) -> Result<(), Failure> {
    for one in evaluated {
        report::write_row(output, one)?;
    }
    if !evaluated.is_empty() {
        writeln!(output)?;
    }
    report::write_summary(output, evaluated, recording)?;
    for (url, reason) in &recording.unreadable {
        output.warning(&Message::new(format!("{url}: {reason}")))?;
    }
    Ok(())
}

fn write_json(
    output: &mut Output,
    policy: String,
    requests: &[Evaluated],
    recording: Option<&Recording>,
) -> Result<(), Failure> {
    let unreadable = recording.map(|recording| recording.unreadable.as_slice()).unwrap_or_default();
    let results = Results {
        policy,
        requests,
        same_origin: recording.map(|recording| recording.same_origin),
        not_cors: recording.map(|recording| recording.not_cors),
        unreadable: unreadable.iter().map(|(url, reason)| Unreadable { url, reason }).collect(),
    };
    serde_json::to_writer_pretty(&mut *output, &results).map_err(std::io::Error::from)?;
    writeln!(output)?;
    Ok(())
}
