//! Origins that are added at run time: which rows a policy takes, and why it refuses the others.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use cors_runtime::tower::CorsLayer;
use cors_runtime::{Policy, PolicyFile, RefusedRow, RowError};
use http::{HeaderMap, HeaderValue, Method, Request, Response, header};
use proptest::prelude::*;
use proptest::sample::subsequence;
use tower::{Layer as _, ServiceExt as _};

fn policy(text: &str) -> Policy {
    Policy::from_toml(text).unwrap_or_else(|error| panic!("{error}"))
}

/// Rows under one ceiling, with the reasons that are reported for them.
#[test]
fn each_refused_row_has_its_reason() {
    let policy = policy(
        r#"
        allow_origins = ["https://app.example.com", "tauri://LocalHost"]
        runtime_origins = ["https://{tenant}.example.app", "https://*.shops.example:*"]
        deny_origins = [
            "https://internal.example.app",
            "https://*.internal.shops.example:*",
            { regex = 'https://test-[0-9]+\.example\.app' },
        ]
        "#,
    );
    let not_covered =
        "is not covered by `https://*.shops.example:*` or `https://{tenant}.example.app`";
    let long = format!("https://{}.example.app", "a".repeat(400));
    for (row, reason) in [
        ("https://acme.example.app", ""),
        ("https://a.b.shops.example", ""),
        ("https://a.shops.example:8443", ""),
        ("https://app.example.com", ""),
        ("tauri://LocalHost", ""),
        ("", "is empty"),
        (" https://acme.example.app", "has white space or control characters"),
        ("https://acme.example.app\n", "has white space or control characters"),
        ("https://acme.example.app\u{a0}", "has white space or control characters"),
        ("https://acme.example.app\0", "has white space or control characters"),
        (
            "https://bücher.example.app",
            "is not ASCII: browsers send the Punycode form, as in `xn--…`",
        ),
        ("https://acme.example.app,https://globex.example.app", "has several origins"),
        ("https://{tenant}.example.app", "is a pattern: each row is one origin"),
        ("https://*.example.app", "is a pattern: each row is one origin"),
        // A browser accepts this host, and the ceiling matches it.
        ("https://*.shops.example", "is a pattern: each row is one origin"),
        ("*", "is a pattern: each row is one origin"),
        ("acme.example.app", "has no scheme, such as `https://`"),
        ("//acme.example.app", "has no scheme, such as `https://`"),
        ("https://user@acme.example.app", "has a user name"),
        ("https://acme.example.app/", "has a trailing slash"),
        ("https://acme.example.app//", "has a path, a query or a fragment"),
        ("https://acme.example.app/index.html", "has a path, a query or a fragment"),
        ("https://acme.example.app?a", "has a path, a query or a fragment"),
        ("https://acme.example.app#a", "has a path, a query or a fragment"),
        ("https://acme.example.app\\", "has a path, a query or a fragment"),
        ("https://Acme.example.app", "has upper-case letters"),
        ("HTTPS://acme.example.app", "has upper-case letters"),
        (
            "https://acme.example.app:443",
            "has the default port of its scheme, which browsers leave out",
        ),
        (
            "http://acme.example.app:80",
            "has the default port of its scheme, which browsers leave out",
        ),
        (&long, "is longer than any origin"),
        ("https://acme.example.app:8443", not_covered),
        ("http://acme.example.app", not_covered),
        ("https://example.app", not_covered),
        ("https://a.b.example.app", not_covered),
        ("https://acme.example.app.evil.example", not_covered),
        ("https://evil.example", not_covered),
        ("tauri://LocalHost2", not_covered),
        ("null", not_covered),
        ("https://internal.example.app", "is denied by `https://internal.example.app`"),
        (
            "https://x.internal.shops.example:8443",
            "is denied by `https://*.internal.shops.example:*`",
        ),
        (
            "https://test-12.example.app",
            r#"is denied by `regex("https://test-[0-9]+\\.example\\.app")`"#,
        ),
    ] {
        let (made, refused) = policy.with_accepted_origins([row]);
        let got: Vec<String> = refused.iter().map(|one| one.error().to_string()).collect();
        let want: Vec<&str> =
            Some(reason).filter(|reason| !reason.is_empty()).into_iter().collect();
        assert_eq!(got, want, "{row:?}");
        assert_eq!(made.allows_origin(row), reason.is_empty(), "{row:?}");
    }
}

#[test]
fn all_refused_rows_are_reported_with_their_index() {
    let policy = policy(r#"runtime_origins = ["https://{tenant}.example.app"]"#);
    let rows = ["https://a.example.app", "", "https://b.example.app", "https://b.example.app/"];
    let error = policy.with_origins(rows).unwrap_err();
    let refused: Vec<_> = error.refused().iter().map(|one| (one.index(), one.row())).collect();
    assert_eq!(refused, [(1, ""), (3, "https://b.example.app/")]);
    assert_eq!(
        error.to_string(),
        "2 rows cannot be added to the policy:\n  row 1, ``: is empty\n  \
         row 3, `https://b.example.app/`: has a trailing slash",
    );
    // A long list of them, and long rows, are cut; none can forge a line.
    let rows = (0..100_000).map(|n| format!("https://evil\n{n}.example/{}", "x".repeat(1000)));
    let error = policy.with_origins(rows).unwrap_err();
    assert_eq!(error.refused().len(), 100_000);
    let text = error.to_string();
    assert!(text.len() < 3_000 && text.lines().count() == 12, "{text}");
    assert!(text.ends_with("\n  and 99990 more"));
    assert!(error.refused().iter().all(|row| row.row().len() <= 327));
}

#[test]
fn a_policy_without_a_ceiling_takes_only_what_it_allows() {
    let listed = policy(r#"allow_origins = ["https://example.com"]"#);
    assert!(listed.with_origins(["https://example.com"]).is_ok());
    let (_, refused) = listed.with_accepted_origins(["https://evil.example", "https://a.example/"]);
    let errors: Vec<_> = refused.iter().map(RefusedRow::error).collect();
    assert_eq!(errors, [&RowError::NoRuntimeOrigins, &RowError::TrailingSlash]);
    let any = policy(r#"allow_origins = "*""#);
    assert!(any.with_origins(["https://example.com", "null"]).is_ok());
    assert!(any.with_origins(["https://example.com/"]).is_err());
    assert!(cors_runtime::CLOSED.with_origins(["https://example.com"]).is_err());
    assert!(cors_runtime::CLOSED.with_origins([""; 0]).is_ok());
}

/// Later rows replace earlier ones, and the original policy does not change.
#[test]
fn rows_replace_the_ones_before() {
    let base = policy(r#"runtime_origins = ["https://{tenant}.example.app"]"#);
    let one = base.with_origins(["https://one.example.app"]).unwrap();
    let two = one.with_origins(["https://two.example.app"]).unwrap();
    for (policy, name, allowed) in
        [(&base, "one", false), (&base, "two", false), (&one, "one", true), (&one, "two", false)]
            .into_iter()
            .chain([(&two, "one", false), (&two, "two", true)])
    {
        let origin = format!("https://{name}.example.app");
        assert_eq!(policy.allows_origin(&origin), allowed, "{origin}");
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, origin.parse().unwrap());
        let decision = policy.evaluate(&Method::GET, &headers);
        let refusal = decision.refusal().map(|refusal| refusal.to_string());
        let hint = "; `runtime_origins` covers it, but the program has not added it";
        assert_eq!(refusal.as_deref().map(|text| text.ends_with(hint)), (!allowed).then_some(true));
        // Answers depend on `Origin` whether or not there are rows.
        let answer = decision.to_headers();
        assert_eq!(answer.get(header::VARY), Some(&HeaderValue::from_static("Origin")));
        assert_eq!(answer.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), allowed);
    }
}

#[test]
fn explain_prints_the_ceiling_and_the_number_of_rows() {
    let base = policy(
        r#"
        runtime_origins = ["https://{tenant}.example.app", "https://*.example.net"]
        deny_origins = ["https://internal.example.app"]
        allow_credentials = true
        "#,
    );
    let text = base.explain().to_string();
    let part = "Pages of origins that the program adds may read responses, with credentials.\n\
                While it runs, the program may add origins that match:\n  \
                https://{tenant}.example.app  example.app\n  \
                https://*.example.net         example.net\n  \
                except https://internal.example.app\n\
                No origin has been added.\n";
    assert!(text.contains(part), "{text}");
    let rows = ["https://a.example.app", "https://b.example.net", "https://a.example.app"];
    let text = base.with_origins(rows).unwrap().explain().to_string();
    assert!(text.contains("except https://internal.example.app\nOrigins added: 2.\n"), "{text}");
}

/// A pattern as a policy has it, and as a closure.
type Pattern = (&'static str, fn(&str) -> bool);

/// The part of an origin between two others.
fn between<'o>(origin: &'o str, before: &str, after: &str) -> Option<&'o str> {
    origin.strip_prefix(before)?.strip_suffix(after)
}

fn is_label(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}

fn are_labels(text: &str) -> bool {
    text.split('.').all(is_label)
}

const PATTERNS: &[Pattern] = &[
    ("'https://a.example.app'", |origin| origin == "https://a.example.app"),
    ("'https://x.b.example.net:8443'", |origin| origin == "https://x.b.example.net:8443"),
    ("'https://{t}.example.app'", |origin| {
        between(origin, "https://", ".example.app").is_some_and(is_label)
    }),
    ("'https://{t:[a-m]+}.example.app'", |origin| {
        between(origin, "https://", ".example.app").is_some_and(|label| {
            !label.is_empty() && label.bytes().all(|byte| matches!(byte, b'a'..=b'm'))
        })
    }),
    ("'https://*.example.net'", |origin| {
        between(origin, "https://", ".example.net").is_some_and(are_labels)
    }),
    ("'https://*.example.net:*'", |origin| {
        let host = origin.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok());
        let host = host.map_or(origin, |(host, _)| host);
        between(host, "https://", ".example.net").is_some_and(are_labels)
    }),
    (r"{ regex = 'https://(x|y)\.b\.example\.net' }", |origin| {
        ["https://x.b.example.net", "https://y.b.example.net"].contains(&origin)
    }),
];

/// Origins near all of the patterns, and rows that are not origins.
fn rows() -> Vec<String> {
    let names = ["a", "b", "z", "x.b", "y.b", "x.y.b", "n-1", "Z", ""];
    let ends =
        [".example.app", ".example.net", ".example.net:8443", ".example.app/", ".example.org"];
    let origins = names.iter().flat_map(|name| ends.map(|end| format!("https://{name}{end}")));
    origins.chain(["".into(), "null".into(), "https://*.example.net".into()]).collect()
}

fn list(key: &str, patterns: &[Pattern]) -> String {
    let written: Vec<&str> = patterns.iter().map(|(written, _)| *written).collect();
    if written.is_empty() { String::new() } else { format!("{key} = [{}]\n", written.join(", ")) }
}

fn patterns(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Pattern>> {
    subsequence(PATTERNS, count)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// A policy takes exactly the rows that the ceiling covers and no denial matches, beside those that it allows
    /// anyway; and what it allows then is what it allowed before, and these rows.
    #[test]
    fn rows_are_taken_as_the_patterns_say(
        allowed in patterns(0..3),
        ceiling in patterns(1..4),
        denied in patterns(0..3),
        rows in subsequence(rows(), 1..20),
    ) {
        let text = list("allow_origins", &allowed)
            + &list("runtime_origins", &ceiling)
            + &list("deny_origins", &denied)
            + "allow = ['denial_keeps_host', 'denial_keeps_subdomains']\n";
        // A pattern that is denied as a whole is an error.
        let Ok(policy) = Policy::from_toml(&text) else { return Ok(()) };
        let matches = |patterns: &[Pattern], row: &str| patterns.iter().any(|(_, of)| of(row));
        let is_static = |row: &str| matches(&allowed, row) && !matches(&denied, row);
        let is_taken = |row: &str| {
            !row.contains('*') && (is_static(row) || matches(&ceiling, row) && !matches(&denied, row))
        };
        let (made, refused) = policy.with_accepted_origins(&rows);
        let refused: Vec<usize> = refused.iter().map(RefusedRow::index).collect();
        let want: Vec<usize> = (0..rows.len()).filter(|&at| !is_taken(&rows[at])).collect();
        prop_assert_eq!(&refused, &want, "{}", text);
        prop_assert_eq!(policy.with_origins(&rows).is_ok(), want.is_empty());
        let taken: BTreeSet<&str> =
            rows.iter().map(String::as_str).filter(|row| is_taken(row)).collect();
        // A browser accepts `*` in a host, so `*.` allows it; the predicates leave it out, and rows never have it.
        for origin in self::rows().into_iter().filter(|origin| !origin.contains('*')) {
            let is_allowed = is_static(&origin) || taken.contains(origin.as_str());
            prop_assert_eq!(made.allows_origin(&origin), is_allowed, "{} {}", origin, text);
            prop_assert_eq!(policy.allows_origin(&origin), is_static(&origin), "{} {}", origin, text);
        }
    }
}

/// The reasons share the patterns of the ceiling, however many rows there are.
#[test]
fn reasons_share_their_patterns() {
    let policy = policy(r#"runtime_origins = ["https://{tenant}.example.app"]"#);
    let (_, refused) = policy.with_accepted_origins(["https://a.example", "https://b.example"]);
    let [RowError::NotCovered { patterns: one }, RowError::NotCovered { patterns: other }] =
        [refused[0].error(), refused[1].error()]
    else {
        panic!("{refused:?}")
    };
    assert!(Arc::ptr_eq(one, other));
    assert_eq!(&**one, ["https://{tenant}.example.app"]);
}

/// A set of a file is a part of a ceiling, as it is of other lists.
#[test]
fn sets_of_a_file_are_in_the_ceiling() {
    let file = PolicyFile::from_toml(
        r#"
        [origin_sets]
        customers = ["https://{tenant}.example.app", "https://*.shops.example"]
        internal = ["https://internal.example.app", "https://*.internal.shops.example"]

        [policy.api]
        runtime_origins = [{ set = "customers" }, "https://{tenant}.example.org"]

        [policy.narrow]
        extends = "api"
        deny_origins = [{ set = "internal" }]
        "#,
    )
    .unwrap();
    let api = file.policy("api").unwrap();
    let rows = ["https://acme.example.app", "https://a.shops.example", "https://acme.example.org"];
    let added = api.with_origins(rows).unwrap();
    assert!(rows.iter().all(|row| added.allows_origin(row)));
    let error = api.with_origins(["https://acme.example.com"]).unwrap_err();
    let reason = error.refused()[0].error().to_string();
    for pattern in
        ["https://{tenant}.example.app", "https://*.shops.example", "https://{tenant}.example.org"]
    {
        assert!(reason.contains(pattern), "{reason}");
    }
    let rows = [
        "https://internal.example.app",
        "https://a.internal.shops.example",
        "https://a.shops.example",
    ];
    assert!(api.with_origins(rows).is_ok());
    let (added, refused) = file.policy("narrow").unwrap().with_accepted_origins(rows);
    assert_eq!(refused.iter().map(RefusedRow::index).collect::<Vec<_>>(), [0, 1]);
    assert!(matches!(refused[0].error(), RowError::Denied { .. }), "{refused:?}");
    assert!(added.allows_origin("https://a.shops.example"));

    let unknown = "[policy.api]\nruntime_origins = [{ set = 'customers' }]";
    let error = PolicyFile::from_toml(unknown).unwrap().policy("api").unwrap_err();
    assert_eq!(error.findings().next().map(|finding| finding.rule()), Some("policy_file"));
}

/// Policies over one base count as one policy, because they differ in nothing but their origins. If two of them are on
/// one request, the outer one answers it alone: the preflight and the response, whatever the inner one allows.
#[tokio::test]
async fn of_two_policies_over_one_base_the_outer_one_answers() {
    let base = policy(
        "runtime_origins = ['https://{tenant}.example.app']\nallow_credentials = true\n\
         allow_methods = ['PUT']\nexpose_headers = ['x-id']",
    );
    let of = |rows: &[&str]| base.with_origins(rows).unwrap();
    let [both, outer, inner] =
        ["both", "outer", "inner"].map(|name| format!("https://{name}.example.app"));
    let outer_policy = of(&[&both, &outer]);
    let inner_policy = of(&[&both, &inner]);
    let handler = || {
        tower::service_fn(async |_: Request<Body>| {
            Ok::<_, std::convert::Infallible>(Response::new(Body::empty()))
        })
    };
    let alone = CorsLayer::new(outer_policy.clone()).layer(handler());
    let inside = CorsLayer::new(inner_policy).layer(handler());
    let stacked = CorsLayer::new(outer_policy.clone()).layer(inside.clone());
    // A task between the two, where the inner one sees nothing of the outer one.
    let spawned = tower::service_fn(move |request: Request<Body>| {
        let inside = inside.clone();
        async { tokio::spawn(inside.oneshot(request)).await.unwrap() }
    });
    let across = CorsLayer::new(outer_policy).layer(spawned);
    let stranger = "https://stranger.example.app".to_owned();
    for origin in [&both, &outer, &inner, &stranger] {
        for method in [Method::OPTIONS, Method::GET, Method::PUT] {
            let request = || {
                let request = Request::builder().method(&method).header(header::ORIGIN, origin);
                let request = match method {
                    Method::OPTIONS => request.header(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT"),
                    _ => request,
                };
                request.body(Body::empty()).unwrap()
            };
            let expected = alone.clone().oneshot(request()).await.unwrap();
            let is_allowed = [&both, &outer].contains(&origin);
            let shared = expected.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
            assert_eq!(shared, is_allowed, "{method} {origin}");
            let together = stacked.clone().oneshot(request()).await.unwrap();
            assert_eq!(together.status(), expected.status(), "{method} {origin}");
            assert_eq!(together.headers(), expected.headers(), "{method} {origin}");
            let together = across.clone().oneshot(request()).await.unwrap();
            assert_eq!(together.status(), expected.status(), "{method} {origin}");
            assert_eq!(together.headers(), expected.headers(), "{method} {origin}");
        }
    }
}
