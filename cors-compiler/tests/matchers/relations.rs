//! What the compiler reports about two patterns, compared with the results of matching.
//!
//! The compiler compares patterns by their components or by their automata, and reports *covered*, *denies
//! nothing*, *denies everything*. A word like that is a claim about infinitely many origins:
//!
//! ```text
//! it is reported      then no tested origin may contradict
//! it is not reported  then the automata find origins that contradict, and the reference implementation
//!                     agrees that they do
//! ```

use cors_compiler::Finding;
use cors_compiler::language::{Automata, Language};
use cors_compiler::model::{Pattern, pattern};
use proptest::prelude::*;

use crate::neighbours::each_neighbour;
use crate::policy::{Policy, allowed_place, denied_place};
use crate::reference::{Reading, Written};
use crate::universe::{Sampled, related_to};

/// How many origins of a difference are looked at.
const WITNESSES: usize = 20;

/// How many members of each pattern are tried, with their neighbours.
const MEMBERS: usize = 4;

/// A pattern, read by the compiler and by the reference.
struct Both {
    language: Language,
    reading: Reading,
}

impl Both {
    fn new(written: &Written) -> Option<Self> {
        let pattern = match written {
            Written::Text(text) => pattern::parse(text).ok()?,
            Written::Regex(text) => Pattern::Regular(pattern::parse_regex(text).ok()?),
        };
        let language = pattern.language(&Automata::unlimited()).unwrap();
        Some(Self { language, reading: Reading::new(written) })
    }
}

fn pairs() -> impl Strategy<Value = [Sampled; 2]> {
    crate::universe::pattern()
        .prop_flat_map(|one| (related_to(std::slice::from_ref(&one)), Just(one)))
        .prop_map(|(other, one)| [one, other])
        // `null` is in no language, and two patterns of one text are one.
        .prop_filter("null, or one twice", |[one, other]| {
            one.written != other.written
                && [one, other].iter().all(|pattern| pattern.written.to_string() != "null")
        })
        .prop_flat_map(|pair| {
            any::<bool>().prop_map(move |turned| {
                let [one, other] = pair.clone();
                if turned { [other, one] } else { [one, other] }
            })
        })
}

/// The rule of this name among the findings, about the pattern that `at` finds.
fn reports(findings: &[Finding], rule: &str, at: impl Fn(&Finding) -> bool) -> bool {
    findings.iter().any(|finding| finding.rule.name == rule && at(finding))
}

/// An origin near the members of both for which `is_contrary` holds.
fn tried(pair: &[Sampled; 2], is_contrary: impl Fn(&[u8]) -> bool) -> Option<String> {
    let mut found = None;
    for member in pair.iter().flat_map(|pattern| pattern.members.iter().take(MEMBERS)) {
        each_neighbour(member.as_bytes(), |origin| {
            if is_contrary(origin) {
                found.get_or_insert_with(|| origin.escape_ascii().to_string());
            }
        });
    }
    found
}

/// Whether the automata have origins for `claim`; each is one by the text too.
fn known(origins: &Language, claim: impl Fn(&[u8]) -> bool) -> Result<bool, TestCaseError> {
    for origin in origins.shortest().take(WITNESSES) {
        prop_assert!(claim(&origin), "by the automata alone: {}", origin.escape_ascii());
    }
    Ok(!origins.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 250, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn covered(pair in pairs()) {
        let written = [pair[0].written.clone(), pair[1].written.clone()];
        let (Some(first), Some(second)) = (Both::new(&written[0]), Both::new(&written[1])) else {
            return Ok(());
        };
        let (_, findings) = Policy { allowed: written.to_vec(), ..Policy::default() }.compile();
        let mut is_covered = [false; 2];
        for (at, inner, outer) in [(0, &first, &second), (1, &second, &first)] {
            let only_inner = |origin: &[u8]| {
                inner.reading.matches(origin) && !outer.reading.matches(origin)
            };
            let rest = Automata::unlimited().difference(&inner.language, &outer.language).unwrap();
            is_covered[at] = !known(&rest, only_inner)?;
            if is_covered[at] {
                prop_assert_eq!(tried(&pair, only_inner), None, "covered by the automata");
            }
        }
        let said = [0, 1].map(|at| {
            reports(&findings, "redundant_origin", |finding| allowed_place(finding.location) == Some(at))
        });
        // Of two that cover each other, the first stays.
        let both = is_covered == [true, true];
        let want = [is_covered[0] && !both, is_covered[1]];
        prop_assert_eq!(said, want);
    }

    #[test]
    fn denied(pair in pairs()) {
        let written = [pair[0].written.clone(), pair[1].written.clone()];
        let (Some(allowed), Some(denial)) = (Both::new(&written[0]), Both::new(&written[1])) else {
            return Ok(());
        };
        let [one, other] = written;
        let policy = Policy { allowed: vec![one], denied: vec![other], ..Policy::default() };
        let (_, findings) = policy.compile();

        let in_both =
            |origin: &[u8]| allowed.reading.matches(origin) && denial.reading.matches(origin);
        let common = Automata::unlimited().intersection(&allowed.language, &denial.language).unwrap();
        let nothing = !known(&common, in_both)?;
        let says_nothing =
            reports(&findings, "denies_nothing", |finding| denied_place(finding.location) == Some(0));
        prop_assert_eq!(says_nothing, nothing);
        if nothing {
            prop_assert_eq!(tried(&pair, in_both), None, "nothing denied, by the automata");
        }

        let left =
            |origin: &[u8]| allowed.reading.matches(origin) && !denial.reading.matches(origin);
        let rest = Automata::unlimited().difference(&allowed.language, &denial.language).unwrap();
        let everything = !known(&rest, left)?;
        let says_everything =
            reports(&findings, "denies_everything", |finding| allowed_place(finding.location) == Some(0));
        prop_assert_eq!(says_everything, everything);
        if everything {
            prop_assert_eq!(tried(&pair, left), None, "all denied, by the automata");
        }
    }
}
