//! Links in the documents point to an existing file and heading, and the README contains the error that
//! rustc prints.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The folder of the documents that rustdoc includes. On docs.rs the other documents are missing, so a
/// relative link in them does not work there; a link to a heading of the same page does.
const IN_RUSTDOC: &str = "cors-runtime/docs";

#[test]
fn every_relative_link_leads_to_a_file_and_a_heading() {
    let documents = documents();
    assert!(documents.len() > 10, "only {documents:?}");
    let dead: Vec<_> = documents.iter().flat_map(|document| dead_links(document)).collect();
    assert!(dead.is_empty(), "dead links:\n{}", dead.join("\n"));
}

#[test]
fn documents_that_rustdoc_includes_have_no_relative_links() {
    let included = documents_in(IN_RUSTDOC);
    assert!(included.len() > 2, "only {included:?}");
    for document in included {
        let text = fs::read_to_string(&document).unwrap();
        let to_files = relative_links(&text).filter(|link| !link.starts_with('#'));
        let relative: Vec<_> = to_files.collect();
        assert!(relative.is_empty(), "{} links to {relative:?}", document.display());
    }
}

/// The README contains the error that rustc prints for the example in `ui-tests`. After a change of the message, run
/// `BLESS=1 cargo test -p cors-tests --test documents`.
#[test]
fn readme_has_the_error_that_rustc_prints() {
    let path = workspace().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let printed = workspace().join("ui-tests/tests/cases/readme.stderr");
    let printed =
        fs::read_to_string(printed).unwrap().replace("tests/cases/readme.rs", "src/main.rs");
    let (before, from) = readme.split_once("```text\nerror").unwrap();
    let (_, after) = from.split_once("\n```").unwrap();
    let expected = format!("{before}```text\n{}\n```{after}", printed.trim_end());
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap() == expected,
        "the README shows another error: run with BLESS=1"
    );
}

/// Tests the functions for links and headings.
#[test]
fn links_and_headings_are_found() {
    let text = "# One `two`: three's\n\n[a](b.md) and [c](#d-e)\n[f](https://example.com)\n\
                ```\n# no heading, [no](link)\n```\n`[no](link)` [g](h/i.rs)\n";
    assert_eq!(relative_links(text).collect::<Vec<_>>(), ["b.md", "#d-e", "h/i.rs"]);
    assert_eq!(anchors(text), ["one-two-threes"]);
}

fn dead_links(document: &Path) -> Vec<String> {
    let text = fs::read_to_string(document).unwrap();
    let is_dead = |link: &&str| {
        let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
        let target = if path.is_empty() {
            document.to_owned()
        } else {
            document.parent().unwrap().join(path)
        };
        if !target.exists() {
            return true;
        }
        let has = |target: &Path| {
            anchors(&fs::read_to_string(target).unwrap()).contains(&anchor.to_owned())
        };
        !anchor.is_empty() && !has(&target)
    };
    let name = document.strip_prefix(workspace()).unwrap().display();
    relative_links(&text).filter(is_dead).map(|link| format!("{name}: {link}")).collect()
}

/// The targets of `[text](target)` outside of code that are not URLs.
fn relative_links(text: &str) -> impl Iterator<Item = &str> {
    let targets = prose(text).flat_map(|line| {
        let outside = line.split('`').step_by(2);
        // A link around code, as in [`name`](target), begins outside of it and ends there too.
        outside.flat_map(|part| part.split("](").skip(1))
    });
    let targets = targets.filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
}

/// The anchors of the headings, as GitHub makes them.
fn anchors(text: &str) -> Vec<String> {
    let headings = prose(text).filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| {
        let text = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = text.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(anchor).collect()
}

/// The lines that are not in a fenced block.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        fenced ^= is_fence;
        !fenced && !is_fence
    })
}

fn documents() -> Vec<PathBuf> {
    ["", "docs", "examples/tenants", "fuzz", IN_RUSTDOC]
        .into_iter()
        .flat_map(documents_in)
        .collect()
}

fn documents_in(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(workspace().join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
