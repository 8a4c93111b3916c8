//! `allow_credentials`, `max_age` and `name`.

use super::Lowering;
use super::entries::Keyed;
use crate::ast::Value;
use crate::finding::Finding;
use crate::key::Key;
use crate::model::{self, DurationError, LabelError, check_label, parse_duration};
use crate::place::{Place, Placed};
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
    pub(super) fn credentials(&mut self, value: &Value) -> Option<Place> {
        match value {
            Value::Bool(allowed) => allowed.value.then_some(allowed.place),
            Value::Text(text) if ["true", "false"].contains(&text.value.as_str()) => {
                let help = format!("write `allow_credentials = {}`", text.value);
                self.wrong_value(value, "`true` or `false`", help);
                self.has_left_out = false;
                (text.value == "true").then_some(text.place)
            }
            other => {
                self.wrong_value(other, "`true` or `false`", "write `allow_credentials = true`");
                None
            }
        }
    }

    pub(super) fn name(&mut self, value: &Value) -> Option<String> {
        const HELP: &str = "write `name = \"api\"`";
        let Value::Text(text) = value else {
            self.wrong_value(value, "a name in quotes", HELP);
            return None;
        };
        let error = match check_label(&text.value) {
            Ok(()) => return Some(text.value.clone()),
            Err(error) => error,
        };
        let finding = Finding::new(&POLICY_NAME, text.place, error.to_string());
        self.findings.push(match error {
            LabelError::Empty => finding.help("remove `name`, or name the policy"),
            LabelError::TooLong(_) => finding.help("use at most 64 bytes"),
            LabelError::Unprintable(_) => finding.help("remove the character"),
            LabelError::Spaces => finding.help(format!("write \"{}\"", text.value.trim())),
        });
        None
    }

    pub(super) fn max_age(&mut self, value: &Value) -> Option<Placed<u32>> {
        let (text, result) = match value {
            Value::Text(text) => (text, parse_duration(&text.value)),
            Value::Number(text) if parse_duration(&text.value).is_ok_and(|_| has_unit(text)) => {
                self.findings.push(
                    Finding::new(&MAX_AGE, text.place, "a duration with a unit stands in quotes")
                        .help(format!("write \"{}\"", text.value)),
                );
                self.has_left_out = true;
                return None;
            }
            // Without quotes it is a number of seconds and has no unit.
            Value::Number(text) if has_unit(text) => (text, Err(DurationError::Form)),
            Value::Number(text) => (text, parse_duration(&text.value.replace('_', ""))),
            other => {
                self.wrong_value(other, "a duration", "write `max_age = \"2h\"`");
                return None;
            }
        };
        match result {
            Ok(seconds) => Some(Placed::new(seconds, text.place)),
            Err(error) => {
                self.findings.push(duration_finding(text, &error));
                self.has_left_out = true;
                None
            }
        }
    }
}

fn has_unit(duration: &Placed<String>) -> bool {
    duration.value.ends_with(|c: char| c.is_ascii_lowercase())
}

fn duration_finding(text: &Placed<String>, error: &DurationError) -> Finding {
    let finding =
        Finding::new(&MAX_AGE, text.place, format!("`{}` {error}", text.value.escape_debug()));
    match (error, model::repaired_duration(&text.value)) {
        (DurationError::Form, Some(repaired)) => finding.help(format!("write \"{repaired}\"")),
        (DurationError::Form, None) => {
            finding.help("write \"90s\", \"10m\" or \"2h\", or a number of seconds")
        }
        (DurationError::Negative, _) => finding.help("write 0"),
        (DurationError::TooLong, _) => {
            finding.help("write \"2h\", which is the most that Chromium keeps")
        }
    }
}
