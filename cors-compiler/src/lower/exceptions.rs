//! `accept_risk` and `allow`.

use std::collections::BTreeMap;

use super::Lowering;
use super::entries::{Keyed, repeated};
use crate::ast::{Entry, Value};
use crate::finding::Finding;
use crate::key::Key;
use crate::near::did_you_mean;
use crate::place::{Place, Placed};
use crate::rules::{
    self, DUPLICATE, INSECURE_ORIGIN, Level, RISK_WITHOUT_REASON, Rule, UNBOUNDED_TRUST,
    UNKNOWN_RULE, UNNEEDED_ALLOW, UNNEEDED_RISK,
};

const HELP: &str = "write `accept_risk = { insecure_origin = \"the reason\" }`";

impl Lowering<'_> {
    pub(super) fn accept_risk(&mut self, value: &Value) {
        let Value::Table(table) = value else {
            self.wrong_value(value, "a table of risks and reasons", HELP);
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
                    self.exceptions.accept(rule, None, &reason, key.place);
                }
            }
        }
    }

    /// `"pattern" = "reason"`, each for one pattern.
    fn accept_for(&mut self, rule: &'static Rule, patterns: &[Entry]) {
        let mut listed: BTreeMap<&str, &Placed<String>> = BTreeMap::new();
        for pattern in self::listed(self.entries) {
            listed.entry(&pattern.value).or_insert(pattern);
        }
        for Entry { key, value } in self.each_once(patterns) {
            if self.findings.is_full() {
                return;
            }
            let reason = self.reason(rule, value);
            match listed.get(&*key.value) {
                Some(&pattern) => {
                    self.exceptions.accept(rule, Some(pattern.clone()), &reason, key.place);
                }
                None => {
                    let message = format!("`{}` is no pattern of `allow_origins`", key.value);
                    let names = listed.keys().copied();
                    let meant = did_you_mean(&key.value, names, &self.suggestions);
                    self.findings.push(Finding::new(&UNNEEDED_RISK, key.place, message).help(
                        match meant {
                            Some(meant) => format!("write \"{meant}\""),
                            None => "write the pattern as it stands there".to_owned(),
                        },
                    ));
                }
            }
        }
    }

    /// The entries of a table whose keys are told if they come again.
    fn each_once<'e>(&mut self, entries: &'e [Entry]) -> Vec<&'e Entry> {
        let mut seen: BTreeMap<&str, &Entry> = BTreeMap::new();
        let mut once = Vec::new();
        for entry in entries {
            match seen.get(&*entry.key.value) {
                Some(first) => self.findings.push(repeated(&entry.key, first.key.place)),
                None => {
                    seen.insert(&entry.key.value, entry);
                    once.push(entry);
                }
            }
        }
        once
    }

    /// Why a risk is taken. Where that is not said, it is reported, and the risk itself need not be.
    fn reason(&mut self, rule: &Rule, value: &Value) -> String {
        let Value::Text(reason) = value else {
            self.wrong_value(value, "a reason in a string", "say why in a string, and until when");
            return String::new();
        };
        // One line, so that it cannot pass for another line where it is told.
        let words: Vec<&str> = reason
            .value
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            let message = format!("the risk `{}` is accepted without a reason", rule.name);
            self.findings.push(
                Finding::new(&RISK_WITHOUT_REASON, reason.place, message)
                    .help("say in a sentence why the risk is taken, and until when"),
            );
        }
        let words = words.join(" ");
        if words.eq_ignore_ascii_case("the reason") {
            let message =
                format!("the risk `{}` is accepted with the words of the help line", rule.name);
            self.findings.push(
                Finding::new(&RISK_WITHOUT_REASON, reason.place, message)
                    .help("say in your own words why the risk is taken, and until when"),
            );
        }
        words
    }

    pub(super) fn allow(&mut self, value: &Value) {
        const HELP: &str = "write `allow = [redundant_origin]`";
        let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
        for item in self.items(value, "a list of rules", HELP) {
            let (Value::Name(name) | Value::Text(name)) = item else {
                self.wrong_value(item, "the name of a rule", HELP);
                continue;
            };
            if self.findings.is_full() {
                return;
            }
            if let Some(&first) = seen.get(&*name.value) {
                let message = format!("`{}` is listed already", name.value);
                self.findings.push(
                    Finding::new(&DUPLICATE, name.place, message)
                        .elsewhere("it is listed first", first)
                        .help("remove it"),
                );
                continue;
            }
            seen.insert(&name.value, name.place);
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
        let finding = Finding::new(&UNKNOWN_RULE, name.place, message);
        let wanted = || rules::all().filter(|rule| is_wanted(rule)).map(|rule| rule.name);
        let meant = did_you_mean(&name.value, wanted(), &self.suggestions);
        let help = match (found, meant) {
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
        self.findings.push(finding.help(help));
        None
    }
}

/// The patterns of `allow_origins`, as they are written.
fn listed<'p>(entries: &[Keyed<'p>]) -> impl Iterator<Item = &'p Placed<String>> {
    let origins = entries.iter().filter(|keyed| keyed.key == Key::AllowOrigins);
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
    [&UNBOUNDED_TRUST, &INSECURE_ORIGIN].contains(&rule)
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
