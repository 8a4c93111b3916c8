//! How cargo and rustc treat a policy: its tables depend only on its text, a changed policy is recompiled,
//! and an unchanged one is not.
//!
//! cargo compiles a small package in a separate folder, like that of a user.
//!
//! Only one thing depends on where a policy is: `Policy::location`, the file and the line of the macro, as
//! known to rustc. cargo passes paths relative to the package's root to rustc, so another checkout has the
//! same ones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

#[test]
fn tables_depend_only_on_the_text() {
    let here = Package::new("here");
    let elsewhere = Package::new("a/folder/elsewhere");
    let environment = [("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Kiritimati"), ("USER", "nobody")];

    let expanded = here.expanded(&source("https://a.example"), &[]);
    assert!(expanded.contains("static TABLES") && expanded.contains("https://a.example"));
    assert!(expanded.contains(r#""src/lib.rs:3""#), "no location in {expanded}");
    assert_eq!(elsewhere.expanded(&source("https://a.example"), &environment), expanded);

    // One line further down, only the location differs.
    let moved = here.expanded(&format!("\n{}", source("https://a.example")), &[]);
    assert!(moved != expanded);
    assert_eq!(moved.replace("src/lib.rs:4", "src/lib.rs:3"), expanded);
}

#[test]
fn policy_depends_only_on_its_file() {
    let package = Package::new("dependencies");
    package.write(&source("https://a.example"));
    let list = package.folder.join("dependencies.d");
    package.cargo(
        &["rustc", "--profile", "check"],
        &[&format!("--emit=dep-info={}", list.display())],
        &[],
    );
    let list = fs::read_to_string(list).unwrap();
    // No file that a macro tracks, and no environment variable (`# env-dep:`).
    let (_, dependencies) = list.lines().next().unwrap().split_once(": ").unwrap();
    assert_eq!(dependencies, "src/lib.rs", "{list}");
    assert!(!list.contains('#'), "{list}");
}

#[test]
fn only_a_changed_policy_is_recompiled() {
    let package = Package::new("changes");
    package.write(&source("https://a.example"));
    package.compiled(&[]);
    assert_eq!(package.compiled(&[]), [""; 0]);
    assert_eq!(package.compiled(&[("HOSTNAME", "elsewhere"), ("LC_ALL", "C")]), [""; 0]);
    package.write(&source("https://b.example"));
    assert_eq!(package.compiled(&[]), ["changes"]);
    assert_eq!(package.compiled(&[]), [""; 0]);
}

/// A file is read where the package is, and a change of it compiles the package again.
#[test]
fn a_policy_in_a_file_is_compiled_again_when_the_file_changes() {
    let package = Package::new("in_a_file");
    package.write(IN_FILE);
    package.write_file("https://a.example");
    package.compiled(&[]);
    assert_eq!(package.compiled(&[]), [""; 0]);
    package.write_file("https://b.example");
    assert_eq!(package.compiled(&[]), ["in_a_file"]);
    assert_eq!(package.compiled(&[]), [""; 0]);

    let list = package.folder.join("dependencies.d");
    package.cargo(
        &["rustc", "--profile", "check"],
        &[&format!("--emit=dep-info={}", list.display())],
        &[],
    );
    let list = fs::read_to_string(list).unwrap();
    let (_, dependencies) = list.lines().next().unwrap().split_once(": ").unwrap();
    let files: Vec<&str> = dependencies.split_whitespace().collect();
    let file = package.folder.join("cors.toml").display().to_string();
    assert_eq!(files.len(), 2, "{list}");
    assert!(
        files.contains(&"src/lib.rs")
            && files.iter().any(|one| *one == file || *one == "cors.toml"),
        "{list}"
    );
}

/// The file is a part of the package, and nothing of it is in what is built.
#[test]
fn the_file_of_a_policy_is_packed_and_is_not_in_the_binary() {
    let package = Package::new("packed");
    package.write(IN_FILE);
    package.write_file("https://a.example");
    let packed = package.run(&["package", "--list", "--allow-dirty", "--offline", "--quiet"]);
    assert!(packed.lines().any(|file| file == "cors.toml"), "{packed}");

    let main = "fn main() { println!(\"{}\", packed::API.explain()); }\n";
    fs::write(package.folder.join("src/main.rs"), main).unwrap();
    package.run(&["build", "--offline", "--quiet"]);
    let built = fs::read(scratch().join("target/debug/packed")).unwrap();
    let contains = |text: &str| built.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(contains("https://a.example"));
    assert!(!contains(COMMENT));
}

/// A library that declares a policy in a file.
const IN_FILE: &str = "pub static API: cors_runtime::Policy =\n    \
                       cors_runtime::cors! { file = \"cors.toml\", policy = \"api\" };\n";

/// What is in the file and not in its policy.
const COMMENT: &str = "a comment of the file";

/// A library that declares a policy on its third line.
fn source(origin: &str) -> String {
    format!(
        "pub static API: cors_runtime::Policy =\n    // The public API.\n    \
         cors_runtime::cors! {{ allow_origins = [{origin:?}, \"https://*.example.com\"] }};\n"
    )
}

struct Package {
    folder: PathBuf,
}

impl Package {
    fn new(folder: &str) -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
        let folder = scratch().join(folder);
        // Packages of one name would share what cargo stores in the target folder.
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        fs::create_dir_all(folder.join("src")).unwrap();
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\ncors-runtime = {{ path = {:?} }}\n",
            workspace.join("cors-runtime"),
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Self { folder }
    }

    fn write(&self, source: &str) {
        fs::write(self.folder.join("src/lib.rs"), source).unwrap();
    }

    fn write_file(&self, origin: &str) {
        let file = format!("# {COMMENT}\n[policy.api]\nallow_origins = [{origin:?}]\n");
        fs::write(self.folder.join("cors.toml"), file).unwrap();
    }

    /// The expansion of the macros of `source`.
    fn expanded(&self, source: &str, variables: &[(&str, &str)]) -> String {
        self.write(source);
        let words = ["rustc", "--profile", "check"];
        self.cargo(&words, &["-Zunpretty=expanded"], variables).trim().to_owned()
    }

    /// Compiles, and returns the names of the crates that were compiled.
    fn compiled(&self, variables: &[(&str, &str)]) -> Vec<String> {
        let messages = self.cargo(&["check", "--message-format=json"], &[], variables);
        let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let artifacts: Vec<Value> =
            messages.filter(|message| message["reason"] == "compiler-artifact").collect();
        assert!(artifacts.len() > 10, "the package and all that it depends on");
        let compiled = artifacts.iter().filter(|artifact| artifact["fresh"] == false);
        compiled.map(|artifact| artifact["target"]["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Runs cargo with arguments for itself and for rustc, and returns its output.
    fn cargo(&self, words: &[&str], rustc: &[&str], variables: &[(&str, &str)]) -> String {
        let mut command = Command::new(env!("CARGO"));
        command.args(words).args(["--quiet", "--offline", "--lib"]);
        if !rustc.is_empty() {
            command.arg("--").args(rustc);
        }
        self.output(command.envs(variables.iter().copied()))
    }

    /// Runs cargo, and gives what it prints.
    fn run(&self, words: &[&str]) -> String {
        self.output(Command::new(env!("CARGO")).args(words))
    }

    fn output(&self, command: &mut Command) -> String {
        command
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", scratch().join("target"))
            // For `-Zunpretty`, and only for these crates; with it, other crates could differ. The same for
            // all packages, because build scripts run again if it changes.
            .env("RUSTC_BOOTSTRAP", "here,elsewhere")
            // Settings of the workspace don't apply to its users.
            .env_remove("RUSTFLAGS");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuild")
}
