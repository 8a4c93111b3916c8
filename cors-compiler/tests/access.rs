//! The smallest change that allows a request: applied to the text and compiled, it allows the request, and it has the
//! effects that are reported.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use cors_compiler::access::{Access, Examined, Examiner, Handlers, Missing, Preflight, Relation};
use cors_compiler::ast::Notation;
use cors_compiler::finding::{Source, TextEdit};
use cors_compiler::tokens::Checked;
use cors_compiler::{Findings, Key, toml};

/// A request, as its owner keeps it.
#[derive(Debug, Clone)]
struct Wanted {
    origin: &'static str,
    credentials: bool,
    method: &'static str,
    headers: Vec<String>,
    reads: Vec<String>,
    handlers: Handlers<'static>,
}

fn from(origin: &'static str) -> Wanted {
    Wanted {
        origin,
        credentials: false,
        method: "GET",
        headers: Vec::new(),
        reads: Vec::new(),
        handlers: Handlers::OfTheMethod,
    }
}

impl Wanted {
    fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    fn headers(self, names: &[&str]) -> Self {
        Self { headers: names.iter().map(|&name| name.to_owned()).collect(), ..self }
    }

    fn reads(self, names: &[&str]) -> Self {
        Self { reads: names.iter().map(|&name| name.to_owned()).collect(), ..self }
    }

    fn credentials(self) -> Self {
        Self { credentials: true, ..self }
    }

    fn router(self) -> Self {
        Self { handlers: Handlers::Router, ..self }
    }

    fn access(&self) -> Access<'_> {
        Access {
            origin: self.origin,
            credentials: self.credentials,
            preflight: Some(Preflight { method: self.method, headers: &self.headers }),
            reads: &self.reads,
            handlers: self.handlers,
        }
    }
}

const ORIGIN: &str = "https://app.example.com";

/// Policies in both notations, a request, the keys of what is missing, and the policy's text after the change in Rust.
fn cases() -> Vec<(&'static str, Wanted, Vec<Key>, &'static str)> {
    use Key::{
        AllowCredentials, AllowHeaders, AllowMethods, AllowOrigins, Closed, DenyOrigins,
        ExposeHeaders, RuntimeOrigins,
    };
    vec![
        (
            r#"allow_origins = ["https://app.example.com"]"#,
            from("https://other.example.com"),
            vec![AllowOrigins],
            r#"allow_origins = ["https://app.example.com", "https://other.example.com"]"#,
        ),
        (
            r#"allow_origins = ["https://app.example.com"]"#,
            from(ORIGIN).method("PUT").headers(&["x-a"]).credentials().reads(&["x-b"]),
            vec![AllowCredentials, AllowHeaders, ExposeHeaders],
            r#"allow_origins = ["https://app.example.com"], allow_credentials = true, allow_headers = ["x-a"], expose_headers = ["x-b"]"#,
        ),
        (
            r#"allow_origins = ["https://app.example.com"]"#,
            from(ORIGIN).method("PUT").router(),
            vec![AllowMethods],
            r#"allow_origins = ["https://app.example.com"], allow_methods = [PUT]"#,
        ),
        (
            r#"allow_origins = ["https://app.example.com"], allow_methods = [PUT]"#,
            from(ORIGIN).method("DELETE"),
            vec![AllowMethods],
            r#"allow_origins = ["https://app.example.com"], allow_methods = [PUT, DELETE]"#,
        ),
        (
            r#"allow_origins = ["*"], allow_methods = ["*"], allow_headers = ["*"], expose_headers = ["*"]"#,
            from(ORIGIN).method("PUT").headers(&["authorization", "x-a"]).credentials(),
            vec![AllowOrigins, AllowHeaders],
            r#"allow_origins = ["https://app.example.com"], allow_methods = [PUT], allow_headers = ["authorization", "x-a"], allow_credentials = true"#,
        ),
        (
            r#"allow_origins = ["*"], allow_headers = ["*"]"#,
            from(ORIGIN).headers(&["authorization"]),
            vec![AllowHeaders],
            r#"allow_origins = ["*"], allow_headers = ["*", "authorization"]"#,
        ),
        (
            r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://app.example.com", "https://b.example.com"]"#,
            from(ORIGIN),
            vec![DenyOrigins],
            r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://b.example.com"]"#,
        ),
        (
            "closed = true",
            from(ORIGIN),
            vec![Closed],
            r#"allow_origins = ["https://app.example.com"]"#,
        ),
        (
            r#"runtime_origins = ["https://*.example.com"]"#,
            from(ORIGIN),
            vec![RuntimeOrigins],
            r#"runtime_origins = ["https://*.example.com"], allow_origins = ["https://app.example.com"]"#,
        ),
    ]
}

fn in_rust(text: &str) -> String {
    text.replace("closed = true", "closed")
}

fn in_toml(text: &str) -> String {
    text.replace("], ", "]\n").replace("true, ", "true\n").replace("[PUT]", "[\"PUT\"]")
}

fn keys(examined: &Examined) -> Vec<Key> {
    examined.lacks.iter().map(|lack| lack.key).collect()
}

#[test]
fn change_allows_the_request() {
    for (before, wanted, missing, after) in cases() {
        let before = in_rust(before);
        let checked = Checked::new(&before).unwrap();
        let examiner = Examiner::new(checked.policy()).unwrap();
        let examined = examiner.examine(&wanted.access());
        assert_eq!(keys(&examined), missing, "{before}");
        let edits = checked.edits(&examined.fix().unwrap()).unwrap();
        let changed = TextEdit::apply_all(&before, &edits);
        assert_eq!(changed, in_rust(after));
        let checked = Checked::new(&changed).unwrap();
        let examiner = Examiner::new(checked.policy()).unwrap();
        let examined = examiner.examine(&wanted.access());
        assert_eq!(keys(&examined), [], "{changed}");
    }
}

#[test]
fn change_allows_the_request_in_a_file() {
    for (before, wanted, missing, _) in cases() {
        let mut text = in_toml(before);
        for missing in [missing, vec![]] {
            let (policy, locations) = toml::parse(&text, &mut Findings::default());
            let examined = Examiner::new(&policy).unwrap().examine(&wanted.access());
            assert_eq!(keys(&examined), missing, "{text}");
            if let Some(fix) = examined.fix() {
                text = TextEdit::apply_all(&text, &locations.edits(&fix).unwrap());
            }
        }
    }
}

#[test]
fn locations_are_those_of_what_decides() {
    let text = r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://x.example.com", "https://*.x.example.com"], allow_methods = [PUT]"#;
    let checked = Checked::new(text).unwrap();
    let examiner = Examiner::new(checked.policy()).unwrap();
    let written = |location| &text[checked.range(location).unwrap()];
    let denied = examiner.examine(&from("https://a.x.example.com").access());
    assert_eq!(written(denied.lacks[0].location.unwrap()), r#""https://*.x.example.com""#);
    // Removing a pattern would allow other origins too.
    assert!(denied.fix().is_none());
    let put = examiner.examine(&from("https://a.example.com").method("PATCH").access());
    assert_eq!(written(put.lacks[0].location.unwrap()), "allow_methods");
    assert_eq!(written(put.matched.unwrap()), r#""https://*.example.com""#);
    let header = examiner.examine(&from("https://a.example.com").headers(&["x-a"]).access());
    assert_eq!(header.lacks[0].location, None);
}

#[test]
fn effects_are_those_on_all_pages_of_the_policy() {
    let effects = |text: &str, wanted: Wanted| -> Vec<String> {
        let checked = Checked::new(text).unwrap();
        let examined = Examiner::new(checked.policy()).unwrap().examine(&wanted.access());
        let effects = examined.lacks.iter().flat_map(|lack| &lack.effects);
        effects.map(|words| words.rendered(Notation::Rust)).collect()
    };
    let policy = r#"allow_origins = ["https://a.example", "https://b.example", "https://c.example", "https://d.example"], allow_credentials = true, allow_methods = [PUT]"#;
    assert_eq!(
        effects(policy, from("https://a.example").method("DELETE")),
        [
            "pages of `https://a.example`, `https://b.example`, `https://c.example` and 1 more can use `DELETE`, with credentials"
        ]
    );
    assert_eq!(
        effects(policy, from("null")),
        [
            "all pages of `null` get the permissions of the policy: the methods `GET`, `HEAD`, `POST`, `PUT`; safelisted request headers; with credentials",
            "any page can obtain the origin `null`, so any page gets them",
        ]
    );
    assert_eq!(
        effects(
            r#"allow_origins = ["*"], expose_headers = ["*"]"#,
            from("https://a.example").credentials()
        ),
        [
            "pages of all other origins lose access",
            "`expose_headers` lists only what this request needs, because `*` is not a wildcard when credentials are allowed",
        ]
    );
}

#[test]
fn policy_without_methods_depends_on_its_handlers() {
    let checked = Checked::new(r#"allow_origins = ["https://app.example.com"]"#).unwrap();
    let examiner = Examiner::new(checked.policy()).unwrap();
    let put = from(ORIGIN).method("PUT");
    let on_handler = examiner.examine(&put.access());
    assert!(on_handler.lacks.is_empty() && on_handler.depends_on_handlers);
    let methods = ["DELETE".to_owned()];
    let elsewhere = examiner.examine(&Access { handlers: Handlers::Of(&methods), ..put.access() });
    assert_eq!(elsewhere.lacks[0].missing, Missing::Method("PUT".to_owned()));
    assert!(elsewhere.fix().is_none());
    let get = examiner.examine(&from(ORIGIN).router().access());
    assert!(get.lacks.is_empty() && !get.depends_on_handlers);
}

/// The border of a policy: those inside are allowed, the others are refused, and the usual mistakes are among them.
#[test]
fn border_has_the_usual_mistakes() {
    for (text, inside, outside) in [
        (
            r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://old.example.com"]"#,
            vec!["https://a.example.com", "https://x.a.example.com"],
            vec![
                "https://old.example.com",
                "null",
                "https://a.example.com.evil.example",
                "https://evilexample.com",
                "http://a.example.com",
                "https://a.example.com:8443",
                "https://example.com",
                "https://evil.example",
            ],
        ),
        (
            r#"allow_origins = ["https://pr-{n:[0-9]+}.preview.example.net"]"#,
            vec!["https://pr-0.preview.example.net"],
            vec![
                // The border of `[0-9]+`.
                "https://pr-a.preview.example.net",
                "https://pr-.preview.example.net",
                "https://evilpr-0.preview.example.net",
                "https://pr-0xpreview.example.net",
            ],
        ),
        (
            r#"allow_origins = ["http://localhost:3000", "https://[::1]:8443"]"#,
            vec!["http://localhost:3000", "https://[::1]:8443"],
            vec!["http://localhost", "https://localhost:3000", "http://x.localhost:3000"],
        ),
    ] {
        let checked = Checked::new(text).unwrap();
        let examiner = Examiner::new(checked.policy()).unwrap();
        let border = examiner.border(8, 400);
        for one in &border {
            let is_allowed = examiner.table().allows_origin(one.origin.as_bytes());
            assert_eq!(is_allowed, one.relation.is_inside(), "{one:?}");
        }
        let origins: Vec<&str> = border.iter().map(|one| one.origin.as_str()).collect();
        for origin in inside.iter().chain(&outside) {
            assert!(origins.contains(origin), "{origin} is not in {origins:#?}");
        }
        assert_eq!(border.first().unwrap().origin, inside[0]);
        // Each pattern is mentioned where it is written, and the number is bounded.
        assert!(
            border.iter().filter(|one| one.relation.is_inside()).all(|one| one.pattern.is_some())
        );
        assert!(examiner.border(1, 20).len() < 40);
    }
}

#[test]
fn border_of_any_origin_is_inside() {
    let checked = Checked::new(r#"allow_origins = ["*"]"#).unwrap();
    let border = Examiner::new(checked.policy()).unwrap().border(8, 20);
    let origins: Vec<&str> = border.iter().map(|one| one.origin.as_str()).collect();
    assert_eq!(origins, ["null", "https://evil.example"]);
    assert!(border.iter().all(|one| one.relation == Relation::Inside));
}
