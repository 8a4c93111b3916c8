//! The regexes of an export, read by the compiler, match exactly the origins of the pattern: for random patterns.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use cors_compiler::language::{Automata, Language};
use cors_compiler::model::pattern;
use cors_export::regex::{RegexError, regexes};
use proptest::prelude::*;

/// A pattern of each form.
fn written() -> impl Strategy<Value = String> {
    let label = "[a-d]{1,3}(-[a-c0-9]{1,2})?";
    let host = proptest::collection::vec(label, 1..4).prop_map(|labels| labels.join("."));
    let placeholder = prop_oneof![
        Just("{t}".to_owned()),
        Just("pr-{n:[0-9]+}".to_owned()),
        Just("{v:v[0-9]{1,3}}".to_owned()),
        Just("{x:(a|bc)*d?}e".to_owned()),
        "\\{x:[a-c]{1,3}\\|[a-d]\\+\\}",
    ];
    let port = prop_oneof![Just(""), Just(":*"), Just(":8080"), Just(":{p:80[0-9]{2}}")];
    let scheme = prop_oneof![Just("https"), Just("http"), Just("app")];
    let prefix = prop_oneof![
        Just(String::new()),
        Just("*.".to_owned()),
        placeholder.prop_map(|placeholder| format!("{placeholder}."))
    ];
    (scheme, prefix, host, port)
        .prop_map(|(scheme, prefix, host, port)| format!("{scheme}://{prefix}{host}.example{port}"))
}

/// The language of a pattern, if it can be read.
fn language(written: &str) -> Option<Language> {
    let automata = Automata::unlimited();
    pattern::parse(written).ok()?.language(&automata).ok()
}

/// The union of what the regexes match, without their anchors; `None` if one is longer or nested deeper than those that
/// the compiler reads.
fn read(regexes: &[String]) -> Option<Language> {
    let automata = Automata::unlimited();
    regexes.iter().try_fold(Language::empty(), |all, regex| {
        let inner = regex.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')).unwrap();
        let one = match automata.regex(inner) {
            Ok(one) => one,
            Err(error) => {
                let kind = format!("{:?}", error.kind);
                assert!(kind.contains("TooLong") || kind.contains("NestLimit"), "{kind}: {regex}");
                return None;
            }
        };
        Some(automata.union(&all, &one).unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        // Most regexes must be short enough to be read.
        max_global_rejects: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn one_pattern(written in written()) {
        let Some(language) = language(&written) else { return Ok(()) };
        let regexes = regexes(&language, 64 * 1024).unwrap();
        prop_assert_eq!(regexes.len(), 1);
        prop_assert_eq!(read(&regexes), Some(language), "{}: {:?}", written, regexes);
    }

    /// Larger automata: several patterns in one, without some origins.
    #[test]
    fn several_patterns_minus_one(
        allowed in proptest::collection::vec(written(), 1..4),
        denied in written(),
    ) {
        let automata = Automata::unlimited();
        let all = allowed.iter().filter_map(|written| language(written));
        let all = all.fold(Language::empty(), |all, one| automata.union(&all, &one).unwrap());
        let denied = language(&denied).unwrap_or_else(Language::empty);
        let language = automata.difference(&all, &denied).unwrap();
        match regexes(&language, 256 * 1024) {
            Ok(regexes) => {
                let read = read(&regexes);
                prop_assume!(read.is_some());
                prop_assert_eq!(read, Some(language), "{:?}", regexes);
            }
            Err(RegexError::Empty) => prop_assert!(language.is_empty()),
            Err(error) => prop_assert!(matches!(error, RegexError::TooLong { .. }), "{error:?}"),
        }
    }

    /// Below a limit there may be several regexes; each keeps to it, and together they match the same.
    #[test]
    fn split_below_a_limit(names in proptest::collection::btree_set("[a-z]{3,9}", 8..24), limit in 60_usize..200) {
        let names: Vec<String> = names.iter().map(|name| format!("https://{name}.example")).collect();
        let language = Language::from_strings(&names);
        let regexes = regexes(&language, limit).unwrap();
        prop_assert!(regexes.iter().all(|regex| regex.len() <= limit));
        prop_assert_eq!(read(&regexes), Some(language));
    }
}
