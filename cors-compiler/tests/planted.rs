//! All mistakes of a policy show in one build: mistakes are planted in random sound policies, and
//! exactly the rules that were broken are reported, in both notations.
//!
//! A rule that is missing was stopped by another mistake. A rule that is there too is a consequence of
//! one, and would go away with it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};

use cors_compiler::key::Key;
use cors_compiler::toml::{self, Compiled};
use cors_compiler::{rules, tokens};
use proptest::prelude::*;
use proptest::sample::subsequence;

/// A mistake: the rule, the key, and what is added to the key's list or takes the place of its value.
type Mistake = (&'static str, &'static str, Planted);

#[derive(Debug, Clone, Copy)]
enum Planted {
    /// One more item, which both notations write alike.
    Item(&'static str),
    /// One more item: in Rust, and in TOML.
    Items(&'static str, &'static str),
    /// The whole entry behind its key: in Rust, and in TOML.
    Entry(&'static str, &'static str),
}

use Planted::{Entry, Item, Items};

/// One for each rule that may be broken whatever else is: with the names of the catalogue's examples, and
/// in separate hosts.
const MISTAKES: &[Mistake] = &[
    ("origin_scheme", "allow_origins", Item(r#""scheme.example.com""#)),
    ("origin_path", "allow_origins", Item(r#""https://path.example.com/""#)),
    ("origin_user_info", "allow_origins", Item(r#""https://user@info.example.com""#)),
    ("origin_case", "allow_origins", Item(r#""https://Case.example.com""#)),
    ("origin_unicode", "allow_origins", Item(r#""https://bücher.example""#)),
    ("origin_host", "allow_origins", Item(r#""https://exa^mple.com""#)),
    ("origin_address", "allow_origins", Item(r#""https://[2001:db8:0:0:0:0:0:1]""#)),
    ("address_range", "allow_origins", Item(r#""http://10.1.2.3/8:*""#)),
    ("localhost_port", "allow_origins", Item(r#""http://localhost""#)),
    ("name_like_address", "allow_origins", Item(r#""http://192.168.0.x:3000""#)),
    ("origin_port", "allow_origins", Item(r#""https://port.example.com:08443""#)),
    ("origin_default_port", "allow_origins", Item(r#""https://default.example.com:443""#)),
    ("origin_blocked_port", "allow_origins", Item(r#""https://blocked.example.com:6000""#)),
    ("origin_white_space", "allow_origins", Item(r#"" https://space.example.com""#)),
    ("origin_several", "allow_origins", Item(r#""https://a.example, https://b.example""#)),
    ("origin_wildcard", "allow_origins", Item(r#""https://*wild.example.com""#)),
    ("pattern_syntax", "allow_origins", Item(r#""https://{tenant.example.app""#)),
    ("trusted_header_family", "allow_headers", Item(r#""x-csrf-{name}""#)),
    (
        "regex_syntax",
        "allow_origins",
        Items(
            r#"regex("https://(eu|us[0-9]\\.example\\.org")"#,
            r"{ regex = 'https://(eu|us[0-9]\.example\.org' }",
        ),
    ),
    (
        "pattern_matches_nothing",
        "allow_origins",
        Items(r#"regex("example\\.com")"#, r"{ regex = 'example\.com' }"),
    ),
    ("redundant_origin", "allow_origins", Item(r#""https://www.sound.example.net""#)),
    ("duplicate", "allow_origins", Item(r#""https://sound.example.com""#)),
    ("unbounded_trust", "allow_origins", Item(r#""https://{branch}.vercel.app""#)),
    ("unbounded_ceiling", "runtime_origins", Item(r#""https://{branch}.netlify.app""#)),
    ("redundant_ceiling", "runtime_origins", Item(r#""https://ceiling.sound.example.net""#)),
    ("null_origin", "allow_origins", Item(r#""null""#)),
    ("denies_everything", "deny_origins", Item(r#""https://sound.example.org""#)),
    ("must_allow", "must_allow", Item(r#""https://denied.sound.example.net""#)),
    ("must_deny", "must_deny", Item(r#""https://sound.example.com""#)),
    ("method_token", "allow_methods", Item(r#""A B""#)),
    ("forbidden_method", "allow_methods", Item(r#""TRACE""#)),
    ("method_case", "allow_methods", Item(r#""patch""#)),
    ("safelisted_method", "allow_methods", Item(r#""GET""#)),
    ("preflight_method", "allow_methods", Item(r#""OPTIONS""#)),
    ("name_pattern", "allow_headers", Item(r#""x-amz-meta-*""#)),
    ("misspelled_name", "allow_headers", Item(r#""Content_Type""#)),
    ("header_token", "allow_headers", Item(r#""x-a, x-b""#)),
    ("forbidden_request_header", "allow_headers", Item(r#""cookie""#)),
    ("response_header_allowed", "allow_headers", Item(r#""etag""#)),
    ("forbidden_response_header", "expose_headers", Item(r#""set-cookie""#)),
    ("request_header_exposed", "expose_headers", Item(r#""if-match""#)),
    ("safelisted_response_header", "expose_headers", Item(r#""content-type""#)),
    ("max_age", "max_age", Entry(r#"= "2 hours""#, r#"= "2 hours""#)),
    ("max_age_over_cap", "max_age", Entry(r#"= "24h""#, r#"= "24h""#)),
    ("wrong_value", "allow_credentials", Entry(r#"= "yes""#, r#"= "yes""#)),
    ("syntax", "allow_credentials", Entry(": true", ": true")),
    ("syntax", "max_age", Entry(r#""2h""#, r#""2h""#)),
    ("syntax", "must_deny", Entry("= [,]", "= [\"https://evil.example\"")),
    ("unknown_key", "foo", Entry("= 1", "= 1")),
    ("policy_name", "name", Entry(r#"= """#, r#"= """#)),
    ("unknown_rule", "allow", Item(r#""no_such_rule""#)),
    ("unneeded_allow", "allow", Item(r#""wildcard_without_authorization""#)),
    (
        "risk_without_reason",
        "accept_risk",
        Entry(r#"= { insecure_origin = "" }"#, r#"= { insecure_origin = "" }"#),
    ),
];

/// The rules of the catalogue that are not planted, and why.
const LEFT_OUT: &[(&[&str], &str)] = &[
    (
        &["repeated_key", "empty_list", "missing_allow_origins", "closed_beside_others"],
        "they leave open what was meant",
    ),
    (&["any_origin_beside_others", "policy_too_large", "origin_length"], "the same, or too long"),
    (&["policy_file"], "it is about files"),
    (&["any_method_beside_others", "any_header_beside_others"], "they change the whole list"),
    (&["wildcard_without_authorization", "no_max_age", "mirror_headers"], "the same"),
    (
        &[
            "embedding_narrower_than_origins",
            "storage_access_without_credentials",
            "timing_for_any_origin",
        ],
        "they depend on the value of another key",
    ),
    (
        &[
            "credentials_with_any_origin",
            "credentials_with_any_method",
            "credentials_with_any_header",
            "credentials_with_any_exposed_header",
            "denial_beside_any_origin",
            "runtime_origins_beside_any_origin",
        ],
        "the same",
    ),
    (&["unpaired_header"], "it is not checked where one of its lists could not be read"),
    (&["insecure_origin"], "the sound policy accepts it"),
    (
        &["dead_alternative", "names_beside_addresses", "shared_app_origin"],
        "the patterns break other rules too",
    ),
    (&["unescaped_dot"], "only a regex that reaches few domains breaks it alone"),
    (
        &["denies_nothing", "denial_keeps_subdomains", "denial_keeps_host", "unneeded_risk"],
        "they are not checked where origins could not be read",
    ),
];

#[test]
fn each_rule_is_planted_or_listed_as_an_exception() {
    let known: BTreeSet<&str> = MISTAKES
        .iter()
        .map(|(rule, ..)| *rule)
        .chain(LEFT_OUT.iter().flat_map(|(rules, _)| rules.iter().copied()))
        .collect();
    let all: BTreeSet<&str> = rules::all().map(|rule| rule.name).collect();
    let missing: Vec<_> = all.difference(&known).collect();
    assert!(missing.is_empty(), "neither planted nor left out: {missing:?}");
    let unknown: Vec<_> = known.difference(&all).collect();
    assert!(unknown.is_empty(), "not in the catalogue: {unknown:?}");
}

/// The sound policy: each key, and its items or the rest of its entry.
fn sound() -> BTreeMap<&'static str, (Vec<&'static str>, &'static str)> {
    Key::ALL.iter().filter_map(|key| Some((key.name(), sound_value(*key)?))).collect()
}

fn sound_value(key: Key) -> Option<(Vec<&'static str>, &'static str)> {
    let list = |items: &[&'static str]| (items.to_vec(), "");
    Some(match key {
        Key::Name | Key::Closed => return None,
        Key::AllowOrigins => list(&[
            r#""https://sound.example.com""#,
            r#""https://*.sound.example.net""#,
            r#""https://sound.example.org""#,
            r#""http://insecure.example.com""#,
        ]),
        Key::RuntimeOrigins => list(&[r#""https://{tenant}.sound.example.app""#]),
        Key::DenyOrigins => list(&[
            r#""https://denied.sound.example.net""#,
            r#""https://*.denied.sound.example.net""#,
        ]),
        Key::AllowCredentials => (Vec::new(), "= true"),
        Key::AllowMethods => list(&[r#""PUT""#]),
        Key::AllowHeaders => list(&[r#""x-request-id""#]),
        Key::ExposeHeaders => list(&[r#""x-total-count""#]),
        Key::MaxAge => (Vec::new(), r#"= "2h""#),
        Key::TimingAllowOrigin => (Vec::new(), "= true"),
        Key::CrossOriginResourcePolicy => (Vec::new(), r#"= "same-site""#),
        Key::ActivateStorageAccess => (Vec::new(), r#"= "retry""#),
        Key::MustAllow => list(&[r#""https://sound.example.com""#]),
        Key::MustDeny => list(&[r#""https://evil.example""#]),
        Key::AcceptRisk => (Vec::new(), r#"= { insecure_origin = "for a test" }"#),
        Key::Allow => list(&[]),
    })
}

/// The policy with the mistakes in it, in Rust and in TOML.
fn written(mistakes: &[Mistake]) -> [String; 2] {
    let written = |is_rust: bool| {
        let mut policy = sound();
        for (_, key, planted) in mistakes {
            let (items, entry) = policy.entry(key).or_default();
            match planted {
                Item(item) => items.push(item),
                Items(rust, toml) => items.push(if is_rust { rust } else { toml }),
                Entry(rust, toml) => *entry = if is_rust { rust } else { toml },
            }
        }
        let entries = policy.into_iter().filter_map(|(key, (items, entry))| {
            match (items.as_slice(), entry) {
                ([], "") => None,
                (items, "") => Some(format!("{key} = [{}]", items.join(", "))),
                (_, entry) => Some(format!("{key} {entry}")),
            }
        });
        entries.collect::<Vec<_>>().join(if is_rust { ",\n" } else { "\n" })
    };
    [written(true), written(false)]
}

fn found(written: &[String; 2]) -> [Vec<&'static str>; 2] {
    let [rust, toml] = written;
    let tokens = rust.parse().unwrap_or_else(|error| panic!("{error}: {rust}"));
    let in_rust = tokens::findings_of(tokens).iter().map(|one| one.rule.name).collect();
    let (Ok(Compiled { warnings: report, .. }) | Err(report)) = toml::compile(toml);
    let in_toml = report.findings().map(|finding| finding.rule().name).collect();
    [in_rust, in_toml].map(|mut rules: Vec<_>| {
        rules.sort_unstable();
        rules
    })
}

/// At most one entry for each key, and no item where the entry is another one.
fn independent(mut mistakes: Vec<Mistake>) -> Vec<Mistake> {
    let mut entries: BTreeMap<&str, &str> = BTreeMap::new();
    for (rule, key, planted) in &mistakes {
        if matches!(planted, Entry(..)) {
            entries.entry(key).or_insert(rule);
        }
    }
    mistakes.retain(|(rule, key, _)| entries.get(key).is_none_or(|first| first == rule));
    // Whether this is unneeded depends on these lists.
    let is_unread = |mistake: &Mistake| {
        ["allow_credentials", "allow_headers", "expose_headers"].contains(&mistake.1)
    };
    let is_unneeded_certain = !mistakes.iter().any(is_unread);
    mistakes.retain(|(rule, ..)| *rule != "unneeded_allow" || is_unneeded_certain);
    mistakes
}

#[test]
fn each_mistake_alone_is_reported_alone() {
    let mut wrong = Vec::new();
    for mistake in MISTAKES {
        let policy = written(&[*mistake]);
        let found = found(&policy);
        if found != [vec![mistake.0], vec![mistake.0]] {
            wrong.push(format!("{}: {found:?}\n{}", mistake.0, policy[1]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn the_sound_policy_is_sound() {
    assert_eq!(found(&written(&[])), [vec![], vec![]] as [Vec<&str>; 2]);
}

/// The example in which three builds were needed.
#[test]
fn five_lines_need_one_build() {
    let text = "allow_origins = ['https://example.com/', 'https://a.example.com']\n\
                allow_methods = ['put']\n\
                max_age = '2h'\n\
                must_deny = ['https://a.example.com']\n\
                deny_origins = ['https://nothing.example']\n";
    let report = toml::compile(text).expect_err("it has mistakes");
    let rules: Vec<_> = report.findings().map(|finding| finding.rule().name).collect();
    assert_eq!(rules, ["origin_path", "method_case", "must_deny", "denies_nothing"]);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        max_shrink_iters: 64,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn all_planted_mistakes_are_reported_and_nothing_else(
        mistakes in subsequence(MISTAKES.to_vec(), 2..8)
    ) {
        let mistakes = independent(mistakes);
        let mut planted: Vec<&str> = mistakes.iter().map(|(rule, ..)| *rule).collect();
        planted.sort_unstable();
        let policy = written(&mistakes);
        let [in_rust, in_toml] = found(&policy);
        prop_assert_eq!(&in_rust, &planted, "{}", policy[0]);
        prop_assert_eq!(&in_toml, &planted, "{}", policy[1]);
    }
}
