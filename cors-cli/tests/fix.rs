//! `check --fix` in a Git repository: what could be lost is not changed.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const WRONG: &str = "allow_origins = [\"https://example.com/\"]\n";
const RIGHT: &str = "allow_origins = [\"https://example.com\"]\n";

fn run(program: &str, arguments: &[&str], folder: &Path) -> Output {
    let output = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    if program == "git" {
        assert!(output.status.success(), "{output:?}");
    }
    output
}

fn git(arguments: &[&str], folder: &Path) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    run("git", &[&identity, arguments].concat(), folder);
}

fn cors(arguments: &[&str], folder: &Path) -> Output {
    run(env!("CARGO_BIN_EXE_cargo-cors"), &[&["cors"], arguments].concat(), folder)
}

/// A repository with a committed policy that has a mistake.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    git(&["init", "--quiet"], folder.path());
    fs::write(folder.path().join("cors.toml"), WRONG).unwrap();
    git(&["add", "."], folder.path());
    git(&["commit", "--quiet", "--message", "a"], folder.path());
    folder
}

#[test]
fn committed_files_are_fixed() {
    let folder = repository();
    let output = cors(&["check", "--fix"], folder.path());
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(fs::read_to_string(folder.path().join("cors.toml")).unwrap(), RIGHT);
}

#[test]
fn a_file_with_other_changes_is_refused() {
    let changed = format!("# A change.\n{WRONG}");
    for staged in [false, true] {
        let folder = repository();
        let path = folder.path().join("cors.toml");
        fs::write(&path, &changed).unwrap();
        if staged {
            git(&["add", "."], folder.path());
        }
        let output = cors(&["check", "--fix"], folder.path());
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("`cors.toml` has uncommitted changes"), "{message}");
        assert_eq!(fs::read_to_string(&path).unwrap(), changed);
        let output = cors(&["check", "--fix", "--allow-dirty"], folder.path());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("# A change.\n{RIGHT}"));
    }
}

/// If one of several files cannot be changed, none is.
#[test]
fn either_all_files_are_changed_or_none() {
    let folder = repository();
    fs::create_dir(folder.path().join("b")).unwrap();
    fs::write(folder.path().join("b/cors.toml"), WRONG).unwrap();
    let output = cors(&["check", "--fix"], folder.path());
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert_eq!(fs::read_to_string(folder.path().join("cors.toml")).unwrap(), WRONG);
}

#[test]
fn a_diff_changes_nothing_and_can_be_applied() {
    let folder = repository();
    let output = cors(&["check", "--diff"], folder.path());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(fs::read_to_string(folder.path().join("cors.toml")).unwrap(), WRONG);
    fs::write(folder.path().join("fix.diff"), output.stdout).unwrap();
    git(&["apply", "fix.diff"], folder.path());
    assert_eq!(fs::read_to_string(folder.path().join("cors.toml")).unwrap(), RIGHT);
}
