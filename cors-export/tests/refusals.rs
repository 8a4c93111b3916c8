//! What cannot be exported is refused with the reason: by every target, or by those that have settings instead of patterns.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use cors_compiler::{Findings, check_policy, toml};
use cors_export::{Options, Refusal, Target, export};

/// The one refusal of all targets.
fn refusal(text: &str) -> Refusal {
    refusal_of(text, |_| true)
}

/// The one refusal of all targets that have settings instead of patterns; the others export the policy, and
/// `tests/programs` runs such policies.
fn refusal_of_settings(text: &str) -> Refusal {
    refusal_of(text, |target| target.settings().is_some())
}

fn refusal_of(text: &str, refuses: impl Fn(Target) -> bool) -> Refusal {
    let mut findings = Findings::default();
    let (policy, _) = toml::parse(text, &mut findings);
    let Some((checked, _)) = check_policy(&policy, &mut findings) else {
        panic!("{}", toml::compile(text).unwrap_err());
    };
    let export = |target| export(target, &checked, &Options::default());
    let (refusing, exporting): (Vec<_>, Vec<_>) =
        Target::ALL.into_iter().partition(|&target| refuses(target));
    for target in exporting {
        assert!(!export(target).unwrap().files.is_empty(), "{target:?}");
    }
    let mut refusals = refusing.into_iter().map(|target| export(target).unwrap_err());
    let first = refusals.next().unwrap();
    assert!(refusals.all(|other| other == first));
    first
}

#[test]
fn methods_of_handlers() {
    let refusal = refusal(r#"allow_origins = ["https://example.com"]"#);
    assert_eq!(refusal, Refusal::MethodsOfHandlers);
    assert!(refusal.to_string().contains("`allow_methods`"));
}

#[test]
fn origins_that_the_program_adds() {
    let text = r#"
        allow_origins = ["https://example.com"]
        runtime_origins = ["https://{tenant}.example.com"]
        allow_methods = ["PUT"]
        max_age = 60
    "#;
    assert_eq!(refusal(text), Refusal::RuntimeOrigins);
}

#[test]
fn parts_of_the_request() {
    for (methods, headers, key) in [
        ("\"mirror_request\"", "[]", "allow_methods"),
        ("[\"PUT\"]", "\"mirror_request\"", "allow_headers"),
    ] {
        let headers =
            if headers == "[]" { String::new() } else { format!("allow_headers = {headers}") };
        let text = format!(
            "allow_origins = [\"https://example.com\"]\nallow_methods = {methods}\n{headers}\n"
        );
        assert_eq!(refusal_of_settings(&text), Refusal::Mirror { key });
    }
}

#[test]
fn families_of_headers() {
    let text = r#"
        allow_origins = ["https://example.com"]
        allow_methods = ["PUT"]
        allow_headers = ["content-type", "x-amz-meta-{name}"]
    "#;
    let family = "x-amz-meta-{name}".to_owned();
    assert_eq!(refusal_of_settings(text), Refusal::HeaderFamily { family });
}

#[test]
fn headers_next_to_cors() {
    for entry in [
        "timing_allow_origin = true",
        "cross_origin_resource_policy = \"same-site\"",
        "activate_storage_access = \"retry\"",
    ] {
        let text = format!(
            "allow_origins = [\"https://example.com\"]\nallow_credentials = true\n\
             allow_methods = [\"PUT\"]\n{entry}\n"
        );
        let key = entry.split_whitespace().next().unwrap_or_default().to_owned();
        assert_eq!(refusal_of_settings(&text), Refusal::Neighbour { key });
    }
}

#[test]
fn hosts_with_unusual_characters() {
    let text = r#"
        allow_origins = ["app://a!b"]
        allow_methods = ["PUT"]
    "#;
    assert_eq!(refusal(text), Refusal::UnusualHost { origin: "app://a!b".to_owned() });
}
