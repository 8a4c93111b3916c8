//! The name of a policy, in every message about the policy.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use cors_runtime::{Policy, cors};
use http::header::ORIGIN;
use http::{HeaderMap, HeaderValue, Method};

static NAMED: Policy = cors! { name = "public API", allow_origins = ["https://example.com"] };
static UNNAMED: Policy = cors! { allow_origins = ["https://example.com"] };

#[test]
fn of_policies_in_rust_and_in_texts() {
    let text = "allow_origins = ['https://example.com']";
    let named_text = format!("name = 'theirs'\n{text}");
    let policies: [(Policy, Option<&str>); 5] = [
        (NAMED.clone(), Some("public API")),
        (UNNAMED.clone(), None),
        (Policy::from_toml(text).unwrap(), None),
        (Policy::from_toml(&named_text).unwrap(), Some("theirs")),
        (Policy::from_toml_named("ours", &named_text).unwrap(), Some("ours")),
    ];
    for (policy, name) in policies {
        assert_eq!(policy.name(), name);
        let label = match name {
            Some(name) => format!("{name} ({})", policy.location()),
            None => policy.location().to_owned(),
        };
        assert!(policy.location().starts_with("tests/tests/names.rs:"));
        assert_eq!(format!("{policy:?}"), format!("Policy({label:?})"));
        let headers = HeaderMap::from_iter([(ORIGIN, HeaderValue::from_static("null"))]);
        let decision = format!("{:?}", policy.evaluate(&Method::GET, &headers));
        assert!(decision.contains(&format!("policy: {label:?}")), "{decision}");
        let words = policy.explain().to_string();
        assert!(words.starts_with(&format!("Policy {label}\n")), "{words}");
    }
}

/// The error of a tenant's policy contains the tenant's name, for every mistake.
#[test]
fn in_errors() {
    for text in ["allow_origins = ['https://a.example/']", "allow_origins = [", "max_age = 1"] {
        let error = Policy::from_toml_named("acme", text).unwrap_err();
        assert_eq!(error.name(), Some("acme"));
        assert!(error.to_string().contains("--> policy `acme`"), "{error}");
        assert!(format!("{error:?}").starts_with("the policy `acme` is invalid\n\nerror: "));
        // The file name is more precise.
        let error = error.in_file("tenants/acme.toml").to_string();
        assert!(error.contains("--> tenants/acme.toml"), "{error}");
    }
    let error = Policy::from_toml("name = 'theirs'\nallow_origins = []").unwrap_err();
    assert_eq!(error.name(), Some("theirs"));
    let error = Policy::from_toml("allow_origins = []").unwrap_err();
    assert_eq!(error.name(), None);
}

/// A name that could forge a line of a log is refused, from any source.
#[test]
fn that_are_refused() {
    let text = "allow_origins = ['https://a.example']";
    let long = "a".repeat(65);
    for name in ["", " ", "a\nb", "a\u{1b}[31m", "a\u{202e}b", "a\u{200b}", " a", &long] {
        let error = Policy::from_toml_named(name, text).unwrap_err();
        let rules: Vec<&str> = error.findings().map(|it| it.rule()).collect();
        assert_eq!(rules, ["policy_name"], "{name:?}: {error}");
        assert_eq!(error.name(), None);
        let printed = format!("{error} {error:?}");
        assert!(printed.chars().all(|c| c == '\n' || !c.is_control()), "{printed:?}");
    }
}

/// The warnings of a policy that was read as text, as data.
#[test]
fn and_warnings() {
    let text = "allow_origins = ['https://a.example']\nallow_methods = ['PUT']";
    let policy = Policy::from_toml_named("acme", text).unwrap();
    let warnings = policy.warnings().unwrap();
    let found: Vec<_> = warnings.findings().map(|it| (it.rule(), it.line())).collect();
    assert_eq!(found, [("no_max_age", 2)]);
    assert!(warnings.to_string().contains("--> policy `acme`, line 2, column 18"), "{warnings}");
    let policy = Policy::from_toml("allow_origins = ['https://a.example']").unwrap();
    assert!(policy.warnings().is_none() && NAMED.warnings().is_none());
}
