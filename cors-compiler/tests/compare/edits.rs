//! Edits of policies: each example is tried on both tables.

use std::cell::Cell;

use cors_compiler::compare::{Change, Comparison, Direction, OriginPart};
use cors_compiler::toml;
use cors_tables::PolicyTable;
use cors_tables::policy::{AllowHeaders, AllowMethods};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::compared;
use crate::random::edited;

/// Whether an origin may be allowed, at once or when it is added.
fn is_possible(table: &PolicyTable, origin: &str) -> bool {
    let ceiling = table.runtime_origins.as_ref();
    table.allows_origin(origin.as_bytes())
        || ceiling.is_some_and(|ceiling| ceiling.admits(origin.as_bytes()))
}

/// Origins near those of the policies.
const PROBES: [&str; 24] = [
    "https://example.com",
    "https://a.example.com",
    "https://b.example.com",
    "https://c.example.com",
    "https://pr-1.example.com",
    "https://pr-a.example.com",
    "https://a.a.example.com",
    "https://x.y.a.example.com",
    "https://a.example.com:8443",
    "https://b.example.com:8443",
    "https://a.example.com:81",
    "https://a!b.example.com",
    "https://b..example.com",
    "https://..example.com",
    "http://a.example.com",
    "http://localhost",
    "http://localhost:3000",
    "http://localhost:3001",
    "https://example.net",
    "https://a.example.net",
    "https://evilexample.net",
    "https://example.org",
    "tauri://localhost",
    "null",
];

fn check(old: &PolicyTable, new: &PolicyTable, comparison: &Comparison) {
    let Change { gained, lost } = &comparison.origins;
    for (part, has, lacks) in [(gained, new, old), (lost, old, new)] {
        assert_eq!(part.is_empty(), part.examples.is_empty() && !part.null);
        for example in &part.examples {
            assert!(has.allows_origin(example.as_bytes()), "{example}");
            assert!(!lacks.allows_origin(example.as_bytes()), "{example}");
        }
    }
    let Change { gained, lost } = &comparison.runtime_origins;
    for (part, has, lacks) in [(gained, new, old), (lost, old, new)] {
        for example in &part.examples {
            assert!(is_possible(has, example) && !has.allows_origin(example.as_bytes()));
            assert!(!is_possible(lacks, example), "{example}");
        }
    }
    let has_no_access = |part: &OriginPart| part.is_empty();
    for origin in PROBES.map(str::as_bytes) {
        let (before, after) = (old.allows_origin(origin), new.allows_origin(origin));
        let text = String::from_utf8_lossy(origin).into_owned();
        if before && !after {
            assert!(!has_no_access(&comparison.origins.lost), "{text} lost access");
        }
        if after && !before {
            assert!(!has_no_access(&comparison.origins.gained), "{text} gained access");
            assert!(comparison.grants_new_access());
        }
        if comparison.is_equal() {
            assert_eq!(is_possible(old, &text), is_possible(new, &text), "{text}");
        }
    }
    if comparison.is_equal() {
        // Lists that differ mean something else, in contrast to `*` and `mirror_request`.
        if let (AllowMethods::List(old), AllowMethods::List(new)) =
            (&old.allow_methods, &new.allow_methods)
        {
            assert!(old.names().iter().eq(new.names().iter()));
        }
        if let (AllowHeaders::List(old), AllowHeaders::List(new)) =
            (&old.allow_headers, &new.allow_headers)
        {
            assert_eq!(old, new);
        }
        assert_eq!(old.expose_headers, new.expose_headers);
    }
}

#[test]
fn examples_are_allowed_by_one_table_and_refused_by_the_other() {
    let (tried, examples, equal) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) };
    TestRunner::new(config)
        .run(&edited(), |(old, new)| {
            let (old, new) = (old.text(), new.text());
            let comparison = compared(&old, &new);
            let reversed = compared(&new, &old);
            assert_eq!(comparison.origins.gained.examples, reversed.origins.lost.examples);
            assert_eq!(comparison.is_equal(), reversed.is_equal());
            assert_eq!(
                comparison.access(Direction::Gained),
                reversed.access(Direction::Lost),
                "{old}\n\n{new}"
            );
            // Some break a rule: a denial that denies nothing, for example.
            if let (Ok(one), Ok(other)) = (toml::compile(&old), toml::compile(&new)) {
                check(&one.table, &other.table, &comparison);
                tried.set(tried.get() + 1);
                let Change { gained, lost } = &comparison.origins;
                examples.set(examples.get() + gained.examples.len() + lost.examples.len());
                equal.set(equal.get() + usize::from(comparison.is_equal()));
            }
            Ok(())
        })
        .unwrap();
    let (tried, examples, equal) = (tried.get(), examples.get(), equal.get());
    println!("{tried} edits of policies that compile, {examples} examples, {equal} without effect");
    assert!(tried > 25 && examples > 10 && equal > 2, "{tried} {examples} {equal}");
}
