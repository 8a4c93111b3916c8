//! Calls of methods.

use std::ops::Range;

use cors_compiler::migration::Predicate;
use syn::ExprMethodCall;

use super::{Evaluated, Evaluator, OPERATION, equal, range};
use crate::scan::found::Unread;
use crate::scan::scope::Locals;
use crate::scan::value::{Simplified as _, Subject, Value};

impl Evaluator<'_> {
    pub(super) fn method(&self, call: &ExprMethodCall, locals: &Locals) -> Evaluated {
        let unread = |reason| Err(Unread { range: range(call), reason });
        let name = call.method.to_string();
        let receiver = self.value(&call.receiver, locals)?;
        if TRANSPARENT.contains(&name.as_str()) {
            return Ok(receiver);
        }
        let argument = |index: usize| {
            let missing = Unread { range: range(call), reason: OPERATION };
            call.args.iter().nth(index).ok_or(missing)
        };
        match (name.as_str(), receiver) {
            ("is_ok" | "is_some", Value::Subject(Subject::After(before))) => {
                Ok(Value::Bool(Predicate::StartsWith(before)))
            }
            ("is_ok" | "is_some", Value::Subject(_) | Value::Url) => {
                Ok(Value::Bool(Predicate::Constant(true)))
            }
            ("is_err" | "is_none", Value::Subject(Subject::Origin) | Value::Url) => {
                Ok(Value::Bool(Predicate::Constant(false)))
            }
            ("map" | "and_then" | "is_ok_and" | "is_some_and", value)
                if !matches!(value, Value::List(_) | Value::Bool(_)) =>
            {
                let function = argument(0)?;
                inside(value, |value| self.applied(function, value, locals))
            }
            ("map_or" | "map_or_else", value)
                if !matches!(value, Value::List(_) | Value::Bool(_)) =>
            {
                let function = argument(1)?;
                inside(value, |value| self.applied(function, value, locals))
            }
            (_, Value::Subject(subject)) => {
                let value = self.of_subject(&name, &subject, call, locals);
                value.unwrap_or_else(|| unread(OPERATION))
            }
            ("host_str" | "host", Value::Url) => Ok(Value::Subject(Subject::Host)),
            ("scheme" | "scheme_str", Value::Url) => Ok(Value::Subject(Subject::Scheme)),
            ("is_match", Value::Regex(regexes)) => match self.value(argument(0)?, locals)? {
                Value::Subject(subject) => match subject.matches(&regexes) {
                    Some(predicate) => Ok(Value::Bool(predicate)),
                    None => unread(OPERATION),
                },
                _ => unread(OPERATION),
            },
            (_, Value::List(items)) => self.of_list(&name, items, call, locals),
            ("parse" | "trim", value @ Value::Text(_)) => Ok(value),
            ("split" | "split_terminator", Value::Text(text)) => {
                let Value::Text(separator) = self.value(argument(0)?, locals)? else {
                    return unread(OPERATION);
                };
                let whole = range(&call.receiver);
                let part = |part: &str| (Value::Text(part.to_owned()), whole.clone());
                Ok(Value::List(text.split(&separator).map(part).collect()))
            }
            ("to_lowercase" | "to_ascii_lowercase", Value::Text(text)) => {
                Ok(Value::Text(text.to_ascii_lowercase()))
            }
            ("eq", left) => match equal(&left, &self.value(argument(0)?, locals)?) {
                Some(equal) => Ok(Value::Bool(equal)),
                None => unread(OPERATION),
            },
            _ => unread(OPERATION),
        }
    }

    /// A method of the origin or a part of it.
    fn of_subject(
        &self,
        name: &str,
        subject: &Subject,
        call: &ExprMethodCall,
        locals: &Locals,
    ) -> Option<Evaluated> {
        match name {
            "parse" => {
                let is_url = *subject == Subject::Origin && parses_url(call);
                return is_url.then_some(Ok(Value::Url));
            }
            // Browsers send web origins in lower case and without spaces.
            "to_lowercase" | "to_ascii_lowercase" | "trim" => {
                return Some(Ok(Value::Subject(subject.clone())));
            }
            _ => {}
        }
        let text = match self.value(call.args.first()?, locals) {
            Ok(Value::Text(text)) => text,
            Ok(_) => return None,
            Err(unread) => return Some(Err(unread)),
        };
        // An IPv6 address has brackets for one parser of URLs, and none for another.
        if *subject == Subject::Host && text.contains(['[', ']', ':']) {
            return None;
        }
        let predicate = match name {
            "starts_with" => subject.starts_with(text),
            "ends_with" => subject.ends_with(text),
            "contains" => subject.contains(text)?,
            "eq" => subject.equals(text),
            "eq_ignore_ascii_case" => subject.equals(text.to_ascii_lowercase()),
            "strip_prefix" if *subject == Subject::Origin => {
                return Some(Ok(Value::Subject(Subject::After(text))));
            }
            _ => return None,
        };
        Some(Ok(Value::Bool(predicate.simplified())))
    }

    /// A method of a list or an iterator.
    fn of_list(
        &self,
        name: &str,
        items: Vec<(Value, Range<usize>)>,
        call: &ExprMethodCall,
        locals: &Locals,
    ) -> Evaluated {
        let unread = |reason| Err(Unread { range: range(call), reason });
        match (name, call.args.first()) {
            // The variable of a loop is all items at once: see `Finder`.
            ("collect" | "into_iter" | "flatten" | "parse" | "trim", _) => Ok(Value::List(items)),
            ("map" | "filter_map" | "flat_map", Some(function)) => {
                let mapped = items.into_iter().map(|(value, range)| {
                    let mapped = match value {
                        Value::Unknown(unknown) => Err(unknown),
                        value => self.applied(function, value, locals),
                    };
                    (mapped.unwrap_or_else(Value::Unknown), range)
                });
                Ok(Value::List(mapped.collect()))
            }
            ("chain", Some(other)) => match self.value(other, locals)? {
                Value::List(others) => Ok(Value::List(items.into_iter().chain(others).collect())),
                _ => unread(OPERATION),
            },
            ("any" | "all", Some(function)) => {
                let mut predicates = Vec::new();
                for (value, _) in items {
                    match self.applied(function, value, locals)? {
                        Value::Bool(predicate) => predicates.push(predicate),
                        _ => return unread(OPERATION),
                    }
                }
                let predicate = match name {
                    "any" => Predicate::Any(predicates),
                    _ => Predicate::All(predicates),
                };
                Ok(Value::Bool(predicate.simplified()))
            }
            ("contains", Some(argument)) => {
                let Value::Subject(subject) = self.value(argument, locals)? else {
                    return unread(OPERATION);
                };
                let mut predicates = Vec::new();
                for (value, range) in items {
                    match value {
                        Value::Text(text) => predicates.push(subject.equals(text)),
                        Value::Unknown(unknown) => return Err(unknown),
                        _ => return Err(Unread { range, reason: OPERATION }),
                    }
                }
                Ok(Value::Bool(Predicate::Any(predicates).simplified()))
            }
            _ => unread(OPERATION),
        }
    }
}

/// What is made of the value in an option, which is there only if the origin begins like this.
fn inside(value: Value, make: impl FnOnce(Value) -> Evaluated) -> Evaluated {
    let before = match &value {
        Value::Subject(Subject::After(before)) => Some(Predicate::StartsWith(before.clone())),
        _ => None,
    };
    match (before, make(value)?) {
        (Some(before), Value::Bool(predicate)) => {
            Ok(Value::Bool(Predicate::All(vec![before, predicate]).simplified()))
        }
        (_, value) => Ok(value),
    }
}

/// Whether it is `parse::<Url>()`.
fn parses_url(call: &ExprMethodCall) -> bool {
    let Some(turbofish) = &call.turbofish else { return false };
    turbofish.args.iter().any(|argument| match argument {
        syn::GenericArgument::Type(syn::Type::Path(path)) => {
            let last = path.path.segments.last();
            last.is_some_and(|last| last.ident == "Url" || last.ident == "Uri")
        }
        _ => false,
    })
}

/// Methods that give the same text, list, or value of an option or a result: see [`Value`].
const TRANSPARENT: [&str; 28] = [
    "to_str",
    "as_str",
    "as_bytes",
    "as_ref",
    "as_deref",
    "to_string",
    "to_owned",
    "into_owned",
    "into",
    "clone",
    "cloned",
    "copied",
    "unwrap",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
    "expect",
    "ok",
    "or",
    "map_err",
    "ok_or",
    "ok_or_else",
    "iter",
    "into_string",
    "to_vec",
    "as_slice",
    "borrow",
    "try_into",
];
