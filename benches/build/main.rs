//! What the library costs when a program is built: a clean build beside tower-http's `cors`, what
//! a policy adds to every check, and to the binary.
//!
//! ```text
//! cargo bench -p cors-benches --bench build                                on stdout
//! cargo bench -p cors-benches --bench build -- --write docs/build-cost.md  and the page
//! ```
//!
//! It writes small programs into a folder of its own below the target directory, and calls cargo
//! on them, offline, with the versions of the workspace's lock file.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a program that a developer runs, on inputs of its own"
)]

mod clean;
mod policies;
mod policy_cost;
mod program;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The folder of the workspace.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut page = None;
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            // What `cargo bench` adds.
            "--bench" => {}
            "--write" => page = Some(words.next().ok_or("--write takes a Markdown file")?),
            other => return Err(format!("`{other}`: --write FILE").into()),
        }
    }
    let mut text = INTRODUCTION.to_owned();
    for table in [clean::table()?, policy_cost::table()?] {
        println!("{table}");
        text += &format!("\n{table}");
    }
    if let Some(page) = page {
        fs::write(workspace().join(&page), text)?;
        println!("wrote {page}");
    }
    Ok(())
}

const INTRODUCTION: &str = "# What it costs to build

Written by the program of which it speaks, on two shared cores: compare within a table.

| | |
| --- | --- |
| command | `cargo bench -p cors-benches --bench build -- --write docs/build-cost.md` |
";

/// The middle one of some measurements.
fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
