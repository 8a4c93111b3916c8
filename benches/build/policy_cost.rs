//! The time that a policy adds to the check of the program that declares it, and the bytes it adds to the
//! binary.

use std::error::Error;
use std::fmt::Write as _;

use crate::program::Program;
use crate::{median, policies};

const RUNS: usize = 7;

const DEPENDENCIES: &str = "cors-runtime = { path = \"{workspace}/cors-runtime\" }\nhttp = \"1\"";

/// A program with one policy. The comment makes each version different.
fn main_rs(origins: &str, version: usize) -> String {
    format!(
        "// {version}\nuse cors_runtime::{{Policy, cors}};\n\n\
         static API: Policy = cors! {{ allow_origins = {origins}, max_age = \"1h\" }};\n\n\
         fn main() {{\n    let headers = http::HeaderMap::new();\n    \
         let decision = API.evaluate(&http::Method::GET, &headers);\n    \
         std::process::exit(i32::from(decision.refusal().is_some()));\n}}\n"
    )
}

/// The same program, with a policy from elsewhere.
const WITHOUT: &str = "fn main() {\n    let headers = http::HeaderMap::new();\n    \
     std::process::exit(i32::from(headers.contains_key(\"origin\")));\n}\n";

/// Checks each program repeatedly after a change, in turns.
pub(crate) fn table() -> Result<String, Box<dyn Error>> {
    let mut programs = Vec::new();
    for (index, (name, origins)) in policies::all().into_iter().enumerate() {
        let package = format!("policy-{index}");
        let program = Program::new(&package, DEPENDENCIES, &main_rs(&origins, 0))?;
        check(&program)?;
        let size = program.binary_size(&package)?;
        programs.push((name, origins, program, size, Vec::new(), Vec::new()));
    }
    let without = Program::new("policy-none", DEPENDENCIES, WITHOUT)?.binary_size("policy-none")?;
    for version in 1..=RUNS {
        for (_, origins, program, _, all, expansion) in &mut programs {
            program.write(&main_rs(origins, version))?;
            let [seconds, expanding] = check(program)?;
            all.push(seconds);
            expansion.push(expanding);
        }
    }
    let mut text = format!(
        "## What a policy adds\n\nMilliseconds of an incremental `cargo check` after a change of the \
         file, with unoptimised macros as in every dev build: the total, and the part for the expansion \
         of macros, measured by rustc (`-Ztime-passes`). Medians of {RUNS} runs that take turns. The \
         binary is the stripped release build, in bytes more than a program without a policy.\n\n\
         | policy | check | of which expansion | binary |\n| --- | ---: | ---: | ---: |\n"
    );
    for (name, _, _, size, all, expansion) in programs {
        let (all, expansion) = (median(all) * 1e3, median(expansion) * 1e3);
        let size = size.saturating_sub(without);
        writeln!(text, "| {name} | {all:.0} | {expansion:.0} | {size} |")?;
    }
    Ok(text)
}

/// The seconds that a check takes, and the part in which rustc expands macros.
fn check(program: &Program) -> Result<[f64; 2], Box<dyn Error>> {
    let words = ["rustc", "--profile", "check", "--", "-Ztime-passes"];
    let (all, output) = program.cargo(&words)?;
    let text = String::from_utf8(output.stderr)?;
    let line = text.lines().find(|line| line.ends_with("macro_expand_crate"));
    let seconds = line.and_then(|line| line.strip_prefix("time:")?.split_whitespace().next());
    let seconds = seconds.ok_or("rustc prints no time of expansion")?.trim_end_matches(';');
    Ok([all, seconds.parse()?])
}
