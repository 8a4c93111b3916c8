//! Policies as the settings of systems with a CORS feature of their own: exact, or refused; with `narrow`, never wider.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

mod read;
mod yaml;

use std::fs;
use std::path::Path;

use cors_compiler::{Checked, Findings, check_policy, toml};
use cors_export::{Export, Loss, Options, Refusal, Target, export};
use cors_runtime::Policy;
use proptest::prelude::*;
use serde_json::Value;

use read::{compare, entries, shares};

fn targets() -> impl Iterator<Item = Target> {
    Target::ALL.into_iter().filter(|target| target.settings().is_some())
}

fn checked(text: &str) -> Checked {
    let mut findings = Findings::default();
    let (policy, _) = toml::parse(text, &mut findings);
    let checked = check_policy(&policy, &mut findings);
    checked.unwrap_or_else(|| panic!("{text}\n{}", toml::compile(text).unwrap_err())).0
}

fn written(target: Target, text: &str, narrow: bool) -> Result<Export, Refusal> {
    export(target, &checked(text), &Options { narrow, ..Options::default() })
}

/// The losses of a refusal.
fn losses(target: Target, text: &str) -> Vec<Loss> {
    match written(target, text, false) {
        Err(Refusal::Inexpressible { losses, .. }) => losses,
        other => panic!("{target:?}: {other:?}"),
    }
}

const REST: &str = "allow_methods = [\"PUT\"]\nallow_credentials = true\nmax_age = 60\n";

#[test]
fn single_origins_are_expressed_by_every_system() {
    let text = "allow_origins = [\"https://example.com\", \"http://localhost:3000\"]\nallow_methods = [\"PUT\"]\nmax_age = 60\n";
    for target in targets() {
        let export = written(target, text, false).unwrap();
        assert_eq!(
            entries(&export),
            ["https://example.com", "http://localhost:3000"],
            "{target:?}"
        );
        assert_eq!(export.losses, []);
    }
}

#[test]
fn subdomains_are_expressed_by_some() {
    let text = format!("allow_origins = [\"https://*.example.com\"]\n{REST}");
    for target in targets() {
        let can = matches!(target, Target::GatewayApi | Target::Istio | Target::Kong | Target::S3);
        match written(target, &text, false) {
            Ok(export) => {
                assert!(can, "{target:?}");
                compare(target, &text, &["https://*.example.com".to_owned()], &export);
            }
            Err(Refusal::Inexpressible { losses, .. }) => {
                let of_origins = losses.iter().find_map(|loss| match loss {
                    Loss::Origins { pattern, witness, .. } => Some((pattern.as_str(), witness)),
                    _ => None,
                });
                let (pattern, witness) = of_origins.unwrap();
                assert_eq!(pattern, "https://*.example.com");
                assert!(shares(&Policy::from_toml(&text).unwrap(), witness), "{witness}");
                assert!(!can, "{target:?}");
            }
            Err(other) => panic!("{target:?}: {other}"),
        }
    }
}

#[test]
fn a_denial_is_expressed_by_regexes_only() {
    let text = format!(
        "allow_origins = [\"https://example.com\", \"https://*.example.com\"]\ndeny_origins = [\"https://*.user.example.com\"]\n{REST}"
    );
    let patterns = ["https://*.example.com", "https://*.user.example.com"].map(str::to_owned);
    for target in targets() {
        let is_exact = written(target, &text, false).is_ok();
        assert_eq!(is_exact, matches!(target, Target::Istio | Target::Kong), "{target:?}");
        let export = written(target, &text, true).unwrap();
        compare(target, &text, &patterns, &export);
        assert_eq!(export.losses.is_empty(), is_exact);
    }
}

#[test]
fn a_regex_has_its_pattern_as_a_comment() {
    let text = format!(
        "allow_origins = [\"https://*.example.com\", \"http://localhost:*\"]\ndeny_origins = [\"https://*.user.example.com\"]\n{REST}"
    );
    for target in [Target::Istio, Target::Kong] {
        let export = written(target, &text, false).unwrap();
        let (_, settings) = export.files[0].text.split_once("\n\n").unwrap();
        let comments = settings.lines().filter_map(|line| line.trim().strip_prefix("# "));
        let comments: Vec<&str> = comments.collect();
        assert_eq!(
            comments,
            ["https://*.example.com, minus the denied origins", "http://localhost:*"],
            "{settings}"
        );
    }
}

#[test]
fn few_origins_are_listed() {
    let text =
        format!("allow_origins = [{{ regex = 'https://(eu|us)-[12]\\.example\\.com' }}]\n{REST}");
    let export = written(Target::LambdaUrl, &text, false).unwrap();
    assert_eq!(entries(&export).len(), 4);
}

#[test]
fn ports_are_expressed_by_a_star_for_any_text() {
    let text = "allow_origins = [\"http://localhost:*\"]\nallow_methods = [\"PUT\"]\n";
    let export = written(Target::S3, text, false).unwrap();
    assert_eq!(entries(&export), ["http://localhost", "http://localhost:*"]);
}

#[test]
fn a_limit_on_the_number_of_entries() {
    let origins: Vec<String> = (0..101).map(|n| format!("\"https://a{n}.example\"")).collect();
    let text = format!("allow_origins = [{}]\nallow_methods = [\"PUT\"]\n", origins.join(","));
    for (target, limit) in [(Target::GatewayApi, 64), (Target::LambdaUrl, 100)] {
        let losses = losses(target, &text);
        assert_eq!(losses.len(), 101 - limit, "{target:?}");
        let supported = losses[0].supported().unwrap();
        assert!(supported.contains(&format!("up to {limit} entries")), "{supported}");
        assert_eq!(entries(&written(target, &text, true).unwrap()).len(), limit);
    }
}

/// Azure has at most 64 origins in a rule, and 2 KiB in all rules, not counting the tags.
#[test]
fn many_origins_are_several_rules_of_azure() {
    let text = |count: usize| {
        let origins: Vec<String> =
            (0..count).map(|n| format!("\"https://a{n}.example\"")).collect();
        format!("allow_origins = [{}]\nallow_methods = [\"PUT\"]\n", origins.join(","))
    };
    for (count, rules) in [(64, 1), (65, 2), (101, 2)] {
        let export = written(Target::AzureBlob, &text(count), false).unwrap();
        assert_eq!(entries(&export).len(), count);
        let document: Value = serde_json::from_str(&export.files[0].text).unwrap();
        let written = document["properties"]["cors"]["corsRules"].as_array().unwrap();
        assert_eq!(written.len(), rules, "{count} origins");
        assert!(written.iter().all(|rule| rule["allowedOrigins"].as_array().unwrap().len() <= 64));
    }
    let refusal = written(Target::AzureBlob, &text(102), true).unwrap_err();
    assert_eq!(refusal, Refusal::DocumentTooLong { target: Target::AzureBlob, limit: 2048 });
}

/// The document of S3 has 64 KiB at most, in XML.
#[test]
fn the_size_of_a_document_of_s3() {
    let text = |count: usize| {
        let origins: Vec<String> =
            (0..count).map(|n| format!("\"https://tenant-{n:04}.example.com\"")).collect();
        format!("allow_origins = [{}]\nallow_methods = [\"PUT\"]\n", origins.join(","))
    };
    let export = written(Target::S3, &text(1053), false).unwrap();
    assert_eq!(entries(&export).len(), 1053);
    let refusal = written(Target::S3, &text(1054), true).unwrap_err();
    assert_eq!(refusal, Refusal::DocumentTooLong { target: Target::S3, limit: 65_536 });
}

/// The entry that a reader expects is named, with an origin that it would allow, too.
#[test]
fn a_wider_entry_is_the_reason() {
    for (target, patterns, entry, witness) in [
        (
            Target::GatewayApi,
            "allow_origins = ['https://*.example.com']\ndeny_origins = ['https://user.example.com']",
            "https://*.example.com",
            "https://user.example.com",
        ),
        (
            Target::S3,
            "allow_origins = ['https://pr-{n:[0-9]+}.example.com']",
            "https://pr-*.example.com",
            "https://pr-a.example.com",
        ),
        (
            Target::GatewayApi,
            "allow_origins = ['https://{tenant}.example.com']",
            "https://*.example.com",
            "https://a.a.example.com",
        ),
    ] {
        let all = losses(target, &format!("{patterns}\n{REST}"));
        assert!(
            matches!(all.as_slice(), [Loss::Origins { wider: Some(wider), .. }] if wider.entry == entry && wider.witness == witness),
            "{target:?}: {all:?}"
        );
    }
    let all =
        losses(Target::R2, "allow_origins = ['https://*.example.com']\nallow_methods = ['PUT']\n");
    assert!(matches!(all.as_slice(), [Loss::Origins { wider: None, .. }]), "{all:?}");
}

#[test]
fn exposed_headers_of_an_http_api_can_be_any() {
    let text =
        "allow_origins = ['https://example.com']\nallow_methods = ['PUT']\nexpose_headers = '*'\n";
    assert_eq!(written(Target::HttpApi, text, false).unwrap().losses, []);
    let lost = losses(Target::LambdaUrl, text);
    assert_eq!(lost[0].to_string(), "any exposed header, `*` in `expose_headers`");
}

#[test]
fn methods_headers_credentials_and_ages() {
    let with = |rest: &str| format!("allow_origins = [\"https://example.com\"]\n{rest}");
    let text = |target, rest: &str| -> Vec<String> { Loss::explain(&losses(target, &with(rest))) };
    assert_eq!(
        text(Target::S3, "allow_methods = [\"PATCH\"]"),
        [
            "the method `PATCH` in `allow_methods`",
            "supported methods: GET, PUT, POST, DELETE, HEAD"
        ]
    );
    assert_eq!(
        text(Target::LambdaUrl, "allow_methods = [\"PROPFIND\"]"),
        [
            "the method `PROPFIND` in `allow_methods`",
            "supported methods: names of up to 6 characters; up to 6 entries; or `*`"
        ]
    );
    assert_eq!(
        text(Target::R2, "allow_methods = [\"PUT\"]\nallow_credentials = true\nmax_age = \"1d\""),
        ["`allow_credentials = true`"]
    );
    let of_gcs = text(
        Target::Gcs,
        "allow_methods = [\"PUT\"]\nallow_headers = [\"x-a\"]\nexpose_headers = [\"x-b\"]",
    );
    assert_eq!(of_gcs[0], "the request header `x-a` in `allow_headers`");
    assert_eq!(of_gcs[1], "the exposed header `x-b` in `expose_headers`");
    // `*` of these would allow `Authorization`.
    for target in [Target::S3, Target::Istio] {
        let losses = text(target, "allow_methods = [\"PUT\"]\nallow_headers = \"*\"");
        assert_eq!(losses[0], "any request header, `*` in `allow_headers`");
    }
}

#[test]
fn the_longest_age_is_written_for_every_system() {
    let text =
        "allow_origins = [\"https://example.com\"]\nallow_methods = [\"PUT\"]\nmax_age = \"1d\"\n";
    for target in targets() {
        let export = written(target, text, false).unwrap();
        assert!(export.files[0].text.contains("86400"), "{target:?}");
    }
}

#[test]
fn an_age_of_zero_cannot_be_written_for_the_gateway_api() {
    let text =
        "allow_origins = [\"https://example.com\"]\nallow_methods = [\"PUT\"]\nmax_age = 0\n";
    let refusal = written(Target::GatewayApi, text, true).unwrap_err();
    let target = Target::GatewayApi;
    assert_eq!(refusal, Refusal::MaxAge { target, wanted: 0, written: 1 });
}

#[test]
fn kong_allows_every_requested_header_if_none_is_listed() {
    let text = "allow_origins = [\"https://a_b.example\"]\nallow_methods = [\"PUT\"]\n";
    let export = written(Target::Kong, text, false).unwrap();
    assert!(export.files[0].text.contains("headers:\n    - host\n"));
    // An entry with `_` would be a regex.
    assert_eq!(entries(&export), [r"^(?:https://a_b\.example)$"]);
}

#[test]
fn a_policy_without_origins_is_refused() {
    for target in targets() {
        let refusal = written(target, "closed = true", true);
        assert_eq!(refusal, Err(Refusal::NoOrigins), "{target:?}");
    }
}

#[test]
fn nothing_of_the_policy_can_be_expressed() {
    let text = format!("allow_origins = [\"https://{{n:[0-9]+}}.example.com\"]\n{REST}");
    match written(Target::R2, &text, true) {
        Err(Refusal::Inexpressible { narrow: false, losses, .. }) => {
            assert!(losses.iter().any(|loss| matches!(loss, Loss::Origins { .. })));
        }
        other => panic!("{other:?}"),
    }
}

/// A pattern of each form.
fn pattern() -> impl Strategy<Value = String> {
    let host = proptest::collection::vec("[a-c]{1,2}(-[a-b0-9])?", 1..3);
    let before = prop_oneof![
        Just(""),
        Just("*."),
        Just("{t}."),
        Just("pr-{n:[0-9]+}."),
        Just("{x:(eu|us)}-{y:[12]}."),
    ];
    let port = prop_oneof![Just(""), Just(":*"), Just(":8080")];
    let scheme = prop_oneof![Just("https"), Just("http"), Just("app")];
    (scheme, before, host, port).prop_map(|(scheme, before, host, port)| {
        format!("{scheme}://{before}{}.example{port}", host.join("."))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// Narrow exports of random policies admit no origin that the policy refuses, and those that lose nothing admit all
    /// that it allows.
    #[test]
    fn never_wider(
        allowed in proptest::collection::btree_set(pattern(), 1..4),
        denied in proptest::option::of(pattern()),
    ) {
        let list = |patterns: &[String]| -> String {
            let quoted: Vec<String> = patterns.iter().map(|pattern| format!("'{pattern}'")).collect();
            quoted.join(", ")
        };
        let mut patterns: Vec<String> = allowed.into_iter().collect();
        let mut text = format!("allow_origins = [{}]\nallow_methods = [\"PUT\"]\n", list(&patterns));
        if let Some(denied) = denied {
            text.push_str(&format!("deny_origins = ['{denied}']\n"));
            patterns.push(denied);
        }
        let mut findings = Findings::default();
        let (policy, _) = toml::parse(&text, &mut findings);
        prop_assume!(check_policy(&policy, &mut findings).is_some());
        for target in targets() {
            match written(target, &text, true) {
                Ok(export) => compare(target, &text, &patterns, &export),
                Err(Refusal::Inexpressible { narrow: false, .. } | Refusal::Unreadable) => {}
                Err(other) => panic!("{target:?}: {other}\n{text}"),
            }
        }
    }
}

/// Each system's schema, as far as it is about CORS: `tests/schemas`. The policies are those of the programs' tests.
#[test]
fn documents_have_the_form_of_their_schemas() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut policies: Vec<String> = fs::read_dir(folder.join("policies"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    policies.sort();
    for target in targets() {
        let schema = folder.join(format!("schemas/{}.json", target.name()));
        let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let mut count = 0;
        for policy in &policies {
            let Ok(export) = written(target, policy, true) else { continue };
            let text = &export.files[0].text;
            let document = serde_json::from_str(text).unwrap_or_else(|_| yaml::yaml(text));
            let errors: Vec<String> =
                validator.iter_errors(&document).map(|error| error.to_string()).collect();
            assert_eq!(errors, [""; 0], "{target:?}\n{policy}\n{text}");
            count += 1;
        }
        assert!(count > 4, "{target:?} expresses {count} policies");
    }
}
