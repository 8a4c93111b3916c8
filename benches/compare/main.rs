//! The cost of a policy per request, compared with hand-written code and other libraries, in one process
//! and one run.
//!
//! ```text
//! cargo bench -p cors-benches                                  all tables, on stdout
//! cargo bench -p cors-benches -- tower                         one group; also match, map, decision, live, added, axum, actix
//! cargo bench -p cors-benches -- tower --row S4                some of its rows, for a profiler
//! cargo bench -p cors-benches -- --write docs/performance.md   also writes the page and its picture
//! cargo bench -p cors-benches -- instructions                  the hot paths under callgrind, compared with docs/instructions.txt
//! cargo bench -p cors-benches -- growth                        the same with growing hostile requests, and the bound
//! ```
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a program for developers, with its own inputs"
)]

mod by_hand;
mod clock;
mod drive;
mod groups;
mod growth;
mod instructions;
mod origins;
mod page;
mod picture;
mod policies;
mod scenario;
mod table;
mod targets;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use table::Table;
use targets::Target;

/// The arguments of the command line.
#[derive(Debug)]
struct Arguments {
    group: Option<String>,
    rounds: usize,
    /// The beginning of the names of the rows.
    row: String,
    page: Option<PathBuf>,
    /// Whether the file of instruction counts is written instead of compared.
    bless: bool,
    /// The case for a process under callgrind, and the number of calls.
    instructions_of: Option<String>,
    calls: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    if let Some(case) = arguments.instructions_of {
        return match growth::case(&case) {
            Some(case) => growth::run(case, arguments.calls),
            None => instructions::run(&case, arguments.calls),
        };
    }
    if arguments.group.as_deref() == Some("growth") {
        return growth::table();
    }
    if arguments.group.as_deref() == Some("instructions") {
        return instructions::guard(arguments.bless);
    }
    let wants = |name: &str| arguments.group.as_deref().is_none_or(|group| group == name);
    let mut scenarios = scenario::all();
    scenarios.retain(|scenario| scenario.name.starts_with(&arguments.row));
    let rounds = arguments.rounds;
    let mut results: Vec<(Table, Vec<Target>)> = Vec::new();
    if wants("match") {
        add(&mut results, groups::matching::run(&arguments.row, rounds)?, targets::of_matching);
    }
    if wants("map") {
        add(&mut results, groups::maps::run(&arguments.row, rounds), targets::of_maps);
    }
    if wants("decision") {
        add(&mut results, groups::decision::run(&scenarios, rounds), targets::of_decision);
    }
    if wants("tower") {
        add(&mut results, groups::tower::run(&scenarios, rounds), targets::of_tower);
    }
    if wants("live") {
        add(&mut results, groups::live::run(&scenarios, rounds), targets::of_live);
    }
    if wants("added") {
        add(&mut results, groups::added::look_up(&arguments.row, rounds), targets::of_look_ups);
        add(&mut results, groups::added::add(&arguments.row, rounds), targets::of_additions);
    }
    if wants("axum") {
        add(&mut results, groups::axum::run(&scenarios, rounds), targets::of_axum);
    }
    if wants("actix") {
        add(&mut results, groups::actix::run(&scenarios, rounds), targets::of_actix);
    }
    if let Some(page) = arguments.page {
        fs::write(&page, page::render(&results, rounds))?;
        fs::write(page.with_extension("svg"), picture::render(&results))?;
        println!("wrote {}", page.display());
    }
    Ok(())
}

/// Prints a table as soon as it is measured.
fn add(
    results: &mut Vec<(Table, Vec<Target>)>,
    table: Table,
    targets_of: fn(&Table) -> Vec<Target>,
) {
    let targets = targets_of(&table);
    println!("{}\n{}", table.markdown(), page::targets(&targets));
    results.push((table, targets));
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut arguments = Arguments {
        group: None,
        rounds: 101,
        row: String::new(),
        page: None,
        bless: false,
        instructions_of: None,
        calls: 0,
    };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            // Passed by `cargo bench`.
            "--bench" => {}
            "--rounds" => {
                arguments.rounds = words.next().ok_or("--rounds takes a number")?.parse()?;
            }
            "--row" => arguments.row = words.next().ok_or("--row takes the beginning of a name")?,
            "--write" => {
                let page = words.next().ok_or("--write takes the path of a Markdown file")?;
                // `cargo bench` starts the program in this crate's folder; the path is relative to its parent.
                let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
                arguments.page = Some(workspace.join(page));
            }
            "--bless" => arguments.bless = true,
            "--instructions-of" => arguments.instructions_of = words.next(),
            "--calls" => {
                arguments.calls = words.next().ok_or("--calls takes a number")?.parse()?;
            }
            "match" | "map" | "decision" | "tower" | "live" | "added" | "axum" | "actix"
            | "instructions" | "growth" => {
                arguments.group = Some(word);
            }
            other => {
                return Err(format!(
                    "`{other}`: match, map, decision, tower, live, added, axum, actix, instructions, growth, --row, --rounds, --write"
                )
                .into());
            }
        }
    }
    Ok(arguments)
}
