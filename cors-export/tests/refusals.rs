//! What cannot be exported is refused, for every target, with the reason.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use cors_compiler::{Findings, check_policy, toml};
use cors_export::{Options, Refusal, Target, export};

/// The one refusal of all targets.
fn refusal(text: &str) -> Refusal {
    let mut findings = Findings::default();
    let (policy, _) = toml::parse(text, &mut findings);
    let Some((checked, _)) = check_policy(&policy, &mut findings) else {
        panic!("{}", toml::compile(text).unwrap_err());
    };
    let mut refusals = Target::ALL
        .iter()
        .map(|&target| export(target, &checked, &Options::default()).unwrap_err());
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
        assert_eq!(refusal(&text), Refusal::Mirror { key });
    }
}

#[test]
fn families_of_headers() {
    let text = r#"
        allow_origins = ["https://example.com"]
        allow_methods = ["PUT"]
        allow_headers = ["content-type", "x-amz-meta-{name}"]
    "#;
    assert_eq!(refusal(text), Refusal::HeaderFamily { family: "x-amz-meta-{name}".to_owned() });
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
        assert_eq!(refusal(&text), Refusal::Neighbour { key });
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
