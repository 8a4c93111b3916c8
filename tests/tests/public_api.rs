//! What users can name is written down in `docs/api`: a change of it shows in the review.
//!
//! A line that goes, or that is another one, breaks a program somewhere; a line that comes does
//! not. The listing of `cors-runtime` is what users see, with all features; it names the types of
//! `cors-core` that it gives away, and what these offer is in the listing of that crate, of which
//! adapters see the rest. Auto traits are listed, for a type that is no longer `Send` breaks
//! programs too. What is `doc(hidden)` is no part of the API, and not listed.
//!
//! After a change: `BLESS=1 cargo test -p cors-tests --test public_api`, and read what changed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The crates that are listed.
const CRATES: [&str; 2] = ["cors-core", "cors-runtime"];

#[test]
fn the_public_api_is_the_one_that_is_written_down() {
    let mut changed = Vec::new();
    for name in CRATES {
        let path = workspace().join(format!("docs/api/{name}.txt"));
        let listed = listing(name);
        if env::var_os("BLESS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &listed).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        changed.extend(difference(&written, &listed));
    }
    assert!(
        changed.is_empty(),
        "the public API has changed. If that is meant, run with BLESS=1, and tell it in \
         CHANGELOG.md:\n{}",
        changed.join("\n"),
    );
}

/// The items of a crate, one a line.
fn listing(name: &str) -> String {
    public_api::Builder::from_rustdoc_json(rustdoc_json(name))
        .omit_blanket_impls(true)
        .build()
        .unwrap()
        .to_string()
}

/// The lines that went and those that came.
fn difference(before: &str, after: &str) -> Vec<String> {
    let missing = |from: &str, to: &str, sign: char| -> Vec<String> {
        let to: Vec<&str> = to.lines().collect();
        from.lines().filter(|line| !to.contains(line)).map(|line| format!("{sign}{line}")).collect()
    };
    [missing(before, after, '-'), missing(after, before, '+')].concat()
}

/// What rustdoc knows of a crate. Its JSON is unstable: the version of `public-api` that reads it
/// belongs to the version of Rust.
fn rustdoc_json(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("public-api");
    let output = Command::new(env!("CARGO"))
        .args(["rustdoc", "--quiet", "--offline", "--locked", "--lib", "--all-features"])
        .args(["--package", name, "--target-dir"])
        .arg(&target)
        .args(["--", "-Zunstable-options", "--output-format", "json"])
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTDOCFLAGS")
        .current_dir(workspace())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("doc").join(format!("{}.json", name.replace('-', "_")))
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn a_difference_names_what_went_and_what_came() {
    assert_eq!(difference("a\nb\n", "b\na\n"), [""; 0]);
    assert_eq!(difference("a\nb\n", "a\nc\n"), ["-b", "+c"]);
}
