//! What is read of filters of the Gateway API.

use std::path::Path;

use cors_cli::import::{System, configurations};
use cors_cli::scan::Reviewed;

use super::{allows, shown};

fn all(text: &str) -> Vec<Reviewed> {
    let read = configurations(System::GatewayApi, text, Path::new("."));
    read.unwrap_or_else(|unread| panic!("{text}: {unread:?}"))
}

/// Fields of a filter; what is read of its origins, the rules of findings, and the beginnings of notes.
#[test]
fn filters() {
    for (fields, origins, rules, remarks) in [
        ("allowOrigins: ['*'], allowHeaders: [x-a]", &["Wildcard"][..], &[][..], &[][..]),
        (
            "allowHeaders: ['*'], allowOrigins: ['*'], allowCredentials: true",
            &["Reflected"],
            &["credentials_with_any_origin", "mirror_headers"],
            &[],
        ),
        (
            "allowOrigins: [https://a.example], allowHeaders: ['*']",
            &["https://a.example"],
            &[],
            &["gateways differ"],
        ),
        ("allowOrigins: ['https://*.a.example']", &["https://*.a.example"], &[], &[]),
        ("allowOrigins: ['https://*']", &["https://*"], &["unbounded_trust"], &[]),
        (
            "allowOrigins: ['http://*.a.example:8080'], allowCredentials: true",
            &["http://*.a.example:8080"],
            &["insecure_origin"],
            &[],
        ),
        ("allowMethods: [PUT]", &[], &[], &[]),
    ] {
        let text = format!("filters: [{{type: CORS, cors: {{{fields}}}}}]");
        let reviewed = all(&text).remove(0);
        assert_eq!(shown(&reviewed.found.configuration.origins), *origins, "{text}");
        let found = reviewed.review.findings.iter().map(|finding| finding.rule.name);
        assert_eq!(found.collect::<Vec<_>>(), *rules, "{text}");
        let written: Vec<&str> = reviewed.found.remarks.iter().map(|one| one.text).collect();
        assert_eq!(written.len(), remarks.len(), "{text}: {written:?}");
        for (written, expected) in written.iter().zip(remarks) {
            assert!(written.starts_with(expected), "{text}: {written}");
        }
        let max_age = reviewed.found.configuration.max_age.as_ref().map(|it| it.value);
        assert_eq!(max_age, Some(5), "the default");
    }
}

/// A `*` matches one or more labels.
#[test]
fn star_is_labels() {
    let text = "filters: [{type: CORS, cors: {allowOrigins: ['https://*.a.example']}}]";
    let reviewed = all(text).remove(0);
    for (origin, is_allowed) in [
        ("https://b.a.example", true),
        ("https://c.b.a.example", true),
        ("https://a.example", false),
        ("https://ba.example", false),
        ("https://b.aaexample", false),
        ("http://b.a.example", false),
        ("https://b.a.example:8443", false),
    ] {
        assert_eq!(allows(&reviewed, origin), is_allowed, "{origin}");
    }
}

/// Filters are found in each document, of rules and of their backends.
#[test]
fn places_of_filters() {
    let filter = "filters: [{type: RequestMirror}, {type: CORS, cors: {allowOrigins: ['*']}}]";
    let text = format!(
        "kind: HTTPRoute\nspec: {{rules: [{{{filter}}}, {{backendRefs: [{{{filter}}}]}}]}}\n---\nkind: Gateway\n---\n\
         {{\"kind\": \"List\", \"items\": [{{spec: {{rules: [{{{filter}}}]}}}}]}}\n"
    );
    assert_eq!(all(&text).len(), 3);
}

/// What is not understood is said to be, and is never a part of what is allowed.
#[test]
fn what_is_not_understood() {
    for (fields, reason) in [
        ("allowOrigins: ['https://a.*.example']", "`*` is at the beginning"),
        ("allowOrigins: ['https://*a.example']", "`*` is at the beginning"),
        ("allowOrigins: ['*://a.example']", "`*` is at the beginning"),
        ("allowOrigins: [[]]", "expected a string"),
        ("allowOrigins: [https://a.example], allowCredentials: 'true'", "expected `true`"),
    ] {
        let text = format!("filters: [{{type: CORS, cors: {{{fields}}}}}]");
        let reviewed = all(&text).remove(0);
        let reasons: Vec<&str> = reviewed.found.unread.iter().map(|one| one.reason).collect();
        assert!(reasons.iter().any(|it| it.starts_with(reason)), "{fields}: {reasons:?}");
    }
}
