//! `closed`: a policy that allows no origin.

use super::Lowering;
use super::entries::Keyed;
use crate::ast::Value;
use crate::finding::{Certainty, Edit, Finding, Help, Written, words};
use crate::key::Key;
use crate::rules::{CLOSED_BESIDE_OTHERS, WRONG_VALUE};

/// What to write for a policy that is to allow no origin.
pub(super) fn instead() -> Help {
    let closed = Written::Closed;
    let words = words!("or write only {closed}, for a policy that allows no origin", closed);
    Help::example(words, [Edit::ReplacePolicy { with: vec![Written::Closed] }])
}

/// What to write for a policy that is to allow some.
fn origins_instead() -> [Edit; 2] {
    let key = Key::AllowOrigins;
    [Edit::RemoveKey { key: Key::Closed }, Edit::SetKey { key, value: key.example() }]
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
                let finding =
                    Finding::new(&WRONG_VALUE, open.location, "`closed` can only be `true`")
                        .because("a policy is either closed, or lists the origins that it allows");
                self.findings.push(if has_origins {
                    let edit = Edit::RemoveKey { key: Key::Closed };
                    finding.help(Help::certain("remove `closed`", [edit]))
                } else {
                    let origins = Written::entry(Key::AllowOrigins, Key::AllowOrigins.example());
                    let words = words!("or replace `closed` with {origins}", origins);
                    finding
                        .help(Help::value(
                            open.location,
                            Key::Closed,
                            Written::Bool(true),
                            Certainty::Example,
                        ))
                        .help(Help::example(words, origins_instead()))
                });
                return false;
            }
            other => {
                let value = Written::Bool(true);
                let help = Help::value(other.location(), Key::Closed, value, Certainty::Certain);
                self.wrong_value(other, "`true`", help);
                return false;
            }
        }
        let grants = |keyed: &&Keyed<'_>| keyed.key.definition().grants && keyed.is_exact();
        for keyed in entries.iter().filter(grants) {
            self.findings.push(beside(closed, keyed, has_origins));
            // Which of the two was meant is open.
            let grants = Key::ALL.iter().filter(|key| key.definition().grants);
            grants.for_each(|&key| self.unread.add(key));
        }
        true
    }
}

/// What to report of a key that has no effect in a closed policy.
fn beside(closed: &Keyed<'_>, keyed: &Keyed<'_>, has_origins: bool) -> Finding {
    let key = keyed.key;
    let remove = |words, key| Help::example(words, [Edit::RemoveKey { key }]);
    let message = words!("`{key}` has no effect in a closed policy", key);
    let finding = Finding::new(&CLOSED_BESIDE_OTHERS, keyed.entry.key.location, message)
        .elsewhere("the policy is closed", closed.entry.key.location)
        .help(remove(words!("remove `{key}`", key), key));
    if has_origins {
        let words = "or remove `closed`, for a policy that allows the listed origins";
        return finding.help(remove(words.into(), Key::Closed));
    }
    let origins = Written::entry(Key::AllowOrigins, Key::AllowOrigins.example());
    let words = words!("or replace `closed` with the origins to allow, as in {origins}", origins);
    finding.help(Help::example(words, origins_instead()))
}
