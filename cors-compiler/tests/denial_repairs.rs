//! The edits that the warnings of `deny_origins` offer are applied, and bring up nothing new.
//!
//! ```text
//!   policy --compile--> warning with a repair --follow--> policy' --compile-->  no error,
//!                                                                               no rule broken
//!                                                                               more often,
//!                                                                               and this one less
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cors_compiler::finding::{Argument, Certainty, Finding, Findings, TextEdit};
use cors_compiler::rules::DENIAL_KEEPS_HOST;
use cors_compiler::toml;

/// A policy as its two lists, each item as it is written in TOML.
#[derive(Debug, Clone)]
struct Lists {
    allowed: Vec<String>,
    denied: Vec<String>,
}

/// How often each rule is broken, and the repairs that are offered for a denied host.
struct Reported {
    rules: BTreeMap<&'static str, usize>,
    repairs: Vec<(&'static str, Vec<TextEdit>)>,
}

impl Lists {
    fn toml(&self) -> String {
        let list = |items: &[String]| items.join(", ");
        let denied = match self.denied.is_empty() {
            true => String::new(),
            false => format!("deny_origins = [{}]\n", list(&self.denied)),
        };
        format!("allow_origins = [{}]\n{denied}", list(&self.allowed))
    }
}

/// The findings for a policy; none if there is an error.
fn findings_of(toml: &str) -> Option<Reported> {
    let report = toml::compile(toml).ok()?.warnings;
    let (_, locations) = toml::parse(toml, &mut Findings::default());
    let mut reported = Reported { rules: BTreeMap::new(), repairs: Vec::new() };
    for located in report.findings() {
        let Finding { rule, helps, .. } = located.finding();
        *reported.rules.entry(rule.name).or_default() += 1;
        let fixes = helps.iter().filter_map(|help| help.fix.as_ref());
        for fix in fixes.filter(|fix| fix.certainty == Certainty::Certain) {
            if rule.name.starts_with("denial_keeps_") {
                reported
                    .repairs
                    .push((rule.name, locations.edits(fix).expect("each place is known")));
            }
        }
    }
    Some(reported)
}

/// Applies one repair after the other, until none is offered; returns how many there were.
fn follow(policy: &Lists) -> usize {
    let mut toml = policy.toml();
    let Some(mut before) = findings_of(&toml) else { return 0 };
    let mut followed = 0;
    while !before.repairs.is_empty() {
        for (rule, edits) in &before.repairs {
            let repaired = TextEdit::apply_all(&toml, edits);
            let now = match toml::compile(&repaired) {
                Ok(_) => findings_of(&repaired).expect("it compiles").rules,
                Err(report) => panic!("{toml}\n{repaired}\n{report}"),
            };
            for (other, &times) in &now {
                let most = before.rules.get(other).copied().unwrap_or_default();
                let most = if other == rule { most - 1 } else { most };
                assert!(times <= most, "{toml}\n{repaired}\n{other}: {times}");
            }
        }
        toml = TextEdit::apply_all(&toml, &before.repairs[0].1);
        before = findings_of(&toml).expect("it compiles");
        followed += 1;
        assert!(followed < 50, "{toml}");
    }
    followed
}

/// The text of an argument of a message.
fn argument<'f>(finding: &'f Finding, name: &str) -> Option<&'f str> {
    let arguments = finding.message.arguments();
    arguments.iter().find_map(|(of, argument)| match argument {
        Argument::Text(text) if *of == name => Some(text.as_str()),
        _ => None,
    })
}

/// Each witness is allowed, and a denied host of which something is allowed is reported.
fn is_true(policy: &Lists) {
    let toml = policy.toml();
    let Ok(compiled) = toml::compile(&toml) else { return };
    let allows = |origin: &str| compiled.table.allows_origin(origin.as_bytes());
    let mut reported = Vec::new();
    for located in compiled.warnings.findings() {
        let finding = located.finding();
        if !finding.rule.name.starts_with("denial_keeps_") {
            continue;
        }
        let witness = argument(finding, "origin").expect("an origin is named");
        assert!(allows(witness), "{toml}\n{witness}");
        if finding.rule == &DENIAL_KEEPS_HOST {
            reported.extend(argument(finding, "host"));
        }
    }
    for denial in &policy.denied {
        let Some((_, rest)) = denial.split_once("://") else { continue };
        let end = rest.find([':', '"']).unwrap_or(rest.len());
        let host = rest[..end].trim_end_matches('.');
        if host.contains('{') {
            continue;
        }
        let label = if host.starts_with("*.") { "zz." } else { "" };
        let name = host.trim_start_matches("*.");
        let mut is_allowed = false;
        for scheme in ["https", "http"] {
            for end in ["", ".", ":81", ":8443", ".:81", ".:8443", ":5"] {
                is_allowed |= allows(&format!("{scheme}://{label}{name}{end}"));
            }
        }
        assert!(!is_allowed || reported.contains(&host), "{toml}\n{host}: {reported:?}");
    }
}

/// The items of a list of the corpus, in whose files each is on a separate line.
fn items(source: &str, key: &str) -> Vec<String> {
    source
        .lines()
        .skip_while(|line| !line.starts_with(key))
        .skip(1)
        .take_while(|line| !line.starts_with(']'))
        .map(|line| line.trim().trim_end_matches(','))
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn repairs_of_the_corpus() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/toml/good_denials_of_hosts.toml");
    let source = fs::read_to_string(path).expect("it can be read");
    let policy =
        Lists { allowed: items(&source, "allow_origins"), denied: items(&source, "deny_origins") };
    assert!(follow(&policy) >= 8);
}

const ALLOWED: [&str; 24] = [
    r#""https://*.example.com""#,
    r#""https://*.example.com""#,
    r#""http://*.example.com""#,
    r#""https://*.example.com:*""#,
    r#""https://*.example.com:8443""#,
    r#""https://*.example.com.""#,
    r#""https://example.com:*""#,
    r#""https://evil.example.com""#,
    r#""http://evil.example.com""#,
    r#""http://evil.example.com:*""#,
    r#""https://evil.example.com.""#,
    r#""https://evil.example.com:8443""#,
    r#""https://*.evil.example.com""#,
    r#""http://a.evil.example.com""#,
    r#""https://other.example.net""#,
    r#""https://{t}.example.com""#,
    r#""https://{t}.example.com:*""#,
    r#""https://{t:evil|good}.example.com:81""#,
    r#""https://*.{t}.example.com""#,
    r"{ regex = 'https?://[a-z]+\.example\.com' }",
    r"{ regex = 'https://.+\.example\.com\.?' }",
    r"{ regex = 'http://evil\.example\.com(:81)?' }",
    r"{ regex = 'https?://.*\.evil\.example\.com:[0-9]+' }",
    r"{ regex = 'http://(good|evil)\.example\.com' }",
];

const DENIED: [&str; 14] = [
    r#""https://evil.example.com""#,
    r#""https://evil.example.com""#,
    r#""http://evil.example.com""#,
    r#""https://evil.example.com:8443""#,
    r#""https://evil.example.com:*""#,
    r#""http://evil.example.com:*""#,
    r#""https://evil.example.com.""#,
    r#""https://*.evil.example.com""#,
    r#""http://*.evil.example.com""#,
    r#""https://*.evil.example.com:*""#,
    r#""https://a.evil.example.com""#,
    r#""https://example.com:8443""#,
    r#""https://{x:[ae].*}.example.com""#,
    r"{ regex = 'https://(b\.)?evil\.example\.com' }",
];

/// The same policies in each run: a linear congruential generator.
struct Picks(u64);

impl Picks {
    fn pick<'i>(&mut self, items: &[&'i str], most: u64) -> Vec<String> {
        let mut picked: Vec<&'i str> = Vec::new();
        for _ in 0..=self.next() % most {
            let item = items[(self.next() % items.len() as u64) as usize];
            if !picked.contains(&item) {
                picked.push(item);
            }
        }
        picked.into_iter().map(str::to_owned).collect()
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        self.0 >> 33
    }
}

#[test]
fn repairs_of_many_policies() {
    let mut picks = Picks(1);
    let mut followed = 0;
    for _ in 0..300 {
        let policy = Lists { allowed: picks.pick(&ALLOWED, 4), denied: picks.pick(&DENIED, 4) };
        is_true(&policy);
        followed += follow(&policy);
    }
    assert!(followed > 150, "{followed}");
}
