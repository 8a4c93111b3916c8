//! The origins that `Access-Control-Allow-Origin` allows, as conditions.

use std::ops::Range;

use cors_compiler::location::Location;
use cors_compiler::migration::{AnyOrigin, Condition, Origins, Predicate};

use super::variables::{Case, Value, Variables};
use super::{Added, NOT_FOLLOWED, OTHER_ORIGIN, Reader};
use crate::scan::{Draft, Simplified as _, Unread};

impl Reader {
    /// Adds the origins that are allowed by one `Access-Control-Allow-Origin`.
    pub(super) fn origins(
        &mut self,
        added: &Added<'_>,
        variables: &Variables<'_>,
        draft: &mut Draft,
    ) {
        let range = added.value.range.clone();
        let Some(condition) = &added.condition else {
            let reason = "the condition of its `if` is not understood";
            draft.unknown_origins(Unread { range, reason });
            return;
        };
        for cases in variables.values(&added.value.text) {
            self.origins_of_cases(added, condition, cases, draft);
        }
    }

    /// Adds the origins that are allowed by one value of `Access-Control-Allow-Origin`.
    fn origins_of_cases(
        &mut self,
        added: &Added<'_>,
        condition: &Predicate,
        cases: Vec<Case>,
        draft: &mut Draft,
    ) {
        let range = added.value.range.clone();
        let is_variable = added.value.text.contains('$');
        let mut denied: Vec<Predicate> = Vec::new();
        for Case { predicate, value, written } in cases {
            if draft.allows_any() {
                return;
            }
            let predicate = Predicate::All(vec![condition.clone(), predicate]).simplified();
            if predicate == Predicate::Constant(false) {
                continue;
            }
            let is_of_all = denied.is_empty() && predicate == Predicate::Constant(true);
            let range = written.unwrap_or_else(|| range.clone());
            let predicate = match value {
                Value::Unknown => {
                    draft.unknown_origins(Unread { range, reason: NOT_FOLLOWED });
                    continue;
                }
                // Such as `0` or `none`: no origin is this text.
                Value::Text(text) if text.is_empty() || is_variable && is_of_no_origin(&text) => {
                    denied.push(predicate);
                    continue;
                }
                Value::Text(text) if text == "*" && is_of_all => {
                    draft.any_origin(AnyOrigin::Wildcard, range);
                    continue;
                }
                Value::Origin if is_of_all => {
                    draft.any_origin(AnyOrigin::Reflected, range);
                    continue;
                }
                Value::Text(text) if text == "*" => predicate,
                Value::Origin => predicate,
                Value::Text(text) => {
                    let with_it = Predicate::All(vec![predicate.clone(), Predicate::Equals(text)]);
                    if only_text(&predicate).is_some() && self.exactly(&with_it, &denied).is_none()
                    {
                        draft.remark(range, OTHER_ORIGIN);
                        continue;
                    }
                    with_it.simplified()
                }
            };
            let parts = match predicate {
                Predicate::Any(parts) => parts,
                other => vec![other],
            };
            for predicate in parts {
                let condition = match self.exactly(&predicate, &denied) {
                    Some(origin) => Condition::Exactly(origin),
                    None if only_text(&predicate).is_some() => continue,
                    None => Condition::If(without(predicate, &denied)),
                };
                // The same variable may be in several headers of a block.
                if !has_condition(draft, &condition, &range) {
                    draft.origin(condition, range.clone());
                }
            }
        }
    }

    /// The only origin that meets a predicate and none of the denied ones, if it has the text of one.
    fn exactly(&mut self, predicate: &Predicate, denied: &[Predicate]) -> Option<String> {
        let text = only_text(predicate)?;
        let parts = match predicate {
            Predicate::All(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let meets = parts.iter().all(|part| self.holds(part, text) == Some(true));
        let is_denied = denied.iter().any(|part| self.holds(part, text) != Some(false));
        (meets && !is_denied).then(|| text.to_owned())
    }

    fn holds(&mut self, predicate: &Predicate, text: &str) -> Option<bool> {
        match predicate {
            Predicate::Equals(other) => return Some(other == text),
            Predicate::Constant(value) => return Some(*value),
            _ => {}
        }
        let language = self
            .languages
            .entry(predicate.to_string())
            .or_insert_with(|| predicate.language(&self.automata).ok());
        language.as_ref().map(|language| language.contains(text.as_bytes()))
    }
}

/// Whether a configuration has a condition that is written at this place.
fn has_condition(draft: &Draft, condition: &Condition, range: &Range<usize>) -> bool {
    let Origins::Conditions(conditions) = &draft.found.configuration.origins else { return false };
    let is_there =
        |location: Location| draft.found.ranges.get(location.index()).is_some_and(|it| it == range);
    conditions.iter().any(|one| one.value == *condition && is_there(one.location))
}

/// Whether a value that is sent is neither an origin nor `*`.
fn is_of_no_origin(text: &str) -> bool {
    !text.contains("://") && !matches!(text, "*" | "null")
}

/// A text that an origin must be to meet a predicate, if it has one.
fn only_text(predicate: &Predicate) -> Option<&str> {
    match predicate {
        Predicate::Equals(text) => Some(text),
        Predicate::All(parts) => parts.iter().find_map(only_text),
        _ => None,
    }
}

fn without(predicate: Predicate, denied: &[Predicate]) -> Predicate {
    if denied.is_empty() {
        return predicate;
    }
    let denied = Predicate::Not(Box::new(Predicate::Any(denied.to_vec())));
    Predicate::All(vec![predicate, denied]).simplified()
}
