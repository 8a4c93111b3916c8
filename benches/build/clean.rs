//! A clean build of only the dependency.

use std::error::Error;
use std::fmt::Write as _;

use crate::median;
use crate::program::Program;

const RUNS: usize = 3;

/// What a program depends on.
struct Dependency {
    /// Its name in the table.
    name: &'static str,
    /// The line of the manifest.
    line: &'static str,
    /// Whether it is built like a package of the workspace.
    is_incremental: bool,
}

const fn dependency(name: &'static str, line: &'static str) -> Dependency {
    Dependency { name, line, is_incremental: true }
}

const RUNTIME: &str = "cors-runtime = { path = \"{workspace}/cors-runtime\" }";
const RUNTIME_AND_TOWER: &str =
    "cors-runtime = { path = \"{workspace}/cors-runtime\", features = [\"tower\"] }";

const DEPENDENCIES: [Dependency; 8] = [
    dependency("nothing", ""),
    dependency("`http`", "http = \"1\""),
    dependency(
        "`cors-runtime` without macros",
        "cors-runtime = { path = \"{workspace}/cors-runtime\", default-features = false }",
    ),
    dependency("`cors-runtime`", RUNTIME),
    Dependency {
        is_incremental: false,
        ..dependency("`cors-runtime`, as from a registry", RUNTIME)
    },
    dependency("`cors-runtime`, `tower`", RUNTIME_AND_TOWER),
    Dependency {
        is_incremental: false,
        ..dependency("`cors-runtime`, `tower`, as from a registry", RUNTIME_AND_TOWER)
    },
    dependency(
        "`tower-http`, `cors`",
        "tower-http = { version = \"0.7\", default-features = false, features = [\"cors\"] }",
    ),
];

/// Builds each from scratch, in turns.
pub(crate) fn table() -> Result<String, Box<dyn Error>> {
    let mut programs = Vec::new();
    for (index, dependency) in DEPENDENCIES.into_iter().enumerate() {
        let Dependency { name, line, is_incremental } = dependency;
        let package = format!("clean-{index}");
        let program = Program::new(&package, line, "fn main() {}\n")?;
        let program =
            if is_incremental { program } else { program.without_incremental_compilation() };
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
         already downloaded. Here `cors-runtime` is a dependency by path, which cargo builds with \
         incremental compilation, like a package of the workspace. A user gets it from a registry, and cargo \
         builds those packages, as all others of the table, without: that is the row *as from a registry* \
         (`CARGO_INCREMENTAL=0`).\n\n| dependency | packages | dev | release |\n| --- | ---: | ---: | ---: |\n"
    );
    for (name, _, packages, [dev, release]) in programs {
        let (dev, release) = (median(dev), median(release));
        writeln!(text, "| {name} | {packages} | {dev:.1} | {release:.1} |")?;
    }
    Ok(text)
}
