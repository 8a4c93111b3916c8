//! The tables of facts in `docs/browsers.md`.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use crate::facts::{FACTS, Fact, Group};

const START: &str = "<!-- facts -->\n";
const END: &str = "<!-- end of facts -->\n";

/// The groups with their headings, in the order of the document.
const GROUPS: [(Group, &str); 8] = [
    (Group::Origin, "`Origin` of a request"),
    (Group::Site, "`Sec-Fetch-Site` of a request"),
    (Group::Wildcards, "Wildcards in responses"),
    (Group::Cache, "Preflights that are sent: the cache"),
    (Group::Requests, "Methods and headers of a request"),
    (Group::Responses, "Responses"),
    (Group::Cookies, "Cookies of a request with credentials"),
    (Group::Local, "Local networks"),
];

fn tables() -> String {
    let mut text = String::new();
    let mut notes = Vec::new();
    for (group, heading) in GROUPS {
        let _ = write!(
            text,
            "\n### {heading}\n\n| | standard | Chromium | Firefox | WebKit |\n| --- | --- | --- | --- | --- |\n"
        );
        for fact in FACTS.iter().filter(|fact| fact.group == group) {
            row(&mut text, &mut notes, fact);
        }
    }
    text.push_str("\n### Notes\n\n");
    for (number, note) in notes.iter().enumerate() {
        let _ = writeln!(text, "{}. {note}.", number + 1);
    }
    text + "\n"
}

fn row(text: &mut String, notes: &mut Vec<&'static str>, fact: &Fact) {
    let Fact { title, by_the_standard, .. } = fact;
    let note = if fact.why.is_empty() {
        String::new()
    } else {
        notes.push(fact.why);
        format!(" ({})", notes.len())
    };
    let _ = write!(text, "| {title}{note} | {by_the_standard} |");
    for found in fact.found {
        let mark = if found == fact.by_the_standard { "" } else { "**" };
        let _ = write!(text, " {mark}{found}{mark} |");
    }
    text.push('\n');
}

#[test]
fn document_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/browsers.md");
    let document = fs::read_to_string(&path).unwrap();
    let (before, rest) = document.split_once(START).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = format!("{before}{START}{}{END}{after}", tables());
    if env::var_os("BLESS").is_some() {
        fs::write(&path, wanted).unwrap();
    } else {
        assert!(document == wanted, "BLESS=1 cargo test -p cors-tests --test engines");
    }
}

#[test]
fn differences_have_reasons() {
    for fact in FACTS {
        let differs = fact.found.iter().any(|found| *found != fact.by_the_standard);
        assert_eq!(differs, !fact.why.is_empty(), "{}", fact.title);
    }
}
