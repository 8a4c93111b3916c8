//! A small program, and cargo on it.

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Instant;
use std::{env, fs};

use crate::workspace;

/// A package in a folder of its own.
pub(crate) struct Program {
    folder: PathBuf,
}

impl Program {
    /// Writes a package whose `[dependencies]` and `main.rs` are these.
    pub(crate) fn new(name: &str, dependencies: &str, main: &str) -> Result<Self, Box<dyn Error>> {
        let folder = env::temp_dir().join("cors-build-cost").join(name);
        let program = Self { folder };
        fs::create_dir_all(program.folder.join("src"))?;
        let dependencies =
            dependencies.replace("{workspace}", &workspace().canonicalize()?.display().to_string());
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\n{dependencies}\n"
        );
        fs::write(program.folder.join("Cargo.toml"), manifest)?;
        fs::copy(workspace().join("Cargo.lock"), program.folder.join("Cargo.lock"))?;
        program.write(main)?;
        Ok(program)
    }

    /// Writes `main.rs`.
    pub(crate) fn write(&self, main: &str) -> Result<(), Box<dyn Error>> {
        Ok(fs::write(self.folder.join("src/main.rs"), main)?)
    }

    /// Forgets all that was built.
    pub(crate) fn clean(&self) -> Result<(), Box<dyn Error>> {
        let target = self.folder.join("target");
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        Ok(())
    }

    /// Runs cargo, and says how many seconds it took.
    pub(crate) fn cargo(&self, words: &[&str]) -> Result<(f64, Output), Box<dyn Error>> {
        let mut command = Command::new(env!("CARGO"));
        // What is set for the workspace is not set for its users.
        for variable in ["CARGO_TARGET_DIR", "CARGO_BUILD_JOBS", "RUSTFLAGS"] {
            command.env_remove(variable);
        }
        // For rustc's own timing; without it the same compiler does the same.
        if words.contains(&"-Ztime-passes") {
            command.env("RUSTC_BOOTSTRAP", "1");
        }
        command.arg("--offline").args(words).current_dir(&self.folder);
        let start = Instant::now();
        let output = command.output()?;
        let seconds = start.elapsed().as_secs_f64();
        if output.status.success() {
            return Ok((seconds, output));
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
    }

    /// How many packages it depends on.
    pub(crate) fn packages(&self) -> Result<usize, Box<dyn Error>> {
        let words = ["tree", "--edges", "normal,build", "--prefix", "none", "--no-dedupe"];
        let (_, output) = self.cargo(&words)?;
        let text = String::from_utf8(output.stdout)?;
        let mut names: Vec<&str> = text.lines().collect();
        names.sort_unstable();
        names.dedup();
        Ok(names.len().saturating_sub(1))
    }

    /// How many bytes the stripped release binary has.
    pub(crate) fn binary_size(&self, name: &str) -> Result<u64, Box<dyn Error>> {
        self.cargo(&["rustc", "--release", "--", "-Cstrip=symbols", "-Copt-level=3"])?;
        Ok(fs::metadata(self.folder.join("target/release").join(name))?.len())
    }
}
