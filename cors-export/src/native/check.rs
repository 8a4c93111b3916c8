//! What a configuration that was written and read again admits, compared with the policy.

use cors_compiler::language::Language;
use cors_tables::fetch::{
    is_cors_safelisted_response_header_name, is_forbidden_request_header_name,
};

use super::choose;
use super::form::{AnyHeader, Credentials, Form};
use super::settings::{Entry, Settings};
use super::universe::Universe;
use crate::plan::{Matcher, Origins, Plan};
use crate::{Loss, Refusal, Target, WiderEntry};

/// What the settings lose of the policy.
///
/// # Errors
///
/// The settings allow more than the policy.
pub(crate) fn losses(
    plan: &Plan,
    form: &Form,
    read: &Settings,
    universe: &Universe,
    target: Target,
) -> Result<Vec<Loss>, Refusal> {
    let mut losses = origins(plan, form, read, universe, target)?;
    let wider = |part: &'static str, witness: &str| Refusal::Wider {
        target,
        part,
        witness: witness.to_owned(),
    };

    let wanted = names(plan.methods.as_ref());
    if let Some(method) = read.methods.iter().find(|name| !has(&wanted, name)) {
        return Err(wider("methods", method));
    }
    let lost = wanted.iter().filter(|name| !has(&read.methods, name));
    losses.extend(lost.map(|name| Loss::Method { name: name.clone(), form: form.methods() }));

    headers(plan, form, read, &mut losses).map_err(|name| wider("request headers", &name))?;

    let wanted = names(plan.exposed.as_ref());
    let is_free = |name: &String| is_cors_safelisted_response_header_name(name.as_bytes());
    if let Some(name) = read.exposed.iter().find(|name| !is_free(name) && !has(&wanted, name)) {
        return Err(wider("exposed headers", name));
    }
    let lost = wanted.iter().filter(|name| !is_free(name) && !has(&read.exposed, name));
    losses.extend(
        lost.map(|name| Loss::ExposedHeader { name: name.clone(), form: form.exposed_headers() }),
    );

    if read.credentials && !plan.credentials {
        return Err(wider("credentials", "true"));
    }
    if plan.credentials && !read.credentials && form.credentials != Credentials::Always {
        losses.push(Loss::Credentials);
    }

    // Every system accepts the longest `max_age` of a policy; some accept no 0.
    let wanted = plan.max_age.unwrap_or(super::DEFAULT_MAX_AGE);
    let written = read.max_age.unwrap_or(super::DEFAULT_MAX_AGE);
    if written != wanted {
        return Err(Refusal::MaxAge { target, wanted, written });
    }
    Ok(losses)
}

fn origins(
    plan: &Plan,
    form: &Form,
    read: &Settings,
    universe: &Universe,
    target: Target,
) -> Result<Vec<Loss>, Refusal> {
    let automata = &universe.automata;
    let exact: Vec<&str> = read.origins.iter().filter_map(Entry::exact).collect();
    let mut at_least = Language::from_strings(&exact);
    let mut at_most = at_least.clone();
    for entry in read.origins.iter().filter(|entry| entry.exact().is_none()) {
        let admitted = entry.admitted(automata)?;
        at_least = automata.union(&at_least, &admitted.at_least)?;
        at_most = automata.union(&at_most, &admitted.at_most)?;
    }
    let policy = universe.policy(plan)?;
    if let Some(witness) = universe.beyond(&at_most, &policy)? {
        return Err(Refusal::Wider { target, part: "origins", witness });
    }
    let Origins::These { allowed, .. } = &plan.origins else { return Ok(Vec::new()) };
    let loss = |pattern: &str, witness: String, wider| Loss::Origins {
        pattern: pattern.to_owned(),
        witness,
        wider,
        form: form.to_string(),
    };
    let mut losses = Vec::new();
    for origin in &allowed.exact {
        if !at_least.contains(origin.as_bytes()) {
            losses.push(loss(origin, origin.clone(), None));
        }
    }
    for Matcher { written, usual, .. } in &allowed.patterns {
        let wanted = automata.intersection(usual, &policy)?;
        let lost = automata.difference(&wanted, &at_least)?;
        if let Some(witness) = universe.beyond(&lost, &Language::empty())? {
            let wider = wider_entry(&wanted, &witness, &policy, form, universe)?;
            losses.push(loss(written, witness, wider));
        }
    }
    Ok(losses)
}

/// The first entry that would allow an origin of a pattern, and also one that the policy refuses.
fn wider_entry(
    wanted: &Language,
    origin: &str,
    policy: &Language,
    form: &Form,
    universe: &Universe,
) -> Result<Option<WiderEntry>, Refusal> {
    for entry in choose::candidates(wanted, form.entries, &universe.automata)? {
        let admitted = entry.admitted(&universe.automata)?.at_most;
        if !admitted.contains(origin.as_bytes()) {
            continue;
        }
        if let Some(witness) = universe.beyond(&admitted, policy)? {
            return Ok(Some(WiderEntry { entry: entry.text(), witness }));
        }
    }
    Ok(None)
}

/// A header that is allowed and not in the policy is an error.
fn headers(
    plan: &Plan,
    form: &Form,
    read: &Settings,
    losses: &mut Vec<Loss>,
) -> Result<(), String> {
    let wanted = names(plan.headers.as_ref());
    let any = |names: &[String]| names.iter().any(|name| name == "*");
    let authorization = |names: &[String]| names.iter().any(|name| name == "authorization");
    if let Some(name) = read
        .headers
        .iter()
        .find(|name| !is_forbidden_request_header_name(name.as_bytes()) && !has(&wanted, name))
    {
        return Err(name.clone());
    }
    // Whether the system's `*` may include `Authorization`, and whether it always does.
    let may = any(&read.headers)
        && match form.any_header {
            AnyHeader::Literal => false,
            AnyHeader::EveryIfAlone => read.headers.len() == 1,
            AnyHeader::Every | AnyHeader::Unclear => true,
        };
    let does = any(&read.headers) && form.any_header == AnyHeader::Every;
    if may && !authorization(&wanted) {
        return Err("authorization".to_owned());
    }
    for name in &wanted {
        let is_allowed = match name.as_str() {
            "authorization" => does || authorization(&read.headers),
            name => has(&read.headers, name),
        };
        if !is_allowed {
            losses.push(Loss::RequestHeader { name: name.clone(), form: form.request_headers() });
        }
    }
    Ok(())
}

/// The names of the value of a header.
fn names(value: Option<&String>) -> Vec<String> {
    let names = value.map_or("", String::as_str).split(',');
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Whether a list has a name, or `*`.
fn has(names: &[String], name: &str) -> bool {
    names.iter().any(|other| other == name || other == "*")
}
