//! The keys of the policy language, and those that people write for them.

use super::Lowering;
use crate::ast::{Entry, Notation, Value};
use crate::finding::Finding;
use crate::near::did_you_mean;
use crate::place::Placed;
use crate::rules::UNKNOWN_KEY;

/// The keys of the policy language.
pub const KEYS: [&str; 13] = [
    "name",
    "allow_origins",
    "closed",
    "deny_origins",
    "allow_credentials",
    "allow_methods",
    "allow_headers",
    "expose_headers",
    "max_age",
    "must_allow",
    "must_deny",
    "accept_risk",
    "allow",
];

/// Keys that other libraries taught people, and ours.
const TAUGHT: [(&str, &str); 30] = [
    ("close", "closed"),
    ("is_closed", "closed"),
    ("deny_all", "closed"),
    ("allow_origin", "allow_origins"),
    ("allowed_origin", "allow_origins"),
    ("allowed_origins", "allow_origins"),
    ("origin", "allow_origins"),
    ("origins", "allow_origins"),
    ("denied_origins", "deny_origins"),
    ("credentials", "allow_credentials"),
    ("credentialed", "allow_credentials"),
    ("supports_credentials", "allow_credentials"),
    ("allowed_methods", "allow_methods"),
    ("methods", "allow_methods"),
    ("allowed_headers", "allow_headers"),
    ("headers", "allow_headers"),
    ("request_headers", "allow_headers"),
    ("exposed_headers", "expose_headers"),
    ("expose", "expose_headers"),
    ("response_headers", "expose_headers"),
    ("maxage", "max_age"),
    ("max_age_secs", "max_age"),
    ("max_age_seconds", "max_age"),
    ("access_control_allow_origin", "allow_origins"),
    ("access_control_allow_credentials", "allow_credentials"),
    ("access_control_allow_methods", "allow_methods"),
    ("access_control_allow_headers", "allow_headers"),
    ("access_control_expose_headers", "expose_headers"),
    ("access_control_max_age", "max_age"),
    ("accept_risks", "accept_risk"),
];

/// Whether `key` is, or was meant as, `wanted`.
pub(super) fn is_meant_as(key: &str, wanted: &str) -> bool {
    key == wanted || meant(key) == Some(wanted)
}

/// The key that somebody meant.
pub(super) fn meant(key: &str) -> Option<&'static str> {
    let lower_case = key.to_ascii_lowercase().replace('-', "_");
    TAUGHT
        .iter()
        .find(|(taught, _)| *taught == lower_case)
        .map(|&(_, ours)| ours)
        .or_else(|| did_you_mean(&lower_case, KEYS))
}

/// Whether `key` is `wanted`, or another library's name for it.
fn is_taught_as(key: &str, wanted: &str) -> bool {
    key == wanted || TAUGHT.iter().any(|&(taught, ours)| ours == wanted && taught == key)
}

/// The path of the table in which the keys of a policy stand, if they stand below `key`: `cors`, or
/// `server.cors`.
pub(super) fn table_with_keys(key: &Placed<String>, value: &Value) -> Option<String> {
    let entries = match value {
        Value::Table(table) => &table.value,
        // `[[cors]]`
        Value::List(list) => {
            return list.value.iter().find_map(|item| table_with_keys(key, item));
        }
        _ => return None,
    };
    // A configuration may have any number of other keys, so only known names are looked for.
    let is_policy = |Entry { key, .. }: &Entry| {
        is_taught_as(&key.value, "allow_origins") || is_taught_as(&key.value, "closed")
    };
    if entries.iter().any(is_policy) {
        return Some(key.value.clone());
    }
    // Both doors bound how deep tables stand in each other.
    let below = entries.iter().find_map(|Entry { key, value }| table_with_keys(key, value))?;
    Some(format!("{}.{below}", key.value))
}

impl Lowering<'_> {
    /// The policy stands below `key`, and the text is more than a policy.
    pub(super) fn deeper(&mut self, key: &Placed<String>, table: &str) {
        let message = format!("the keys of the policy stand in a table, `{table}`");
        let finding = Finding::new(&UNKNOWN_KEY, key.place, message)
            .because("a text holds one policy, and its keys are at the top");
        self.findings.push(match self.notation {
            Notation::Rust => finding.help("write the keys without the table around them"),
            Notation::Toml => finding
                .help("write the keys at the top of the text, without the table's header")
                .help("or take the table out of the file, and compile it as a text of its own"),
        });
    }

    pub(super) fn unknown(&mut self, key: &Placed<String>) {
        let message = format!("the policy language has no key `{}`", key.value);
        let finding = Finding::new(&UNKNOWN_KEY, key.place, message);
        self.findings.push(match key.value.as_str() {
            key if key.contains("private_network") => finding
                .note(
                    "Private Network Access was given up; Local Network Access took its place, \
                     where the user is asked, and no response header can grant it",
                )
                .help("remove it"),
            "vary" => finding.help("remove it; `Vary` is worked out from the policy"),
            key => match meant(key) {
                Some(meant) => finding.help(format!("write `{meant}`")),
                None => finding.help(format!("the keys are `{}`", KEYS.join("`, `"))),
            },
        });
    }
}
