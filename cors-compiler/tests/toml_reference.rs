//! Our TOML parser compared with another one, the crate `toml`: both accept the same texts, and read the same
//! keys and values at the same places.
//!
//! ```text
//! text ──> toml::parse ──> ast::Policy ──┐
//!   └────> toml::DeTable ────────────────┴── equal, or both found something
//! ```
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};
use cors_compiler::ast::{Entry, Value};
use cors_compiler::finding::Findings;
use cors_compiler::toml::{self, Locations};
use proptest::prelude::*;

/// A value as either parser reads it.
#[derive(Debug, PartialEq)]
enum Node {
    Text(Range<usize>, String),
    Number(Range<usize>),
    Bool(bool),
    List(Vec<Node>),
    Table(BTreeMap<String, (Option<Range<usize>>, Node)>),
    /// What no policy has: a date or a time.
    Unusable,
}

/// What we read; `None` if something is wrong.
fn ours(source: &str) -> Option<Node> {
    let mut findings = Findings::default();
    let (policy, locations) = toml::parse(source, &mut findings);
    let is_sound = !findings.has_errors() && has_each_key_once(&policy.entries);
    is_sound.then(|| table_of(&policy.entries, &locations))
}

/// A key that is there twice is reported by a later stage.
fn has_each_key_once(entries: &[Entry]) -> bool {
    let mut keys = BTreeSet::new();
    entries
        .iter()
        .all(|entry| keys.insert(&entry.key.value) && has_tables_with_each_key_once(&entry.value))
}

fn has_tables_with_each_key_once(value: &Value) -> bool {
    match value {
        Value::List(items) => items.value.iter().all(has_tables_with_each_key_once),
        Value::Table(entries) => has_each_key_once(&entries.value),
        _ => true,
    }
}

fn table_of(entries: &[Entry], locations: &Locations) -> Node {
    let entries = entries.iter().map(|Entry { key, value }| {
        let range = locations.range(key.location).expect("a key has bytes");
        entry(range, &key.value, node_of(value, locations))
    });
    Node::Table(entries.collect())
}

/// Of a table with several headers, each parser chooses the key of another one.
fn entry(range: Range<usize>, key: &str, node: Node) -> (String, (Option<Range<usize>>, Node)) {
    let has_headers = matches!(node, Node::Table(_));
    (key.to_owned(), ((!has_headers).then_some(range), node))
}

fn node_of(value: &Value, locations: &Locations) -> Node {
    let range = locations.range(value.location()).expect("a value has bytes");
    match value {
        Value::Text(text) => Node::Text(range, text.value.clone()),
        // A table with this one key.
        Value::Regex(text) => {
            let before = locations.source()[..range.start].rfind("regex").expect("it has the key");
            let key = before..before + "regex".len();
            Node::Table([entry(key, "regex", Node::Text(range, text.value.clone()))].into())
        }
        Value::Number(_) => Node::Number(range),
        Value::Bool(truth) => Node::Bool(truth.value),
        Value::List(items) => {
            Node::List(items.value.iter().map(|item| node_of(item, locations)).collect())
        }
        Value::Table(entries) => table_of(&entries.value, locations),
        Value::Name(_) | Value::Unreadable(_) => panic!("{value:?} without an error"),
    }
}

/// What the other parser reads; `None` if something is wrong.
fn theirs(source: &str) -> Option<Node> {
    let (document, errors) = DeTable::parse_recoverable(source);
    let node = table(document.into_inner());
    (errors.is_empty() && is_for_policies(&node, 0)).then_some(node)
}

/// Whether no date is in a text, and nothing is nested deeper than a policy may have it.
fn is_for_policies(node: &Node, depth: usize) -> bool {
    match node {
        Node::Unusable => false,
        Node::Text(..) | Node::Number(_) | Node::Bool(_) => true,
        _ if depth > 4 => false,
        Node::List(items) => items.iter().all(|item| is_for_policies(item, depth + 1)),
        Node::Table(entries) => {
            entries.values().all(|(_, value)| is_for_policies(value, depth + 1))
        }
    }
}

fn table(table: DeTable<'_>) -> Node {
    let entries = table.into_iter();
    Node::Table(entries.map(|(key, value)| entry(key.span(), key.get_ref(), node(value))).collect())
}

fn node(value: Spanned<DeValue<'_>>) -> Node {
    let range = value.span();
    match value.into_inner() {
        DeValue::String(text) => Node::Text(range, text.into_owned()),
        // What is behind a `_` it reads when the number is used.
        DeValue::Integer(number) if number.as_str().contains(';') => Node::Unusable,
        DeValue::Integer(_) | DeValue::Float(_) => Node::Number(range),
        DeValue::Boolean(truth) => Node::Bool(truth),
        DeValue::Datetime(_) => Node::Unusable,
        DeValue::Array(items) => Node::List(items.into_iter().map(node).collect()),
        DeValue::Table(entries) => table(entries),
    }
}

fn agree(source: &str) {
    assert_eq!(ours(source), theirs(source), "{source:?}");
}

#[test]
fn the_corpus_is_read_alike() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/toml");
    let mut read = 0;
    for file in fs::read_dir(folder).expect("the folder is there") {
        let path = file.expect("it can be read").path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            agree(&fs::read_to_string(&path).expect("it can be read"));
            read += 1;
        }
    }
    assert!(read > 80);
}

/// What the specification has examples of.
#[test]
fn each_way_to_write_a_table_is_read_alike() {
    for source in [
        "[a]\nx = 1\n[a.b]\ny = 2\n[c]\n",
        "[a.b]\nx = 1\n[a]\ny = 2\n[a.c]\nz = 3",
        "a.b = 1\na.c = 2\n[a.d]\ne = 1",
        "[a]\nb.c = 1\n[a.b.d]\nx = 1",
        "[[a]]\nx = 1\n[[a]]\ny = 2\n[a.b]\nz = 3\n[[a]]",
        "[[a]]\n[[a.b]]\nx = 1",
        "'a'.\"b\" . c = 1\n\"\" = 2\n",
        "a = { b.c = 1, b.d = 2, }\n",
        "a = [ # none\n 1, # one\n\n 2, ]",
        "[a]\n[a]",
        "[a]\n[[a]]",
        "a = 1\na.b = 2",
        "a = {}\n[a.b]",
        "a = []\n[[a]]",
        "[a.b]\n[a]\nb.c = 1",
        "a.b = 1\n[a]",
        "1 = 2\n-_ = 1.5e3\ntrue = inf\n",
        "a = +0x1\n",
        "a = 1__0\n",
        "\u{feff}a = 1\r\nb = 2",
        "a = 1 # \u{1}",
        "a = \"\"\"\n\"\" \\\n  x\"\"\"\"\"",
        "a = '''\n'x'''''",
    ] {
        agree(source);
    }
}

/// Pieces of which texts are made, sound ones and others.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "regex",
        "'k'",
        "\"\\u006b\"",
        ".",
        " = ",
        "=",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ", ",
        ",",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\n[a]\n",
        "\n[a.b]\n",
        "\n[[c]]\n",
        "\na = ",
        "\nb.c = ",
        "1",
        "-7_200",
        "0x1F",
        "1.5",
        "true",
        "false",
        "True",
        "inf",
        "word",
        "\"text\"",
        "'text'",
        "\"\\q\"",
        "\"",
        "'''",
        "\"\"\"",
        "\\",
        "# c\n",
        ";",
        ":",
        " ",
        "é",
        "\u{feff}",
        "\u{1}",
        "2001-01-01",
        "07:00",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// An entry that is often sound.
fn lines() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec!["a", "b", "a.b", "b.a", "c.a.b", "'a'", "regex"]);
    let scalar = prop::sample::select(vec!["1", "'x'", "\"\\t\"", "true", "-0.5", "x", ""]);
    let value = scalar.prop_map(str::to_owned).prop_recursive(3, 12, 4, move |inner| {
        let key = prop::sample::select(vec!["a", "b", "a.b", "regex"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((key, inner), 0..3).prop_map(|entries| {
                let entries: Vec<_> =
                    entries.into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
                format!("{{ {} }}", entries.join(", "))
            }),
        ]
    });
    let header =
        prop::sample::select(vec!["[a]", "[b]", "[a.b]", "[[a]]", "[[a.b]]", "[c]", "[b.a]"]);
    let line = prop_oneof![
        3 => (key, value).prop_map(|(key, value)| format!("{key} = {value}")),
        1 => header.prop_map(str::to_owned),
    ];
    prop::collection::vec(line, 0..6).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn texts_of_pieces_are_read_alike(source in pieces()) {
        agree(&source);
    }

    #[test]
    fn texts_of_entries_are_read_alike(source in lines()) {
        agree(&source);
    }
}
