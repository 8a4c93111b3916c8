//! What is read of `corsPolicy` of Istio.

use std::path::Path;

use cors_cli::import::{System, configurations};
use cors_cli::scan::Reviewed;

use super::shown;

fn only(fields: &str) -> Reviewed {
    let text = format!("spec: {{http: [{{corsPolicy: {{{fields}}}}}]}}");
    let read = configurations(System::Istio, &text, Path::new("."));
    let mut all = read.unwrap_or_else(|unread| panic!("{text}: {unread:?}"));
    assert_eq!(all.len(), 1, "{text}");
    all.remove(0)
}

const VARY: &str = "Envoy's filter sends the origin of the request, but never `Vary";
const STAR: &str = "this matches the text `*` as well";

/// Fields; what is read of its origins, the rules of findings, and the beginnings of notes.
#[test]
fn policies() {
    for (fields, origins, rules, remarks) in [
        (
            "allowOrigins: [{exact: 'https://a.example'}]",
            &["https://a.example"][..],
            &[][..],
            &[VARY][..],
        ),
        ("allowOrigin: ['https://a.example']", &["https://a.example"], &[], &[VARY]),
        (
            "allowOrigin: ['https://b.example'], allowOrigins: [{exact: 'https://a.example'}]",
            &["https://a.example"],
            &[],
            &[VARY],
        ),
        (
            "allowOrigins: [{exact: '*'}], allowCredentials: true",
            &["Reflected"],
            &["credentials_with_any_origin"],
            &[STAR, VARY],
        ),
        ("allowOrigin: ['*']", &["Reflected"], &[], &[STAR, VARY]),
        ("allowOrigins: [{regex: '.*'}]", &["Reflected"], &[], &[STAR, VARY]),
        (
            "allowOrigins: [{prefix: 'https://a.example'}], allowHeaders: ['*'], unmatchedPreflights: IGNORE",
            &["prefix: https://a.example"],
            &["unbounded_trust"],
            &[VARY, "Envoy's filter answers `*`", "preflights of other origins"],
        ),
        (
            "<<: {allowOrigins: [{exact: 'https://a.example'}]}",
            &["https://a.example"],
            &[],
            &[VARY],
        ),
        (
            "allowOrigins: [{regex: 'https://[a-z]+.a.example'}]",
            &["regex: https://[a-z]+.a.example"],
            &["unbounded_trust"],
            &[VARY],
        ),
    ] {
        let reviewed = only(fields);
        assert_eq!(shown(&reviewed.found.configuration.origins), *origins, "{fields}");
        let found = reviewed.review.findings.iter().map(|finding| finding.rule.name);
        assert_eq!(found.collect::<Vec<_>>(), *rules, "{fields}");
        let written: Vec<&str> = reviewed.found.remarks.iter().map(|one| one.text).collect();
        assert_eq!(written.len(), remarks.len(), "{fields}: {written:?}");
        for (written, expected) in written.iter().zip(remarks) {
            assert!(written.starts_with(expected), "{fields}: {written}");
        }
        assert_eq!(reviewed.found.unread, [], "{fields}");
    }
}

/// What is not understood is said to be, and is never a part of what is allowed.
#[test]
fn what_is_not_understood() {
    for (fields, reason) in [
        ("allowOrigins: [{}]", "this kind of matcher"),
        ("allowOrigins: ['https://a.example']", "this kind of matcher"),
        ("maxAge: 1.5h", "expected hours, minutes and seconds"),
        ("maxAge: 600", "expected hours, minutes and seconds"),
        ("allowCredentials: maybe", "expected `true`"),
    ] {
        let reviewed = only(fields);
        let reasons: Vec<&str> = reviewed.found.unread.iter().map(|one| one.reason).collect();
        assert_eq!(reasons.len(), 1, "{fields}: {reasons:?}");
        assert!(reasons[0].starts_with(reason), "{fields}: {reasons:?}");
    }
}
