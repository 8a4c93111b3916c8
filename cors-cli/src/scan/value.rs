//! What an expression is worth, as far as it can be known without running it.

use std::ops::Range;

use cors_compiler::migration::Predicate;

use super::found::Unread;

/// The value of an expression.
///
/// An `Option` or a `Result` of a value is the value: the text of an origin that a browser sends is always valid, so
/// `to_str()` never fails for it, nor does a URL parser.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A text.
    Text(String),
    /// A number; a duration in seconds.
    Number(u64),
    /// Several values, and where they are written.
    List(Vec<(Value, Range<usize>)>),
    /// A condition on the origin; a constant too.
    Bool(Predicate),
    /// The origin, or a part of it.
    Subject(Subject),
    /// The origin as a URL.
    Url,
    /// Regexes, of which one must match.
    Regex(Vec<String>),
    /// `None`
    Nothing,
    /// A name that refers to something outside of the file.
    Path(Vec<String>),
    /// Something that is not known.
    Unknown(Unread),
}

/// A text that a predicate is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Subject {
    /// The whole origin.
    Origin,
    /// What follows this beginning of it; a predicate does not hold for origins that begin otherwise.
    After(String),
    /// Its host.
    Host,
    /// Its scheme.
    Scheme,
}

impl Subject {
    /// The condition that the text is this.
    pub(super) fn equals(&self, text: String) -> Predicate {
        match self {
            Self::Origin => Predicate::Equals(text),
            Self::After(before) => Predicate::Equals(format!("{before}{text}")),
            Self::Host => Predicate::Host(Box::new(Predicate::Equals(text))),
            Self::Scheme => Predicate::Scheme(Box::new(Predicate::Equals(text))),
        }
    }

    /// The condition that the text starts with this.
    pub(super) fn starts_with(&self, text: String) -> Predicate {
        match self {
            Self::After(before) => Predicate::StartsWith(format!("{before}{text}")),
            _ => self.of(Predicate::StartsWith(text)),
        }
    }

    /// The condition that the text ends with this.
    pub(super) fn ends_with(&self, text: String) -> Predicate {
        match self {
            Self::After(before) => Predicate::All(vec![
                Predicate::StartsWith(before.clone()),
                Predicate::EndsWith(text.clone()),
                // They do not overlap.
                Predicate::Not(Box::new(overlapping(before, &text))),
            ])
            .simplified(),
            _ => self.of(Predicate::EndsWith(text)),
        }
    }

    /// The condition that the text has this in it; `None` if it cannot be said.
    pub(super) fn contains(&self, text: String) -> Option<Predicate> {
        match self {
            Self::After(_) => None,
            _ => Some(self.of(Predicate::Contains(text))),
        }
    }

    /// The condition that one of the regexes matches; `None` if it cannot be said.
    pub(super) fn matches(&self, regexes: &[String]) -> Option<Predicate> {
        let one = |regex: &String| match self {
            Self::After(_) => None,
            _ => Some(self.of(Predicate::Matches(regex.clone()))),
        };
        let mut all = regexes.iter().map(one).collect::<Option<Vec<Predicate>>>()?;
        Some(match all.pop() {
            Some(only) if all.is_empty() => only,
            last => Predicate::Any(all.into_iter().chain(last).collect()),
        })
    }

    fn of(&self, predicate: Predicate) -> Predicate {
        match self {
            Self::Origin | Self::After(_) => predicate,
            Self::Host => Predicate::Host(Box::new(predicate)),
            Self::Scheme => Predicate::Scheme(Box::new(predicate)),
        }
    }
}

/// The texts that start with `before` and end with `end`, but are shorter than both.
fn overlapping(before: &str, end: &str) -> Predicate {
    let both = |length: usize| {
        let (start, rest) = (before.get(..length)?, before.get(length..)?);
        end.starts_with(rest).then(|| Predicate::Equals(format!("{start}{end}")))
    };
    Predicate::Any((0..before.len()).filter_map(both).collect())
}

/// A predicate without parts that say nothing.
pub(crate) trait Simplified {
    /// The same, smaller if that is obvious.
    fn simplified(self) -> Self;
}

impl Simplified for Predicate {
    fn simplified(self) -> Self {
        let flat = |parts: Vec<Self>, is_all: bool| -> Vec<Self> {
            let mut flat: Vec<Self> = Vec::new();
            let parts = parts.into_iter().map(Simplified::simplified).flat_map(|part| match part {
                Self::All(inner) if is_all => inner,
                Self::Any(inner) if !is_all => inner,
                other => vec![other],
            });
            for part in parts {
                if part != Self::Constant(is_all) && !flat.contains(&part) {
                    flat.push(part);
                }
            }
            flat
        };
        match self {
            Self::All(parts) => {
                let mut parts = flat(parts, true);
                // `(a || b) && a` is `a`.
                let all = parts.clone();
                parts.retain(|part| match part {
                    Self::Any(inner) => !inner.iter().any(|one| all.contains(one)),
                    _ => true,
                });
                match parts.len() {
                    0 => Self::Constant(true),
                    1 => parts.remove(0),
                    _ if parts.contains(&Self::Constant(false)) => Self::Constant(false),
                    _ => Self::All(parts),
                }
            }
            Self::Any(parts) => {
                let mut parts = flat(parts, false);
                match parts.len() {
                    0 => Self::Constant(false),
                    1 => parts.remove(0),
                    _ if parts.contains(&Self::Constant(true)) => Self::Constant(true),
                    _ => Self::Any(parts),
                }
            }
            Self::Not(inner) => match inner.simplified() {
                Self::Constant(value) => Self::Constant(!value),
                Self::Not(inner) => *inner,
                inner => Self::Not(Box::new(inner)),
            },
            other => other,
        }
    }
}
