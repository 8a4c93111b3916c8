//! `allow_credentials`, `max_age` and `name`.

use super::Lowering;
use super::entries::Keyed;
use crate::ast::Value;
use crate::finding::{Certainty, Edit, Finding, Help, Written, words};
use crate::key::Key;
use crate::location::{Located, Location};
use crate::model::{
    DurationError, LabelError, check_label, meant_seconds, parse_duration, seconds_in_words,
};
use crate::rules::{MAX_AGE, POLICY_NAME};

/// Whether an entry is, or was meant as, `allow_credentials = true`.
pub(super) fn allows_credentials(keyed: &Keyed<'_>) -> bool {
    keyed.key == Key::AllowCredentials
        && match &keyed.entry.value {
            Value::Bool(allowed) => allowed.value,
            Value::Text(text) | Value::Name(text) => text.value.eq_ignore_ascii_case("true"),
            _ => false,
        }
}

impl Lowering<'_> {
    pub(super) fn credentials(&mut self, value: &Value) -> Option<Location> {
        const WANTED: &str = "`true` or `false`";
        let key = Key::AllowCredentials;
        let meant = match value {
            Value::Bool(allowed) => return allowed.value.then_some(allowed.location),
            Value::Text(text) => text.value.parse::<bool>().ok(),
            _ => None,
        };
        let Some(meant) = meant else {
            let help = Help::value(value.location(), key, key.example(), Certainty::Example);
            self.wrong_value(value, WANTED, help);
            return None;
        };
        let help = Help::value(value.location(), key, Written::Bool(meant), Certainty::Certain);
        self.wrong_value(value, WANTED, help);
        self.has_left_out = false;
        meant.then_some(value.location())
    }

    pub(super) fn name(&mut self, value: &Value) -> Option<String> {
        let Value::Text(text) = value else {
            let help =
                Help::value(value.location(), Key::Name, Key::Name.example(), Certainty::Example);
            self.wrong_value(value, "a name in quotes", help);
            return None;
        };
        match check_label(&text.value) {
            Ok(()) => Some(text.value.clone()),
            Err(error) => {
                self.findings.push(label_finding(text, error));
                None
            }
        }
    }

    pub(super) fn max_age(&mut self, value: &Value) -> Option<Located<u32>> {
        let (text, result) = match value {
            Value::Text(text) => (text, parse_duration(&text.value)),
            Value::Number(text) if has_unit(text) => {
                if parse_duration(&text.value).is_ok() {
                    let written = Written::Text(text.value.clone());
                    self.findings.push(
                        Finding::new(
                            &MAX_AGE,
                            text.location,
                            "a duration with a unit must be quoted",
                        )
                        .help(Help::write(text.location, written)),
                    );
                    self.has_left_out = true;
                    return None;
                }
                // Without quotes it is a number of seconds and has no unit.
                (text, Err(DurationError::Form))
            }
            Value::Number(text) => (text, parse_duration(&text.value.replace('_', ""))),
            other => {
                let help = Help::value(
                    other.location(),
                    Key::MaxAge,
                    Key::MaxAge.example(),
                    Certainty::Example,
                );
                self.wrong_value(other, "a duration", help);
                return None;
            }
        };
        match result {
            Ok(seconds) => Some(Located::new(seconds, text.location)),
            Err(error) => {
                self.findings.push(duration_finding(text, error));
                self.has_left_out = true;
                None
            }
        }
    }
}

fn has_unit(duration: &Located<String>) -> bool {
    duration.value.ends_with(|c: char| c.is_ascii_lowercase())
}

fn label_finding(text: &Located<String>, error: LabelError) -> Finding {
    let location = text.location;
    let (message, help): (_, Help) = match error {
        LabelError::Empty => {
            let edit = Edit::RemoveKey { key: Key::Name };
            let help = Help::example("remove `name`, or name the policy", [edit]);
            ("the name is empty".into(), help)
        }
        LabelError::TooLong(bytes) => {
            (words!("the name has {bytes} bytes", bytes), "use at most 64 bytes".into())
        }
        LabelError::Unprintable(c) => {
            let code = format!("U+{:04X}", u32::from(c));
            let meant: String = text.value.chars().filter(|&other| other != c).collect();
            let edit = Edit::Replace { location, with: Written::Text(meant) };
            (
                words!("the name contains the character {code}", code),
                Help::certain("remove the character", [edit]),
            )
        }
        LabelError::Spaces => {
            let meant = Written::Text(text.value.trim().to_owned());
            ("the name begins or ends with a space".into(), Help::write(location, meant))
        }
    };
    Finding::new(&POLICY_NAME, location, message).help(help)
}

fn duration_finding(text: &Located<String>, error: DurationError) -> Finding {
    let (location, duration) = (text.location, &text.value);
    let write = |value: Written| Help::write(location, value);
    let (message, help): (_, Help) = match error {
        DurationError::Form => (
            words!(
                "`{duration}` is not a duration: a whole number followed by `s`, `m`, `h` or `d`",
                duration
            ),
            match meant_seconds(duration) {
                Some(seconds) => write(Written::Text(seconds_in_words(seconds))),
                None => {
                    let with = Written::Text("2h".to_owned());
                    Help::example(
                        "write \"90s\", \"10m\" or \"2h\", or a number of seconds",
                        [Edit::Replace { location, with }],
                    )
                }
            },
        ),
        DurationError::Negative => (
            words!("`{duration}` is negative; `0` disables caching", duration),
            write(Written::Number(0)),
        ),
        DurationError::TooLong => {
            let most = Written::Text("2h".to_owned());
            (
                words!(
                    "`{duration}` is longer than any browser caches a preflight response",
                    duration
                ),
                Help::example(
                    words!("write {most}, the maximum in Chromium", most = most.clone()),
                    [Edit::Replace { location, with: most }],
                ),
            )
        }
    };
    Finding::new(&MAX_AGE, location, message).help(help)
}
