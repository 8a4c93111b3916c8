//! The catalogue's own examples: each `wrong` breaks its rule, each `right` breaks none.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use cors_compiler::rules::{self, Rule};
use cors_compiler::tokens;

fn broken_rules(policy: &str) -> Vec<&'static str> {
    tokens::findings_of(policy.parse().expect("the example is made of tokens"))
        .into_iter()
        .map(|finding| finding.rule.name)
        .collect()
}

#[test]
fn each_wrong_example_breaks_its_rule() {
    for Rule { name, wrong, .. } in rules::all() {
        assert!(broken_rules(wrong).contains(name), "{name}: {:?}", broken_rules(wrong));
    }
}

#[test]
fn each_right_example_breaks_none() {
    for Rule { name, right, .. } in rules::all() {
        assert_eq!(broken_rules(right), [""; 0], "{name}");
    }
}

/// Policies close to a rule's own example, on either side of it.
#[test]
fn near_the_examples() {
    let mut wrong = Vec::new();
    for (policy, rules) in [
        // Several denials together may leave nothing of a pattern.
        (
            r#"allow_origins = ["https://{x:[ab]}.example.com"],
               deny_origins = ["https://a.example.com", "https://b.example.com"]"#,
            &["denies_everything"][..],
        ),
        (
            r#"allow_origins = ["https://{x:[abc]}.example.com"],
               deny_origins = [
                   "https://a.example.com", "https://b.example.com", "https://c.example.com",
               ]"#,
            &["denies_everything"],
        ),
        (
            r#"allow_origins = ["https://{x:[abc]}.example.com"],
               deny_origins = ["https://a.example.com", "https://b.example.com"]"#,
            &[],
        ),
        // ... of a wildcard too, which plain denials never take away together.
        (
            r#"allow_origins = ["https://*.example.com"],
               deny_origins = [
                   regex(r"https://[a-m].*\.example\.com"),
                   regex(r"https://[^a-m].*\.example\.com"),
               ]"#,
            &["denies_everything"],
        ),
        (
            r#"allow_origins = ["https://*.example.com"],
               deny_origins = [
                   regex(r"https://[a-m].*\.example\.com"),
                   regex(r"https://[n-z].*\.example\.com"),
               ]"#,
            &[],
        ),
        // One pattern of several is denied completely.
        (
            r#"allow_origins = ["https://a.example.com", "https://{x:[ab]}.example.com"],
               deny_origins = ["https://a.example.com"]"#,
            &["denies_everything", "redundant_origin"],
        ),
        // A denial of one port leaves the others; it is reported once per host.
        (
            r#"allow_origins = ["https://example.com:*", "http://example.com"],
               deny_origins = ["https://example.com:8443"]"#,
            &["denial_keeps_host"],
        ),
        (
            r#"allow_origins = ["https://*.example.com:*", "http://*.example.com"],
               deny_origins = ["https://a.example.com:*", "https://*.a.example.com:*"]"#,
            &["denial_keeps_host", "denial_keeps_host"],
        ),
        // Two patterns with the same beginning and end that don't intersect.
        (
            r#"allow_origins = ["https://{x:[a-m]}.example.com"],
               deny_origins = ["https://{x:[n-z]}.example.com"]"#,
            &["denies_nothing"],
        ),
        // A pattern next to an origin or to another pattern: disjoint, overlapping, covered.
        (r#"allow_origins = ["https://pr-{n:[0-9]+}.example.com", "https://a.example.com"]"#, &[]),
        (
            r#"allow_origins = ["https://pr-{n:[0-9]+}.example.com", "https://pr-7.example.com"]"#,
            &["redundant_origin"],
        ),
        (
            r#"allow_origins = [
                   "https://pr-{n:[0-9]+}.example.com", "https://pr-{n:[0-9]}.example.com",
               ]"#,
            &["redundant_origin"],
        ),
        (
            r#"allow_origins = [
                   "https://pr-{n:[0-9]+}.example.com", "https://{x:[a-z]+}-7.example.com",
               ]"#,
            &[],
        ),
        (
            r#"allow_origins = ["https://*.example.com", "https://{x:[ab]}.example.com"]"#,
            &["redundant_origin"],
        ),
        (r#"allow_origins = ["https://*.example.com", "https://{x:[ab]}.example.org"]"#, &[]),
        // A regex that is one origin, on either side of that origin.
        (
            r#"allow_origins = ["https://a.example.com", regex(r"https://a\.example\.com")]"#,
            &["redundant_origin"],
        ),
        (
            r#"allow_origins = [regex(r"https://a\.example\.com"), "https://a.example.com"]"#,
            &["redundant_origin"],
        ),
        // `null` covers nothing else, and nothing else covers it.
        (
            r#"allow_origins = ["null", "https://a.example.com", regex(r"https://[ab]\.example\.com")],
               accept_risk = { null_origin = "a test" }"#,
            &["redundant_origin"],
        ),
        // Credentials over http, which only the user's own machine may have.
        (
            r#"allow_origins = [
                   "http://localhost", "http://localhost.", "http://*.localhost:*",
                   "http://127.0.0.1", "http://127.1.2.3:*",
                   "http://[::1]", "app://example.com", "https://example.com",
                   regex(r"http://(localhost|127\.0\.0\.[0-6]):81"),
               ],
               allow_credentials = true"#,
            &["localhost_port", "localhost_port", "localhost_port"],
        ),
        (
            r#"allow_origins = [
                   "http://notlocalhost", "http://10.0.0.7", "http://[2001:db8::1]",
                   "http://localhost.example.com", "http://*.example.org",
                   regex(r"https?://a\.example\.com"),
               ],
               allow_credentials = true"#,
            &["insecure_origin"; 6],
        ),
        // A closed policy, in each way to write it, and what may be written next to it.
        ("closed", &[]),
        ("closed,", &[]),
        ("closed = true", &[]),
        (r#"closed, must_deny = ["https://example.com", "null"]"#, &[]),
        ("closed = false", &["wrong_value"]),
        ("closed = 1", &["wrong_value"]),
        (r#"closed = ["https://example.com"]"#, &["wrong_value"]),
        ("closed = yes", &["wrong_value"]),
        ("closed =", &["syntax"]),
        ("closed, closed", &["repeated_key"]),
        ("close", &["syntax"]),
        ("close = true", &["unknown_key"]),
        ("closed, allow = [no_max_age]", &["unneeded_allow"]),
        (r#"closed, accept_risk = { null_origin = "a test" }"#, &["unneeded_risk"]),
        ("closed, allow_methods = [PUT]", &["closed_beside_others"]),
        ("allow_methods = [PUT], closed", &["closed_beside_others"]),
        (r#"allow_origins = "*", closed"#, &["closed_beside_others"]),
        ("closed, allow_origins = []", &["closed_beside_others", "empty_list"]),
        (r#"closed, deny_origins = ["https://example.com"]"#, &["closed_beside_others"]),
        ("closed, allow_credentials = true", &["closed_beside_others"]),
        (r#"closed, must_allow = ["https://example.com"]"#, &["closed_beside_others"]),
        (
            r#"closed, allow_headers = "*", expose_headers = "*", max_age = 0"#,
            &["closed_beside_others"; 3],
        ),
        // Eight registrable domains are not in question, and nine are.
        (r#"allow_origins = [regex(r"https://[a-h]\.com")]"#, &[]),
        (r#"allow_origins = [regex(r"https://[a-i]\.com")]"#, &["unbounded_trust"]),
        (
            r#"allow_origins = [regex(r"https://[a-i]\.com")], deny_origins = ["https://a.com"]"#,
            &[],
        ),
    ] {
        let broken = broken_rules(policy);
        if broken != rules {
            wrong.push(format!("{policy}: {broken:?}, not {rules:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
