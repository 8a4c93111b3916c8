//! A denied host that is still allowed with another port, another scheme or a trailing dot.

use super::{Level, Rule, allow, silence};
use crate::facts::{DeniedHost, Facts, PatternFacts, StillAllowed};
use crate::finding::{Edit, Finding, Findings, Help, Words, Written, words};
use crate::key::Key;

/// A denied host that is still allowed with another port, another scheme or a trailing dot.
pub static DENIAL_KEEPS_HOST: Rule = Rule {
    name: "denial_keeps_host",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a denied host that is still allowed with another port, another scheme, or a trailing dot",
    reason: "the owner of a host controls all its schemes and ports, and the same name with a trailing dot",
    source: "https://html.spec.whatwg.org/multipage/browsers.html#same-origin",
    wrong: r#"allow_origins = ["https://*.example.com:*"], deny_origins = ["https://old.example.com", "https://*.old.example.com:*"]"#,
    right: r#"allow_origins = ["https://*.example.com:*"], deny_origins = ["https://old.example.com:*", "https://*.old.example.com:*"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for denied in facts.denied_hosts() {
        let Some(still) = &denied.host else { continue };
        let (host, origin) = (&denied.name, &still.witness);
        let message = words!("`{host}` is still allowed as `{origin}`", host, origin);
        findings.extend(finding(&DENIAL_KEEPS_HOST, message, denied, still, facts));
    }
}

/// What is still allowed of a denied host, and how to deny it.
pub(super) fn finding(
    rule: &'static Rule,
    message: Words,
    denied: &DeniedHost,
    still: &StillAllowed,
    facts: &Facts<'_>,
) -> Option<Finding> {
    let (allowed, denials) = (&facts.lists.allowed, &facts.lists.denied);
    let by = allowed.get(still.by)?;
    let pattern = by.pattern.to_string();
    let finding = Finding::new(rule, denials.get(denied.denial)?.location, message)
        .elsewhere(words!("it matches `{pattern}`", pattern), by.location);
    let Some(repair) = &still.repair else {
        let entry = allow(rule);
        return Some(
            finding.help(silence(rule, words!("if this is intended, add {entry}", entry))),
        );
    };
    let remove: Vec<_> = repair.remove.iter().filter_map(|&at| allowed.get(at)).collect();
    let needless: Vec<_> = repair.needless.iter().filter_map(|&at| denials.get(at)).collect();
    let add = |deny: &Written| Edit::AddItem { key: Key::DenyOrigins, item: deny.clone() };
    let deny: Vec<Written> = repair.deny.iter().map(Written::from).collect();
    let removed = remove.iter().chain(&needless).map(|one| Edit::Remove { location: one.location });
    let edits: Vec<Edit> = deny.iter().map(add).chain(removed).collect();
    let items = |patterns: Vec<&PatternFacts<'_>>| {
        Written::Items(patterns.into_iter().map(|one| Written::from(one.pattern)).collect())
    };
    // A repair removes patterns of one key, or of both.
    let key = match (
        remove.iter().any(|one| !facts.is_runtime(one)),
        remove.iter().any(|one| facts.is_runtime(one)),
    ) {
        (true, true) => "`allow_origins` and `runtime_origins`",
        (false, true) => "`runtime_origins`",
        (_, false) => "`allow_origins`",
    };
    let has = (!remove.is_empty(), !deny.is_empty(), !needless.is_empty());
    let (remove, deny, covered) = (items(remove), Written::Items(deny), items(needless));
    let words = match has {
        (false, _, false) => words!("add {deny} to `deny_origins`", deny),
        (true, false, _) => words!("remove {remove} from {key}", remove, key),
        (true, true, false) => words!(
            "remove {remove} from {key}, and add {deny} to `deny_origins`",
            remove,
            key,
            deny
        ),
        (false, _, true) => words!(
            "add {deny} to `deny_origins`, and remove {covered} there, which the new entry covers",
            deny,
            covered
        ),
        (true, true, true) => words!(
            "remove {remove} from {key}, add {deny} to `deny_origins`, and remove \
             {covered} there, which the new entry covers",
            remove,
            key,
            deny,
            covered
        ),
    };
    Some(finding.help(Help::certain(words, edits)))
}
