//! What users can name is written down in `docs/api`: a change of it shows in the review.
//!
//! A line that goes, or that is another one, breaks a program somewhere; a line that comes does
//! not. Listed is what a user of `cors-runtime` with all features meets: all of that crate, and of
//! `cors-tables` the types that it gives away, with whatever those give away in turn. The rest of
//! `cors-tables` belongs to the one version that is built with it, and so does all of `cors-compiler`. Auto traits are listed,
//! for a type that is no longer `Send` breaks programs too; what is `doc(hidden)` is not.
//!
//! After a change: `BLESS=1 cargo test -p cors-tests --test public_api`, and read what changed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The crate behind `cors-runtime` whose types it gives away.
const BEHIND: &str = "cors-tables";

/// The crate behind `cors-runtime` that may change with any version, so nothing of it is given away.
const HIDDEN: &str = "cors_compiler";

#[test]
fn the_public_api_is_the_one_that_is_written_down() {
    let runtime = listing("cors-runtime");
    let exposed: Vec<&str> = runtime.lines().filter(|line| line.contains(HIDDEN)).collect();
    assert_eq!(exposed, [""; 0], "the compiler's types are not public");
    let behind = given_away(&runtime, &listing(BEHIND));
    let listings = [(BEHIND, behind), ("cors-runtime", runtime)];
    let mut changed = Vec::new();
    for (name, listed) in listings {
        let path = workspace().join(format!("docs/api/{name}.txt"));
        if env::var_os("BLESS").is_some() {
            fs::write(&path, &listed).unwrap();
        }
        changed.extend(difference(&fs::read_to_string(&path).unwrap_or_default(), &listed));
    }
    assert!(
        changed.is_empty(),
        "the public API has changed. If that is meant, run with BLESS=1, and tell it in \
         CHANGELOG.md:\n{}",
        changed.join("\n"),
    );
}

/// The items of a crate, one a line. Two auto traits are left out that only rustc can name.
fn listing(name: &str) -> String {
    let api = public_api::Builder::from_rustdoc_json(rustdoc_json(name))
        .omit_blanket_impls(true)
        .build()
        .unwrap();
    let lines = api.items().map(|item| format!("{item}\n"));
    let unnamed = ["core::marker::Freeze for", "core::marker::UnsafeUnpin for"];
    lines.filter(|line| !unnamed.iter().any(|name| line.contains(name))).collect()
}

/// Of the listing of a crate behind `runtime`, the types that a user of `runtime` can get: the
/// re-exported, those that its items speak of, and those that these speak of.
fn given_away<'a>(runtime: &'a str, behind: &'a str) -> String {
    let crate_name = behind.lines().next().unwrap().trim_start_matches("pub mod ");
    let mut given = types(runtime, crate_name);
    given.extend(runtime.lines().filter_map(|line| line.strip_prefix("pub use cors_runtime::")));
    loop {
        let mut lines: Vec<&str> = Vec::new();
        for line in behind.lines() {
            // What a crate offers by two paths is listed twice.
            if !types(subject(line), crate_name).is_disjoint(&given) && !lines.contains(&line) {
                lines.push(line);
            }
        }
        let before = given.len();
        given.extend(lines.iter().flat_map(|line| types(line, crate_name)));
        if given.len() == before {
            return lines.iter().map(|line| format!("{line}\n")).collect();
        }
    }
}

/// The part of a line that says whose item it is.
fn subject(line: &str) -> &str {
    if line.starts_with("impl") {
        let whose = line.split(" where ").next().unwrap_or_default();
        return whose.rsplit(" for ").next().unwrap_or_default();
    }
    line.split(['(', '=']).next().unwrap_or_default().split(": ").next().unwrap_or_default()
}

/// The types of a crate that a text speaks of. Their names must do: rustdoc speaks of a type by
/// the path where it is defined, and lists it by the one where it is public.
fn types<'a>(text: &'a str, crate_name: &str) -> BTreeSet<&'a str> {
    text.split(|c: char| !(c.is_alphanumeric() || "_:".contains(c)))
        .filter(|path| path.split("::").next() == Some(crate_name))
        .filter_map(|path| path.split("::").find(|part| part.starts_with(char::is_uppercase)))
        .collect()
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

#[test]
fn what_is_given_away_is_found_through_other_types() {
    let runtime = "pub use cors_runtime::Named\n\
                   pub fn cors_runtime::f() -> behind::m::Answered<'_>\n";
    let behind = "pub mod behind\n\
                  pub struct behind::m::Answered<'a>\n\
                  pub fn behind::m::Answered<'a>::get(&self) -> behind::Inner\n\
                  pub struct behind::Inner\n\
                  impl core::marker::Send for behind::Inner\n\
                  pub struct behind::n::Named\n\
                  pub struct behind::Hidden\n\
                  pub fn behind::Hidden::get(&self) -> behind::Inner\n\
                  impl core::convert::From<behind::Inner> for behind::Hidden\n";
    let given = given_away(runtime, behind);
    assert_eq!(given.lines().count(), 5, "{given}");
    assert!(!given.contains("Hidden"), "{given}");
}
