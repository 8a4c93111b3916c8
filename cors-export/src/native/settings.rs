//! The settings of a CORS feature: what is written to a configuration, and what is read from it.

use cors_compiler::language::{Automata, Language};

use crate::Refusal;

/// The settings of a CORS feature.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) origins: Vec<Entry>,
    pub(crate) credentials: bool,
    /// `*` is any.
    pub(crate) methods: Vec<String>,
    /// `*` is any, as the form of the system says.
    pub(crate) headers: Vec<String>,
    /// `*` is any.
    pub(crate) exposed: Vec<String>,
    /// In seconds.
    pub(crate) max_age: Option<u32>,
}

/// An entry of a list of origins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// `*`.
    Any,
    /// A single origin.
    Exact(String),
    /// The text before a `*` and the text after it; the `*` is any text. Whether the text can be empty is documented by
    /// none of the systems, and LocalStack, whose tests compare it with S3, reads `*` as one or more characters.
    Star(String, String),
    /// The same, but for labels of a host: any number of them.
    Labels(String, String),
    /// The same, but the documentation promises a single label.
    OneLabel(String, String),
    /// A regex of whole origins, without anchors.
    Regex(String),
}

/// The origins of an entry.
#[derive(Debug)]
pub(crate) struct Admitted {
    /// Those that the documentation promises.
    pub(crate) at_least: Language,
    /// Those that no reading of the documentation excludes.
    pub(crate) at_most: Language,
}

impl Entry {
    /// The entry as it is written; `*` is where it was.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Any => "*".to_owned(),
            Self::Exact(text) | Self::Regex(text) => text.clone(),
            Self::Star(before, after)
            | Self::Labels(before, after)
            | Self::OneLabel(before, after) => format!("{before}*{after}"),
        }
    }

    /// Its origins. Those of `*` are all, so it has no language.
    pub(crate) fn admitted(&self, automata: &Automata) -> Result<Admitted, Refusal> {
        let around = |before: &str, middle: &str, after: &str| -> Result<Language, Refusal> {
            let middle = regex(automata, middle)?;
            let rest = automata.concat(&middle, &Language::literal(after.as_bytes()))?;
            Ok(automata.concat(&Language::literal(before.as_bytes()), &rest)?)
        };
        let exactly =
            |language: Language| Admitted { at_least: language.clone(), at_most: language };
        Ok(match self {
            Self::Any => exactly(Language::anything()),
            Self::Exact(origin) => exactly(Language::literal(origin.as_bytes())),
            Self::Regex(text) => exactly(regex(automata, text)?),
            Self::Star(before, after) => Admitted {
                at_least: around(before, "(?s-u).+", after)?,
                at_most: around(before, ANYTHING, after)?,
            },
            Self::Labels(before, after) => Admitted {
                at_least: around(before, r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", after)?,
                at_most: around(before, ANYTHING, after)?,
            },
            Self::OneLabel(before, after) => Admitted {
                at_least: around(before, "[a-z0-9_-]+", after)?,
                at_most: around(before, ANYTHING, after)?,
            },
        })
    }
}

const ANYTHING: &str = "(?s-u).*";

fn regex(automata: &Automata, text: &str) -> Result<Language, Refusal> {
    automata.regex(text).map_err(|_| Refusal::Unreadable)
}

impl Settings {
    /// The origins as they are written.
    pub(crate) fn origin_texts(&self) -> Vec<String> {
        self.origins.iter().map(Entry::text).collect()
    }
}

impl Entry {
    /// The origin, if it is a single one.
    pub(crate) fn exact(&self) -> Option<&str> {
        match self {
            Self::Exact(origin) => Some(origin),
            _ => None,
        }
    }
}
