//! Cookies for requests of a policy without credentials.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, Written, words};
use crate::key::Key;

/// Cookies for requests of a policy without credentials.
pub static STORAGE_ACCESS_WITHOUT_CREDENTIALS: Rule = Rule {
    name: "storage_access_without_credentials",
    level: Level::Error,
    keys: &[Key::ActivateStorageAccess, Key::AllowCredentials],
    summary: "`activate_storage_access` without `allow_credentials = true`",
    reason: "it asks browsers to send cookies, and the policy doesn't let pages read responses to requests with cookies",
    source: "https://privacycg.github.io/storage-access-headers/",
    wrong: r#"allow_origins = ["https://example.com"], activate_storage_access = "retry""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, activate_storage_access = "retry""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let policy = facts.policy;
    let Some(access) = &policy.neighbours.storage_access else { return };
    let is_whole = policy.unread.are_whole(&[Key::AllowCredentials]);
    if policy.allow_credentials.is_some() || !is_whole {
        return;
    }
    let (key, value) = (Key::AllowCredentials, Written::Bool(true));
    let entry = Written::entry(key, value.clone());
    let message = "storage access is activated, but credentials are not allowed";
    findings.push(
        Finding::new(&STORAGE_ACCESS_WITHOUT_CREDENTIALS, access.location, message)
            .help(Help::example(
                words!("add {entry}, if pages of these origins may use the user's session", entry),
                [Edit::SetKey { key, value }],
            ))
            .help(Help::example(
                "or remove it",
                [Edit::RemoveKey { key: Key::ActivateStorageAccess }],
            )),
    );
}
