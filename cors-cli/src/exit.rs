//! The exit codes, which scripts and pull request checks rely on.

use std::process::ExitCode;

/// How a command ended. Ordered: of several results, the greatest is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// 0: there is nothing to report.
    Clean,
    /// 1: there are findings.
    Findings,
    /// 2: a policy grants access that it did not grant before, or a request is refused.
    NewAccess,
    /// 3: wrong usage, or input that could not be read.
    Unreadable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::NewAccess => 2,
            Outcome::Unreadable => 3,
        })
    }
}
