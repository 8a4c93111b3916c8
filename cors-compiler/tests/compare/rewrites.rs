//! Ways to write a policy that change nothing.

use cors_compiler::compare::{Meaning, compare};
use cors_compiler::tokens::Checked;
use cors_compiler::toml;
use proptest::prelude::*;

use crate::random::{PATTERNS, Random, random};
use crate::{compared, meaning};

/// Regexes, another order, entries that are covered by others, names twice.
fn rewritten(policy: &Random, seed: u64) -> String {
    let is_regex = |one: usize| seed >> (one % 64) & 1 == 1;
    let pattern = |one: usize| match is_regex(one) {
        true => PATTERNS[one].1.to_owned(),
        false => PATTERNS[one].0.to_owned(),
    };
    let arrange = |mut entries: Vec<String>| {
        let shift = seed as usize % entries.len();
        entries.rotate_left(shift);
        if seed & 1 == 0 {
            entries.reverse();
        }
        entries
    };
    let mut more = policy.clone();
    // Covered by `https://*.example.com`, by the whole host and by the same pattern.
    for (wide, covered) in [(4, 1), (4, 6), (8, 1), (8, 3), (4, 5), (10, 11)] {
        if policy.allowed.contains(&wide) && !more.allowed.contains(&covered) {
            more.allowed.push(covered);
        }
    }
    let text = more.written(pattern, arrange);
    text.replace("['PUT']", "['PUT', 'GET', 'PUT']").replace("['x-c']", "['content-type', 'x-c']")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_rewritten_policy_is_equal(policy in random(), seed in any::<u64>()) {
        let (old, new) = (policy.text(), rewritten(&policy, seed));
        let comparison = compared(&old, &new);
        prop_assert!(comparison.is_equal(), "{old}\n\n{new}\n\n{comparison:#?}");
        prop_assert!(!comparison.grants_new_access());
    }

    /// The comparison is about what the tables do, and not about what the text seems to say.
    #[test]
    fn tables_mean_what_was_written(policy in random(), seed in any::<u64>()) {
        let text = rewritten(&policy, seed);
        if let Ok(compiled) = toml::compile(&text) {
            let of_table = Meaning::of_table(&compiled.table).unwrap();
            let comparison = compare(&meaning(&text), &of_table).unwrap();
            prop_assert!(comparison.is_equal(), "{text}\n\n{comparison:#?}");
        }
    }
}

#[test]
fn both_notations_are_compared() {
    for (macro_, file) in [
        (
            r#"allow_origins = ["https://*.example.com", regex(r"https://pr-\d+\.example\.net")],
               allow_credentials = true, allow_methods = [PUT, "PURGE"], max_age = "2h""#,
            "max_age = 7200
             allow_methods = ['PURGE', 'PUT']
             allow_credentials = true
             allow_origins = ['https://pr-{n:[0-9]+}.example.net', 'https://*.example.com']",
        ),
        (
            r#"allow_origins = "*", allow_headers = "*""#,
            "allow_origins = ['*']\nallow_headers = ['*']",
        ),
        ("closed", "closed = true\nmax_age = 5"),
    ] {
        let checked = Checked::new(macro_).unwrap();
        let of_macro = Meaning::of(checked.policy()).unwrap();
        let comparison = compare(&of_macro, &meaning(file)).unwrap();
        assert!(comparison.is_equal(), "{macro_}\n{comparison:#?}");
    }
}
