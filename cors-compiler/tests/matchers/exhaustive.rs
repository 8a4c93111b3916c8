//! Patterns of every kind on hosts so small that every short text can be tried behind them.
//!
//! Random tests find what is common; a matcher may still be wrong about the one text that no generator
//! thought of. Over a small alphabet there are so few texts that none is left out.

use cors_tables::origin_set::MAX_ORIGIN_LEN;

use crate::policy::Policy;
use crate::reference::{Automata, Origins, Written};

/// What hosts and ports are made of, and what breaks them.
const ALPHABET: &[u8] = b"ab.:18%A";

/// 8 + 8² + … + 8⁵ texts and the empty one.
const LONGEST: usize = 5;

/// Tried with everything behind their own scheme.
const TEXTS: [&str; 19] = [
    "https://a",
    "https://a.",
    "https://a:8",
    "https://a:*",
    "http://*.a",
    "https://*.a",
    "https://*.a.",
    "https://*.b.a",
    "https://*.a:*",
    "https://*.a:8",
    "https://{x}",
    "https://{x}.a",
    "https://a{x}:*",
    "https://{x:[^a]*}b",
    "https://{x:.+}.{y}",
    "https://*.{x:a|b1?}",
    "https://a:{p:.*}",
    "app://*.A",
    "app://*.a:*",
];

/// Tried with everything behind three schemes.
const REGEXES: [&str; 9] = [
    "https://.*",
    "https://a.b",
    r"https://.*\.a",
    r"https://(a|b)*(:8+)?",
    r"https://(a\.)*[^b]",
    "(?i)https://A+",
    "https?://a?b?.?1?",
    "https://[^.:]+:.*|app://.*A",
    r"[a-z]+://%[A-F1-8]{2}.*",
];

#[test]
fn every_short_host_and_port() {
    for text in TEXTS {
        let (scheme, _) = text.split_once("://").unwrap();
        assert!(compare(&[Written::Text(text.to_owned())], &[], scheme) > 0, "{text}");
    }
    for regex in REGEXES {
        let written = [Written::Regex(regex.to_owned())];
        let schemes = ["http", "https", "app"];
        let matched: usize = schemes.iter().map(|scheme| compare(&written, &[], scheme)).sum();
        assert!(matched > 0, "{regex}");
    }
}

#[test]
fn every_short_host_and_port_with_denials() {
    let text = |text: &str| Written::Text(text.to_owned());
    let regex = |regex: &str| Written::Regex(regex.to_owned());
    for (allowed, denied) in [
        (&[text("https://*.a"), text("https://b")][..], &[text("https://b.a")][..]),
        (&[text("https://*.a:*")], &[text("https://*.b.a:*"), text("https://1.a:8")]),
        (&[text("https://{x}:*"), text("https://*.a")], &[text("https://{x:b+}.a")]),
        (&[regex("https://.*")], &[regex("https://.*a.*"), text("https://*.b:*")]),
        (&[regex("https://[ab.]+"), text("https://a:8")], &[text("https://a"), text("https://b.")]),
    ] {
        assert!(compare(allowed, denied, "https") > 0);
    }
}

/// Compares the tables and both references on every text; returns how many all of them allow.
fn compare(allowed: &[Written], denied: &[Written], scheme: &str) -> usize {
    let policy = Policy { allowed: allowed.to_vec(), denied: denied.to_vec(), ..Policy::default() };
    let (table, findings) = policy.compile_at_all_risks();
    let Some(table) = table else { panic!("{policy:?}: {findings:?}") };
    let (reference, automata) = (Origins::new(allowed, denied), Automata::new(allowed, denied));
    let mut matched = 0;
    each_text(format!("{scheme}://").as_bytes(), |origin| {
        let want = reference.allow(origin);
        let got = table.allows_origin(origin);
        assert_eq!(got, want, "{allowed:?} but {denied:?}: {}", origin.escape_ascii());
        let third = automata.allow(origin);
        assert_eq!(third, want, "{allowed:?} but {denied:?}: {}", origin.escape_ascii());
        matched += usize::from(want);
    });
    matched
}

/// Calls `each` with `prefix` and every text of at most [`LONGEST`] bytes behind it.
fn each_text(prefix: &[u8], mut each: impl FnMut(&[u8])) {
    let base = ALPHABET.len();
    for length in 0..=LONGEST {
        let mut text = [prefix, &[0; LONGEST][..length]].concat();
        for number in 0..base.pow(length as u32) {
            let mut digits = number;
            for byte in &mut text[prefix.len()..] {
                *byte = ALPHABET[digits % base];
                digits /= base;
            }
            each(&text);
        }
    }
}

/// Around the longest value of `Origin` that is looked at, by suffix search and by automaton.
#[test]
fn the_longest_origins() {
    for written in
        [Written::Text("https://*.a".to_owned()), Written::Text("https://{x}.a".to_owned())]
    {
        let policy = Policy { allowed: vec![written.clone()], ..Policy::default() };
        let table = policy.compile_at_all_risks().0.unwrap();
        let reference = Origins::new(&policy.allowed, &[]);
        for length in MAX_ORIGIN_LEN - 2..MAX_ORIGIN_LEN + 3 {
            let origin = format!("https://{}.a", "b".repeat(length - "https://.a".len()));
            let got = table.allows_origin(origin.as_bytes());
            assert_eq!(got, length <= MAX_ORIGIN_LEN, "{written}: {length} bytes");
            assert_eq!(got, reference.allow(origin.as_bytes()), "{written}: {length} bytes");
        }
    }
}
