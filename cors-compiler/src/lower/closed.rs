//! `closed`: a policy that allows no origin.

use super::Lowering;
use crate::ast::{Entry, Notation, Value};
use crate::finding::Finding;
use crate::rules::{CLOSED_BESIDE_OTHERS, WRONG_VALUE};

/// The keys that grant something, or expect that something is granted.
const GRANTS: [&str; 8] = [
    "allow_origins",
    "deny_origins",
    "allow_credentials",
    "allow_methods",
    "allow_headers",
    "expose_headers",
    "max_age",
    "must_allow",
];

/// How a closed policy is written.
fn written(notation: Notation) -> &'static str {
    match notation {
        Notation::Rust => "closed",
        Notation::Toml => "closed = true",
    }
}

/// What to write for a policy that is to allow no origin.
pub(super) fn instead(notation: Notation) -> String {
    format!("or write only `{}`, for a policy that allows no origin", written(notation))
}

impl Lowering<'_> {
    /// Whether the policy is closed; `entries` are all of it.
    pub(super) fn closed(&mut self, entry: &Entry, entries: &[Entry]) -> bool {
        let has_origins = entries.iter().any(|entry| entry.key.value == "allow_origins");
        match &entry.value {
            Value::Bool(closed) if closed.value => {}
            Value::Bool(open) => {
                let finding = Finding::new(&WRONG_VALUE, open.place, "`closed` can only be `true`")
                    .because("a policy is either closed, or lists the origins that it allows");
                self.findings.push(if has_origins {
                    finding.help("remove `closed`")
                } else {
                    finding.help("write `closed = true`").help(
                        "or replace `closed` with `allow_origins = [\"https://example.com\"]`",
                    )
                });
                return false;
            }
            other => {
                self.wrong_value(other, "`true`", "write `closed = true`");
                return false;
            }
        }
        for Entry { key, .. } in entries {
            if !GRANTS.contains(&key.value.as_str()) {
                continue;
            }
            let message = format!("`{}` has no effect in a closed policy", key.value);
            let finding = Finding::new(&CLOSED_BESIDE_OTHERS, key.place, message)
                .elsewhere("the policy is closed", entry.key.place)
                .help(format!("remove `{}`", key.value));
            // Which of the two was meant is open.
            GRANTS.iter().for_each(|&key| self.unread.add(key));
            self.findings.push(if has_origins {
                finding.help("or remove `closed`, for a policy that allows the listed origins")
            } else {
                finding.help(
                    "or replace `closed` with the origins to allow, as in \
                     `allow_origins = [\"https://example.com\"]`",
                )
            });
        }
        true
    }
}
