//! The settings that express most of a policy, and nothing else.
//!
//! A listed origin is an entry. A pattern with few origins is a list of them. For others, entries with a `*` are tried:
//! the text that all origins of the pattern begin with, and the text that they end with. An entry is used if all its
//! origins are those of the policy.

use cors_compiler::language::{Automata, Count, Language};

use super::document::Comments;
use super::form::{AnyHeader, Credentials, Entries, Form, Methods};
use super::settings::{Entry, Settings};
use super::universe::Universe;
use crate::Refusal;
use crate::plan::{Matcher, Matchers, Origins, Plan};
use crate::regex::{self, RegexError};

/// How many origins of a pattern are listed.
const MAX_LISTED: u64 = 64;

/// The settings for a policy, and the comments of their regexes.
pub(crate) fn settings(
    plan: &Plan,
    form: &Form,
    universe: &Universe,
) -> Result<(Settings, Comments), Refusal> {
    let (headers, exposed) = headers(plan, form);
    let mut comments = Comments::new();
    let settings = Settings {
        origins: origins(plan, form, universe, &mut comments)?,
        credentials: plan.credentials && form.credentials == Credentials::Setting,
        methods: methods(plan, form),
        headers,
        exposed,
        max_age: max_age(plan, form),
    };
    Ok((settings, comments))
}

fn origins(
    plan: &Plan,
    form: &Form,
    universe: &Universe,
    comments: &mut Comments,
) -> Result<Vec<Entry>, Refusal> {
    let Origins::These { allowed, denied } = &plan.origins else { return Ok(vec![Entry::Any]) };
    let mut entries = Vec::new();
    for origin in &allowed.exact {
        if is_origin(origin, form.entries) {
            entries.push(Entry::Exact(origin.clone()));
        }
    }
    let policy = universe.policy(plan)?;
    let denied = union(denied, &universe.automata)?;
    for pattern in &allowed.patterns {
        let usual = universe.automata.difference(&pattern.usual, &denied)?;
        if let Entries::Regex(limit) = form.entries {
            let regexes = regexes(pattern, &usual, limit)?;
            if let Some(first) = regexes.first() {
                let is_whole = !universe.automata.intersects(&pattern.usual, &denied)?;
                let minus = if is_whole { "" } else { ", minus the denied origins" };
                comments.push((first.text(), format!("{}{minus}", pattern.comment())));
            }
            entries.extend(regexes);
            continue;
        }
        if !usual.count().exceeds(MAX_LISTED) && usual.count() != Count::Infinite {
            let origins =
                usual.shortest().map(|bytes| bytes.into_iter().map(char::from).collect::<String>());
            let origins = origins.filter(|origin| is_origin(origin, form.entries));
            entries.extend(origins.map(Entry::Exact));
            continue;
        }
        let mut rest = usual;
        for entry in candidates(&rest, form.entries, &universe.automata)? {
            let admitted = entry.admitted(&universe.automata)?;
            let adds = universe.automata.intersects(&admitted.at_least, &rest)?;
            if adds && universe.beyond(&admitted.at_most, &policy)?.is_none() {
                rest = universe.automata.difference(&rest, &admitted.at_least)?;
                entries.push(entry);
            }
        }
    }
    entries.retain(|entry| form.max_entry_len.is_none_or(|length| entry.text().len() <= length));
    entries.truncate(form.max_entries.unwrap_or(usize::MAX));
    Ok(entries)
}

/// Whether an origin can be an entry that is compared as a whole.
fn is_origin(origin: &str, entries: Entries) -> bool {
    if let Entries::Regex(_) = entries {
        // The URL parser of a system may read an address in brackets in its own way.
        return !origin.contains('[');
    }
    let Some((scheme, host)) = origin.split_once("://") else { return false };
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:".contains(&byte);
    matches!(scheme, "http" | "https") && host.bytes().all(is_plain)
}

fn union(matchers: &Matchers, automata: &Automata) -> Result<Language, Refusal> {
    let exact = Language::from_strings(&matchers.exact);
    let all = matchers.patterns.iter().try_fold(exact, |all, one| automata.union(&all, &one.whole));
    Ok(all?)
}

fn regexes(pattern: &Matcher, usual: &Language, limit: usize) -> Result<Vec<Entry>, Refusal> {
    match regex::regexes(usual, limit) {
        Ok(regexes) => Ok(regexes.iter().map(|regex| Entry::Regex(inner(regex))).collect()),
        Err(RegexError::Empty) => Ok(Vec::new()),
        Err(RegexError::NotAscii | RegexError::TooLong { .. }) => {
            Err(Refusal::TooLong { pattern: pattern.written.clone(), limit })
        }
    }
}

/// A regex without its anchors.
fn inner(regex: &str) -> String {
    let regex = regex.strip_prefix('^').unwrap_or(regex);
    regex.strip_suffix('$').unwrap_or(regex).to_owned()
}

/// Entries with a `*` that may express a pattern, or those of its origins that have one scheme and no port.
pub(super) fn candidates(
    usual: &Language,
    entries: Entries,
    automata: &Automata,
) -> Result<Vec<Entry>, Refusal> {
    let mut found = Vec::new();
    let mut add = |entry: Entry| {
        if !found.contains(&entry) {
            found.push(entry);
        }
    };
    for part in ["[^:]*://.*", "https://[^:]*", "http://[^:]*"] {
        let part = automata.regex(part).map_err(|_| Refusal::Unreadable)?;
        let (before, after) = affixes(&automata.intersection(usual, &part)?);
        match entries {
            Entries::Exact | Entries::Regex(_) => {}
            Entries::Schemes if after.is_empty() => add(Entry::Star(before, after)),
            Entries::Schemes => {}
            Entries::Subdomains if after.starts_with('.') => add(Entry::Labels(before, after)),
            Entries::OneLabel if after.starts_with('.') => add(Entry::OneLabel(before, after)),
            Entries::Subdomains | Entries::OneLabel => {}
            Entries::OneStar => {
                add(Entry::Star(before.clone(), after.clone()));
                // Without a port, and any port.
                if usual.contains(before.as_bytes()) {
                    add(Entry::Exact(before.clone()));
                }
                add(Entry::Star(format!("{before}:"), after));
            }
        }
    }
    found.retain(|entry| match entry {
        Entry::Star(before, _) if entries == Entries::Schemes => is_scheme(before),
        Entry::Labels(before, _) | Entry::OneLabel(before, _) => is_scheme(before),
        _ => true,
    });
    Ok(found)
}

fn is_scheme(before: &str) -> bool {
    matches!(before, "https://" | "http://")
}

/// The text that all strings begin with, and the text that they end with, which does not overlap.
fn affixes(language: &Language) -> (String, String) {
    let graph = language.graph();
    let mut before = String::new();
    let mut at = 0;
    let mut seen = vec![0];
    while let Some(state) = graph.states.get(at).filter(|state| !state.is_accepting) {
        let [edge] = state.edges.as_slice() else { break };
        let [byte] = edge.bytes.as_slice() else { break };
        if seen.contains(&edge.to) {
            break;
        }
        before.push(char::from(*byte));
        at = edge.to;
        seen.push(at);
    }
    let shortest: Vec<String> = language
        .shortest()
        .take(64)
        .map(|bytes| bytes.into_iter().map(char::from).collect())
        .collect();
    // What the shortest strings end with is a guess, which the comparison with the policy tests.
    let mut after =
        shortest.first().map_or("", |first| first.get(before.len()..).unwrap_or("")).to_owned();
    for string in &shortest {
        let rest = string.get(before.len()..).unwrap_or("");
        let common =
            after.bytes().rev().zip(rest.bytes().rev()).take_while(|(a, b)| a == b).count();
        after = after.split_off(after.len().saturating_sub(common));
    }
    (before, after)
}

fn methods(plan: &Plan, form: &Form) -> Vec<String> {
    let Some(methods) = &plan.methods else { return Vec::new() };
    if methods == "*" {
        return match (form.any_method, form.methods) {
            (true, _) => vec!["*".to_owned()],
            (false, Methods::These(names)) => names.iter().map(|&name| name.to_owned()).collect(),
            (false, Methods::UpTo(_) | Methods::Any) => Vec::new(),
        };
    }
    let listed = methods.split(',').filter(|name| form.methods.has(name)).map(str::to_owned);
    listed.take(form.max_methods.unwrap_or(usize::MAX)).collect()
}

/// The request headers and the exposed ones.
fn headers(plan: &Plan, form: &Form) -> (Vec<String>, Vec<String>) {
    let list = |names: &Option<String>| -> Vec<String> {
        let names = names.as_deref().unwrap_or_default();
        names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let mut headers = list(&plan.headers);
    if headers.iter().any(|name| name == "*") {
        let has_authorization = headers.iter().any(|name| name == "authorization");
        headers = match form.any_header {
            AnyHeader::Literal => headers,
            AnyHeader::EveryIfAlone if has_authorization => headers,
            AnyHeader::Every | AnyHeader::Unclear if has_authorization => vec!["*".to_owned()],
            AnyHeader::EveryIfAlone | AnyHeader::Every | AnyHeader::Unclear => Vec::new(),
        };
    }
    let mut exposed = list(&plan.exposed);
    if !form.any_exposed {
        exposed.retain(|name| name != "*");
    }
    if form.shares_headers {
        // Safelisted response headers are exposed anyway.
        let is_safe = |name: &String| {
            cors_tables::fetch::is_cors_safelisted_response_header_name(name.as_bytes())
        };
        headers.retain(|name| is_safe(name) || exposed.contains(name));
        exposed.clone_from(&headers);
    }
    let count = form.max_headers.unwrap_or(usize::MAX);
    headers.truncate(count);
    exposed.truncate(count);
    (headers, exposed)
}

/// Without `max_age`, browsers cache for 5 s (Fetch standard, CORS-preflight fetch), which is written if the system has
/// a default of its own.
fn max_age(plan: &Plan, form: &Form) -> Option<u32> {
    let seconds = match plan.max_age {
        None if !form.has_default_max_age => return None,
        seconds => seconds.unwrap_or(super::DEFAULT_MAX_AGE),
    };
    Some(seconds.clamp(*form.max_age.start(), *form.max_age.end()))
}
