//! What `cargo cors import` reads of configurations of other systems.
//!
//! `nginx` and `envoy` ask the real ones about the same configurations.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says when it is skipped"
)]

mod client;
mod envoy;
mod exports;
mod gateway_api;
mod istio;
mod nginx;

use std::fs;
use std::path::Path;

use cors_cli::import::{System, configurations};
use cors_cli::scan::Reviewed;
use cors_compiler::ast::Policy;
use cors_compiler::compare::Meaning;
use cors_compiler::language::{Automata, Language};
use cors_compiler::migration::{Condition, Credentials, Origins, Predicate};
use cors_compiler::{Checked, Findings, check_policy};
use cors_export::{Options, Target, export};

/// A configuration of nginx: what is outside of its server, what is in it, and what is read.
struct Case {
    maps: &'static str,
    server: &'static str,
    origins: &'static [&'static str],
    rules: &'static [&'static str],
    /// The beginnings of the notes.
    remarks: &'static [&'static str],
}

const VARY: &str = "the header depends on `Origin`";
const ALWAYS: &str = "without `always`";

/// Each of them has a `location /` in which `return 200;` follows.
const CASES: &[Case] = &[
    Case {
        maps: "",
        server: "location / { add_header Access-Control-Allow-Origin * always; return 200; }",
        origins: &["Wildcard"],
        rules: &[],
        remarks: &[],
    },
    Case {
        maps: "",
        server: "location / {
            add_header Access-Control-Allow-Origin $http_origin always;
            add_header Access-Control-Allow-Credentials true always;
            add_header Vary Origin always;
            return 200;
        }",
        origins: &["Reflected"],
        rules: &["credentials_with_any_origin"],
        remarks: &[],
    },
    Case {
        maps: "",
        server: "location / {
            add_header Access-Control-Allow-Origin https://shop.com;
            return 200;
        }",
        origins: &["https://shop.com"],
        rules: &[],
        remarks: &[],
    },
    Case {
        maps: "map $http_origin $cors {
            default \"\";
            https://Shop.com $http_origin;
            https://*.shop.com $http_origin;
            ~^https://[a-z]+\\.shop\\.com$ $http_origin;
        }",
        server: "add_header Access-Control-Allow-Origin $cors always;
            add_header Vary $http_x always;
            location / { return 200; }
            location /own { add_header X-A 1; }",
        origins: &["https://shop.com", "https://*.shop.com", "~^https://[a-z]+\\.shop\\.com$"],
        rules: &["origin_wildcard"],
        remarks: &["this block has an `add_header` of its own"],
    },
    Case {
        // The first regex that matches counts, and texts count before regexes.
        maps: "map $http_origin $cors {
            ~^https://www\\.shop\\.com$ \"\";
            ~*^https://.*SHOP.com$ $http_origin;
            https://ashop.com \"\";
            https://www.shop.com $http_origin;
        }",
        server: "location / {
            add_header Access-Control-Allow-Origin $cors always;
            add_header Vary Origin always;
            return 200;
        }",
        origins: &[
            "https://www.shop.com",
            "~*^https://.*SHOP.com$ && !(== \"https://ashop.com\" || ~^https://www\\.shop\\.com$)",
        ],
        rules: &["unbounded_trust"],
        remarks: &[],
    },
    Case {
        maps: "",
        server: "location / {
            if ($http_origin ~ \"^https://(www\\.)?example\\.com\") {
                add_header Access-Control-Allow-Origin \"$http_origin\";
            }
            return 200;
        }",
        origins: &["~ ^https://(www\\.)?example\\.com"],
        rules: &["unbounded_trust"],
        remarks: &[ALWAYS, VARY],
    },
    Case {
        maps: "",
        server: "set $cors \"\";
        if ($http_origin ~* ^https://partner.example\\.net$) { set $cors $http_origin; }
        if ($http_origin = https://shop.com) { set $cors \"https://shop.com\"; }
        if ($http_origin = https://partneraexample.net) { set $cors ''; }
        location / {
            add_header Access-Control-Allow-Origin ${cors} always;
            add_header Vary Origin always;
            return 200;
        }",
        origins: &[
            "https://shop.com",
            "~* ^https://partner.example\\.net$ && !(== \"https://partneraexample.net\")",
        ],
        rules: &["unbounded_trust"],
        remarks: &[],
    },
    Case {
        maps: "map $http_origin $is_ours { default 0; https://shop.com 1; ~\\.shop\\.com$ 1; }",
        server: "location / {
            set $cors none;
            if ($is_ours = 1) { set $cors $http_origin; }
            if ($http_origin = '') { set $cors *; }
            add_header Access-Control-Allow-Origin $cors always;
            add_header Vary Origin always;
            return 200;
        }",
        origins: &["https://shop.com", "~\\.shop\\.com$"],
        rules: &[],
        remarks: &[],
    },
    Case {
        maps: "map $http_origin $cors { https://a.shop.com https://b.shop.com; default https://shop.com; }",
        server: "location / {
            add_header Access-Control-Allow-Origin $cors always;
            add_header Vary Origin always;
            return 200;
        }",
        origins: &["https://shop.com"],
        rules: &[],
        remarks: &["the origin that is sent is not the one of the request"],
    },
];

/// Constructs of public configurations.
const COPIED: &[Case] = &[
    // The origin and the method are collected in one variable:
    // https://nimblea.pe/monkey-business/2015/04/09/dealing-with-cors-via-nginx/
    Case {
        maps: "",
        server: "location / {
            set $cors '';
            if ($http_origin ~* ^https://(www|a)\\.shop\\.com$) { set $cors \"true\"; }
            if ($request_method = OPTIONS) { set $cors \"${cors}options\"; }
            if ($request_method = GET) { set $cors \"${cors}get\"; }
            if ($cors = \"trueget\") { add_header Access-Control-Allow-Origin $http_origin; }
            if ($cors = \"trueoptions\") {
                add_header Access-Control-Allow-Origin $http_origin;
                return 204;
            }
            return 200;
        }",
        origins: &["~* ^https://(www|a)\\.shop\\.com$"],
        rules: &[],
        remarks: &[ALWAYS, VARY, VARY],
    },
    // The variable of a map is the condition, and the value:
    // https://www.dev-toolbox.tech/tools/cors-header-builder/examples/nginx-cors-config
    Case {
        maps: "map $http_origin $cors {
            default '';
            ~^https://www\\.shop\\.com$ $http_origin;
            ~^https://[ab]\\.shop\\.com$ $http_origin;
        }",
        server: "location / {
            if ($cors != '') {
                add_header Access-Control-Allow-Origin $cors always;
                add_header Vary Origin always;
            }
            return 200;
        }",
        origins: &["~^https://www\\.shop\\.com$", "~^https://[ab]\\.shop\\.com$"],
        rules: &[],
        remarks: &[],
    },
    // Headers next to an `if` that has some.
    Case {
        maps: "map $http_origin $cors { default ''; https://shop.com $http_origin; }",
        server: "location / {
            if ($cors) {
                add_header Access-Control-Allow-Origin $cors always;
                add_header Access-Control-Allow-Credentials true always;
            }
            add_header Access-Control-Allow-Methods 'PUT, DELETE' always;
            return 200;
        }",
        origins: &["https://shop.com"],
        rules: &[],
        remarks: &[VARY, "nginx does not add this header where an `if`"],
    },
    // An origin in parts.
    Case {
        maps: "",
        server: "set $scheme_of_shop https; set $shop shop.com;
        location / {
            add_header Access-Control-Allow-Origin \"${scheme_of_shop}://a.$shop\" always;
            add_header Vary Origin always;
            return 200;
        }",
        origins: &["https://a.shop.com"],
        rules: &[],
        remarks: &[],
    },
];

fn cases() -> impl Iterator<Item = &'static Case> {
    CASES.iter().chain(COPIED)
}

/// What is not read, with the reason.
const UNREAD: &[(&str, &str)] = &[
    (
        "location / { add_header Access-Control-Allow-Origin https://$host; }",
        "the value depends on",
    ),
    ("location / { add_header Access-Control-Allow-Origin $arg_origin; }", "the value depends on"),
    (
        "location / { if ($http_origin ~ (?=a)b) { add_header Access-Control-Allow-Origin $http_origin; } }",
        "",
    ),
    (
        "location / { if ($http_origin ~ [a[b]) { add_header Access-Control-Allow-Origin $http_origin; } }",
        "",
    ),
];

/// The file with a case.
fn file(case: &Case, port: u16) -> String {
    let Case { maps, server, .. } = case;
    format!("{maps}\nserver {{\nlisten 127.0.0.1:{port};\n{server}\n}}\n")
}

fn only(text: &str) -> Reviewed {
    let read = configurations(System::Nginx, text, Path::new("."));
    let mut all = read.unwrap_or_else(|unread| panic!("{text}: {unread:?}"));
    assert_eq!(all.len(), 1, "{text}");
    all.remove(0)
}

fn shown(origins: &Origins) -> Vec<String> {
    match origins {
        Origins::Any(any) => vec![format!("{:?}", any.value)],
        Origins::Conditions(all) => {
            let one = |condition: &Condition| match condition {
                Condition::Exactly(origin) => origin.clone(),
                Condition::If(predicate) => predicate.to_string(),
                Condition::Unknown => "?".to_owned(),
            };
            all.iter().map(|condition| one(&condition.value)).collect()
        }
    }
}

/// Whether the configuration that was read allows an origin.
fn allows(reviewed: &Reviewed, origin: &str) -> bool {
    match &reviewed.found.configuration.origins {
        Origins::Any(_) => true,
        Origins::Conditions(all) => all.iter().any(|condition| match &condition.value {
            Condition::Exactly(text) => text == origin,
            Condition::If(predicate) => {
                let language = predicate.language(&Automata::unlimited());
                language.expect("it has a language").contains(origin.as_bytes())
            }
            Condition::Unknown => panic!("it was not understood"),
        }),
    }
}

#[test]
fn configurations_of_nginx() {
    for case in cases() {
        let text = file(case, 80);
        let reviewed = only(&text);
        let Case { origins, rules, remarks, .. } = case;
        assert_eq!(shown(&reviewed.found.configuration.origins), *origins, "{text}");
        let found = reviewed.review.findings.iter().map(|finding| finding.rule.name);
        assert_eq!(found.collect::<Vec<_>>(), *rules, "{text}");
        let written: Vec<&str> = reviewed.found.remarks.iter().map(|one| one.text).collect();
        assert_eq!(written.len(), remarks.len(), "{text}: {written:?}");
        for (written, expected) in written.iter().zip(*remarks) {
            assert!(written.starts_with(expected), "{text}: {written}");
        }
        assert_eq!(reviewed.found.unread, [], "{text}");
    }
}

/// Some origins get credentials, and all others a `*`.
#[test]
fn an_if_and_its_block_are_two_configurations() {
    let text = "location / {
        if ($http_origin ~ ^https://a\\.shop\\.com$) {
            add_header Access-Control-Allow-Origin $http_origin;
            add_header Access-Control-Allow-Credentials true;
        }
        add_header Access-Control-Allow-Origin *;
    }";
    let read = configurations(System::Nginx, text, Path::new(".")).expect("it is read");
    let all: Vec<(Vec<String>, bool)> = read
        .iter()
        .map(|one| {
            let configuration = &one.found.configuration;
            let has_credentials = matches!(configuration.credentials, Credentials::Yes(_));
            (shown(&configuration.origins), has_credentials)
        })
        .collect();
    let regex = "~ ^https://a\\.shop\\.com$".to_owned();
    assert_eq!(all, [(vec!["Wildcard".to_owned()], false), (vec![regex], true)]);
    assert!(read.iter().all(|one| one.review.findings.is_empty()));
}

/// What is not understood is said to be, and is never a part of what is allowed.
#[test]
fn what_is_not_understood() {
    for (server, reason) in UNREAD {
        let reviewed = only(&format!("server {{ {server} }}"));
        let reasons: Vec<&str> = reviewed.found.unread.iter().map(|one| one.reason).collect();
        let failed = reviewed.review.conditions.iter().any(|one| one.origins.is_none());
        assert!(failed || !reasons.is_empty(), "{server}");
        assert!(reason.is_empty() || reasons.iter().any(|it| it.starts_with(reason)), "{server}");
    }
}

/// Our own exports are read back as the policies that they are of.
#[test]
fn exports_are_read_back() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import-exports");
    fs::create_dir_all(&folder).expect("the folder can be made");
    for policy in [
        r#"allow_origins = ["https://example.com"]"#,
        r#"allow_origins = ["https://example.com", "https://*.example.com", "http://localhost:*"]"#,
        r#"allow_origins = ["https://*.example.com"], deny_origins = ["https://www.example.com", "https://*.blog.example.com"]"#,
        r#"allow_origins = [{ regex = 'https://(eu|us)[0-9]\.example\.org' }, "https://pr-{n:[0-9]+}.preview.example.net"]"#,
    ] {
        for credentials in [false, true] {
            let toml =
                format!("{policy}\nallow_methods = [\"PUT\"]\nallow_credentials = {credentials}\n")
                    .replace(", deny_origins", "\ndeny_origins");
            let (parsed, checked) = policy_of(&toml);
            let files = export(Target::Nginx, &checked, &Options::default())
                .unwrap_or_else(|refusal| panic!("{toml}: {refusal}"))
                .files;
            for file in &files {
                fs::write(folder.join(&file.name), &file.text).expect("written");
            }
            let [http, server, headers] = files.as_slice() else { panic!("{files:?}") };
            let main = format!(
                "http {{ include {}; server {{ include {}; include {}; }} }}",
                http.name, server.name, headers.name
            );
            let read = configurations(System::Nginx, &main, &folder);
            let read = read.unwrap_or_else(|unread| panic!("{toml}: {unread:?}"));
            assert!(!read.is_empty(), "{toml}");
            // The answers to preflights may be one of their own, with the same origins.
            for reviewed in &read {
                assert_same_origins(reviewed, &parsed, false, &toml);
                let allowed = reviewed.found.configuration.credentials;
                assert_eq!(matches!(allowed, Credentials::Yes(_)), credentials, "{toml}");
                assert_eq!(reviewed.found.remarks, [], "{toml}");
            }
        }
    }
}

/// A policy in TOML, parsed and checked.
fn policy_of(toml: &str) -> (Policy, Checked) {
    let mut findings = Findings::default();
    let (parsed, _) = cors_compiler::toml::parse(toml, &mut findings);
    let (checked, _) = check_policy(&parsed, &mut findings)
        .unwrap_or_else(|| panic!("{toml}: {:?}", findings.into_sorted()));
    (parsed, checked)
}

/// The configuration that was read allows the origins of the policy.
///
/// An export may leave out origins that no browser sends: longer ones, and hosts with other characters.
/// With `has_unusual`, the configuration may allow such origins that the policy doesn't allow.
fn assert_same_origins(reviewed: &Reviewed, policy: &Policy, has_unusual: bool, what: &str) {
    let automata = Automata::unlimited();
    let mut origins = Language::empty();
    for condition in &reviewed.review.conditions {
        let some = condition.origins.as_ref().expect("it has a language");
        origins = automata.union(&origins, some).expect("it is small");
    }
    let meaning = Meaning::of(policy).expect("it can be compared");
    let usual = [r"^.{1,327}$", r"^[a-z]+://([a-z0-9_-]+\.)*[a-z0-9_-]+(:[0-9]+)?$"]
        .map(|regex| Predicate::Matches(regex.to_owned()));
    let usual = Predicate::All(usual.to_vec()).language(&automata).expect("a regex");
    let intersection = |one: &Language| automata.intersection(one, &usual).expect("it is small");
    let witness = |one: &Language, other: &Language| {
        automata.difference(one, other).expect("it is small").witness()
    };
    let allowed = if has_unusual { intersection(&origins) } else { origins.clone() };
    assert_eq!(witness(&allowed, meaning.origins()), None, "{what}");
    assert_eq!(witness(&intersection(meaning.origins()), &origins), None, "{what}");
}
