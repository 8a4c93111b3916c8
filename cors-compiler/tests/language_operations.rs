//! Every operation against the plainest possible reference: all short strings over a small
//! alphabet, matched by another engine.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

use cors_compiler::language::{Automata, Count, Language, NotSubset};
use proptest::prelude::*;

const ALPHABET: &[u8] = b"ab0";
const LONGEST: usize = 5;

/// All strings over the alphabet, shortest first.
fn strings() -> Vec<Vec<u8>> {
    let mut all = vec![Vec::new()];
    let mut next = 0;
    while let Some(string) = all.get(next).cloned() {
        next += 1;
        if string.len() < LONGEST {
            all.extend(ALPHABET.iter().map(|&byte| [&string[..], &[byte]].concat()));
        }
    }
    all
}

fn reference(pattern: &str) -> regex::bytes::Regex {
    regex::bytes::RegexBuilder::new(&format!(r"\A(?:{pattern})\z")).unicode(false).build().unwrap()
}

fn language(pattern: &str) -> Language {
    Automata::unlimited().regex(pattern).unwrap()
}

fn patterns() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a"),
        Just("b"),
        Just("0"),
        Just(""),
        Just("ab"),
        Just("[ab]"),
        Just("[^a]"),
        Just("."),
        Just("[a-z0-9]"),
        Just("(?i:B)"),
    ]
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|parts| format!("(?:{})", parts.join("|"))),
            (
                inner,
                prop_oneof![
                    Just("*"),
                    Just("+"),
                    Just("?"),
                    Just("{2}"),
                    Just("{1,3}"),
                    Just("{0}"),
                    Just("{2,}"),
                    Just("*?")
                ]
            )
                .prop_map(|(inner, times)| format!("({inner}){times}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_regex_has_the_strings_it_matches(pattern in patterns()) {
        let (language, reference) = (language(&pattern), reference(&pattern));
        for string in strings() {
            prop_assert_eq!(language.contains(&string), reference.is_match(&string));
        }
    }

    #[test]
    fn sets_of_strings(first in patterns(), second in patterns()) {
        let (a, b) = (language(&first), language(&second));
        let union = Automata::unlimited().union(&a, &b).unwrap();
        let intersection = Automata::unlimited().intersection(&a, &b).unwrap();
        let difference = Automata::unlimited().difference(&a, &b).unwrap();
        for string in strings() {
            let (a, b) = (a.contains(&string), b.contains(&string));
            prop_assert_eq!(union.contains(&string), a || b);
            prop_assert_eq!(intersection.contains(&string), a && b);
            prop_assert_eq!(difference.contains(&string), a && !b);
        }
        // Equal languages are equal tables, however they were made.
        prop_assert_eq!(&Automata::unlimited().union(&difference, &intersection).unwrap(), &a);
        prop_assert_eq!(&Automata::unlimited().union(&b, &a).unwrap(), &union);
        prop_assert_eq!(&language(&format!("(?:{first})|(?:{second})")), &union);
        prop_assert_eq!(difference.is_empty(), Automata::unlimited().is_subset_of(&a, &b).is_ok());
    }

    #[test]
    fn one_after_the_other(first in patterns(), second in patterns()) {
        let both = Automata::unlimited().concat(&language(&first), &language(&second)).unwrap();
        prop_assert_eq!(both, language(&format!("(?:{first})(?:{second})")));
    }

    #[test]
    fn counterexamples_are_outside_and_shortest(first in patterns(), second in patterns()) {
        let (a, b) = (language(&first), language(&second));
        match Automata::unlimited().is_subset_of(&a, &b) {
            Ok(()) => prop_assert!(strings().iter().all(|s| !a.contains(s) || b.contains(s))),
            Err(NotSubset::Outside(witness)) => {
                let witness = witness.as_bytes();
                prop_assert!(a.contains(witness) && !b.contains(witness));
                let shorter = |s: &&Vec<u8>| s.len() < witness.len();
                let all = strings();
                prop_assert!(all.iter().filter(shorter).all(|s| !a.contains(s) || b.contains(s)));
                prop_assert_eq!(
                    Automata::unlimited().difference(&a, &b).unwrap().witness_bytes().unwrap().as_bytes().len(),
                    witness.len(),
                );
            }
            Err(NotSubset::TooLarge(_)) => prop_assert!(false, "too large"),
        }
    }

    #[test]
    fn counting_is_listing(pattern in patterns()) {
        let (language, reference) = (language(&pattern), reference(&pattern));
        let listed: Vec<Vec<u8>> = language.shortest().take(500).collect();
        let distinct: std::collections::BTreeSet<_> = listed.iter().collect();
        prop_assert_eq!(distinct.len(), listed.len());
        prop_assert!(listed.iter().all(|string| reference.is_match(string)));
        prop_assert!(listed.is_sorted_by_key(Vec::len));
        match language.count() {
            Count::Exactly(count) if count < 500 => {
                prop_assert_eq!(count, listed.len() as u64);
            }
            _ => prop_assert_eq!(listed.len(), 500),
        }
        prop_assert_eq!(language.witness_bytes().is_none(), language.is_empty());
    }

    #[test]
    fn a_list_is_the_regex_of_its_strings(list in prop::collection::vec("[ab0]{0,4}", 0..12)) {
        let made = Language::from_strings(&list);
        let pattern = if list.is_empty() { "[a&&b]".to_owned() } else { list.join("|") };
        prop_assert_eq!(&made, &language(&pattern));
        for string in strings() {
            let inside = list.iter().any(|s| s.as_bytes() == string);
            prop_assert_eq!(made.contains(&string), inside);
        }
    }

    #[test]
    fn any_text_is_answered(pattern in "[-a-c0-9.*+?|(){}\\[\\]^$\\\\,:/]{0,24}") {
        if let Err(error) = Automata::unlimited().regex(&pattern) {
            prop_assert!(pattern.get(error.range.clone()).is_some(), "{error:?}");
        }
    }

    #[test]
    fn any_unicode_text_is_answered(pattern in "\\PC{0,16}") {
        if let Err(error) = Automata::unlimited().regex(&pattern) {
            prop_assert!(pattern.get(error.range.clone()).is_some(), "{error:?}");
        }
    }
}
