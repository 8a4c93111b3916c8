//! `cors-runtime/docs/rules.md` is made from the catalogue: this test compares the two.
//!
//! After a change of a rule: `BLESS=1 cargo test -p cors-compiler --test rules_page`.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::Path;

use cors_compiler::map::rules::all as of_maps;
use cors_compiler::rules::routes::all as of_routes;
use cors_compiler::rules::{self, Level, Rule};

#[test]
fn the_page_is_the_catalogue() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cors-runtime/docs/rules.md");
    let page = page();
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("made");
        std::fs::write(&path, &page).expect("written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "cors-runtime/docs/rules.md differs from the catalogue: run with BLESS=1"
    );
}

/// The link at the end of each message.
#[test]
fn each_rule_has_a_heading_that_its_link_leads_to() {
    let page = page();
    for rule in rules::all().chain(of_maps()).chain(of_routes()) {
        let link = rule.page();
        let anchor = link.split_once('#').map(|(_, anchor)| anchor).expect("a link has an anchor");
        assert!(page.contains(&format!("\n## {anchor}\n")), "{link}");
    }
}

fn page() -> String {
    let mut page = String::from(
        "# The rules\n\n\
         Every message of the compiler ends with the name of the rule that it comes from. This page \
         lists all rules: what each refuses, why, an example, and the same example mended. It is made \
         from the catalogue of the crate `cors-compiler`, and the examples are tested.\n\n\
         | level | what happens | the exception |\n\
         | --- | --- | --- |\n\
         | error | the policy does not compile | none |\n\
         | error, silenceable | the policy does not compile | `allow = [rule]` |\n\
         | risk | the policy does not compile | `accept_risk = { rule = \"the reason\" }`; `explain` prints it |\n\
         | warning | the policy compiles, the user is warned | `allow = [rule]` |\n\n\
         An exception that nothing needs is reported too.\n\n\
         | rule | level | what it refuses |\n\
         | --- | --- | --- |\n",
    );
    for rule in rules::all() {
        let Rule { name, level, summary, .. } = rule;
        // Writing to a string cannot fail.
        let _ = writeln!(page, "| [`{name}`](#{name}) | {} | {summary} |", word(*level));
    }
    page.push_str(
        "\nMaps of policies (`policies! { … }`) have rules of their own. All of them are errors without an \
         exception:\n\n\
         | rule | what it refuses |\n\
         | --- | --- |\n",
    );
    for Rule { name, summary, .. } in of_maps() {
        let _ = writeln!(page, "| [`{name}`](#{name}) | {summary} |");
    }
    page.push_str(
        "\nLists of handlers (`routes![…]`) have one rule, an error without an exception:\n\n\
         | rule | what it refuses |\n\
         | --- | --- |\n",
    );
    for Rule { name, summary, .. } in of_routes() {
        let _ = writeln!(page, "| [`{name}`](#{name}) | {summary} |");
    }
    for rule in rules::all().chain(of_maps()).chain(of_routes()) {
        section(&mut page, rule);
    }
    page
}

fn section(page: &mut String, rule: &Rule) {
    let Rule { name, level, keys: _, summary, reason, source, wrong, right } = rule;
    let _ = write!(
        page,
        "\n## {name}\n\n\
         {} ({}).\n\n\
         **Why:** {reason} ([source]({source})).\n\n\
         ```rust,ignore\n// wrong\n{}\n// right\n{}\n```\n",
        sentence(summary),
        word(*level),
        lines(wrong),
        lines(right),
    );
}

fn word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Deny => "error, silenceable",
        Level::Risk => "risk",
        Level::Warning => "warning",
    }
}

/// A summary as the start of a sentence; one that starts with code stays as it is.
fn sentence(summary: &str) -> String {
    let mut letters = summary.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A policy with one key per line.
fn lines(policy: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_i32;
    let mut in_string = false;
    for c in policy.chars() {
        match c {
            '"' => in_string = !in_string,
            '[' | '{' | '(' if !in_string => depth = depth.saturating_add(1),
            ']' | '}' | ')' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        text.push(c);
        if c == ',' && depth == 0 && !in_string {
            text.push('\n');
        }
    }
    text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
}
