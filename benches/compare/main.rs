//! What a policy costs per request, beside hand-written code and the other libraries, in one
//! process and one run.
//!
//! ```text
//! cargo bench -p cors-benches                                  all tables, on stdout
//! cargo bench -p cors-benches -- tower                         one of them, or match, map, decision, axum, actix
//! cargo bench -p cors-benches -- tower --row S4                some of its rows, for a profiler
//! cargo bench -p cors-benches -- --write docs/performance.md   and the page with its picture
//! cargo bench -p cors-benches -- instructions                  the hot paths under callgrind, beside docs/instructions.txt
//! cargo bench -p cors-benches -- growth                        the same as hostile requests grow, and the bound
//! ```
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a program that a developer runs, on inputs of its own"
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

/// What the command line asks for.
#[derive(Debug)]
struct Arguments {
    group: Option<String>,
    rounds: usize,
    /// How the names of the rows begin.
    row: String,
    page: Option<PathBuf>,
    /// Whether the file of instruction counts is written rather than compared.
    bless: bool,
    /// The case that a process under callgrind runs, and how often.
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

/// Prints a table as soon as it is there.
fn add(results: &mut Vec<(Table, Vec<Target>)>, table: Table, judge: fn(&Table) -> Vec<Target>) {
    let targets = judge(&table);
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
            // What `cargo bench` adds.
            "--bench" => {}
            "--rounds" => {
                arguments.rounds = words.next().ok_or("--rounds takes a number")?.parse()?;
            }
            "--row" => arguments.row = words.next().ok_or("--row takes the beginning of a name")?,
            "--write" => {
                let page = words.next().ok_or("--write takes the path of a Markdown file")?;
                // `cargo bench` starts the program in this crate, its caller stands above.
                let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
                arguments.page = Some(workspace.join(page));
            }
            "--bless" => arguments.bless = true,
            "--instructions-of" => arguments.instructions_of = words.next(),
            "--calls" => {
                arguments.calls = words.next().ok_or("--calls takes a number")?.parse()?;
            }
            "match" | "map" | "decision" | "tower" | "axum" | "actix" | "instructions"
            | "growth" => {
                arguments.group = Some(word);
            }
            other => {
                return Err(format!(
                    "`{other}`: match, map, decision, tower, axum, actix, instructions, growth, --row, --rounds, --write"
                )
                .into());
            }
        }
    }
    Ok(arguments)
}
