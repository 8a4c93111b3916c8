//! `cargo cors probe` against servers on loopback: those of the quickstart, and servers with one mistake each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod planted;

use std::time::Duration;

use cors_cli::probe::client::{Client, Settings};
use cors_cli::probe::run::{Difference, Probed, probe};
use cors_cli::probe::trial::Subject;
use cors_compiler::access::{Examiner, Handlers, Relation};
use cors_compiler::tokens::Checked;
use cors_examples::area::AREAS;
use planted::{Answer, Received, Server};

const POLICY: &str = r#"
    allow_origins = ["https://app.example.com", "https://*.shop.example"],
    allow_methods = [PUT],
    allow_headers = ["content-type", "x-a"],
    expose_headers = ["x-total"],
    max_age = "10m",
"#;

fn settings() -> Settings {
    Settings {
        most: 400,
        timeout: Duration::from_secs(20),
        unsafe_methods: false,
        headers: Vec::new(),
        certificates: None,
    }
}

fn probe_with(policy: &str, url: &str, settings: Settings) -> Result<Probed, String> {
    let checked = Checked::new(policy).unwrap();
    let examiner = Examiner::new(checked.policy()).unwrap();
    let mut client = Client::new(settings).unwrap();
    probe(&examiner, &mut client, &url.parse().unwrap(), Handlers::OfTheMethod)
}

fn probed(policy: &str, url: &str) -> Probed {
    probe_with(policy, url, settings()).unwrap()
}

/// The names of what differs, each once.
fn differences(probed: &Probed) -> Vec<&'static str> {
    let name = |difference: &Difference| match difference {
        Difference::Allowed { .. } => "allowed",
        Difference::Refused { .. } => "refused",
        Difference::Fault(fault) => fault.name(),
    };
    let mut names: Vec<_> = probed.deviations.iter().map(|one| name(&one.difference)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn is_allowed(origin: &str) -> bool {
    let subdomain =
        origin.strip_prefix("https://").and_then(|host| host.strip_suffix(".shop.example"));
    origin == "https://app.example.com"
        || subdomain.is_some_and(|label| {
            !label.is_empty() && !label.contains(['/', ':']) && !label.starts_with('.')
        })
}

/// A server that does what the policy says.
fn right(request: &Received) -> Answer {
    let mut headers = vec![("vary", "Origin".to_owned())];
    let status = if request.path == "/api" { 200 } else { 404 };
    let origins = request.headers.iter().filter(|(name, _)| name == "origin").count();
    let is_allowed = origins == 1 && is_allowed(request.origin());
    if is_allowed {
        headers.push(("access-control-allow-origin", request.origin().to_owned()));
    }
    if request.method == "OPTIONS" && request.header("access-control-request-method").is_some() {
        if !is_allowed {
            return (403, headers);
        }
        headers.push(("access-control-allow-methods", "PUT".to_owned()));
        headers.push(("access-control-allow-headers", "content-type,x-a".to_owned()));
        headers.push(("access-control-max-age", "600".to_owned()));
        return (204, headers);
    }
    if is_allowed {
        headers.push(("access-control-expose-headers", "X-Total".to_owned()));
    }
    (if request.method == "OPTIONS" { 405 } else { status }, headers)
}

/// The same with other headers.
fn changed(answer: Answer, change: impl Fn(&mut Vec<(&'static str, String)>)) -> Answer {
    let (status, mut headers) = answer;
    change(&mut headers);
    (status, headers)
}

/// A server whose list of origins is another one.
fn with_origins(request: &Received, allows: impl Fn(&str) -> bool) -> Answer {
    let mut request = request.clone();
    let origin = request.origin().to_owned();
    let is_allowed = allows(&origin);
    for (name, value) in &mut request.headers {
        if name == "origin" {
            let stand_in =
                if is_allowed { "https://app.example.com" } else { "https://refused.example" };
            *value = stand_in.to_owned();
        }
    }
    changed(right(&request), |headers| {
        for (name, value) in headers {
            if *name == "access-control-allow-origin" {
                *value = origin.clone();
            }
        }
    })
}

#[test]
fn server_that_does_what_the_policy_says_has_no_deviation() {
    let server = Server::start(right);
    let probed = probed(POLICY, &server.url);
    assert!(probed.deviations.is_empty() && probed.failures.is_empty(), "{probed:#?}");
    assert_eq!(probed.left_out, 0);
    assert!(probed.tried.contains_key(&Subject::Outside(Relation::Prefix)));
    // Nothing that may change something was sent.
    let methods = server.received().into_iter().map(|request| request.method);
    let methods: std::collections::BTreeSet<String> = methods.collect();
    assert_eq!(methods.into_iter().collect::<Vec<_>>(), ["GET", "OPTIONS"]);
}

#[test]
fn each_mistake_is_found() {
    type Mistake = fn(&Received) -> Answer;
    let mistakes: [(&str, Mistake, &[&str]); 11] = [
        (
            "suffix match",
            |request| {
                with_origins(request, |origin| {
                    is_allowed(origin) || origin.ends_with("example.com")
                })
            },
            &["allowed"],
        ),
        (
            "prefix match",
            |request| {
                with_origins(request, |origin| {
                    is_allowed(origin) || origin.starts_with("https://app.example.com")
                })
            },
            &["allowed"],
        ),
        (
            "dot that matches any character",
            |request| {
                with_origins(request, |origin| {
                    is_allowed(
                        &origin.replace("appx", "app.").replace("examplexcom", "example.com"),
                    )
                })
            },
            &["allowed"],
        ),
        ("mirrored origin", |request| with_origins(request, |_| true), &["allowed"]),
        (
            "http as well",
            |request| {
                with_origins(request, |origin| is_allowed(&origin.replace("http:", "https:")))
            },
            &["allowed"],
        ),
        (
            "no Vary on refusals",
            |request| {
                let is_refused = !is_allowed(request.origin());
                changed(right(request), |headers| {
                    headers.retain(|(name, _)| *name != "vary" || !is_refused);
                })
            },
            &["vary"],
        ),
        (
            "doubled Access-Control-Allow-Origin",
            |request| {
                changed(right(request), |headers| {
                    let origin = headers
                        .iter()
                        .find(|(name, _)| *name == "access-control-allow-origin")
                        .cloned();
                    headers.extend(origin);
                })
            },
            &["refused", "repeated_header"],
        ),
        (
            "credentials with `*`",
            |request| {
                changed(right(request), |headers| {
                    headers.retain(|(name, _)| *name != "access-control-allow-origin");
                    headers.push(("access-control-allow-origin", "*".to_owned()));
                    headers.push(("access-control-allow-credentials", "true".to_owned()));
                })
            },
            &["allowed", "credentials_with_any_origin"],
        ),
        (
            "no headers on 404",
            |request| {
                let (status, headers) = right(request);
                if status == 404 {
                    (404, vec![("vary", "Origin".to_owned())])
                } else {
                    (status, headers)
                }
            },
            &["refused"],
        ),
        (
            "other lists",
            |request| {
                changed(right(request), |headers| {
                    for (name, value) in headers {
                        match *name {
                            "access-control-allow-methods" => *value = "PUT,DELETE".to_owned(),
                            "access-control-allow-headers" => *value = "x-a".to_owned(),
                            "access-control-expose-headers" => *value = "x-total,x-more".to_owned(),
                            "access-control-max-age" => *value = "60".to_owned(),
                            _ => {}
                        }
                    }
                })
            },
            &["allowed", "expose_headers", "max_age", "refused"],
        ),
        ("the first of several Origin lines", |request| with_origins(request, is_allowed), &[]),
    ];
    for (name, mistake, expected) in mistakes {
        let server = Server::start(mistake);
        let probed = probed(POLICY, &server.url);
        assert_eq!(differences(&probed), expected, "{name}: {:#?}", probed.deviations);
        assert_eq!(probed.allows_more(), expected.contains(&"allowed"), "{name}");
    }
}

#[test]
fn several_origin_lines_are_answered_by_a_server_that_takes_the_first() {
    let server = Server::start(|request| {
        let mut request = request.clone();
        let mut is_first = true;
        request.headers.retain(|(name, _)| name != "origin" || std::mem::take(&mut is_first));
        right(&request)
    });
    assert_eq!(differences(&probed(POLICY, &server.url)), ["several_origins"]);
}

#[test]
fn requests_are_bounded() {
    let server = Server::start(right);
    let probed = probe_with(POLICY, &server.url, Settings { most: 10, ..settings() }).unwrap();
    assert_eq!((probed.sent, server.received().len()), (10, 10));
    assert!(probed.left_out > 10);
}

#[test]
fn unsafe_methods_are_sent_on_request() {
    let server = Server::start(right);
    let settings = Settings { unsafe_methods: true, ..settings() };
    let probed = probe_with(POLICY, &server.url, settings).unwrap();
    assert!(probed.deviations.is_empty(), "{probed:#?}");
    assert!(server.received().iter().any(|request| request.method == "PUT"));
}

#[test]
fn headers_of_the_user_are_sent() {
    let server = Server::start(right);
    let headers = vec![("x-gateway".to_owned(), "1".to_owned())];
    probe_with(POLICY, &server.url, Settings { headers, ..settings() }).unwrap();
    assert!(server.received().iter().all(|request| request.header("x-gateway") == Some("1")));
}

#[test]
fn no_server_is_an_error() {
    let error = probe_with(POLICY, "http://127.0.0.1:9/", settings()).unwrap_err();
    assert!(!error.is_empty());
    assert!(Client::new(Settings { certificates: Some(b"no".to_vec()), ..settings() }).is_err());
}

/// The policies of the quickstart, at paths under them, on the servers that it can run here.
#[tokio::test(flavor = "multi_thread")]
async fn quickstart_does_what_its_policies_say() {
    for server in cors_examples::Server::ALL.iter().copied() {
        let running = cors_examples::start(server, 0, 0).await.unwrap();
        for (area, path) in AREAS.iter().zip(["/open/books", "/account/profile", "/partner/orders"])
        {
            let url = format!("{}{path}", running.api_origin());
            let source = area.source();
            let (_, policy) = source.split_once("cors! {").unwrap();
            let policy = policy.trim_end().trim_end_matches("};").to_owned();
            let probed = tokio::task::spawn_blocking(move || probed(&policy, &url)).await.unwrap();
            assert!(
                probed.deviations.is_empty(),
                "{server} {}: {:#?}",
                area.name,
                probed.deviations
            );
            assert!(probed.failures.is_empty(), "{server} {}: {:?}", area.name, probed.failures);
        }
    }
}
