//! What is given on the command line.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::diff;
use crate::exit::Outcome;
use crate::explain;
use crate::failure::Failure;
use crate::output::Output;
use crate::{check, eval, export, generate, import, list, probe, scan};

/// Checks, lists, explains and compares the CORS policies of a workspace.
///
/// Policies are found in Rust sources (`cors! { … }`, `#[cors(…)]`, `policies! { … }`) and in TOML files.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-cors",
    bin_name = "cargo cors",
    version,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 fine, 1 findings, 2 new access or refused, 3 wrong usage or \
                  unreadable input."
)]
pub struct Arguments {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands. Each has its arguments in its own module.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compiles the policies, and reports what is wrong with them.
    Check(check::Arguments),
    /// Compares two states by meaning: who gained access, and who lost it.
    Diff(diff::Arguments),
    /// Explains a policy in words, or draws its automata.
    Explain(explain::Arguments),
    /// Writes a policy as the configuration of a proxy or an edge worker.
    Export(export::Arguments),
    /// Reads the CORS configuration of another system, and prints the policy to move to.
    Import(import::Arguments),
    /// Lists the policies: what each one trusts and allows, and where it is mounted.
    List(list::Arguments),
    /// Evaluates a request: would it pass, and if not, what would have to change?
    Eval(eval::Arguments),
    /// Tries a running server: does it do what the policy says?
    Probe(probe::Arguments),
    /// Finds the CORS configurations of other libraries, and prints the policies to move to.
    Scan(scan::Arguments),
    /// Writes a script that completes arguments in a shell.
    Completions(generate::Completions),
    /// Writes a man page.
    Man(generate::Man),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// If it cannot go on.
    pub fn run(self, output: &mut Output) -> Result<Outcome, Failure> {
        match self {
            Self::Check(arguments) => check::run(&arguments, output),
            Self::Diff(arguments) => diff::run(&arguments, output),
            Self::Explain(arguments) => explain::run(&arguments, output),
            Self::Export(arguments) => export::run(&arguments, output),
            Self::Import(arguments) => import::run(&arguments, output),
            Self::List(arguments) => list::run(&arguments, output),
            Self::Eval(arguments) => eval::run(&arguments, output),
            Self::Probe(arguments) => probe::run(&arguments, output),
            Self::Scan(arguments) => scan::run(&arguments, output),
            Self::Completions(arguments) => generate::completions(&arguments, output),
            Self::Man(arguments) => generate::man(&arguments, output),
        }
    }
}

/// The arguments without the `cors` that cargo adds: `cargo cors list` runs `cargo-cors cors list`.
pub(crate) fn without_subcommand(
    arguments: impl Iterator<Item = OsString>,
) -> impl Iterator<Item = OsString> {
    arguments.enumerate().filter(|(at, argument)| !(*at == 1 && argument == "cors")).map(|it| it.1)
}
