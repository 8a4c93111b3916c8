//! What a configuration allows, in a few words for each part.

use cors_compiler::language::Count;
use cors_compiler::location::Located;
use cors_compiler::migration::{self, AnyOrigin, Condition, Credentials, Names, Origins};
use cors_compiler::model::seconds_in_words;
use serde::Serialize;

use super::reviewed::Reviewed;

/// What a configuration allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Summary {
    /// The origins, one by one.
    pub(super) origins: Vec<String>,
    /// Whether credentials are allowed.
    pub(super) credentials: &'static str,
    pub(super) methods: String,
    pub(super) headers: String,
    pub(super) exposed: String,
    pub(super) max_age: String,
}

impl Summary {
    /// That of a configuration.
    pub(super) fn of(reviewed: &Reviewed) -> Self {
        let configuration = &reviewed.found.configuration;
        Self {
            origins: origins(&configuration.origins, &reviewed.review.conditions),
            credentials: match configuration.credentials {
                Credentials::No => "no",
                Credentials::Yes(_) => "yes",
                Credentials::Unknown(_) => "not understood",
            },
            methods: names(&configuration.methods),
            headers: names(&configuration.headers),
            exposed: names(&configuration.exposed),
            max_age: match &configuration.max_age {
                None => "not set".to_owned(),
                Some(Located { value, .. }) => match u32::try_from(*value) {
                    Ok(seconds) => seconds_in_words(seconds),
                    Err(_) => format!("{value}s"),
                },
            },
        }
    }
}

fn origins(origins: &Origins, reviewed: &[migration::Reviewed]) -> Vec<String> {
    let conditions = match origins {
        Origins::Any(Located { value: AnyOrigin::Wildcard, .. }) => {
            return vec!["any (`*`)".to_owned()];
        }
        Origins::Any(Located { value: AnyOrigin::Reflected, .. }) => {
            return vec!["any (the origin of the request is sent back)".to_owned()];
        }
        Origins::Conditions(conditions) if conditions.is_empty() => return vec!["none".to_owned()],
        Origins::Conditions(conditions) => conditions,
    };
    let all = conditions.iter().zip(reviewed).map(|(condition, it)| match &condition.value {
        Condition::Exactly(origin) => origin.clone(),
        Condition::Unknown => "not understood".to_owned(),
        Condition::If(predicate) => {
            let Some(reach) = &it.reach else { return format!("{predicate}: not understood") };
            let whom = match reach.count {
                Count::Infinite => "an unlimited number of registrable domains".to_owned(),
                Count::MoreThan(count) => format!("more than {count} registrable domains"),
                Count::Exactly(0) => "no registrable domain".to_owned(),
                Count::Exactly(1) => reach.domains.join(", "),
                Count::Exactly(count) => {
                    let more = if count > reach.domains.len() as u64 { ", …" } else { "" };
                    format!("{count} registrable domains: {}{more}", reach.domains.join(", "))
                }
            };
            format!("{predicate}: {whom}")
        }
    });
    let mut all: Vec<String> = all.collect();
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|one| seen.insert(one.clone()));
    all
}

fn names(names: &Names) -> String {
    if names.mirrored.is_some() {
        return "any (those of the request are sent back)".to_owned();
    }
    if names.wildcard.is_some() {
        return "any (`*`)".to_owned();
    }
    let mut all: Vec<&str> = names.listed.iter().map(|name| name.value.as_str()).collect();
    if names.unknown.is_some() {
        all.push("others that were not understood");
    }
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}
