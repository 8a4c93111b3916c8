//! Edits of random policies, in both notations: what is read of the edited text is what the edit was
//! to make of the policy, and all that it is not about stays as it was, comments too.
//!
//! ```text
//! model ──write──> text ──parse──> places ──edits──> text ──parse──┐
//!   └──────────────────────edit──────────────> model ──────────────┴── equal
//! ```
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod model;
mod random;
mod read;

use cors_compiler::ast::{Entry, Value};
use cors_compiler::finding::{Certainty, Edit, Fix, TextEdit, Written};
use cors_compiler::key::Key;
use cors_compiler::location::Location;

use model::Notation;
use read::Read;

/// The place of the first value or key that is written like this.
fn location(entries: &[Entry], text: &str) -> Option<Location> {
    entries.iter().find_map(|Entry { key, value }| {
        if key.value == text { Some(key.location) } else { place_in(value, text) }
    })
}

fn place_in(value: &Value, text: &str) -> Option<Location> {
    match value {
        Value::Text(one) | Value::Regex(one) | Value::Name(one) | Value::Number(one) => {
            (one.value == text).then_some(one.location)
        }
        Value::List(items) => items.value.iter().find_map(|item| place_in(item, text)),
        Value::Table(entries) => location(&entries.value, text),
        Value::Bool(_) | Value::Unreadable(_) => None,
    }
}

/// The source with edits, which get their places by what is written there.
fn edited(
    notation: Notation,
    source: &str,
    edits: impl FnOnce(&dyn Fn(&str) -> Location) -> Vec<Edit>,
) -> String {
    let read = Read::new(notation, source);
    let edits = edits(&|text| location(read.entries(), text).expect("it is written there"));
    let fix = Fix { edits, certainty: Certainty::Certain };
    TextEdit::apply_all(source, &read.edits(&fix).unwrap_or_else(|| panic!("{fix:?}: {source}")))
}

fn text(text: &str) -> Written {
    Written::Text(text.to_owned())
}

#[test]
fn several_edits_are_applied_one_after_another() {
    let removed = |location: &dyn Fn(&str) -> Location, texts: &[&str]| -> Vec<Edit> {
        texts.iter().map(|text| Edit::Remove { location: location(text) }).collect()
    };
    let add = |item: &str| Edit::AddItem { key: Key::Allow, item: text(item) };
    let source = "allow = [\"a\", \"b\", # last\n]\nmax_age = 1\n";
    for (removes, adds, expected) in [
        (vec!["a", "b"], vec![], "max_age = 1\n"),
        (vec!["a"], vec!["c", "d"], "allow = [\"b\", \"c\", \"d\", # last\n]\nmax_age = 1\n"),
        (vec!["a", "b"], vec!["c"], "max_age = 1\nallow = [\"c\"]\n"),
    ] {
        let made = edited(Notation::Toml, source, |location| {
            removed(location, &removes)
                .into_iter()
                .chain(adds.iter().map(|item| add(item)))
                .collect()
        });
        assert_eq!(made, expected);
    }
    let made = edited(Notation::Rust, "max_age = 1, closed", |_| {
        let value = Written::List(vec![text("https://a.example")]);
        vec![Edit::RemoveKey { key: Key::Closed }, Edit::SetKey { key: Key::AllowOrigins, value }]
    });
    assert_eq!(made, "max_age = 1, allow_origins = [\"https://a.example\"]");
}

#[test]
fn a_string_keeps_its_quotes_where_they_can_hold_the_text() {
    let within = |notation, source: &str, with: &str| {
        edited(notation, source, |location| {
            let location = location("a.b\\c");
            vec![Edit::ReplaceWithin { location, within: 1..2, with: with.to_owned() }]
        })
    };
    for (notation, source, with, expected) in [
        (Notation::Toml, r#"name = "a.b\\c""#, "-", r#"name = "a-b\\c""#),
        (Notation::Toml, r#"name = "\u0061.b\\c""#, "\"", r#"name = "\u0061\"b\\c""#),
        (Notation::Toml, r"name = 'a.b\c'", "-", r"name = 'a-b\c'"),
        (Notation::Toml, r"name = 'a.b\c'", "'", r#"name = "a'b\\c""#),
        (Notation::Rust, r##"name = r#"a.b\c"#"##, "-", r##"name = r#"a-b\c"#"##),
        (Notation::Rust, r##"name = r#"a.b\c"#"##, "\"", r#"name = "a\"b\\c""#),
    ] {
        assert_eq!(within(notation, source, with), expected, "{source}");
    }
}

#[test]
fn a_value_may_take_the_place_of_a_regex_a_key_and_a_table() {
    let replaced = |notation, source: &str, at: &str, with: Written| {
        edited(notation, source, |location| vec![Edit::Replace { location: location(at), with }])
    };
    let entry = |key: Key| Written::entry(key, Written::names(["a"]));
    let list = |key: Key| Written::entry(key, Written::List(vec![text("a")]));
    for (notation, source, at, with, expected) in [
        (Notation::Rust, "allow = [regex(r\"x\",), y]", "x", text("a"), "allow = [\"a\", y]"),
        (Notation::Toml, "allow = [{ regex = 'x' }, 1]", "x", text("a"), "allow = [\"a\", 1]"),
        (Notation::Toml, "allow = { regex = 'x' }", "x", text("a"), "allow = \"a\""),
        (
            Notation::Rust,
            "allow = \"x, y\"",
            "x, y",
            Written::texts(["x", "y"]),
            "allow = [\"x\", \"y\"]",
        ),
        (Notation::Toml, "\"x y\".b = 1", "x y", text("a b"), "\"a b\".b = 1"),
        (Notation::Rust, "max = 1, name = \"x\"", "max", text("a"), "a = 1, name = \"x\""),
        (Notation::Rust, "allow = 1, max_age = 2", "1", entry(Key::Name), "name = a, max_age = 2"),
        (
            Notation::Toml,
            "[allow] # x\nb = 1\n[name]",
            "b",
            list(Key::Allow),
            "allow = [\"a\"]\n[name]",
        ),
        (
            Notation::Toml,
            "max_age = 1\nallow.b = 1",
            "b",
            list(Key::Allow),
            "max_age = 1\nallow = [\"a\"]",
        ),
    ] {
        assert_eq!(replaced(notation, source, at, with), expected, "{source}");
    }
}

#[test]
fn entries_are_added_before_the_first_table_and_risks_in_theirs() {
    let set = |source: &str, key, value| {
        edited(Notation::Toml, source, |_| vec![Edit::SetKey { key, value }])
    };
    let risk = || Written::Table(vec![("null_origin".to_owned(), text("why"))]);
    let one = || Written::Number(1);
    for (source, key, value, expected) in [
        ("", Key::MaxAge, one(), "max_age = 1\n"),
        ("# a\n[b]", Key::MaxAge, one(), "max_age = 1\n# a\n[b]"),
        ("a = 1 # a\r\n\r\n[b]", Key::MaxAge, one(), "a = 1 # a\r\nmax_age = 1\r\n\r\n[b]"),
        (
            "[accept_risk]\nx = 'y'\n",
            Key::AcceptRisk,
            risk(),
            "[accept_risk]\nx = 'y'\nnull_origin = \"why\"\n",
        ),
        ("accept_risk = {}", Key::AcceptRisk, risk(), "accept_risk = { null_origin = \"why\" }"),
    ] {
        assert_eq!(set(source, key, value), expected, "{source}");
    }
}
