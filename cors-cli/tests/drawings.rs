//! `cargo cors explain --graph dot` and `mermaid`: both are read strictly, and drawn by the programs that they are for.
//!
//! Graphviz is used where it is installed. `MMDC` is the path of Mermaid's program, which `.ci/full` installs. With
//! `CI=full` both must be there.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// Policies, and the titles of their patterns as `explain` writes them.
const POLICIES: [(&str, &[&str]); 6] = [
    (r#"allow_origins = ["https://example.com"]"#, &["https://example.com"]),
    (
        r#"allow_origins = ["https://*.example.com", "https://{tenant}.example.app"]
           deny_origins = ["https://usercontent.example.com"]"#,
        &[
            "https://*.example.com",
            "https://{tenant}.example.app",
            "denied: https://usercontent.example.com",
        ],
    ),
    // Quotes, backslashes, `#`, and words of both languages.
    (
        r##"allow_origins = [
               { regex = 'https://[a-z"#;&<>`*]+\.ex\.example\.com' },
               { regex = 'https://(graph|end|class|click|subgraph|digraph|node)\.example\.org(:8443)?' },
               "https://end.example.com",
           ]"##,
        &[
            r##"regex("https://[a-z\"#;&<>`*]+\\.ex\\.example\\.com")"##,
            r#"regex("https://(graph|end|class|click|subgraph|digraph|node)\\.example\\.org(:8443)?")"#,
            "https://end.example.com",
        ],
    ),
    (
        r#"allow_origins = ["tauri://localhost", "http://localhost:*", "http://[::1]:3000"]"#,
        &["tauri://localhost", "http://localhost:*", "http://[::1]:3000"],
    ),
    // A state that accepts, and can be repeated.
    (
        r#"allow_origins = [{ regex = 'tauri://[a-z]+' }]
           accept_risk = { unbounded_trust = "a test" }"#,
        &[r#"regex("tauri://[a-z]+")"#],
    ),
    (
        r#"allow_origins = ["https://app.example.com"]
           runtime_origins = ["https://{tenant}.example.app"]"#,
        &["https://app.example.com", "at run time: https://{tenant}.example.app"],
    ),
];

/// Created once, because the tests run at the same time.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("drawings");
    fs::create_dir_all(&folder).unwrap();
    // Not a part of the workspace around it, which would be read for each picture.
    fs::write(folder.join("Cargo.toml"), "[workspace]\n").unwrap();
    folder
});

/// The picture of each policy, and its titles. Each test has policies in files of its own.
fn pictures(test: &str, format: &str) -> Vec<(String, &'static [&'static str])> {
    let picture = |(index, (policy, titles)): (usize, (&str, &'static [&'static str]))| {
        let file = FOLDER.join(format!("{test}-{format}-{index}.toml"));
        fs::write(&file, policy).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_cargo-cors"))
            .args(["cors", "explain", "--graph", format])
            .arg(&file)
            .output()
            .unwrap();
        (text_of(output), titles)
    };
    POLICIES.into_iter().enumerate().map(picture).collect()
}

fn text_of(output: Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Whether a program that is not installed may be left out.
fn may_be_missing(program: &str) -> bool {
    let must = std::env::var("CI").is_ok_and(|ci| ci == "full");
    assert!(!must, "{program} is not installed");
    eprintln!("skipped: {program} is not installed");
    true
}

/// The string in quotes at the start of `rest`, without escapes, and what is behind it.
fn quoted(rest: &str) -> (String, &str) {
    let mut chars = rest.char_indices();
    assert_eq!(chars.next(), Some((0, '"')), "{rest}");
    let mut value = String::new();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &rest[at + 1..]),
            '\\' => match chars.next().unwrap().1 {
                'n' => value.push('\n'),
                c @ ('\\' | '"') => value.push(c),
                other => panic!("an escape \\{other} in {rest}"),
            },
            other => value.push(other),
        }
    }
    panic!("a string without an end: {rest}")
}

/// The titles of a program for `dot`; panics if a line is not one that is expected.
fn read_dot(text: &str) -> Vec<String> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("digraph policy {"));
    let (mut titles, mut nodes, mut edges) = (Vec::new(), BTreeSet::new(), Vec::new());
    let mut depth = 1;
    for line in lines {
        let line = line.trim_start();
        if line == "}" {
            depth -= 1;
        } else if let Some(name) = line.strip_prefix("subgraph ") {
            assert!(name.starts_with("cluster_") && name.ends_with(" {"), "{line}");
            depth += 1;
        } else if let Some(rest) = line.strip_prefix("label=") {
            let (title, rest) = quoted(rest);
            assert!(rest.starts_with("; color=\"#") && rest.ends_with("\";"), "{line}");
            titles.push(title);
        } else if let Some((from, to)) = line.split_once(" -> ") {
            let (to, label) = to.strip_suffix(';').unwrap().split_once(' ').unwrap_or((to, ""));
            if let Some(label) = label.strip_prefix("[label=") {
                assert_eq!(quoted(label).1, "]", "{line}");
            }
            edges.push((from.to_owned(), to.trim_end_matches(';').to_owned()));
        } else if line.starts_with("s") {
            let (name, rest) =
                line.strip_suffix(';').unwrap().split_once(' ').unwrap_or((line, ""));
            assert!(rest.is_empty() || rest.starts_with("[shape="), "{line}");
            assert!(nodes.insert(name.trim_end_matches(';').to_owned()), "{line}");
        } else {
            let is_default = ["rankdir=", "node [", "edge [", "graph ["];
            assert!(is_default.iter().any(|start| line.starts_with(start)), "{line}");
        }
    }
    assert_eq!(depth, 0);
    assert!(edges.iter().all(|(from, to)| nodes.contains(from) && nodes.contains(to)), "{text}");
    titles
}

/// The string at the start of `rest` as Mermaid reads it: entities are `#` and a number, and nothing else may be special.
fn mermaid_string(rest: &str) -> (String, &str) {
    let (inside, behind) = rest.strip_prefix('"').unwrap().split_once('"').unwrap();
    let mut value = String::new();
    let mut inside = inside;
    while let Some(c) = inside.chars().next() {
        inside = &inside[c.len_utf8()..];
        match c {
            '#' => {
                let (number, rest) = inside.split_once(';').unwrap();
                value.push(char::from_u32(number.parse().unwrap()).unwrap());
                inside = rest;
            }
            '<' => {
                inside = inside.strip_prefix("br/>").unwrap();
                value.push('\n');
            }
            '>' | '&' | ';' | '`' | '\\' | '*' | '_' => panic!("{c} in {rest}"),
            other => value.push(other),
        }
    }
    (value, behind)
}

/// The titles of a flowchart; panics if a line is not one that is expected.
fn read_mermaid(text: &str) -> Vec<String> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("flowchart LR"));
    let (mut titles, mut nodes, mut edges) = (Vec::new(), BTreeSet::new(), Vec::new());
    for line in lines {
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("subgraph p") {
            let (title, rest) = mermaid_string(&rest[rest.find('"').unwrap()..]);
            assert_eq!(rest, "]", "{line}");
            titles.push(title);
        } else if line == "end" || line == "direction LR" || line.starts_with("style p") {
        } else if let Some((from, rest)) = line.split_once(" -- ") {
            let (_, rest) = mermaid_string(rest);
            edges.push((from.to_owned(), rest.strip_prefix(" --> ").unwrap().to_owned()));
        } else {
            let (name, shape) = line.split_at(line.find('(').unwrap());
            let start = shape.find('"').unwrap();
            let (_, end) = mermaid_string(&shape[start..]);
            let shapes = [("((", "))"), ("(((", ")))"), ("([", "])")];
            assert!(shapes.contains(&(&shape[..start], end)), "{line}");
            assert!(nodes.insert(name.to_owned()), "{line}");
        }
    }
    assert!(edges.iter().all(|(from, to)| nodes.contains(from) && nodes.contains(to)), "{text}");
    // Such a label would be covered by the next one.
    assert!(edges.iter().all(|(from, to)| from != to), "{text}");
    titles
}

/// The first pattern is drawn at the top, so it comes last.
fn assert_titles(mut found: Vec<String>, expected: &[&str], text: &str) {
    found.reverse();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn pictures_are_well_formed() {
    for (text, titles) in pictures("read", "dot") {
        assert_titles(read_dot(&text), titles, &text);
    }
    for (text, titles) in pictures("read", "mermaid") {
        assert_titles(read_mermaid(&text), titles, &text);
    }
}

/// A drawing as SVG without its markup.
fn words(svg: &str) -> String {
    let mut text = String::new();
    let mut is_markup = false;
    for c in svg.chars() {
        match c {
            '<' => is_markup = true,
            '>' => is_markup = false,
            c if !is_markup => text.push(c),
            _ => {}
        }
    }
    for (entity, c) in [
        ("&#45;", "-"),
        ("&#39;", "'"),
        ("&#160;", " "),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, c);
    }
    text
}

#[test]
fn graphviz_draws_them() {
    if Command::new("dot").arg("-V").output().is_err() && may_be_missing("dot") {
        return;
    }
    for (index, (text, titles)) in pictures("drawn", "dot").into_iter().enumerate() {
        let file = FOLDER.join(format!("{index}.dot"));
        fs::write(&file, &text).unwrap();
        let svg = text_of(Command::new("dot").arg("-Tsvg").arg(&file).output().unwrap());
        assert_eq!(svg.matches("class=\"cluster\"").count(), titles.len(), "{text}");
        let words = words(&svg);
        assert!(titles.iter().all(|title| words.contains(title)), "{titles:?} in {words}");
    }
}

#[test]
fn mermaid_draws_them() {
    let Ok(program) = std::env::var("MMDC") else {
        may_be_missing("Mermaid (`MMDC`)");
        return;
    };
    let browser = FOLDER.join("browser.json");
    fs::write(&browser, r#"{"args":["--no-sandbox"]}"#).unwrap();
    for (index, (text, titles)) in pictures("drawn", "mermaid").into_iter().enumerate() {
        let (file, svg) =
            (FOLDER.join(format!("{index}.mmd")), FOLDER.join(format!("{index}.svg")));
        fs::write(&file, &text).unwrap();
        let mut command = Command::new(Path::new(&program));
        command.arg("-p").arg(&browser).arg("-i").arg(&file).arg("-o").arg(&svg);
        let output = command.output().unwrap();
        let messages = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{text}\n{messages}");
        let words = words(&fs::read_to_string(&svg).unwrap());
        assert!(!words.contains("Syntax error"), "{text}");
        assert!(titles.iter().all(|title| words.contains(title)), "{titles:?} in {words}");
    }
}
