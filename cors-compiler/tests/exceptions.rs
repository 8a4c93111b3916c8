//! `accept_risk` and `allow` cover the findings of their own rule and hide no other.
//!
//! Policies are put together from parts whose broken rules are known, so what has to be reported
//! follows from the parts, whatever the compiler does: for each pair of parts, with nothing
//! silenced, with each rule silenced alone, and with each rule left alone.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cors_compiler::rules::{self, Level, Rule};
use cors_compiler::toml::{self, Compiled};

/// A part of a policy: entries for its lists, and the rules that they break, with credentials.
#[derive(Clone, Copy, Default)]
struct Part {
    allow: &'static str,
    deny: &'static str,
    methods: &'static str,
    headers: &'static str,
    expose: &'static str,
    max_age: &'static str,
    rules: &'static [&'static str],
}

/// A part that is a pattern.
const fn pattern(allow: &'static str, rules: &'static [&'static str]) -> Part {
    Part { allow, rules, ..NOTHING }
}

const NOTHING: Part =
    Part { allow: "", deny: "", methods: "", headers: "", expose: "", max_age: "", rules: &[] };

const PARTS: [Part; 25] = [
    pattern("'https://a.example.com'", &[]),
    pattern("'https://b.example.com', 'https://b.example.com'", &["duplicate"]),
    pattern("'null'", &["null_origin"]),
    pattern("'http://c.example.com'", &["insecure_origin"]),
    pattern("'http://*.d.example.com'", &["insecure_origin"]),
    pattern("'https://{x}.github.io'", &["unbounded_trust"]),
    pattern("'https://*.vercel.app'", &["unbounded_trust"]),
    pattern("'http://{x}.netlify.app'", &["insecure_origin", "unbounded_trust"]),
    // Without a dot where one was meant, these are names that cannot be registered.
    pattern("{ regex = 'https://[ef]-example.com' }", &["unescaped_dot"]),
    pattern("{ regex = 'https?://[ef]-local.net' }", &["insecure_origin", "unescaped_dot"]),
    pattern("{ regex = 'https://g.example.net' }", &["unbounded_trust", "unescaped_dot"]),
    pattern("{ regex = 'https://[a-z]+.h.example.com' }", &["unbounded_trust", "unescaped_dot"]),
    pattern("{ regex = 'https://...\\.com' }", &["unbounded_trust", "unescaped_dot"]),
    pattern(
        "{ regex = '(https|tauri)://([a-z]+\\.)?i.example.com' }",
        &["unbounded_trust", "unescaped_dot"],
    ),
    pattern(
        "{ regex = 'http://8.8.8.[0-9]{1,3}' }",
        &["insecure_origin", "unbounded_trust", "unescaped_dot"],
    ),
    // Private addresses belong to no one else.
    pattern("{ regex = 'http://192.168.0.[0-9]{1,3}' }", &["insecure_origin", "unescaped_dot"]),
    pattern("'https://*.j.example.com', 'https://k.j.example.com'", &["redundant_origin"]),
    Part {
        deny: "'https://evil.l.example.com'",
        ..pattern("'https://*.l.example.com'", &["denial_keeps_subdomains"])
    },
    Part {
        deny: "'https://evil.m.example.com', 'https://*.evil.m.example.com:*'",
        ..pattern("'https://*.m.example.com:*'", &["denial_keeps_host"])
    },
    Part { methods: "'patch'", rules: &["method_case"], ..NOTHING },
    Part { methods: "'PUT', 'GET'", rules: &["safelisted_method"], ..NOTHING },
    Part { headers: "'mirror_request'", rules: &["mirror_headers"], ..NOTHING },
    Part { headers: "['x-a', 'x-a']", rules: &["duplicate"], ..NOTHING },
    Part { expose: "'content-type'", rules: &["safelisted_response_header"], ..NOTHING },
    Part { max_age: "86400", rules: &["max_age_over_cap"], ..NOTHING },
];

/// The parts as one policy, if they have no key twice.
fn policy(parts: &[Part], silenced: &BTreeSet<&str>) -> Option<String> {
    let joined = |of: fn(&Part) -> &'static str| {
        parts.iter().map(of).filter(|text| !text.is_empty()).collect::<Vec<_>>()
    };
    let list = |key: &str, items: Vec<&str>| match items.is_empty() {
        true => String::new(),
        false => format!("{key} = [{}]\n", items.join(", ")),
    };
    let mut allow = joined(|part| part.allow);
    allow.push("'https://example.org'");
    let mut text = list("allow_origins", allow)
        + "allow_credentials = true\n"
        + &list("deny_origins", joined(|part| part.deny))
        + &list("allow_methods", joined(|part| part.methods))
        + &list("expose_headers", joined(|part| part.expose));
    match joined(|part| part.headers).as_slice() {
        [] => {}
        [headers] => text += &format!("allow_headers = {headers}\n"),
        _ => return None,
    }
    text += &format!("max_age = {}\n", joined(|part| part.max_age).first().unwrap_or(&"600"));
    Some(text + &exceptions(silenced))
}

fn rule(name: &str) -> &'static Rule {
    rules::all().find(|rule| rule.name == name).unwrap()
}

/// Each of these rules silenced, with the key for its level.
fn exceptions(silenced: &BTreeSet<&str>) -> String {
    let (risks, warnings): (Vec<&str>, Vec<&str>) =
        silenced.iter().partition(|name| rule(name).level == Level::Risk);
    let risks: Vec<String> = risks.iter().map(|name| format!("{name} = 'a test'")).collect();
    let mut text = String::new();
    if !risks.is_empty() {
        text += &format!("accept_risk = {{ {} }}\n", risks.join(", "));
    }
    if !warnings.is_empty() {
        text += &format!("allow = {warnings:?}\n");
    }
    text
}

fn broken(policy: &str) -> BTreeSet<&'static str> {
    let (Ok(Compiled { warnings: report, .. }) | Err(report)) = toml::compile(policy);
    report.findings().map(|finding| finding.rule().name).collect()
}

/// What is silenced in turn: nothing, each rule, all but each, all.
fn silencings<'r>(rules: &BTreeSet<&'r str>) -> Vec<BTreeSet<&'r str>> {
    let without = |rule: &&'r str| rules.iter().copied().filter(|other| other != rule).collect();
    let alone = |rule: &&'r str| BTreeSet::from([*rule]);
    let mut all: Vec<BTreeSet<&str>> = vec![BTreeSet::new(), rules.clone()];
    all.extend(rules.iter().map(alone));
    all.extend(rules.iter().map(without));
    all.sort();
    all.dedup();
    all
}

#[test]
fn a_silenced_rule_hides_no_other() {
    let mut wrong = Vec::new();
    for (at, one) in PARTS.iter().enumerate() {
        for other in PARTS.iter().skip(at) {
            let parts = [*one, *other];
            let parts = if std::ptr::eq(one, other) { &parts[..1] } else { &parts[..] };
            let rules: BTreeSet<&str> = parts.iter().flat_map(|part| part.rules).copied().collect();
            for silenced in silencings(&rules) {
                let Some(policy) = policy(parts, &silenced) else { continue };
                let expected: BTreeSet<&str> = rules.difference(&silenced).copied().collect();
                let found = broken(&policy);
                if found != expected {
                    wrong.push(format!("{policy}{found:?}, not {expected:?}\n"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} policies:\n{}", wrong.len(), wrong.join("\n"));
}

/// The corpus of reports, which is not made of parts: whatever else a policy breaks stays reported
/// when one of its rules is silenced.
#[test]
fn a_silenced_rule_hides_no_other_of_the_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/toml");
    let mut silenced_once = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let policy = fs::read_to_string(&path).unwrap();
        if policy.contains("accept_risk") || policy.contains("allow =") || policy.contains("\n[") {
            continue;
        }
        let found = broken(&policy);
        for &name in &found {
            if rule(name).level == Level::Error || name == "unneeded_allow" {
                continue;
            }
            let silenced = exceptions(&BTreeSet::from([name]));
            let left = broken(&format!("{silenced}{policy}"));
            let hidden: Vec<_> =
                found.iter().filter(|&&other| other != name && !left.contains(other)).collect();
            assert!(hidden.is_empty(), "{}: `{name}` hides {hidden:?}", path.display());
            silenced_once.insert(name);
        }
    }
    assert!(silenced_once.len() > 5, "{silenced_once:?}");
}
