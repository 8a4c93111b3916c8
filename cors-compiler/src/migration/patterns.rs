//! Patterns for a predicate: within it, and as much of it as can be trusted.
//!
//! # The idea
//!
//! The texts in a predicate show what was meant: `ends_with("example.com")` is about that domain and its subdomains.
//! So each text gives some candidates, and which of them are right is not a question of the text: a candidate is
//! taken if every origin that it matches meets the predicate, if it adds origins to those that were taken before,
//! and if it trusts no more registrable domains than a policy may. What is still missing then is shown. If none is
//! left but for those that trust too many, the first of these is taken, and the policy accepts the risk.
//!
//! ```text
//!   ends_with("example.com")     https://example.com      within, taken
//!                                https://*.example.com    within, taken
//!                                http://example.com       within, but a policy with credentials must not have it
//!                                ─────────────────────────
//!                                missing: https://aexample.com
//! ```
//!
//! Only hosts with ordinary labels count here: `https://.example.com` ends with `.example.com` too, but no name
//! server has it.
//!
//! # Cost
//!
//! Five operations on automata for each candidate, of which a text has at most a dozen.

use super::Predicate;
use super::review::of_pages;
use crate::finding::Written;
use crate::language::{Automata, Language, TooLarge};
use crate::model::pattern::{Form, Reader, plain_equivalent, with_dots_escaped};
use crate::origins::{http_origins, plain_origins};
use crate::rules::MAX_DOMAINS;

/// The patterns for a predicate.
#[derive(Debug)]
pub(super) struct Patterns {
    /// As a policy lists them.
    pub(super) written: Vec<Written>,
    /// The origins that they match.
    pub(super) matched: Language,
    /// Origins that meet the predicate, and that no pattern matches.
    pub(super) missing: Language,
}

/// The patterns for the origins that meet a predicate; with `is_secure` none that matches plain `http:`
/// elsewhere than on the user's own machine.
pub(super) fn patterns(
    predicate: &Predicate,
    origins: &Language,
    is_secure: bool,
    automata: &Automata,
) -> Result<Patterns, TooLarge> {
    let mut candidates = Vec::new();
    candidates_of(predicate, &mut candidates);
    let mut written: Vec<Written> = Vec::new();
    let mut matched = Language::empty();
    let mut risk: Option<(Written, Language)> = None;
    for Candidate { text, form } in candidates {
        let Ok(pattern) = Reader::new(automata).pattern(&text, form) else { continue };
        let language = pattern.language(automata)?;
        let is_new = !automata.is_within(&ordinary(automata, &language)?, &matched)?;
        if !is_new || !automata.is_within(&language, origins)? {
            continue;
        }
        if is_secure && !automata.insecure(&language)?.is_empty() {
            continue;
        }
        let is_wide = pattern.exact().is_none();
        if is_wide && automata.reach(&language)?.count.exceeds(MAX_DOMAINS) {
            risk = risk.or(Some((Written::from(&pattern), language)));
            continue;
        }
        written.push(Written::from(&pattern));
        matched = automata.union(&matched, &language)?;
    }
    if let (true, Some((one, language))) = (written.is_empty(), risk) {
        written.push(one);
        matched = language;
    }
    let missing = automata.difference(&of_pages(automata, origins)?, &matched)?;
    let missing = ordinary(automata, &missing)?;
    Ok(Patterns { written, matched, missing })
}

/// Those of a language of origins whose hosts have ordinary labels; of custom schemes, all.
fn ordinary(automata: &Automata, origins: &Language) -> Result<Language, TooLarge> {
    let of_apps = automata.difference(origins, http_origins())?;
    automata.union(&of_apps, &automata.intersection(origins, plain_origins())?)
}

/// A pattern that may be what was meant.
struct Candidate {
    text: String,
    form: Form,
}

fn text(text: String) -> Candidate {
    Candidate { text, form: Form::Text }
}

fn regex(text: String) -> Candidate {
    Candidate { text, form: Form::Regex }
}

/// The candidates of all texts in a predicate, the best of each first.
fn candidates_of(predicate: &Predicate, candidates: &mut Vec<Candidate>) {
    match predicate {
        Predicate::Equals(origin) => candidates.push(text(origin.clone())),
        Predicate::StartsWith(prefix) => of_prefix(prefix, candidates),
        Predicate::EndsWith(suffix) => of_suffix(suffix, candidates),
        Predicate::Contains(part) => match part.strip_suffix(':') {
            Some(host) => {
                let host = host.split_once("://").map_or(host, |(_, host)| host);
                for scheme in ["https://", "http://"] {
                    of_prefix(&format!("{scheme}{host}:"), candidates);
                }
            }
            None => of_suffix(part.trim_end_matches('/'), candidates),
        },
        Predicate::Matches(written) => of_regex(written, candidates),
        Predicate::Host(host) => of_host(host, candidates),
        Predicate::Written { means, .. } => candidates_of(means, candidates),
        Predicate::All(parts) => {
            of_both_ends(parts, candidates);
            parts.iter().for_each(|part| candidates_of(part, candidates));
        }
        Predicate::Any(parts) => parts.iter().for_each(|part| candidates_of(part, candidates)),
        Predicate::Constant(_) | Predicate::Scheme(_) | Predicate::Not(_) => {}
    }
}

fn of_prefix(prefix: &str, candidates: &mut Vec<Candidate>) {
    let origin = prefix.trim_end_matches(':');
    let is_own_machine = ["://localhost", "://127.0.0.1", "://[::1]"];
    if is_own_machine.iter().any(|host| origin.ends_with(host)) || prefix.ends_with(':') {
        candidates.push(text(format!("{origin}:*")));
        candidates.push(regex(format!("{}:[0-9]+", regex_syntax::escape(origin))));
    }
    candidates.push(text(origin.to_owned()));
    if prefix.ends_with("://") {
        candidates.push(text(format!("{prefix}{{id}}")));
    }
}

fn of_suffix(suffix: &str, candidates: &mut Vec<Candidate>) {
    let (schemes, host) = match suffix.split_once("://") {
        Some(("https" | "http", host)) => (vec![suffix.trim_end_matches(host)], host),
        Some((_, host)) => (vec!["https://", "http://"], host),
        None => (vec!["https://", "http://"], suffix),
    };
    let domain = host.trim_start_matches('.');
    for scheme in schemes {
        if host.starts_with(['-', '_']) {
            candidates.push(text(format!("{scheme}{{name}}{host}")));
            continue;
        }
        if domain == "localhost" {
            candidates.push(text(format!("{scheme}{domain}:*")));
        }
        candidates.push(text(format!("{scheme}{domain}")));
        candidates.push(text(format!("{scheme}*.{domain}")));
    }
}

fn of_host(host: &Predicate, candidates: &mut Vec<Candidate>) {
    let mut of_host = |hosts: &[String]| {
        for scheme in ["https://", "http://"] {
            for host in hosts {
                candidates.push(text(format!("{scheme}{host}:*")));
                candidates.push(text(format!("{scheme}{host}")));
            }
        }
    };
    match host {
        Predicate::Equals(host) if host.contains(':') => of_host(&[format!("[{host}]")]),
        Predicate::Equals(host) => of_host(std::slice::from_ref(host)),
        Predicate::EndsWith(suffix) | Predicate::Contains(suffix) => {
            let domain = suffix.trim_start_matches('.');
            of_host(&[domain.to_owned(), format!("*.{domain}")]);
        }
        Predicate::All(parts) | Predicate::Any(parts) => {
            for part in parts {
                self::of_host(part, candidates);
            }
        }
        _ => {}
    }
}

/// `https://pr-` and `.preview.example.com`: a part of a label is between them.
fn of_both_ends(parts: &[Predicate], candidates: &mut Vec<Candidate>) {
    for prefix in parts {
        let Predicate::StartsWith(prefix) = prefix else { continue };
        for suffix in parts {
            let Predicate::EndsWith(suffix) = suffix else { continue };
            if prefix.ends_with("://") {
                let domain = suffix.trim_start_matches('.');
                candidates.push(text(format!("{prefix}{domain}")));
                candidates.push(text(format!("{prefix}*.{domain}")));
            }
            if !prefix.ends_with("://") || suffix.starts_with(['-', '_']) {
                candidates.push(text(format!("{prefix}{{name}}{suffix}")));
            }
        }
    }
}

/// A regex as a whole, with backslashes before its dots, as a plain pattern, and for each scheme.
fn of_regex(written: &str, candidates: &mut Vec<Candidate>) {
    let starts = written.strip_prefix('^').or_else(|| written.strip_prefix("\\A"));
    let rest = starts.unwrap_or(written);
    let is_escaped = rest.ends_with("\\$");
    let ends = rest.strip_suffix('$').filter(|_| !is_escaped).or_else(|| rest.strip_suffix("\\z"));
    let whole = ends.unwrap_or(rest);
    // A text without metacharacters is a prefix, a suffix or a part.
    if let Some(text) = literal(whole) {
        match (starts.is_some(), ends.is_some()) {
            (true, true) => candidates_of(&Predicate::Equals(text), candidates),
            (true, false) => candidates_of(&Predicate::StartsWith(text), candidates),
            (false, true) => candidates_of(&Predicate::EndsWith(text), candidates),
            (false, false) => candidates_of(&Predicate::Contains(text), candidates),
        }
    }
    let whole = with_dots_escaped(whole);
    for schemes in ["https?://", "http(s)?://", "(http|https)://", "(?:http|https)://"] {
        let Some(rest) = whole.strip_prefix(schemes) else { continue };
        let both = ["https://", "http://"].map(|scheme| format!("{scheme}{rest}"));
        let plain = both.iter().filter_map(|whole| plain_equivalent(whole));
        candidates.extend(plain.map(|plain| text(plain.to_string())));
        candidates.push(regex(whole.clone()));
        candidates.extend(both.into_iter().map(regex));
    }
    candidates.extend(plain_equivalent(&whole).map(|plain| text(plain.to_string())));
    if let Some(suffix) = after_group(&whole).and_then(literal) {
        of_suffix(&suffix, candidates);
    }
    candidates.push(regex(whole));
}

/// What follows the first group, as `example\.com` in `(^|\.)example\.com`.
fn after_group(regex: &str) -> Option<&str> {
    let (_, rest) = regex.split_once('(')?;
    let (group, rest) = rest.split_once(')')?;
    (!group.contains('(')).then(|| rest.trim_start_matches(['?', '*', '+']))
}

/// The text that a regex matches, if it matches only one and only looks like more.
fn literal(regex: &str) -> Option<String> {
    let mut text = String::new();
    let mut characters = regex.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push(characters.next().filter(char::is_ascii_punctuation)?),
            '.' => text.push('.'),
            meta if "()[]{}*+?|^$".contains(meta) => return None,
            other => text.push(other),
        }
    }
    Some(text)
}

/// The pattern that lists an origin, if a policy can.
pub(super) fn exactly(origin: &str, automata: &Automata) -> Option<Written> {
    let pattern = Reader::new(automata).text(origin).ok()?;
    pattern.exact().is_some().then(|| Written::from(&pattern))
}

/// Whether it is the origin `null`.
pub(super) fn is_null(written: &Written) -> bool {
    matches!(written, Written::Text(text) if text == "null")
}
