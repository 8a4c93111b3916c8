//! The syntax tree: keys and values as they were written, each with its location. Nothing is checked yet.
//!
//! One tree for all notations. In Rust a name may be bare (`PUT`, `mirror_request`) and a regex
//! is `regex("…")`; in files a name is a string and a regex is a table with one key. Both mean
//! the same here. Which of them it was stays known, so that a repair can be pasted.

use crate::location::{Located, Location};

/// A policy as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The whole of it.
    pub location: Location,
    /// How it was written.
    pub notation: Notation,
    /// Its entries, in order.
    pub entries: Vec<Entry>,
    /// Whether there were entries whose keys could not be read.
    pub has_lost_entries: bool,
}

/// How a policy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// In the macros.
    Rust,
    /// In a file.
    Toml,
}

/// `key = value`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Located<String>,
    /// The value.
    pub value: Value,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `"text"`
    Text(Located<String>),
    /// A name without quotes.
    Name(Located<String>),
    /// A number, as it was written.
    Number(Located<String>),
    /// `true` or `false`
    Bool(Located<bool>),
    /// `regex("text")`, or `{ regex = "text" }`
    Regex(Located<String>),
    /// `[value, …]`
    List(Located<Vec<Value>>),
    /// `{ key = value, … }`
    Table(Located<Vec<Entry>>),
    /// Something that could not be read, and was reported.
    Unreadable(Location),
}

impl Value {
    /// A table, or the regex that a table with the one key `regex` is.
    #[must_use]
    pub fn table(entries: Located<Vec<Entry>>) -> Self {
        match entries.value.as_slice() {
            [Entry { key, value: Self::Text(text) }] if key.value == "regex" => {
                Self::Regex(text.clone())
            }
            _ => Self::Table(entries),
        }
    }

    /// Where it was written.
    #[must_use]
    pub fn location(&self) -> Location {
        match self {
            Self::Text(text) | Self::Name(text) | Self::Number(text) | Self::Regex(text) => {
                text.location
            }
            Self::Bool(bool) => bool.location,
            Self::List(list) => list.location,
            Self::Table(table) => table.location,
            Self::Unreadable(location) => *location,
        }
    }

    /// Whether nothing of it could be read, which was reported.
    pub(crate) fn is_unreadable(&self) -> bool {
        match self {
            Self::Unreadable(_) => true,
            Self::List(list) => {
                !list.value.is_empty() && list.value.iter().all(Self::is_unreadable)
            }
            _ => false,
        }
    }

    /// What kind of value it is, for messages: "a string", "a list", …
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Name(_) => "a name",
            Self::Number(_) => "a number",
            Self::Bool(_) => "a boolean",
            Self::Regex(_) => "a regex",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Unreadable(_) => "something else",
        }
    }
}
