//! A small program, and cargo runs on it.

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Instant;
use std::{env, fs};

use crate::workspace;

/// A package in a separate folder.
pub(crate) struct Program {
    folder: PathBuf,
    is_incremental: bool,
}

impl Program {
    /// Writes a package with these `[dependencies]` and this `main.rs`.
    pub(crate) fn new(name: &str, dependencies: &str, main: &str) -> Result<Self, Box<dyn Error>> {
        let folder = env::temp_dir().join("cors-build-cost").join(name);
        let program = Self { folder, is_incremental: true };
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

    /// The same program, built without incremental compilation: as cargo builds packages from a registry.
    pub(crate) fn without_incremental_compilation(self) -> Self {
        Self { is_incremental: false, ..self }
    }

    /// Writes `main.rs`.
    pub(crate) fn write(&self, main: &str) -> Result<(), Box<dyn Error>> {
        Ok(fs::write(self.folder.join("src/main.rs"), main)?)
    }

    /// Deletes everything that was built.
    pub(crate) fn clean(&self) -> Result<(), Box<dyn Error>> {
        let target = self.folder.join("target");
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        Ok(())
    }

    /// Runs cargo, and returns how many seconds it took.
    pub(crate) fn cargo(&self, words: &[&str]) -> Result<(f64, Output), Box<dyn Error>> {
        let mut command = Command::new(env!("CARGO"));
        // Settings of this machine don't apply to users.
        let is_setting =
            |name: &str| name.starts_with("CARGO_PROFILE_") || name.starts_with("CARGO_BUILD_");
        for (name, _) in env::vars().filter(|(name, _)| is_setting(name)) {
            command.env_remove(name);
        }
        for name in ["CARGO_TARGET_DIR", "CARGO_INCREMENTAL", "RUSTFLAGS"] {
            command.env_remove(name);
        }
        if !self.is_incremental {
            command.env("CARGO_INCREMENTAL", "0");
        }
        // Enables rustc's own timing, which doesn't change its output.
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

    /// The number of packages that it depends on.
    pub(crate) fn packages(&self) -> Result<usize, Box<dyn Error>> {
        let words = ["tree", "--edges", "normal,build", "--prefix", "none", "--no-dedupe"];
        let (_, output) = self.cargo(&words)?;
        let text = String::from_utf8(output.stdout)?;
        let mut names: Vec<&str> = text.lines().collect();
        names.sort_unstable();
        names.dedup();
        Ok(names.len().saturating_sub(1))
    }

    /// The size of the stripped release binary in bytes.
    pub(crate) fn binary_size(&self, name: &str) -> Result<u64, Box<dyn Error>> {
        self.cargo(&["rustc", "--release", "--", "-Cstrip=symbols", "-Copt-level=3"])?;
        Ok(fs::metadata(self.folder.join("target/release").join(name))?.len())
    }
}
