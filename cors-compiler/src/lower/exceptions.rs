//! `accept_risk` and `allow`.

use super::Lowering;
use crate::ast::{Entry, Value};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::place::Placed;
use crate::rules::{
    self, DUPLICATE, Level, RISK_WITHOUT_REASON, Rule, UNBOUNDED_TRUST, UNKNOWN_RULE,
    UNNEEDED_ALLOW,
};

impl Lowering<'_> {
    pub(super) fn accept_risk(&mut self, value: &Value) {
        const HELP: &str = "write `accept_risk = { insecure_origin = \"the reason\" }`";
        let Value::Table(table) = value else {
            self.wrong_value(value, "a table of risks and reasons", HELP);
            return;
        };
        let mut seen: Vec<&Placed<String>> = Vec::new();
        for Entry { key, value } in &table.value {
            if let Some(first) = seen.iter().find(|first| first.value == key.value) {
                self.repeated(key, first.place);
                continue;
            }
            seen.push(key);
            let Some(rule) = self.rule(key, is_risk, "a risk") else { continue };
            match value {
                Value::Text(reason) if reason.value.trim().is_empty() => {
                    let message = format!("the risk `{}` is accepted without a reason", rule.name);
                    self.diagnostics.push(
                        Diagnostic::new(&RISK_WITHOUT_REASON, reason.place, message)
                            .help("say in a sentence why the risk is taken, and until when"),
                    );
                    // Reported once: the risk itself need not be reported too.
                    self.exceptions.accept(rule, String::new(), key.place);
                }
                Value::Text(reason) if is_the_helps_own(&reason.value) => {
                    let message = format!(
                        "the risk `{}` is accepted with the words of the help line",
                        rule.name
                    );
                    self.diagnostics.push(
                        Diagnostic::new(&RISK_WITHOUT_REASON, reason.place, message)
                            .help("say in your own words why the risk is taken, and until when"),
                    );
                    self.exceptions.accept(rule, String::new(), key.place);
                }
                Value::Text(reason) => {
                    // One line, so that it cannot pass for another line where it is told.
                    let words: Vec<&str> = reason
                        .value
                        .split(|c: char| c.is_whitespace() || c.is_control())
                        .filter(|word| !word.is_empty())
                        .collect();
                    self.exceptions.accept(rule, words.join(" "), key.place);
                }
                other => {
                    self.wrong_value(other, "a reason in a string", HELP);
                    self.exceptions.accept(rule, String::new(), key.place);
                }
            }
        }
    }

    pub(super) fn allow(&mut self, value: &Value) {
        const HELP: &str = "write `allow = [redundant_origin]`";
        let mut seen: Vec<&Placed<String>> = Vec::new();
        for item in self.items(value, "a list of rules", HELP) {
            let (Value::Name(name) | Value::Text(name)) = item else {
                self.wrong_value(item, "the name of a rule", HELP);
                continue;
            };
            if let Some(first) = seen.iter().find(|first| first.value == name.value) {
                let message = format!("`{}` is listed already", name.value);
                self.diagnostics.push(
                    Diagnostic::new(&DUPLICATE, name.place, message)
                        .elsewhere("it is listed first", first.place)
                        .help("remove it"),
                );
                continue;
            }
            seen.push(name);
            if let Some(rule) = self.rule(name, can_be_allowed, "a warning") {
                self.exceptions.allow(rule, name.place);
            }
        }
    }

    /// The rule of this name, if it is of the wanted kind.
    fn rule(
        &mut self,
        name: &Placed<String>,
        is_wanted: fn(&Rule) -> bool,
        kind: &str,
    ) -> Option<&'static Rule> {
        let found = rules::all().find(|rule| rule.name == name.value);
        if let Some(rule) = found.filter(|rule| is_wanted(rule)) {
            return Some(rule);
        }
        let message = match found {
            Some(rule) => format!("the rule `{}` is not {kind}", rule.name),
            None => format!("there is no rule `{}`", name.value),
        };
        let diagnostic = Diagnostic::new(&UNKNOWN_RULE, name.place, message);
        let wanted = || rules::all().filter(|rule| is_wanted(rule)).map(|rule| rule.name);
        let help = match (found, did_you_mean(&name.value, wanted())) {
            (None, Some(meant)) => format!("write `{meant}`"),
            (Some(rule), _) if is_risk(rule) => {
                format!("write `accept_risk = {{ {} = \"the reason\" }}`", rule.name)
            }
            (Some(rule), _) if can_be_allowed(rule) => format!("write `allow = [{}]`", rule.name),
            _ => format!(
                "the rules of that kind are `{}`",
                wanted().collect::<Vec<_>>().join("`, `")
            ),
        };
        self.diagnostics.push(diagnostic.help(help));
        None
    }
}

/// Whether a reason was pasted from a help line, in which it stands for one.
fn is_the_helps_own(reason: &str) -> bool {
    reason.trim().eq_ignore_ascii_case("the reason")
}

fn is_risk(rule: &Rule) -> bool {
    rule.level == Level::Risk
}

/// A warning, an error that may be silenced, or a risk that is a mere warning where no
/// credentials are.
fn can_be_allowed(rule: &Rule) -> bool {
    (matches!(rule.level, Level::Warning | Level::Deny) && *rule != UNNEEDED_ALLOW)
        || *rule == UNBOUNDED_TRUST
}
