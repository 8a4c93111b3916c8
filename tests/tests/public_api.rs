//! The public API is recorded in `docs/api`, so that a change of it is visible in a review.
//!
//! A removed or changed line breaks programs; an added line does not. The lists contain what users of
//! `cors-runtime` with all features can name: all of that crate, and the types of `cors-tables` that it
//! exposes, directly or through other types. The rest of `cors-tables` belongs to the version that is built
//! with it, and so does all of `cors-compiler`, also the types in the API of `cors-export`. Of the other
//! libraries everything is listed; `cors-cli` is a program, whose output is what others depend on. Auto traits
//! are included, because a type that is no longer `Send` breaks programs too; items with `doc(hidden)` are not.
//!
//! After a change, run `BLESS=1 cargo test -p cors-tests --test public_api`, and review the changes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The crate behind `cors-runtime` whose types it exposes.
const BEHIND: &str = "cors-tables";

/// The other libraries that programs depend on.
const OTHERS: [&str; 3] = ["cors-export", "cors-test", "cors-user-agent"];

/// The crates behind `cors-runtime` that may change with any version, so none of them is exposed.
const HIDDEN: [&str; 2] = ["cors_automata", "cors_compiler"];

#[test]
fn public_api_is_the_recorded_one() {
    let runtime = listing("cors-runtime");
    let exposed: Vec<&str> =
        runtime.lines().filter(|line| HIDDEN.iter().any(|hidden| line.contains(hidden))).collect();
    assert_eq!(exposed, [""; 0], "the compiler's types are not public");
    let behind = given_away(&runtime, &listing(BEHIND));
    let mut listings = vec![(BEHIND, behind), ("cors-runtime", runtime)];
    listings.extend(OTHERS.map(|name| (name, listing(name))));
    let mut changed = Vec::new();
    for (name, listed) in listings {
        let path = workspace().join(format!("docs/api/{name}.txt"));
        if env::var_os("BLESS").is_some() {
            fs::write(&path, &listed).unwrap();
        }
        let recorded = fs::read_to_string(&path).unwrap_or_default();
        changed.extend(difference(&recorded, &listed).iter().map(|line| format!("{name}: {line}")));
    }
    assert!(
        changed.is_empty(),
        "the public API has changed. If this is intended, run with BLESS=1, and describe it in \
         CHANGELOG.md:\n{}",
        changed.join("\n"),
    );
}

/// The items of a crate, one per line. Two auto traits that only rustc can name are omitted.
fn listing(name: &str) -> String {
    let api = public_api::Builder::from_rustdoc_json(rustdoc_json(name))
        .omit_blanket_impls(true)
        .build()
        .unwrap();
    let lines = api.items().map(|item| format!("{item}\n"));
    let unnamed = ["core::marker::Freeze for", "core::marker::UnsafeUnpin for"];
    lines.filter(|line| !unnamed.iter().any(|name| line.contains(name))).collect()
}

/// From the list of a crate behind `runtime`, the types that a user of `runtime` can get: the re-exported
/// ones, those in its items, and those in these.
fn given_away<'a>(runtime: &'a str, behind: &'a str) -> String {
    let crate_name = behind.lines().next().unwrap().trim_start_matches("pub mod ");
    let mut given = types(runtime, crate_name);
    given.extend(runtime.lines().filter_map(|line| line.strip_prefix("pub use cors_runtime::")));
    loop {
        let mut lines: Vec<&str> = Vec::new();
        for line in behind.lines() {
            // An item with two paths is listed twice.
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

/// The part of a line that identifies the owner of its item.
fn subject(line: &str) -> &str {
    if line.starts_with("impl") {
        let whose = line.split(" where ").next().unwrap_or_default();
        return whose.rsplit(" for ").next().unwrap_or_default();
    }
    line.split(['(', '=']).next().unwrap_or_default().split(": ").next().unwrap_or_default()
}

/// The types of a crate that a text contains. They are compared by name, because rustdoc refers to a type
/// by the path where it is defined, and lists it by its public path.
fn types<'a>(text: &'a str, crate_name: &str) -> BTreeSet<&'a str> {
    text.split(|c: char| !(c.is_alphanumeric() || "_:".contains(c)))
        .filter(|path| path.split("::").next() == Some(crate_name))
        .filter_map(|path| path.split("::").find(|part| part.starts_with(char::is_uppercase)))
        .collect()
}

/// The removed and the added lines.
fn difference(before: &str, after: &str) -> Vec<String> {
    let missing = |from: &str, to: &str, sign: char| -> Vec<String> {
        let to: Vec<&str> = to.lines().collect();
        from.lines().filter(|line| !to.contains(line)).map(|line| format!("{sign}{line}")).collect()
    };
    [missing(before, after, '-'), missing(after, before, '+')].concat()
}

/// rustdoc's JSON for a crate. Its format is unstable: each version of `public-api` reads that of one
/// version of Rust.
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
fn difference_lists_removed_and_added_lines() {
    assert_eq!(difference("a\nb\n", "b\na\n"), [""; 0]);
    assert_eq!(difference("a\nb\n", "a\nc\n"), ["-b", "+c"]);
}

#[test]
fn exposed_types_are_found_through_other_types() {
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
