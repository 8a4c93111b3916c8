//! Finite sets against the automaton of the same origins: every origin of the set, and every
//! string that is one edit away from one. And that each of these sets has the strategy that it is
//! here for.
//!
//! Infinite sets are compared with their automata where these can be decomposed, in
//! `compile/conformance.rs`.

use std::collections::BTreeSet;

use cors_compiler::language::{Automata, Language};
use cors_compiler::model::pattern::{self, Pattern};
use cors_tables::PolicyTable;
use cors_tables::origin_set::{Strategy, StringSet, Windows};
use cors_tables::policy::AllowOrigins;

use crate::neighbours::each_edit;
use crate::policy::Policy;
use crate::reference::Written;

/// The name of a policy's strategy, and of the windows of its hash.
pub(crate) fn strategy(table: &PolicyTable) -> &'static str {
    let AllowOrigins::Set { origins, .. } = &table.allow_origins else { return "Any" };
    match &origins.strategy {
        Strategy::Nothing => "Nothing",
        Strategy::One(_) => "One",
        Strategy::Few(_) => "Few",
        Strategy::Many(table) => match table.hasher.windows {
            Windows::Two(..) => "Many, by two windows",
            Windows::Whole => "Many, hashed whole",
        },
        Strategy::Wildcards(_) => "Wildcards",
        Strategy::Automaton(_) => "Automaton",
        Strategy::Mixture { allowed, .. } => match allowed.exact {
            StringSet::Empty => "Mixture",
            _ => "Mixture with origins",
        },
    }
}

fn numbered(count: usize, origin: impl Fn(usize) -> String) -> Vec<String> {
    (0..count).map(origin).collect()
}

/// Lists, and the strategy that each has.
fn lists() -> Vec<(Vec<String>, &'static str)> {
    let tenants = |count| numbered(count, |n| format!("https://tenant-{n:05}.example.com"));
    let texts = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let long = "l".repeat(60);
    vec![
        (texts(&["https://example.com"]), "One"),
        (texts(&["null"]), "One"),
        (texts(&["a://b"]), "One"),
        (texts(&["http://[2001:db8::a]:8443"]), "One"),
        (vec![format!("https://{long}.{long}.{long}.example.com:8443")], "One"),
        (tenants(2), "Few"),
        (texts(&["https://a.example", "https://b.example", "http://localhost:3000"]), "Few"),
        (texts(&["null", "a://b", "a://bc", "https://example.com"]), "Few"),
        (tenants(5), "Many, by two windows"),
        (tenants(17), "Many, by two windows"),
        (tenants(300), "Many, by two windows"),
        (numbered(100, |n| format!("https://{n}x.test:{}", 8000 + n)), "Many, by two windows"),
        (
            numbered(40, |n| format!("https://{}.{long}.{long}.test", "d".repeat(n + 1))),
            "Many, by two windows",
        ),
        (texts(&["a://b", "a://c", "b://a", "b://c", "null", "c://a"]), "Many, hashed whole"),
        (
            numbered(40, |n| format!("https://{}b{}.test", "a".repeat(n), "a".repeat(39 - n))),
            "Many, hashed whole",
        ),
    ]
}

#[test]
fn every_origin_of_a_list_and_every_edit() {
    let mut chosen = BTreeSet::new();
    for (list, expected) in lists() {
        let automaton = Language::from_strings(&list);
        let alphabet: BTreeSet<u8> =
            list.iter().flat_map(|origin| origin.bytes()).chain(*b".-:/%@*A0z\x00\xff ").collect();
        let alphabet: Vec<u8> = alphabet.into_iter().collect();
        let written = list.iter().cloned().map(Written::Text).collect();
        let policy = Policy { allowed: written, ..Policy::default() };
        let (table, findings) = policy.compile_at_all_risks();
        let Some(table) = table else { panic!("{}: {findings:?}", list[0]) };
        assert_eq!(strategy(&table), expected, "{}", list[0]);
        chosen.insert(strategy(&table));
        for origin in &list {
            assert!(table.allows_origin(origin.as_bytes()), "{origin}");
            each_edit(origin.as_bytes(), &alphabet, |edit| {
                let got = table.allows_origin(edit);
                assert_eq!(got, automaton.contains(edit), "{}", edit.escape_ascii());
            });
        }
        assert!(!table.allows_origin(b""), "{}", list[0]);
    }
    assert_eq!(chosen.len(), 4, "{chosen:?}");
}

/// Regexes with a finite number of matches: the set is listed, and tested like
/// if it had been written so.
#[test]
fn every_origin_of_a_finite_pattern_and_every_edit() {
    let text = |text: &str| Written::Text(text.to_owned());
    let regex = |regex: &str| Written::Regex(regex.to_owned());
    for (allowed, denied, expected) in [
        (vec![text("https://pr-{n:[0-9]{1,2}}.example.net")], vec![], "Automaton"),
        (vec![regex(r"https://(eu|us)-[0-9]{1,2}\.edge\.example\.org")], vec![], "Automaton"),
        (
            vec![text("https://pr-{n:[0-9]{1,2}}.example.net")],
            vec![text("https://pr-7.example.net"), text("https://pr-1{n:[0-9]}.example.net")],
            "Automaton",
        ),
        (
            vec![
                regex(r"https://(a|b|c)?d\.example\.org(:8443)?"),
                text("https://x{n:[0-9]}.example.net"),
                text("https://example.net"),
            ],
            vec![text("https://x3.example.net")],
            "Mixture with origins",
        ),
        (
            vec![
                text("https://a{n:[0-9]}.x.net"),
                text("https://b{n:[0-9]}.y.net"),
                text("https://c{n:[0-9]}.x.org"),
                text("https://d{n:[0-9]}.y.org"),
                text("https://e{n:[0-9]}.y.org"),
            ],
            vec![],
            "Automaton",
        ),
    ] {
        let union = |patterns: &[Written]| {
            patterns.iter().fold(Language::empty(), |union, pattern| {
                let pattern = match pattern {
                    Written::Text(text) => pattern::parse(text).unwrap(),
                    Written::Regex(text) => Pattern::Regular(pattern::parse_regex(text).unwrap()),
                };
                let exact = pattern.exact().map(|origin| Language::literal(origin.as_bytes()));
                let language =
                    exact.map_or_else(|| pattern.language(&Automata::unlimited()), Ok).unwrap();
                Automata::unlimited().union(&union, &language).unwrap()
            })
        };
        let language = Automata::unlimited().difference(&union(&allowed), &union(&denied)).unwrap();
        let members: Vec<Vec<u8>> = language.shortest().take(1000).collect();
        assert!((1..1000).contains(&members.len()), "{allowed:?}");
        let policy = Policy { allowed, denied, ..Policy::default() };
        let (table, findings) = policy.compile_at_all_risks();
        let Some(table) = table else { panic!("{policy:?}: {findings:?}") };
        assert_eq!(strategy(&table), expected, "{policy:?}");
        for member in &members {
            assert!(table.allows_origin(member), "{}", member.escape_ascii());
            each_edit(member, b"abcdexpr0123456789:/.-netorgus", |edit| {
                let got = table.allows_origin(edit);
                assert_eq!(got, language.contains(edit), "{}", edit.escape_ascii());
            });
        }
    }
}

/// The same policy gives the same tables, in any process.
#[test]
fn the_choice_is_the_same_each_time() {
    let written =
        |texts: &[&str]| texts.iter().map(|&text| Written::Text(text.to_owned())).collect();
    let policy = Policy {
        allowed: written(&[
            "https://*.a.example",
            "http://localhost:*",
            "https://{t}.b.example",
            "https://c.example",
        ]),
        denied: written(&["https://old.a.example"]),
        ..Policy::default()
    };
    let debug = || format!("{:?}", policy.compile_at_all_risks().0.unwrap());
    assert_eq!(debug(), debug());
    // A user who prints a policy sees how it is searched.
    for part in ["Mixture", "Https", "Subdomains", "\".a.example\"", "Bytes", "old.a.example"] {
        assert!(debug().contains(part), "{part}: {}", debug());
    }
}
