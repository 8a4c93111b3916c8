//! `accept_risk` and `allow`.

use super::Lowering;
use super::entries::{Keyed, repeated};
use crate::ast::{Entry, Value};
use crate::finding::{Certainty, Edit, Finding, Help, Written, words};
use crate::key::Key;
use crate::language::Numbering;
use crate::location::{Located, Location};
use crate::near::did_you_mean;
use crate::rules::{
    self, DUPLICATE, INSECURE_ORIGIN, Level, RISK_WITHOUT_REASON, Rule, UNBOUNDED_CEILING,
    UNBOUNDED_TRUST, UNKNOWN_RULE, UNNEEDED_ALLOW, UNNEEDED_RISK,
};

/// The placeholder for the reason in the help lines that offer to accept a risk.
const THE_REASON: &str = "the reason";

impl Lowering<'_> {
    pub(super) fn accept_risk(&mut self, value: &Value) {
        let Value::Table(table) = value else {
            let key = Key::AcceptRisk;
            let help = Help::value(value.location(), key, key.example(), Certainty::Example);
            self.wrong_value(value, "a table of risks and reasons", help);
            return;
        };
        for Entry { key, value } in self.each_once(&table.value) {
            let Some(rule) = self.rule(key, is_risk, "a risk") else { continue };
            match value {
                Value::Table(patterns) if is_of_patterns(rule) => {
                    self.accept_for(rule, &patterns.value);
                }
                value => {
                    let reason = self.reason(rule, value);
                    self.exceptions.accept(rule, None, &reason, key.location);
                }
            }
        }
    }

    /// `"pattern" = "reason"`, each for one pattern.
    fn accept_for(&mut self, rule: &'static Rule, patterns: &[Entry]) {
        let mut listed = Numbering::new();
        let mut firsts: Vec<&Located<String>> = Vec::new();
        for pattern in self::listed(self.entries) {
            if listed.number(pattern.value.as_str()) == firsts.len() {
                firsts.push(pattern);
            }
        }
        for Entry { key, value } in self.each_once(patterns) {
            if self.findings.is_full() {
                return;
            }
            let reason = self.reason(rule, value);
            match listed.find(&key.value.as_str()).and_then(|at| firsts.get(at)) {
                Some(&pattern) => {
                    self.exceptions.accept(rule, Some(pattern.clone()), &reason, key.location);
                }
                None => {
                    let message = words!(
                        "`{pattern}` is not an entry of `allow_origins` or `runtime_origins`",
                        pattern = &key.value
                    );
                    let names = listed.values().iter().copied();
                    let meant = did_you_mean(&key.value, names, &self.budgets.suggestions);
                    self.findings.push(Finding::new(&UNNEEDED_RISK, key.location, message).help(
                        match meant {
                            Some(meant) => {
                                Help::write(key.location, Written::Text(meant.to_owned()))
                            }
                            None => "write the pattern exactly as it is listed there".into(),
                        },
                    ));
                }
            }
        }
    }

    /// The entries of a table, without those whose keys are repeated, which are reported.
    fn each_once<'e>(&mut self, entries: &'e [Entry]) -> Vec<&'e Entry> {
        let mut seen = Numbering::new();
        let mut once: Vec<&Entry> = Vec::new();
        for entry in entries {
            match once.get(seen.number(entry.key.value.as_str())) {
                Some(first) => self.findings.push(repeated(&entry.key, first.key.location)),
                None => once.push(entry),
            }
        }
        once
    }

    /// The reason for accepting a risk. If it is missing, that is reported instead of the risk.
    fn reason(&mut self, rule: &Rule, value: &Value) -> String {
        let Value::Text(reason) = value else {
            self.wrong_value(
                value,
                "a reason in a string",
                "explain in a string why the risk is accepted, and until when",
            );
            return String::new();
        };
        // One line, so that it cannot be mistaken for another line of the explanation.
        let words: Vec<&str> = reason
            .value
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            let message =
                words!("the risk `{risk}` is accepted without a reason", risk = rule.name);
            self.findings.push(
                Finding::new(&RISK_WITHOUT_REASON, reason.location, message)
                    .help("explain why the risk is accepted, and until when"),
            );
        }
        let words = words.join(" ");
        if words.eq_ignore_ascii_case(THE_REASON) {
            let message = words!(
                "the reason for the risk `{risk}` is still the placeholder from the help text",
                risk = rule.name
            );
            self.findings.push(
                Finding::new(&RISK_WITHOUT_REASON, reason.location, message)
                    .help("explain why the risk is accepted, and until when"),
            );
        }
        words
    }

    pub(super) fn allow(&mut self, value: &Value) {
        let key = Key::Allow;
        let help = Help::value(value.location(), key, key.example(), Certainty::Example);
        let mut seen = Numbering::new();
        let mut firsts: Vec<Location> = Vec::new();
        for item in self.items(value, "a list of rules", help.clone()) {
            let (Value::Name(name) | Value::Text(name)) = item else {
                self.wrong_value(item, "the name of a rule", help.clone());
                continue;
            };
            if self.findings.is_full() {
                return;
            }
            if let Some(&first) = firsts.get(seen.number(name.value.as_str())) {
                let message = words!("`{rule}` is listed twice", rule = &name.value);
                self.findings.push(
                    Finding::new(&DUPLICATE, name.location, message)
                        .elsewhere("it is first listed", first)
                        .help(Help::remove(name.location)),
                );
                continue;
            }
            firsts.push(name.location);
            if let Some(rule) = self.rule(name, can_be_allowed, "a warning") {
                self.exceptions.allow(rule, name.location);
            }
        }
    }

    /// The rule of this name, if it is of the wanted kind.
    fn rule(
        &mut self,
        name: &Located<String>,
        is_wanted: fn(&Rule) -> bool,
        kind: &'static str,
    ) -> Option<&'static Rule> {
        let found = rules::all().find(|rule| rule.name == name.value);
        if let Some(rule) = found.filter(|rule| is_wanted(rule)) {
            return Some(rule);
        }
        let message = match found {
            Some(rule) => words!("the rule `{rule}` is not {kind}", rule = rule.name, kind),
            None => words!("unknown rule `{rule}`", rule = &name.value),
        };
        let wanted = || rules::all().filter(|rule| is_wanted(rule)).map(|rule| rule.name);
        let meant = did_you_mean(&name.value, wanted(), &self.budgets.suggestions);
        let help = match (found, meant) {
            (None, Some(meant)) => {
                let with = Written::Name(meant.to_owned());
                let words = words!("write `{meant}`", meant);
                Help::certain(words, [Edit::Replace { location: name.location, with }])
            }
            (Some(rule), _) if is_risk(rule) => {
                let reason = Written::Text(THE_REASON.to_owned());
                exception(Key::AcceptRisk, Written::Table(vec![(rule.name.to_owned(), reason)]))
            }
            (Some(rule), _) if can_be_allowed(rule) => {
                exception(Key::Allow, Written::List(vec![Written::Name(rule.name.to_owned())]))
            }
            _ => {
                let wanted: Vec<&str> = wanted().collect();
                words!("the valid rules are {rules}", rules = wanted.as_slice()).into()
            }
        };
        self.findings.push(Finding::new(&UNKNOWN_RULE, name.location, message).help(help));
        None
    }
}

/// Offers the entry that makes an exception from the rule.
fn exception(key: Key, value: Written) -> Help {
    let entry = Written::entry(key, value.clone());
    Help::example(words!("write {entry}", entry), [Edit::SetKey { key, value }])
}

/// The patterns of `allow_origins` and `runtime_origins`, as they are written.
fn listed<'p>(entries: &[Keyed<'p>]) -> impl Iterator<Item = &'p Located<String>> {
    let origins =
        entries.iter().filter(|keyed| matches!(keyed.key, Key::AllowOrigins | Key::RuntimeOrigins));
    let items = origins.flat_map(|keyed| match &keyed.entry.value {
        Value::List(list) => list.value.as_slice(),
        other => std::slice::from_ref(other),
    });
    items.filter_map(|item| match item {
        Value::Text(text) | Value::Regex(text) => Some(text),
        _ => None,
    })
}

/// Whether a risk is that of single patterns.
fn is_of_patterns(rule: &Rule) -> bool {
    [&UNBOUNDED_TRUST, &UNBOUNDED_CEILING, &INSECURE_ORIGIN].contains(&rule)
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
