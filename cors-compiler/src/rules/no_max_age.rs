//! No `max_age` where preflights are certain.

use cors_tables::fetch;

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, Written, words};
use crate::key::Key;
use crate::location::Location;
use crate::model::{Listed, MethodName, Policy, Requested};

/// No `max_age` where preflights are certain.
pub static NO_MAX_AGE: Rule = Rule {
    name: "no_max_age",
    level: Level::Warning,
    keys: &[Key::MaxAge, Key::AllowMethods, Key::AllowHeaders],
    summary: "methods or headers that trigger preflights, without `max_age`",
    reason: "without `max_age`, browsers cache a preflight response for only 5 seconds, so most requests need a preflight",
    source: "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
    wrong: r#"allow_origins = ["https://example.com"], allow_methods = [PUT]"#,
    right: r#"allow_origins = ["https://example.com"], allow_methods = [PUT], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let policy = facts.policy;
    if policy.max_age.is_some() || !policy.unread.are_whole(&[Key::MaxAge]) {
        return;
    }
    let Some(location) = needs_preflight(policy) else { return };
    let (value, never) =
        (Written::Text("2h".to_owned()), Written::entry(Key::MaxAge, Written::Number(0)));
    let entry = Written::entry(Key::MaxAge, value.clone());
    let message = "these trigger preflights, but `max_age` is not set";
    findings.push(Finding::new(&NO_MAX_AGE, location, message).help(Help::certain(
        words!("add {entry}, or {never} to disable caching", entry, never),
        [Edit::SetKey { key: Key::MaxAge, value }],
    )));
}

/// The location of a name that triggers a preflight.
fn needs_preflight(policy: &Policy) -> Option<Location> {
    let is_unsafe = |name: &MethodName| !fetch::is_cors_safelisted_method(name.as_str().as_bytes());
    let method = match &policy.allow_methods {
        Requested::Listed(Listed::These(names)) => {
            names.iter().find(|name| is_unsafe(&name.value)).map(|name| name.location)
        }
        Requested::Listed(Listed::Any { location, .. }) | Requested::Mirror(location) => {
            Some(*location)
        }
    };
    let header = match &policy.allow_headers {
        Requested::Listed(Listed::These(names)) => {
            let family = policy.header_families.first().map(|family| family.location);
            names.first().map(|name| name.location).or(family)
        }
        Requested::Listed(Listed::Any { location, .. }) | Requested::Mirror(location) => {
            Some(*location)
        }
    };
    method.or(header)
}
