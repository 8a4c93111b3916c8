//! The binary `cargo-cors`, which cargo runs as `cargo cors`.
#![forbid(unsafe_code)]

use std::env;
use std::process::ExitCode;

use cors_cli::output::Output;

fn main() -> ExitCode {
    cors_cli::run(env::args_os(), &mut Output::of_process()).into()
}
