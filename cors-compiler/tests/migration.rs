//! Configurations of other libraries: what they allow, what is found wrong, and the policy to move to.
//!
//! The policy is compiled and compared with the configuration on border origins: it allows nothing that was not
//! allowed before, but for what it corrects, and each origin that it allows no longer belongs to a listed change.

use cors_compiler::ast::Notation;
use cors_compiler::finding::Argument;
use cors_compiler::language::Automata;
use cors_compiler::location::{Located, Location};
use cors_compiler::migration::{
    AnyOrigin, ChangeKind, Condition, Configuration, Credentials, Names, Origins, Predicate,
    Proposal, propose, review,
};
use cors_compiler::tokens::Checked;
use cors_compiler::toml;

fn at(index: usize) -> Location {
    Location::new(index)
}

fn configuration(conditions: Vec<Condition>, credentials: bool) -> Configuration {
    let conditions = conditions.into_iter().map(|condition| Located::new(condition, at(1)));
    Configuration {
        location: at(0),
        library: "tower-http",
        origins: Origins::Conditions(conditions.collect()),
        credentials: if credentials { Credentials::Yes(at(2)) } else { Credentials::No },
        methods: Names::default(),
        headers: Names::default(),
        exposed: Names::default(),
        max_age: None,
    }
}

fn listed(names: &[&str]) -> Names {
    let listed = names.iter().map(|name| Located::new((*name).to_owned(), at(3))).collect();
    Names { listed, ..Names::default() }
}

fn starts_with(text: &str) -> Predicate {
    Predicate::StartsWith(text.to_owned())
}

fn ends_with(text: &str) -> Predicate {
    Predicate::EndsWith(text.to_owned())
}

fn contains(text: &str) -> Predicate {
    Predicate::Contains(text.to_owned())
}

fn matches(regex: &str) -> Predicate {
    Predicate::Matches(regex.to_owned())
}

fn host(predicate: Predicate) -> Predicate {
    Predicate::Host(Box::new(predicate))
}

/// The proposal in Rust on one line, and its changes.
fn printed(proposal: &Proposal) -> (String, Vec<String>) {
    let entries = proposal.printed(Notation::Rust);
    let lines: Vec<&str> = entries.lines().map(str::trim).collect();
    let changes = proposal
        .changes()
        .iter()
        .map(|change| format!("{}: {}", change.kind.name(), change.words.rendered(Notation::Rust)));
    (lines.join(" "), changes.collect())
}

/// What is proposed for a predicate, without and with credentials.
#[test]
fn predicates_become_patterns() {
    for (predicate, open, credentialed, outsider) in [
        (
            starts_with("https://example.com"),
            r#"["https://example.com"]"#,
            r#"["https://example.com"]"#,
            Some("https://example.com.a.com"),
        ),
        (
            starts_with("http://localhost"),
            r#"["http://localhost:*"]"#,
            r#"["http://localhost:*"]"#,
            Some("http://localhost.a.com"),
        ),
        (
            starts_with("http://localhost:"),
            r#"[regex(r"http://localhost:[0-9]+")]"#,
            r#"[regex(r"http://localhost:[0-9]+")]"#,
            None,
        ),
        (
            ends_with("example.com"),
            r#"[ "https://example.com", "https://*.example.com", "http://example.com", "http://*.example.com", ]"#,
            r#"["https://example.com", "https://*.example.com"]"#,
            Some("https://aexample.com"),
        ),
        (
            ends_with(".example.com"),
            r#"["https://*.example.com", "http://*.example.com"]"#,
            r#"["https://*.example.com"]"#,
            None,
        ),
        (
            ends_with("-preview.example.com"),
            r#"[ "https://{name}-preview.example.com", "http://{name}-preview.example.com", ]"#,
            r#"["https://{name}-preview.example.com"]"#,
            None,
        ),
        (
            contains("example.com"),
            r#"[ "https://example.com", "https://*.example.com", "http://example.com", "http://*.example.com", ]"#,
            r#"["https://example.com", "https://*.example.com"]"#,
            Some("https://example.com.a.com"),
        ),
        (
            matches("https://example.com"),
            r#"["https://example.com"]"#,
            r#"["https://example.com"]"#,
            Some("https://exampleacom.a.com"),
        ),
        (
            matches(r"^https://example\.com"),
            r#"["https://example.com"]"#,
            r#"["https://example.com"]"#,
            Some("https://example.com.a.com"),
        ),
        (
            matches(r"^https?://(.+\.)?example\.com(:\d+)?$"),
            r#"[regex(r"https?://(.+\.)?example\.com(:\d+)?")]"#,
            r#"[regex(r"https://(.+\.)?example\.com(:\d+)?")]"#,
            None,
        ),
        (
            matches(r"^https://.*\.example\.com$"),
            r#"["https://*.example.com"]"#,
            r#"["https://*.example.com"]"#,
            None,
        ),
        (
            matches(r"^https://[a-z0-9-]+\.vercel\.app$"),
            r#"[regex(r"https://[a-z0-9-]+\.vercel\.app")]"#,
            r#"[regex(r"https://[a-z0-9-]+\.vercel\.app")]"#,
            Some("https://a.vercel.app"),
        ),
        (
            host(ends_with(".example.com")),
            r#"["https://*.example.com:*", "http://*.example.com:*"]"#,
            r#"["https://*.example.com:*"]"#,
            None,
        ),
        (
            Predicate::All(vec![starts_with("https://"), ends_with(".example.com")]),
            r#"["https://*.example.com"]"#,
            r#"["https://*.example.com"]"#,
            None,
        ),
        (
            Predicate::All(vec![starts_with("https://pr-"), ends_with(".example.com")]),
            r#"["https://pr-{name}.example.com"]"#,
            r#"["https://pr-{name}.example.com"]"#,
            None,
        ),
        (
            Predicate::Any(vec![starts_with("http://localhost"), ends_with(".example.com")]),
            r#"[ "http://localhost:*", "https://*.example.com", "http://*.example.com", ]"#,
            r#"["http://localhost:*", "https://*.example.com"]"#,
            Some("http://localhost.a.com"),
        ),
    ] {
        for (credentials, want) in [(false, open), (true, credentialed)] {
            let configuration = configuration(vec![Condition::If(predicate.clone())], credentials);
            let review = review(&configuration);
            let unbounded = review.findings.iter().any(|one| one.rule.name == "unbounded_trust");
            assert_eq!(unbounded, outsider.is_some(), "{predicate}");
            let reach = review.conditions[0].reach.as_ref().unwrap();
            if let Some(outsider) = outsider {
                assert_eq!(reach.outsider.as_deref(), Some(outsider), "{predicate}");
            }
            let (entries, _) = printed(&propose(&configuration, &review).unwrap());
            let want = format!("allow_origins = {want},");
            assert!(entries.starts_with(&want), "{predicate}: {entries}");
        }
    }
}

/// Origins near those that the predicates are about.
fn border_origins() -> Vec<String> {
    let hosts = [
        "example.com",
        "a.example.com",
        "b.a.example.com",
        "aexample.com",
        "a-example.com",
        "example.com.a.com",
        "examplea.com",
        "exampleacom.a.com",
        "example.community",
        "localhost",
        "a.localhost",
        "localhost.a.com",
        "localhosta",
        "a-preview.example.com",
        "a.a-preview.example.com",
        "pr-1.example.com",
        "pr-a.a.example.com",
        "a.vercel.app",
        "exampleacom",
        "127.0.0.1",
        "[::1]",
    ];
    let origins = hosts.iter().flat_map(|host| {
        ["https://", "http://", "app://"].into_iter().flat_map(move |scheme| {
            ["", ":3000", ":8443"].map(|port| format!("{scheme}{host}{port}"))
        })
    });
    origins.chain(["null".to_owned(), "chrome-extension://abc".to_owned()]).collect()
}

/// Border origins that a policy and a configuration of one condition decide differently are listed changes.
#[test]
fn a_policy_allows_no_more_than_the_configuration() {
    let automata = Automata::unlimited();
    let (mut same, mut narrowed) = (0, 0);
    let without_pattern = [
        starts_with("https://pr-"),
        Predicate::All(vec![ends_with(".example.com"), Predicate::Not(Box::new(contains("pr-")))]),
    ];
    for predicate in [
        starts_with("https://example.com"),
        starts_with("https://pr-"),
        starts_with("http://localhost"),
        starts_with("http://localhost:"),
        starts_with("http://127.0.0.1"),
        starts_with("chrome-extension://"),
        ends_with("example.com"),
        ends_with(".example.com"),
        ends_with("://example.com"),
        ends_with("-preview.example.com"),
        ends_with(".example.com:3000"),
        contains("example.com"),
        contains("localhost"),
        contains("://localhost:"),
        matches("example.com"),
        matches(r"^https?://(.+\.)?example\.com(:\d+)?$"),
        matches(r"(^|\.)example\.com$"),
        matches(r"^(https|http)://localhost(:[0-9]+)?$"),
        matches(r"^https://[a-z0-9-]+\.vercel\.app$"),
        matches("^https://example.com$"),
        host(Predicate::Equals("localhost".to_owned())),
        host(Predicate::Equals("::1".to_owned())),
        host(ends_with("example.com")),
        Predicate::All(vec![starts_with("https://"), ends_with("example.com")]),
        Predicate::All(vec![ends_with(".example.com"), Predicate::Not(Box::new(contains("pr-")))]),
        Predicate::Any(vec![ends_with(".example.com"), starts_with("http://localhost:")]),
    ] {
        let before = predicate.language(&automata).unwrap();
        let has_pattern = !without_pattern.contains(&predicate);
        for credentials in [false, true] {
            let configuration = configuration(vec![Condition::If(predicate.clone())], credentials);
            let Some(proposal) = propose(&configuration, &review(&configuration)) else {
                assert!(!has_pattern, "{predicate}");
                continue;
            };
            assert!(has_pattern, "{predicate}");
            let policy = toml::compile(&proposal.printed(Notation::Toml)).unwrap();
            assert!(
                Checked::new(&proposal.printed(Notation::Rust))
                    .unwrap()
                    .findings()
                    .iter()
                    .all(|one| !one.is_error())
            );
            let is_narrowed =
                proposal.changes().iter().any(|change| change.kind == ChangeKind::Narrowed);
            for origin in border_origins() {
                let was_allowed = before.contains(origin.as_bytes());
                let is_allowed = policy.table.allows_origin(origin.as_bytes());
                assert!(was_allowed || !is_allowed, "{predicate}: {origin} is new");
                // Apps with schemes of their own are not bound to CORS.
                if was_allowed && !is_allowed && !origin.starts_with("app://") {
                    assert!(is_narrowed, "{predicate}: {origin} is missing");
                    narrowed += 1;
                }
                same += usize::from(was_allowed && is_allowed);
            }
            for change in proposal.changes() {
                let arguments = change.words.arguments();
                let witness = arguments.iter().find(|(name, _)| *name == "witness").unwrap();
                let Argument::Text(witness) = &witness.1 else { panic!("{change:?}") };
                assert!(before.contains(witness.as_bytes()), "{predicate}: {witness}");
                assert!(!policy.table.allows_origin(witness.as_bytes()), "{predicate}: {witness}");
            }
        }
    }
    assert!(same > 300 && narrowed > 100, "{same} {narrowed}");
}

/// Listed origins are carried over; those that no browser sends are corrected or left out, and reported.
#[test]
fn listed_origins() {
    for (origin, rule, entries, change) in [
        ("https://a.example", None, r#"allow_origins = ["https://a.example"],"#, ""),
        (
            "https://a.example/",
            Some("origin_path"),
            r#"allow_origins = ["https://a.example"],"#,
            r#"corrected: no browser sends `https://a.example/`; the policy has "https://a.example""#,
        ),
        (
            "a.example",
            Some("origin_scheme"),
            r#"allow_origins = ["https://a.example"],"#,
            r#"corrected: no browser sends `a.example`; the policy has "https://a.example""#,
        ),
        ("https://*.a.example", Some("origin_wildcard"), "", ""),
        (
            "null",
            Some("null_origin"),
            r#"allow_origins = ["null"], accept_risk = { null_origin = "TODO: the reason why this is acceptable" },"#,
            "",
        ),
    ] {
        let configuration = configuration(vec![Condition::Exactly(origin.to_owned())], false);
        let review = review(&configuration);
        let rules: Vec<&str> = review.findings.iter().map(|one| one.rule.name).collect();
        assert_eq!(rules, rule.into_iter().collect::<Vec<_>>(), "{origin}");
        match propose(&configuration, &review) {
            Some(proposal) => {
                let (printed, changes) = printed(&proposal);
                assert_eq!((printed.as_str(), changes.join("; ").as_str()), (entries, change));
            }
            None => assert_eq!(entries, "", "{origin}"),
        }
    }
}

#[test]
fn every_origin_with_credentials() {
    let mut configuration = configuration(Vec::new(), true);
    for (form, reason) in [
        (AnyOrigin::Reflected, "every origin is allowed with credentials"),
        (AnyOrigin::Wildcard, "credentials cannot be allowed for every origin"),
    ] {
        configuration.origins = Origins::Any(Located::new(form, at(1)));
        let review = review(&configuration);
        assert_eq!(review.findings[0].rule.name, "credentials_with_any_origin");
        assert_eq!(review.findings[0].message.rendered(Notation::Rust), reason);
        let proposal = propose(&configuration, &review).unwrap();
        assert_eq!(printed(&proposal).0, r#"allow_origins = "*","#);
        assert_eq!(proposal.changes()[0].kind, ChangeKind::Narrowed);
    }
}

/// A predicate that is always true allows every origin.
#[test]
fn a_predicate_for_every_origin() {
    let always = || vec![Condition::If(Predicate::Constant(true))];
    let open = configuration(always(), false);
    assert!(review(&open).findings.is_empty());
    assert_eq!(printed(&propose(&open, &review(&open)).unwrap()).0, r#"allow_origins = "*","#);
    let credentialed = configuration(always(), true);
    assert_eq!(review(&credentialed).findings[0].rule.name, "credentials_with_any_origin");
}

#[test]
fn names_and_max_age() {
    let origin = || vec![Condition::Exactly("https://a.example".to_owned())];
    let mut configuration = configuration(origin(), true);
    configuration.methods = listed(&["GET", "PUT", "OPTIONS", "TRACE", "M-SEARCH", "PUT"]);
    configuration.headers = listed(&["Content-Type", "cookie", "*"]);
    configuration.exposed = listed(&["x-total", "set-cookie"]);
    configuration.max_age = Some(Located::new(100_000, at(4)));
    let found = review(&configuration);
    let rules: Vec<&str> = found.findings.iter().map(|one| one.rule.name).collect();
    assert_eq!(
        rules,
        ["forbidden_method", "forbidden_request_header", "forbidden_response_header"]
    );
    let proposal = propose(&configuration, &found).unwrap();
    assert_eq!(
        printed(&proposal),
        (
            r#"allow_origins = ["https://a.example"], allow_credentials = true, allow_methods = [PUT, "M-SEARCH"], allow_headers = ["content-type"], expose_headers = ["x-total"], max_age = "24h","#
                .to_owned(),
            [
                "left out: pages cannot send the method `TRACE`",
                "left out: the header name `cookie` has no effect",
                "left out: the header name `*` has no effect",
                "left out: the header name `set-cookie` has no effect",
                "left out: no browser caches a preflight for longer than a day",
            ]
            .map(str::to_owned)
            .to_vec()
        )
    );

    let mirrored = Names { mirrored: Some(at(5)), ..Names::default() };
    (configuration.methods, configuration.headers) = (mirrored.clone(), mirrored);
    (configuration.exposed, configuration.max_age) = (Names::default(), None);
    let found = review(&configuration);
    assert_eq!(found.findings[0].rule.name, "mirror_headers");
    let proposal = propose(&configuration, &found).unwrap();
    assert_eq!(proposal.risks(), ["mirror_headers"]);
    assert!(printed(&proposal).0.contains("allow_methods = mirror_request"));
}

/// What could not be read is never guessed.
#[test]
fn unknown_conditions_are_listed() {
    let known = Condition::Exactly("https://a.example".to_owned());
    let configuration = configuration(vec![Condition::Unknown, known], false);
    let proposal = propose(&configuration, &review(&configuration)).unwrap();
    assert_eq!(printed(&proposal).1, ["not understood: origins that this allows"]);
    let nothing = self::configuration(vec![Condition::Unknown], false);
    assert_eq!(propose(&nothing, &review(&nothing)), None);
}
