//! `cargo cors probe`: does a running server do what a policy says?
//!
//! ```text
//! POLICY ──> Examiner ──> origins at its border ──> trials ──┬─> user agent <──> the running server ──> faults
//!                                                            └─> user agent <──> the policy's tables
//!                                                                      │
//!                                                             what differs ──> report
//! ```
//!
//! By default only `GET`, `HEAD` and `OPTIONS` are sent. Of a request with another method only the preflight is sent.

pub mod client;
pub mod fault;
pub mod report;
pub mod run;
pub mod trial;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use cors_user_agent::Url;

use crate::eval::{self, Format, Mounted};
use crate::exit::Outcome;
use crate::failure::{Failure, Message};
use crate::output::Output;
use crate::policy_name;
use client::{Client, Settings};

/// The longest time that a request may take, in seconds.
const MAX_TIMEOUT: u64 = 600;

/// The arguments of `probe`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The URL to try; that of a resource that answers `GET`.
    url: Url,
    /// The policy that the server should have.
    #[arg(long, value_name = "POLICY")]
    policy: String,
    #[command(flatten)]
    mounted: Mounted,
    /// Sends requests with methods that may change something; by default only their preflights are sent.
    #[arg(long)]
    unsafe_methods: bool,
    /// How many requests are sent at most.
    #[arg(long, value_name = "COUNT", default_value_t = 300)]
    max_requests: usize,
    /// How many seconds a request may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    timeout: u64,
    /// A header to send with every request, such as one for a gateway: `name: value`; may be repeated.
    #[arg(long = "header", short = 'H', value_name = "HEADER")]
    headers: Vec<String>,
    /// Certificates in PEM to trust instead of those of public authorities.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// How the results are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Tries a running server.
///
/// # Errors
///
/// If the policy cannot be read, the server doesn't answer, or the output cannot be written.
pub fn run(arguments: &Arguments, output: &mut Output) -> Result<Outcome, Failure> {
    let Arguments { url, policy, mounted, .. } = arguments;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Message::new(format!("`{url}` is neither `http` nor `https`")).into());
    }
    let policy = policy_name::read(policy)?;
    let compiled = policy.compile();
    let subject = eval::subject(&policy, &compiled, output)?;
    let mut client = Client::new(arguments.settings()?)
        .map_err(|error| Message::new(format!("the certificates: {error}")))?;
    let mut probed = run::probe(subject.examiner(), &mut client, url, mounted.handlers())
        .map_err(|error| Message::new(format!("{url} does not answer: {error}")))?;
    probed.deviations.sort_by_key(|deviation| deviation.subject);
    let name = policy.declared.full_name();
    match arguments.format {
        Format::Human => report::write(output, &name, url, &probed)?,
        Format::Json => report::write_json(output, &name, url, &probed)?,
    }
    Ok(match (probed.allows_more(), probed.deviations.is_empty()) {
        (true, _) => Outcome::NewAccess,
        (false, false) => Outcome::Findings,
        (false, true) if !probed.failures.is_empty() => Outcome::Unreadable,
        (false, true) => Outcome::Clean,
    })
}

impl Arguments {
    fn settings(&self) -> Result<Settings, Message> {
        let header = |header: &String| match header.split_once(':') {
            Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
            None => Err(Message::new(format!("the header `{header}` has no colon"))
                .help("write it as `name: value`")),
        };
        let certificates = match &self.ca {
            Some(path) => Some(
                fs::read(path)
                    .map_err(|error| Message::new(format!("{}: {error}", path.display())))?,
            ),
            None => None,
        };
        Ok(Settings {
            most: self.max_requests,
            timeout: Duration::from_secs(self.timeout.clamp(1, MAX_TIMEOUT)),
            unsafe_methods: self.unsafe_methods,
            headers: self.headers.iter().map(header).collect::<Result<_, _>>()?,
            certificates,
        })
    }
}
