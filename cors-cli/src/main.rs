//! The binary `cargo-cors`, which cargo runs as `cargo cors`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use cors_cli::exit::Outcome;

fn main() -> ExitCode {
    Outcome::Unreadable.into()
}
