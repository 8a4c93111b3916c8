//! The values of variables, as far as they depend on the origin.
//!
//! A value is a list of cases, of which the first one counts whose predicate holds for the origin:
//!
//! ```text
//!   map $http_origin $cors {
//!       default "";                          ~…\.example\.com$      the origin
//!       "~\.example\.com$" $http_origin;     everything else        ""
//!   }
//! ```
//!
//! `map`, `set` and conditions of `if` are followed. A variable that is neither in a `map` nor in a `set` is not known.
//!
//! A `set` under a condition on something else, such as the method, may be executed or not. Such a variable has several
//! values, each with its cases: `set $cors "${cors}get"`, under a condition on the method, adds those that end with `get`.

use std::collections::BTreeMap;

use cors_compiler::language::Automata;
use cors_compiler::migration::Predicate;

use super::syntax::{Directive, Word};
use crate::import::regex::as_read_here;
use crate::scan::Simplified as _;

/// How many cases a value may have: a map of ten thousand origins, once.
const MAX_CASES: usize = 20_000;

/// How many values a variable may have.
const MAX_VALUES: usize = 64;

/// How deep variables may refer to each other.
const MAX_DEPTH: usize = 16;

/// How many steps the comparison of a regex with a text may take.
const MAX_STEPS: usize = 1_000_000;

/// What a variable is for some origins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A text.
    Text(String),
    /// The origin of the request.
    Origin,
    /// Something that is not known.
    Unknown,
}

/// A value for the origins that meet a predicate, and no predicate of an earlier case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) predicate: Predicate,
    pub(super) value: Value,
    /// Where it is written, if that is in a map.
    pub(super) written: Option<std::ops::Range<usize>>,
}

impl Case {
    fn always(value: Value) -> Vec<Self> {
        vec![Self { predicate: Predicate::Constant(true), value, written: None }]
    }
}

/// When an `if` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Holds {
    /// For these origins.
    For(Predicate),
    /// That depends on something other than the origin.
    Maybe,
}

impl Holds {
    /// The origins for which it can hold.
    pub(super) fn origins(self) -> Predicate {
        match self {
            Self::For(predicate) => predicate,
            Self::Maybe => Predicate::Constant(true),
        }
    }
}

/// An execution of `set`.
#[derive(Debug, Clone)]
struct Set<'c> {
    name: &'c str,
    condition: Holds,
    values: Vec<Vec<Case>>,
}

/// What is known of variables where a directive is.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables<'c> {
    maps: BTreeMap<&'c str, &'c Directive>,
    /// What `set` did so far, in order.
    sets: Vec<Set<'c>>,
}

impl<'c> Variables<'c> {
    /// Adds a `map`.
    pub(super) fn add_map(&mut self, map: &'c Directive) {
        if let Some(name) = map.argument(1).and_then(|name| name.strip_prefix('$')) {
            self.maps.insert(name, map);
        }
    }

    /// Executes a `set` under a condition, which may not be understood.
    pub(super) fn set(&mut self, set: &'c Directive, condition: Option<&Holds>) {
        let [name, value] = set.arguments.as_slice() else { return };
        let Some(name) = name.text.strip_prefix('$') else { return };
        let (condition, values) = match condition {
            Some(condition) => (condition.clone(), self.values(&value.text)),
            None => (Holds::For(Predicate::Constant(true)), vec![Case::always(Value::Unknown)]),
        };
        self.sets.push(Set { name, condition, values });
    }

    /// The values that a text with variables can have, whatever else they depend on, each with its cases.
    pub(super) fn values(&self, text: &str) -> Vec<Vec<Case>> {
        self.values_at(text, self.sets.len(), 0)
    }

    fn values_at(&self, text: &str, sets: usize, depth: usize) -> Vec<Vec<Case>> {
        if !text.contains('$') {
            return vec![Case::always(Value::Text(text.to_owned()))];
        }
        let Some(parts) = parts(text).filter(|_| depth < MAX_DEPTH) else {
            return vec![Case::always(Value::Unknown)];
        };
        let mut values = vec![Case::always(Value::Text(String::new()))];
        for part in parts {
            let next = match part {
                Part::Text(text) => vec![Case::always(Value::Text(text.to_owned()))],
                Part::Variable(name) => self.variable(name, sets, depth.saturating_add(1)),
            };
            let pairs = values.iter().flat_map(|first| next.iter().map(move |then| (first, then)));
            values = limited(pairs.map(|(first, then)| concatenated(first, then)).collect());
        }
        values
    }

    /// The values of a variable, after this many executions of `set`.
    fn variable(&self, name: &str, sets: usize, depth: usize) -> Vec<Vec<Case>> {
        if name == "http_origin" {
            return vec![Case::always(Value::Origin)];
        }
        let before = self.sets.get(..sets).unwrap_or_default();
        let Some((last, set)) = before.iter().enumerate().rfind(|(_, set)| set.name == name) else {
            return vec![match self.maps.get(name) {
                Some(map) => self.map(map, sets, depth),
                None => Case::always(Value::Unknown),
            }];
        };
        let Holds::For(condition) = &set.condition else {
            let unset = self.variable(name, last, depth);
            return limited(set.values.iter().cloned().chain(unset).collect());
        };
        if *condition == Predicate::Constant(true) {
            return set.values.clone();
        }
        let mut values = Vec::new();
        for unset in self.variable(name, last, depth) {
            for value in &set.values {
                let cases = value.iter().map(|case| under(condition, case));
                values.push(cases.chain(unset.iter().cloned()).collect());
            }
        }
        limited(values)
    }

    /// The cases of a value that doesn't depend on anything but the origin.
    fn only_value(&self, text: &str, sets: usize, depth: usize) -> Vec<Case> {
        let mut values = self.values_at(text, sets, depth);
        match values.pop() {
            Some(only) if values.is_empty() => only,
            _ => Case::always(Value::Unknown),
        }
    }

    fn map(&self, map: &Directive, sets: usize, depth: usize) -> Vec<Case> {
        let source = map.argument(0).unwrap_or_default();
        let entries = entries(map);
        let mut cases: Vec<Case> = Vec::new();
        for from in self.only_value(source, sets, depth) {
            match from.value {
                Value::Unknown => cases.push(from),
                Value::Text(text) => {
                    let value = match entry_of(&entries, &text) {
                        Some(Some(to)) => self.only_value(&to.text, sets, depth),
                        Some(None) => Case::always(Value::Text(String::new())),
                        None => Case::always(Value::Unknown),
                    };
                    cases.extend(value.iter().map(|case| under(&from.predicate, case)));
                }
                Value::Origin => {
                    for entry in &entries {
                        let value = match entry.to {
                            Some(to) => self.only_value(&to.text, sets, depth),
                            None => Case::always(Value::Text(String::new())),
                        };
                        let (matches, value) = match &entry.matches {
                            Some(matches) => (matches.clone(), value),
                            // It may match any origin, and what follows may not be reached.
                            None => (Predicate::Constant(true), Case::always(Value::Unknown)),
                        };
                        let matches = Predicate::All(vec![from.predicate.clone(), matches]);
                        let matches = matches.simplified();
                        cases.extend(value.iter().map(|case| Case {
                            written: entry.written.clone().or_else(|| case.written.clone()),
                            ..under(&matches, case)
                        }));
                    }
                }
            }
            if cases.len() > MAX_CASES {
                return Case::always(Value::Unknown);
            }
        }
        cases
    }

    /// When the condition of an `if` holds; `None` if that is not known.
    pub(super) fn condition(&self, arguments: &[Word]) -> Option<Holds> {
        let words = condition_words(arguments)?;
        let texts: Vec<&str> = words.iter().map(String::as_str).collect();
        let (variable, operator, operand) = match texts.as_slice() {
            [variable] => (*variable, "!=", ""),
            [variable, operator, operand] => (*variable, *operator, *operand),
            [operator, _] if operator.starts_with(['-', '!']) => {
                return Some(Holds::Maybe);
            }
            _ => return None,
        };
        let values = self.values(variable);
        if values.iter().flatten().all(|case| case.value == Value::Unknown) {
            return Some(Holds::Maybe);
        }
        let any = values.iter().map(|cases| holds_for_cases(cases, operator, operand));
        let any: Vec<Predicate> = any.collect::<Option<_>>()?;
        Some(Holds::For(Predicate::Any(any).simplified()))
    }
}

/// When a comparison of a value holds; `None` if that is not known.
fn holds_for_cases(cases: &[Case], operator: &str, operand: &str) -> Option<Predicate> {
    let holds = comparison(operator, operand)?;
    let holds_for = |value: &Value| match value {
        Value::Unknown => None,
        // An origin is not empty.
        Value::Origin if operand.is_empty() && matches!(operator, "=" | "!=") => {
            Some(Predicate::Constant(operator == "!="))
        }
        Value::Origin => Some(holds.clone()),
        Value::Text(text) => Some(Predicate::Constant(holds_of_text(&holds, text)?)),
    };
    let mut any = Vec::new();
    let mut earlier: Vec<Predicate> = Vec::new();
    for case in cases {
        let holds = holds_for(&case.value)?;
        let is_certain = holds == Predicate::Constant(true);
        let mut all = vec![case.predicate.clone(), holds];
        if !earlier.is_empty() {
            all.push(Predicate::Not(Box::new(Predicate::Any(earlier.clone()))));
        }
        any.push(Predicate::All(all));
        if !is_certain {
            earlier.push(case.predicate.clone());
        }
        if any.len() > MAX_DEPTH {
            return None;
        }
    }
    Some(Predicate::Any(any).simplified())
}

/// A value after another one. The first pair of cases that hold counts.
fn concatenated(first: &[Case], then: &[Case]) -> Vec<Case> {
    let mut cases = Vec::new();
    for one in first {
        for other in then {
            let value = match (&one.value, &other.value) {
                (Value::Text(one), Value::Text(other)) => Value::Text(format!("{one}{other}")),
                (Value::Text(empty), value) | (value, Value::Text(empty)) if empty.is_empty() => {
                    value.clone()
                }
                _ => Value::Unknown,
            };
            let written = other.written.clone().or_else(|| one.written.clone());
            cases.push(Case { value, written, ..under(&one.predicate, other) });
            if cases.len() > MAX_CASES {
                return Case::always(Value::Unknown);
            }
        }
    }
    cases
}

/// The values, unless they are too many to be followed.
fn limited(values: Vec<Vec<Case>>) -> Vec<Vec<Case>> {
    let count = values.iter().map(Vec::len).fold(0, usize::saturating_add);
    match values.len() > MAX_VALUES || count > MAX_CASES {
        true => vec![Case::always(Value::Unknown)],
        false => values,
    }
}

/// A case that counts only under a condition.
fn under(condition: &Predicate, case: &Case) -> Case {
    let predicate = Predicate::All(vec![condition.clone(), case.predicate.clone()]).simplified();
    Case { predicate, ..case.clone() }
}

/// A part of a value.
enum Part<'t> {
    Text(&'t str),
    Variable(&'t str),
}

/// The parts of a value; `None` if one of them is not the name of a variable.
fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (name, after) = match after.strip_prefix('{') {
            Some(braced) => braced.split_once('}')?,
            None => after.split_at(after.find(|c| !is_name(c)).unwrap_or(after.len())),
        };
        // `$1` is a part of what a regex matched.
        let is_variable =
            name.chars().all(is_name) && !name.starts_with(|c: char| c.is_ascii_digit());
        if name.is_empty() || !is_variable {
            return None;
        }
        parts.push(Part::Variable(name));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    Some(parts)
}

/// A line of a map.
struct Entry<'c> {
    /// What it matches; `None` if that is not known.
    matches: Option<Predicate>,
    /// Its value; without one, it is empty.
    to: Option<&'c Word>,
    written: Option<std::ops::Range<usize>>,
}

/// The lines of a map in the order in which nginx tries them: texts, regexes, and the default.
fn entries(map: &Directive) -> Vec<Entry<'_>> {
    let (mut texts, mut regexes, mut default) = (Vec::new(), Vec::new(), None);
    for line in map.block.iter().flatten() {
        let to = line.arguments.first();
        let key = line.name.text.as_str();
        let entry = |matches| Entry { matches, to, written: Some(line.range()) };
        if matches!(key, "hostnames" | "volatile" | "include") && to.is_none() {
            continue;
        }
        if key == "default" {
            default = Some(to);
        } else if let Some(regex) = key.strip_prefix("~*") {
            regexes.push(entry(matches(key, regex, true)));
        } else if let Some(regex) = key.strip_prefix('~') {
            regexes.push(entry(matches(key, regex, false)));
        } else {
            let key = key.strip_prefix('\\').unwrap_or(key);
            // A map ignores case, and origins are in lower case.
            texts.push(entry(Some(Predicate::Equals(key.to_ascii_lowercase()))));
        }
    }
    let default = Entry {
        matches: Some(Predicate::Constant(true)),
        to: default.flatten(),
        written: default.flatten().map(|word| word.range.clone()),
    };
    texts.into_iter().chain(regexes).chain([default]).collect()
}

/// The value of the line that matches a text; `None` if that is not known.
fn entry_of<'c>(entries: &[Entry<'c>], text: &str) -> Option<Option<&'c Word>> {
    for entry in entries {
        let matches = entry.matches.as_ref()?;
        let text = match matches {
            Predicate::Equals(_) => text.to_ascii_lowercase(),
            _ => text.to_owned(),
        };
        if holds_of_text(matches, &text)? {
            return Some(entry.to);
        }
    }
    None
}

fn holds_of_text(predicate: &Predicate, text: &str) -> Option<bool> {
    let language = predicate.language(&Automata::within(MAX_STEPS)).ok()?;
    Some(language.contains(text.as_bytes()))
}

/// A regex that nginx searches for, which is written so.
fn matches(written: &str, regex: &str, ignores_case: bool) -> Option<Predicate> {
    let means = Box::new(Predicate::Matches(as_read_here(regex, ignores_case)?));
    Some(Predicate::Written { text: written.to_owned(), means })
}

/// When a comparison of the origin holds.
fn comparison(operator: &str, operand: &str) -> Option<Predicate> {
    let matches = |ignores_case| {
        let written = format!("{} {operand}", operator.trim_start_matches('!'));
        matches(&written, operand, ignores_case)
    };
    let (predicate, is_negated) = match operator {
        "=" => (Predicate::Equals(operand.to_owned()), false),
        "!=" => (Predicate::Equals(operand.to_owned()), true),
        "~" => (matches(false)?, false),
        "~*" => (matches(true)?, false),
        "!~" => (matches(false)?, true),
        "!~*" => (matches(true)?, true),
        _ => return None,
    };
    Some(if is_negated { Predicate::Not(Box::new(predicate)) } else { predicate })
}

/// The words between the parentheses of an `if`. A parenthesis behind a quote is a word of its own.
fn condition_words(arguments: &[Word]) -> Option<Vec<String>> {
    let mut words: Vec<String> = arguments.iter().map(|word| word.text.clone()).collect();
    let first = words.first_mut()?;
    *first = first.strip_prefix('(')?.to_owned();
    if first.is_empty() {
        words.remove(0);
    }
    let last = words.pop()?;
    let last = last.strip_suffix(')')?;
    if !last.is_empty() {
        words.push(last.to_owned());
    }
    Some(words)
}
