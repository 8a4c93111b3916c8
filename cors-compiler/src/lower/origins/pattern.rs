//! One pattern of a list, within the bounds of the policy.

use super::an_origin;
use super::error::Wanted;
use super::sets::meant_as_set;
use crate::ast::Value;
use crate::finding::{Finding, words};
use crate::location::{Located, Location};
use crate::lower::Lowering;
use crate::lower::budgets::MAX_STATES;
use crate::model::origin::OriginErrorKind;
use crate::model::pattern::{self, DeadPart, DeadReason, Form, Pattern, Reader};
use crate::rules::{DEAD_ALTERNATIVE, POLICY_FILE, POLICY_TOO_LARGE};

/// How many address ranges, regexes and patterns with placeholders a list may have: each is compared
/// with each.
const MAX_REGULAR: usize = 64;

impl Lowering<'_> {
    /// Reads one pattern of a list, or what was meant by it.
    pub(super) fn pattern(&mut self, item: &Value) -> Option<Located<Pattern>> {
        if let Some(finding) = meant_as_set(item, &self.budgets.suggestions) {
            self.has_left_out = true;
            self.findings.push(finding);
            return None;
        }
        let (text, form) = match item {
            Value::Text(text) => (text, Form::Text),
            Value::Regex(text) => (text, Form::Regex),
            Value::Table(table) if table.value.iter().any(|entry| entry.key.value == "set") => {
                self.has_left_out = true;
                let message = "only policies in a file have sets of their own";
                self.findings.push(
                    Finding::new(&POLICY_FILE, table.location, message)
                        .help("list the origins, or put the policy in a file"),
                );
                return None;
            }
            other => {
                self.wrong_value(other, "an origin in a string", an_origin(other));
                return None;
            }
        };
        let needs_automaton = form == Form::Regex || pattern::needs_automaton(&text.value);
        if needs_automaton && !self.has_room(text.location) {
            self.has_left_out = true;
            return None;
        }
        match Reader::new(&self.budgets.patterns).pattern(&text.value, form) {
            Ok(pattern) => {
                self.count_states(&pattern, text.location);
                self.no_dead_part(text, &pattern, form);
                Some(Located::new(pattern, text.location))
            }
            Err(error) => {
                if matches!(error.kind, OriginErrorKind::TooLarge(_)) {
                    self.budgets.states_left = 0;
                }
                let meant = self.report(text, &error, Wanted::Pattern(form));
                self.has_left_out |= meant.is_none();
                meant.map(|plain| Located::new(Pattern::Plain(plain), text.location))
            }
        }
    }

    /// Whether the list may have one more pattern with an automaton.
    fn has_room(&mut self, location: Location) -> bool {
        if self.budgets.states_left == 0 {
            // It was reported already, and each further one would take its time.
            return false;
        }
        self.budgets.regular = self.budgets.regular.saturating_add(1);
        if self.budgets.regular <= MAX_REGULAR {
            return true;
        }
        self.budgets.states_left = 0;
        let message = words!(
            "the list has more than {most} address ranges, regexes and patterns with placeholders",
            most = MAX_REGULAR,
        );
        self.findings.push(
            Finding::new(&POLICY_TOO_LARGE, location, message)
                .help("combine patterns into one regex with `|`, or list the origins"),
        );
        false
    }

    fn count_states(&mut self, pattern: &Pattern, location: Location) {
        let Pattern::Regular(regular) = pattern else { return };
        match self.budgets.states_left.checked_sub(regular.language().states()) {
            Some(left) if left > 0 => self.budgets.states_left = left,
            _ => {
                self.budgets.states_left = 0;
                self.has_left_out = true;
                let message = words!(
                    "the patterns up to this one need automata with more than {most} states",
                    most = MAX_STATES,
                );
                self.findings.push(
                    Finding::new(&POLICY_TOO_LARGE, location, message)
                        .help("simplify the regexes, or list the origins"),
                );
            }
        }
    }

    /// Warns of a part that no origin can match.
    fn no_dead_part(&mut self, text: &Located<String>, pattern: &Pattern, form: Form) {
        let Pattern::Regular(regular) = pattern else { return };
        if regular.range().is_some() && form == Form::Text {
            return;
        }
        let reader = Reader::new(&self.budgets.dead_parts);
        let Some(DeadPart { range, reason }) = reader.dead_part(&text.value, form) else { return };
        let part = text.value.get(range.clone()).unwrap_or_default();
        let message = match reason {
            DeadReason::RangeBeyondAscii => {
                words!("`{part}` contains characters that no origin contains", part)
            }
            _ => words!("no origin matches `{part}` in this pattern", part),
        };
        let warning = Finding::new(&DEAD_ALTERNATIVE, text.location, message).within(range);
        self.findings.push(match reason {
            DeadReason::RangeBeyondAscii => {
                warning.note(ASCII).help("end the range in ASCII, as in `a-z`")
            }
            DeadReason::BeyondAscii => warning.note(ASCII).help("remove it"),
            DeadReason::Null => warning
                .note("patterns never match `null`: only the entry \"null\" does")
                .help("remove it"),
            DeadReason::DotInPlaceholder => warning
                .note("a placeholder matches part of one label, and never a dot")
                .help("remove it, and add a separate pattern for it"),
            DeadReason::Other => warning.help("remove it"),
        });
    }
}

/// Why a character beyond ASCII matches nothing.
const ASCII: &str = "origins are ASCII: browsers send the Punycode form of a host";
