//! `closed`: a policy that allows no origin.

use super::Lowering;
use super::entries::Keyed;
use crate::ast::{Notation, Value};
use crate::finding::Finding;
use crate::key::Key;
use crate::rules::{CLOSED_BESIDE_OTHERS, WRONG_VALUE};

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
    /// Whether the policy is closed.
    pub(super) fn closed(&mut self, closed: &Keyed<'_>) -> bool {
        let entries = self.entries;
        let has_origins =
            entries.iter().any(|keyed| keyed.key == Key::AllowOrigins && keyed.is_exact());
        match &closed.entry.value {
            Value::Bool(is_closed) if is_closed.value => {}
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
        let grants = |keyed: &&Keyed<'_>| keyed.key.definition().grants && keyed.is_exact();
        for keyed in entries.iter().filter(grants) {
            let (name, place) = (keyed.key.name(), keyed.entry.key.place);
            let message = format!("`{name}` has no effect in a closed policy");
            let finding = Finding::new(&CLOSED_BESIDE_OTHERS, place, message)
                .elsewhere("the policy is closed", closed.entry.key.place)
                .help(format!("remove `{name}`"));
            // Which of the two was meant is open.
            let grants = Key::ALL.iter().filter(|key| key.definition().grants);
            grants.for_each(|&key| self.unread.add(key));
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
