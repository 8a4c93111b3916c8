//! From what was written to what it means: one function a key, none stops at its first mistake.

mod closed;
mod exceptions;
mod keys;
mod names;
mod origins;
mod variables;

use std::collections::BTreeMap;

use crate::ast::{self, Entry, Notation, Value};
use crate::exceptions::Exceptions;
use crate::finding::{Finding, Findings};
use crate::language::Budget;
use crate::limits;
use crate::model::{
    self, AllowOrigins, DurationError, LabelError, Unread, check_label, exposed_response_header,
    method, parse_duration, request_header,
};
use crate::place::{Place, Placed};
use crate::rules::{
    EMPTY_LIST, MAX_AGE, MISSING_ALLOW_ORIGINS, POLICY_NAME, POLICY_TOO_LARGE, REPEATED_KEY,
    WRONG_VALUE,
};

pub use keys::KEYS;

/// Why a policy takes no constant, no macro and no call.
pub(crate) const NO_EXPRESSIONS: &str =
    "a policy is read while the program is compiled, before any expression has a value";

/// How many keys of a policy are read. The language has a dozen.
const MAX_ENTRIES: usize = 1000;

/// How many steps it may take to find out which rules and patterns were meant: some hundred names.
const MAX_SUGGESTION_WORK: usize = 1_000_000;

/// Reads the meaning of each entry; what has none is reported and left out.
pub fn lower(policy: &ast::Policy, findings: &mut Findings) -> (model::Policy, Exceptions) {
    let limited = limits::within(policy, findings);
    let policy = limited.as_ref();
    let entries = policy.entries.get(..MAX_ENTRIES).unwrap_or(&policy.entries);
    let mut lowering = Lowering {
        notation: policy.notation,
        credentials: entries.iter().any(allows_credentials),
        findings,
        exceptions: Exceptions::default(),
        states_left: origins::MAX_STATES,
        regular: 0,
        budget: Budget::of(origins::MAX_WORK),
        repairs: Budget::of(origins::MAX_REPAIR_WORK),
        has_left_out: false,
        unread: Unread::default(),
        suggestions: Budget::of(MAX_SUGGESTION_WORK),
        dead_parts: Budget::of(origins::MAX_DEAD_PARTS_WORK),
    };
    let mut model = model::Policy::empty(policy.place);
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    lowering.few_enough(policy);
    let has = |wanted| entries.iter().any(|entry| keys::is_meant_as(&entry.key.value, wanted));
    let is_there = has("allow_origins") || has("closed");
    let stands_deeper = |Entry { key, value }: &Entry| {
        let is_open = !is_there && !KEYS.contains(&key.value.as_str());
        is_open.then(|| keys::table_with_keys(key, value))?
    };
    let is_deeper = entries.iter().any(|entry| stands_deeper(entry).is_some());
    let mut is_lost = policy.has_lost_entries || is_deeper || entries.len() < policy.entries.len();
    for entry @ Entry { key, .. } in entries {
        let first = seen.get(key.value.as_str()).copied();
        if let Some(first) = first {
            lowering.repeated(key, first);
        } else {
            seen.insert(&key.value, key.place);
            if !KEYS.contains(&key.value.as_str()) {
                if let Some(table) = stands_deeper(entry) {
                    lowering.deeper(key, &table);
                    continue;
                }
                // What else a configuration holds is none of our business.
                if is_deeper && keys::meant(&key.value).is_none() {
                    continue;
                }
                // Without a value it was reported, with what to write.
                if !entry.value.is_unreadable() {
                    lowering.unknown(key);
                }
            }
        }
        // What is below a wrong key is read as what was meant, for its own mistakes.
        let Some(meant) = keys::meant(&key.value) else {
            is_lost = true;
            continue;
        };
        lowering.has_left_out = first.is_some();
        if first.is_some() {
            // For its own mistakes only: it is ambiguous which of the two applies.
            lowering.entry(meant, entry, entries, &mut model::Policy::empty(policy.place));
        } else {
            lowering.entry(meant, entry, entries, &mut model);
        }
        if lowering.has_left_out {
            lowering.unread.add(meant);
        }
    }
    // An entry that could not be read may have been any of those that are missing.
    for key in KEYS {
        if !has(key) && (is_lost || key == "allow_origins" && !is_there) {
            lowering.unread.add(key);
        }
    }
    if !is_there && !is_deeper && !policy.has_lost_entries {
        lowering.findings.push(
            Finding::new(
                &MISSING_ALLOW_ORIGINS,
                policy.place,
                "the policy doesn't say which origins it allows",
            )
            .help("add `allow_origins = [\"https://example.com\"]`")
            .help(closed::instead(policy.notation)),
        );
    }
    model.unread = lowering.unread;
    (model, lowering.exceptions)
}

/// Whether an entry is, or was meant as, `allow_credentials = true`.
fn allows_credentials(Entry { key, value }: &Entry) -> bool {
    keys::is_meant_as(&key.value, "allow_credentials")
        && match value {
            Value::Bool(allowed) => allowed.value,
            Value::Text(text) | Value::Name(text) => text.value.eq_ignore_ascii_case("true"),
            _ => false,
        }
}

struct Lowering<'d> {
    notation: Notation,
    /// Whether the policy allows credentials, wherever it says so.
    credentials: bool,
    findings: &'d mut Findings,
    exceptions: Exceptions,
    /// How many states the automata of the patterns may have from here on.
    states_left: usize,
    /// How many patterns of the list that is being read have an automaton.
    regular: usize,
    /// What reading them may still cost.
    budget: Budget,
    /// What it may still cost to find out what was meant by those that are none.
    repairs: Budget,
    /// Whether a part of the entry that is being read was left out.
    has_left_out: bool,
    unread: Unread,
    /// What it may still cost to find the rules and patterns that were meant by mistyped ones.
    suggestions: Budget,
    /// What it may still cost to find parts of patterns that match nothing.
    dead_parts: Budget,
}

impl Lowering<'_> {
    /// Reports the first key that is not read, if there are too many.
    fn few_enough(&mut self, policy: &ast::Policy) {
        let Some(over) = policy.entries.get(MAX_ENTRIES) else { return };
        let message = format!("the policy has more than {MAX_ENTRIES} keys");
        self.findings.push(
            Finding::new(&POLICY_TOO_LARGE, over.key.place, message)
                .because("the keys after these are not read")
                .help(format!("the keys are `{}`", KEYS.join("`, `"))),
        );
    }

    fn entry(&mut self, key: &str, entry: &Entry, others: &[Entry], model: &mut model::Policy) {
        let value = &entry.value;
        match key {
            "allow_origins" if model.allow_origins == AllowOrigins::Nobody => {
                let _ = self.allow_origins(value);
            }
            "allow_origins" => model.allow_origins = self.allow_origins(value),
            "closed" if self.closed(entry, others) => model.allow_origins = AllowOrigins::Nobody,
            "deny_origins" => model.deny_origins = self.deny_origins(value),
            "allow_credentials" => model.allow_credentials = self.credentials(value),
            "allow_methods" => {
                model.allow_methods = self.requested(value, &names::METHODS, method);
            }
            "allow_headers" => {
                model.allow_headers =
                    self.requested(value, &names::REQUEST_HEADERS, request_header);
            }
            "expose_headers" => {
                model.expose_headers =
                    self.listed(value, &names::EXPOSED_HEADERS, exposed_response_header);
            }
            "max_age" => model.max_age = self.max_age(value),
            "must_allow" => model.must_allow = self.must_allow(value),
            "must_deny" => model.must_deny = self.must_deny(value),
            "name" => model.name = self.name(value),
            "accept_risk" => self.accept_risk(value, others),
            "allow" => self.allow(value),
            _ => {}
        }
    }

    fn repeated(&mut self, key: &Placed<String>, first: Place) {
        let message = format!("the key `{}` is written twice", key.value);
        self.findings.push(
            Finding::new(&REPEATED_KEY, key.place, message)
                .elsewhere("it is written first", first)
                .help("write one list, or remove one of the two"),
        );
    }

    fn wrong_value(&mut self, value: &Value, wanted: &str, help: &str) {
        self.has_left_out = true;
        if value.is_unreadable() {
            return;
        }
        let message = format!("expected {wanted}, found {}", value.kind());
        let finding = Finding::new(&WRONG_VALUE, value.place(), message);
        let finding = match value {
            Value::Name(name) if name.value == "None" => {
                self.findings.push(finding.help("remove the entry, which is optional"));
                return;
            }
            Value::Name(_) => {
                finding.note(format!("constants can't be used here: {NO_EXPRESSIONS}"))
            }
            _ => finding,
        };
        self.findings.push(finding.help(help.to_owned()));
    }

    /// The items of a list that has some.
    fn items<'v>(&mut self, value: &'v Value, wanted: &str, help: &str) -> &'v [Value] {
        match value {
            Value::List(list) => {
                if list.value.is_empty() {
                    self.has_left_out = true;
                    self.findings.push(
                        Finding::new(&EMPTY_LIST, list.place, "the list is empty")
                            .help(help.to_owned()),
                    );
                }
                &list.value
            }
            other => {
                self.wrong_value(other, wanted, help);
                &[]
            }
        }
    }

    fn credentials(&mut self, value: &Value) -> Option<Place> {
        match value {
            Value::Bool(allowed) => allowed.value.then_some(allowed.place),
            Value::Text(text) if ["true", "false"].contains(&text.value.as_str()) => {
                let help = format!("write `allow_credentials = {}`", text.value);
                self.wrong_value(value, "`true` or `false`", &help);
                self.has_left_out = false;
                (text.value == "true").then_some(text.place)
            }
            other => {
                self.wrong_value(other, "`true` or `false`", "write `allow_credentials = true`");
                None
            }
        }
    }

    fn name(&mut self, value: &Value) -> Option<String> {
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

    fn max_age(&mut self, value: &Value) -> Option<Placed<u32>> {
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
