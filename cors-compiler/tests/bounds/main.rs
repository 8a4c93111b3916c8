//! Compiling takes seconds at most, for any policy.
//!
//! Nothing is timed here: that large honest policies compile, and that what would take minutes is
//! refused, says that work is counted and that plain patterns are looked up. Were each of these
//! compared with each, this test would not end in time.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod texts;

use cors_compiler::language::{Automata, Language};
use cors_compiler::model::pattern::Reader;
use cors_compiler::rules::Level;
use cors_compiler::tokens;
use cors_compiler::toml::{self, Compiled, ReportedFinding};

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn regex(text: &str) -> String {
    format!("{{ regex = '{text}' }}")
}

/// The names of the rules that a policy breaks, each once.
fn broken(allowed: &str, denied: &str) -> Vec<&'static str> {
    let denied = if denied == "[]" { String::new() } else { format!("deny_origins = {denied}\n") };
    let source = format!("allow_origins = {allowed}\n{denied}");
    let (Ok(Compiled { warnings: report, .. }) | Err(report)) = toml::compile(&source);
    let mut rules: Vec<_> = report.findings().map(|finding| finding.rule().name).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// How often a policy is reported to be too large.
fn too_large(allowed: &str, denied: &str) -> usize {
    let source = format!("allow_origins = {allowed}\ndeny_origins = {denied}\n");
    let Err(report) = toml::compile(&source) else { return 0 };
    report.findings().filter(|finding| finding.rule().name == "policy_too_large").count()
}

#[test]
fn large_honest_policies_compile() {
    let tenants = |n| list((0..n).map(|n| quoted(&format!("https://t{n}.example.com"))));
    let none = "[]";
    for (name, allowed, denied, rules) in [
        ("origins", tenants(10_000), none.to_owned(), &[][..]),
        (
            "origins, and as many that are denied",
            list(
                (0..5000)
                    .map(|n| quoted(&format!("https://o{n}.net")))
                    .chain([quoted("https://{t}.example.com")]),
            ),
            tenants(5000),
            &[],
        ),
        (
            "denied hosts below a wildcard",
            list([quoted("https://*.example.com")].into_iter()),
            tenants(5000),
            &["denial_keeps_subdomains"],
        ),
        (
            "denied hosts below a regex",
            list([regex(r"https://.*\.example\.com")].into_iter()),
            tenants(2000),
            &["denial_keeps_subdomains"],
        ),
        (
            "wildcards, and as many below them that are denied",
            list((0..1000).map(|n| quoted(&format!("https://*.corp-{n}.com")))),
            list((0..1000).map(|n| quoted(&format!("https://*.evil.corp-{n}.com")))),
            &[],
        ),
        (
            "placeholders, and as many that are denied",
            list((0..64).map(|n| quoted(&format!("https://{{t}}.corp-{n}.com")))),
            list((0..64).map(|n| quoted(&format!("https://{{t}}-a.corp-{n}.com")))),
            &[],
        ),
    ] {
        let found = broken(&allowed, &denied);
        assert_eq!(found, rules, "{name}");
    }
}

#[test]
fn what_would_take_minutes_is_refused() {
    let letters = |n: usize| {
        let letter = |n: usize| char::from(b'i' + u8::try_from(n % 17).unwrap());
        (letter(n), letter(n / 17))
    };
    for (name, allowed, denied) in [
        // Large automata of which no origin is left.
        (
            "regexes that match nothing",
            list((0..20).map(|n| regex(&format!("(?i)([a-z]{{1,60}}[0-9]{{1,60}}){{1,60}}{n}")))),
            list([quoted("https://a.example.com")].into_iter()),
        ),
        // Small automata whose differences are large.
        (
            "differences",
            list((0..40).map(|n| {
                let (one, other) = letters(n);
                regex(&format!(r"https://[a-z]*{one}{other}[a-z]*\.e\.com"))
            })),
            list(
                "abcdef"
                    .chars()
                    .map(|c| regex(&format!(r"https://(([^{c}.]*{c}){{3}})*[^{c}.]*\.e\.com")))
                    .chain((0..17).map(|n| {
                        let (c, _) = letters(n);
                        regex(&format!(r"https://([^{c}.]*{c}){{2,9}}[^.]*\.e\.com"))
                    })),
            ),
        ),
        // Each with each, and all of them cross.
        (
            "comparisons",
            list((0..60).map(|n| regex(&format!(r"https://[a-z]+{n}?\.corp-[0-9]+\.com")))),
            list((0..1000).map(|n| quoted(&format!("https://*.corp-{n}.com")))),
        ),
        (
            "too many regexes",
            list((0..65).map(|n| quoted(&format!("https://{{t}}.corp-{n}.com")))),
            list([quoted("https://a.corp-0.com")].into_iter()),
        ),
        (
            "too many wildcards",
            list((0..1001).map(|n| quoted(&format!("https://*.corp-{n}.com")))),
            list([quoted("https://a.corp-0.com")].into_iter()),
        ),
    ] {
        let times = too_large(&allowed, &denied);
        assert!((1..=64).contains(&times), "{name}: {times}");
    }
}

/// Large in one way, or in two at once: compared with each other, each of these would take minutes or
/// hours. What is reported is bounded too.
#[test]
fn large_texts_come_to_an_end() {
    for text in texts::all() {
        let (Ok(Compiled { warnings: report, .. }) | Err(report)) = toml::compile(&text.toml());
        let count = |is_counted: fn(&ReportedFinding<'_>) -> bool| {
            report.findings().filter(is_counted).count()
        };
        let errors = count(|finding| finding.rule().level == Level::Error);
        let too_large = count(|finding| finding.rule().name == "policy_too_large");
        assert!(errors <= 1001, "{}: {errors} errors", text.name);
        assert!(too_large <= 64, "{}: {too_large} times too large", text.name);
        assert!(report.findings().all(|finding| finding.message().len() < 20_000), "{}", text.name);
    }
}

/// What is too large is not read, in both notations.
#[test]
fn what_is_beyond_a_limit_is_refused() {
    let refused = |policy: String| {
        let findings = tokens::findings_of(policy.parse().unwrap());
        let rules = findings.iter().map(|one| one.rule.name);
        let in_tokens = rules.filter(|&rule| rule == "policy_too_large").count();
        let Err(report) = toml::compile(&policy) else { return (0, in_tokens) };
        let rules = report.findings().map(|finding| finding.rule().name);
        (rules.filter(|&rule| rule == "policy_too_large").count(), in_tokens)
    };
    let origin = |len: usize| quoted(&format!("https://{}", "x".repeat(len)));
    for (name, policy, times) in [
        ("a string", format!("allow_origins = [{}]", origin(16_377)), 1),
        ("a shorter string", format!("allow_origins = [{}]", origin(16_376)), 0),
        ("two strings", format!("deny_origins = [{0}, {0}]", origin(16_377)), 2),
        ("a key", format!("{} = 1", "x".repeat(16_385)), 1),
        ("values", format!("allow = [{}]", "\"no_max_age\",".repeat(110_000)), 1),
        (
            "names",
            format!("allow_headers = {}", list((0..1001).map(|n| quoted(&format!("x-{n}"))))),
            1,
        ),
        (
            "fewer names",
            format!("allow_headers = {}", list((0..1000).map(|n| quoted(&format!("x-{n}"))))),
            0,
        ),
        ("bytes", format!("allow_origins = [{}]", format!("{},", origin(16_300)).repeat(400)), 1),
        (
            "placeholders",
            format!("allow_origins = [{}]", quoted(&format!("https://{}", "{a}-".repeat(129)))),
            1,
        ),
    ] {
        assert_eq!(refused(policy), (times, times), "{name}");
    }
}

/// Origins that must be allowed or denied are checked within a budget, and unchecked ones are reported.
#[test]
fn expectations_are_counted() {
    let policy = |regexes: usize, expected: usize| {
        let allowed =
            (0..regexes).map(|n| regex(&format!(r"https://t[0-9]+(-{n})?\.example\.com")));
        let must_allow = (0..expected).map(|n| quoted(&format!("https://t{n}.example.com")));
        let policy =
            format!("allow_origins = {}\nmust_allow = {}\n", list(allowed), list(must_allow));
        let (Ok(Compiled { warnings: report, .. }) | Err(report)) = toml::compile(&policy);
        let errors: Vec<_> = report.findings().filter(ReportedFinding::is_error).collect();
        errors.iter().map(|finding| finding.rule().name).collect::<Vec<_>>()
    };
    assert_eq!(policy(64, 4000), [""; 0]);
    assert_eq!(policy(64, 8000), ["policy_too_large"]);
    assert_eq!(policy(1, 20_000), [""; 0]);
}

/// What is read, compared and counted takes its steps off the budget, and stops with it.
#[test]
fn each_stage_stops_with_its_budget() {
    let enough = Automata::within(1_000_000);
    let pattern = Reader::new(&enough).text("https://{t}.example.com").unwrap();
    assert!(enough.budget().remaining() < 1_000_000 && !enough.budget().is_spent());
    let language: Language = pattern.language(&Automata::unlimited()).unwrap();
    assert_eq!(enough.reach(&language).unwrap().domains, ["example.com"]);
    let few = Automata::within(100);
    assert!(Reader::new(&few).text("https://{t}.example.com").is_err());
    assert!(few.budget().is_spent());
    assert!(Reader::new(&few).regex(r"https://a\.example").is_err());
    assert!(few.reach(&language).is_err());
}
