//! A predicate over the text of an origin, and the language of the texts for which it holds.
//!
//! ```text
//!   origin.starts_with("https://") && !origin.contains("..")
//!
//!   All([StartsWith("https://"), Not(Contains(".."))])          https://.*   minus   .*\.\..*
//! ```
//!
//! # Cost
//!
//! One operation on automata for each part.

use std::fmt;

use crate::language::{Automata, Language, SearchError, TooLarge};

/// How deep predicates may be nested.
const MAX_DEPTH: usize = 32;

/// What a program compares of an origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predicate {
    /// It holds for every text, or for none.
    Constant(bool),
    /// The text is this.
    Equals(String),
    /// The text starts with this.
    StartsWith(String),
    /// The text ends with this.
    EndsWith(String),
    /// The text has this in it.
    Contains(String),
    /// The regex matches somewhere in the text.
    Matches(String),
    /// The predicate holds for the host, without brackets and port: `Url::host_str`.
    Host(Box<Predicate>),
    /// The predicate holds for the scheme, without the colon: `Url::scheme`.
    Scheme(Box<Predicate>),
    /// A predicate that is written in another language than Rust: this is its text there.
    Written {
        /// The text, as messages quote it.
        text: String,
        /// What it means.
        means: Box<Predicate>,
    },
    /// The predicate does not hold.
    Not(Box<Predicate>),
    /// All of them hold.
    All(Vec<Predicate>),
    /// One of them holds.
    Any(Vec<Predicate>),
}

/// Why the language of a predicate could not be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PredicateError {
    /// Its regex has none.
    Search(SearchError),
    /// An automaton would be too large.
    TooLarge(TooLarge),
    /// It is nested too deeply.
    TooDeep,
}

impl From<SearchError> for PredicateError {
    fn from(error: SearchError) -> Self {
        Self::Search(error)
    }
}

impl From<TooLarge> for PredicateError {
    fn from(error: TooLarge) -> Self {
        Self::TooLarge(error)
    }
}

impl Predicate {
    /// The texts for which the predicate holds; of hosts and schemes, the origins.
    ///
    /// # Errors
    ///
    /// The predicate has a regex without a language, or takes too much.
    ///
    /// ```
    /// use cors_compiler::language::Automata;
    /// use cors_compiler::migration::Predicate;
    ///
    /// let predicate = Predicate::EndsWith("example.com".to_owned());
    /// let language = predicate.language(&Automata::unlimited()).unwrap();
    /// assert!(language.contains(b"https://evilexample.com"));
    /// ```
    pub fn language(&self, automata: &Automata) -> Result<Language, PredicateError> {
        self.language_at(automata, 0)
    }

    fn language_at(&self, automata: &Automata, depth: usize) -> Result<Language, PredicateError> {
        if depth > MAX_DEPTH {
            return Err(PredicateError::TooDeep);
        }
        let below = |inner: &Predicate| inner.language_at(automata, depth.saturating_add(1));
        let literal = |text: &String| Language::literal(text.as_bytes());
        let anything = Language::anything();
        Ok(match self {
            Self::Constant(true) => anything,
            Self::Constant(false) => Language::empty(),
            Self::Equals(text) => literal(text),
            Self::StartsWith(text) => automata.concat(&literal(text), &anything)?,
            Self::EndsWith(text) => automata.concat(&anything, &literal(text))?,
            Self::Contains(text) => {
                automata.concat(&anything, &automata.concat(&literal(text), &anything)?)?
            }
            Self::Matches(regex) => automata.search(regex)?,
            Self::Written { means, .. } => below(means)?,
            Self::Host(host) => {
                let host = automata
                    .intersection(&below(host)?, &Language::own(r"[^/:\[\]]+|[0-9a-f:]+"))?;
                let bracketed =
                    automata.intersection(&host, &Language::own("[0-9a-f]*:[0-9a-f:]*"))?;
                let bracketed = automata.concat(&Language::literal(b"["), &bracketed)?;
                let bracketed = automata.concat(&bracketed, &Language::literal(b"]"))?;
                let host = automata
                    .union(&automata.difference(&host, &Language::own(".*:.*"))?, &bracketed)?;
                let origin = automata.concat(&Language::own("[a-z][a-z0-9+.-]*://"), &host)?;
                automata.concat(&origin, &Language::own("(:[0-9]+)?"))?
            }
            Self::Scheme(scheme) => {
                let scheme =
                    automata.intersection(&below(scheme)?, &Language::own("[a-z][a-z0-9+.-]*"))?;
                automata.concat(&scheme, &Language::own("://(?s-u:.)*"))?
            }
            Self::Not(inner) => automata.difference(&anything, &below(inner)?)?,
            Self::All(parts) => {
                let mut language = anything;
                for part in parts {
                    language = automata.intersection(&language, &below(part)?)?;
                }
                language
            }
            Self::Any(parts) => {
                let mut language = Language::empty();
                for part in parts {
                    language = automata.union(&language, &below(part)?)?;
                }
                language
            }
        })
    }
}

/// As a program might write it.
impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call =
            |f: &mut fmt::Formatter<'_>, name: &str, text: &str| write!(f, "{name}({text:?})");
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Predicate], operator: &str| {
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    write!(f, " {operator} ")?;
                }
                match part {
                    Predicate::All(_) | Predicate::Any(_) => write!(f, "({part})")?,
                    _ => write!(f, "{part}")?,
                }
            }
            Ok(())
        };
        match self {
            Self::Constant(value) => write!(f, "{value}"),
            Self::Equals(text) => write!(f, "== {text:?}"),
            Self::StartsWith(text) => call(f, "starts_with", text),
            Self::EndsWith(text) => call(f, "ends_with", text),
            Self::Contains(text) => call(f, "contains", text),
            Self::Matches(regex) => write!(f, "Regex::new(r\"{regex}\")"),
            Self::Written { text, .. } => f.write_str(text),
            Self::Host(inner) => write!(f, "host {inner}"),
            Self::Scheme(inner) => write!(f, "scheme {inner}"),
            Self::Not(inner) => write!(f, "!({inner})"),
            Self::All(parts) => joined(f, parts, "&&"),
            Self::Any(parts) => joined(f, parts, "||"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_predicate_has_its_texts() {
        let text = |text: &str| text.to_owned();
        let host = |host| Predicate::Host(Box::new(host));
        let and = |parts: &[Predicate]| Predicate::All(parts.to_vec());
        for (predicate, inside, outside) in [
            (Predicate::Constant(true), "null", ""),
            (Predicate::Equals(text("https://a")), "https://a", "https://ab"),
            (Predicate::StartsWith(text("https://a")), "https://ab", "http://a"),
            (Predicate::EndsWith(text("a.com")), "https://ba.com", "https://a.com:1"),
            (Predicate::Contains(text("a.")), "https://ba.c", "https://b.c"),
            (Predicate::Matches(text("^https://a")), "https://ab", "http://a"),
            (host(Predicate::EndsWith(text(".a.com"))), "http://b.a.com:8080", "http://b.a.com.c"),
            (host(Predicate::Equals(text("::1"))), "http://[::1]:3000", "http://::1"),
            (
                Predicate::Scheme(Box::new(Predicate::Equals(text("https")))),
                "https://a",
                "http://https",
            ),
            (
                Predicate::Written {
                    text: text("~b$"),
                    means: Box::new(Predicate::Matches(text("b$"))),
                },
                "https://b",
                "https://a",
            ),
            (Predicate::Not(Box::new(Predicate::Contains(text("b")))), "https://a", "https://b"),
            (
                and(&[Predicate::StartsWith(text("https://")), Predicate::EndsWith(text(".a"))]),
                "https://b.a",
                "http://b.a",
            ),
            (
                Predicate::Any(vec![Predicate::Equals(text("a")), Predicate::Equals(text("b"))]),
                "b",
                "c",
            ),
        ] {
            let language = predicate.language(&Automata::unlimited()).unwrap();
            assert!(language.contains(inside.as_bytes()), "{predicate}: {inside}");
            assert!(
                outside.is_empty() || !language.contains(outside.as_bytes()),
                "{predicate}: {outside}"
            );
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let deep =
            (0..100).fold(Predicate::Constant(true), |inner, _| Predicate::Not(Box::new(inner)));
        assert_eq!(deep.language(&Automata::unlimited()), Err(PredicateError::TooDeep));
    }
}
