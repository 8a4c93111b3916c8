//! A clean build of only the dependency.

use std::error::Error;
use std::fmt::Write as _;

use crate::median;
use crate::program::Program;

const RUNS: usize = 3;

/// The dependencies of a program, and their name in the table.
const DEPENDENCIES: [(&str, &str); 6] = [
    ("nothing", ""),
    ("`http`", "http = \"1\""),
    (
        "`cors-runtime` without macros",
        "cors-runtime = { path = \"{workspace}/cors-runtime\", default-features = false }",
    ),
    ("`cors-runtime`", "cors-runtime = { path = \"{workspace}/cors-runtime\" }"),
    (
        "`cors-runtime`, `tower`",
        "cors-runtime = { path = \"{workspace}/cors-runtime\", features = [\"tower\"] }",
    ),
    (
        "`tower-http`, `cors`",
        "tower-http = { version = \"0.7\", default-features = false, features = [\"cors\"] }",
    ),
];

/// Builds each from scratch, in turns.
pub(crate) fn table() -> Result<String, Box<dyn Error>> {
    let mut programs = Vec::new();
    for (index, (name, dependencies)) in DEPENDENCIES.into_iter().enumerate() {
        let package = format!("clean-{index}");
        let program = Program::new(&package, dependencies, "fn main() {}\n")?;
        // Creates the lock file.
        let packages = program.packages()?;
        programs.push((name, program, packages, [Vec::new(), Vec::new()]));
    }
    for _ in 0..RUNS {
        for (_, program, _, seconds) in &mut programs {
            for (seconds, profile) in seconds.iter_mut().zip(["dev", "release"]) {
                program.clean()?;
                seconds.push(program.cargo(&["build", "--profile", profile])?.0);
            }
        }
    }
    let mut text = format!(
        "## A clean build\n\nSeconds, the median of {RUNS} runs that take turns. The packages are \
         already downloaded.\n\n| dependency | packages | dev | release |\n| --- | ---: | ---: | ---: |\n"
    );
    for (name, _, packages, [dev, release]) in programs {
        let (dev, release) = (median(dev), median(release));
        writeln!(text, "| {name} | {packages} | {dev:.1} | {release:.1} |")?;
    }
    Ok(text)
}
