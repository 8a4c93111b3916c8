//! One application served in four ways, under load: without CORS, with `protect` and a policy of ten
//! thousand origins, with one that is replaced each millisecond, and with tower-http's layer and the same list.
//!
//! ```text
//! cargo bench -p cors-benches --bench load                                          on stdout
//! cargo bench -p cors-benches --bench load -- --seconds 5 --write docs/load.md      and the page
//! cargo test --workspace --bench load -- --check                                   in CI: no times
//! cargo bench -p cors-benches --bench load -- --swaps 10000                         memory, while rows are replaced
//! ```
//!
//! ```text
//! this program ──starts────> itself as a server, four times       in separate processes
//!              ──starts────> wrk on one of them, in turns         the load
//!              ──requests──> the server under load                a wrong answer fails the run
//!              ──reads─────> VmRSS of the server                  growing memory fails it too
//! ```
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a program for developers, with its own inputs"
)]

mod check;
mod live;
mod page;
mod requests;
mod server;
mod trial;
mod wrk;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use server::Around;
use trial::Trial;

/// The arguments of the command line.
#[derive(Debug)]
struct Arguments {
    /// The duration of each load.
    seconds: u64,
    /// The number of turns for each server.
    rounds: usize,
    /// Checks only answers and memory, of this library's server.
    check: bool,
    page: Option<String>,
    /// Only replaces the rows of a policy this many times.
    swaps: Option<usize>,
    /// Runs as a server.
    serve: Option<Around>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    if let Some(around) = arguments.serve {
        return server::serve(around);
    }
    if let Some(swaps) = arguments.swaps {
        return live::swap(swaps);
    }
    if arguments.check {
        live::swap(SWAPS_CHECKED)?;
    }
    let version = wrk::version()?;
    let of_this_library: &[Around] = &[Around::Protect, Around::Live];
    let arounds = if arguments.check { of_this_library } else { &Around::ALL };
    let requests = requests::mixture();
    let script = env::temp_dir().join(format!("cors-load-{}.lua", std::process::id()));
    fs::write(&script, requests::script(&requests))?;
    let trials = run(&arguments, arounds, &requests, &script);
    fs::remove_file(&script)?;
    let trials = trials?;
    let text = page::render(&trials, &arguments, &version);
    if !arguments.check {
        println!("{text}");
    }
    if let Some(page) = &arguments.page {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page), text)?;
        println!("wrote {page}");
    }
    let mut failed = false;
    for trial in &trials {
        println!("{}", trial.summary());
        for fault in trial.faults() {
            println!("{}: {fault}", trial.around.name());
            failed = true;
        }
    }
    if failed { Err("a server under load did not follow its policy".into()) } else { Ok(()) }
}

/// The number of times that the rows of a policy are replaced in CI.
const SWAPS_CHECKED: usize = 200;

/// Loads each server, in turns.
fn run(
    arguments: &Arguments,
    arounds: &[Around],
    requests: &[requests::Request],
    script: &Path,
) -> Result<Vec<Trial>, Box<dyn Error>> {
    let trials: Result<Vec<Trial>, _> = arounds.iter().map(|&around| Trial::new(around)).collect();
    let mut trials = trials?;
    for trial in &mut trials {
        trial.warm_up(requests, script)?;
    }
    for _ in 0..arguments.rounds {
        for trial in &mut trials {
            trial.round(requests, script, arguments.seconds)?;
        }
    }
    Ok(trials)
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut arguments =
        Arguments { seconds: 3, rounds: 5, check: false, page: None, swaps: None, serve: None };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            // Passed by `cargo bench`.
            "--bench" => {}
            "--seconds" => {
                arguments.seconds = words.next().ok_or("--seconds takes a number")?.parse()?;
            }
            "--rounds" => {
                arguments.rounds = words.next().ok_or("--rounds takes a number")?.parse()?;
            }
            "--check" => {
                arguments.check = true;
                (arguments.seconds, arguments.rounds) = (1, 3);
            }
            "--swaps" => {
                arguments.swaps = Some(words.next().ok_or("--swaps takes a number")?.parse()?);
            }
            "--write" => {
                arguments.page = Some(words.next().ok_or("--write takes a Markdown file")?);
            }
            "--serve" => {
                let name = words.next().ok_or("--serve takes the name of a server")?;
                arguments.serve = Some(Around::named(&name).ok_or("no such server")?);
            }
            other => {
                let known = "--seconds N, --rounds N, --check, --swaps N, --write FILE";
                return Err(format!("`{other}`: {known}").into());
            }
        }
    }
    Ok(arguments)
}
