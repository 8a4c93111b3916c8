//! What to do about a finding: words for a person, and edits for a program.
//!
//! ```text
//! help: write "https://example.com"         words    write {value}
//!                                           edits    Replace { place, with: Text("https://example.com") }
//!                                                    certain
//! ```

use std::ops::Range;

use super::value::Written;
use super::words::{Words, words};
use crate::key::Key;
use crate::location::Location;

/// One way to fix a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// What to do, in words.
    pub words: Words,
    /// The same as edits, where the compiler knows them.
    pub fix: Option<Fix>,
}

/// Edits that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// All of them, for one finding.
    pub edits: Vec<Edit>,
    /// Whether they are what the user meant.
    pub certainty: Certainty,
}

/// How much the compiler knows of what the user meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// The edits fix the policy in the only way that the user can have meant.
    Certain,
    /// The edits show how it is written; a value is an example, or one of several ways.
    Example,
}

/// One change of a policy's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Another value, or several items of a list, in the place of one.
    Replace {
        /// Where the value, the key or the name is written.
        location: Location,
        /// What to write there.
        with: Written,
    },
    /// Other text in the place of a part of a string.
    ReplaceWithin {
        /// Where the string is written.
        location: Location,
        /// Which bytes of its value.
        within: Range<usize>,
        /// The text, of the string's value.
        with: String,
    },
    /// Other text for what is not in the syntax of a policy.
    ReplaceSyntax {
        /// What is replaced.
        location: Location,
        /// The text, as it is written.
        with: String,
    },
    /// Text that is missing.
    InsertBefore {
        /// Before what is written here.
        location: Location,
        /// The text, as it is written.
        text: String,
    },
    /// An item of a list, or the entry of a key, with the comma or line that is its own.
    Remove {
        /// Where the item, or the key, is written.
        location: Location,
    },
    /// The entry of a key, in the place of what it is now, or behind the others.
    SetKey {
        /// The key.
        key: Key,
        /// Its value.
        value: Written,
    },
    /// An item at the end of the list of a key; a list of this one item if the key is absent.
    AddItem {
        /// The key.
        key: Key,
        /// The item.
        item: Written,
    },
    /// The entry of a key is removed.
    RemoveKey {
        /// The key.
        key: Key,
    },
    /// Other entries in the place of all of the policy's.
    ReplacePolicy {
        /// The entries.
        with: Vec<Written>,
    },
}

impl Help {
    /// What to do, where only a person can do it.
    pub fn advice(words: impl Into<Words>) -> Self {
        Self { words: words.into(), fix: None }
    }

    /// Edits that are what the user meant.
    pub fn certain(words: impl Into<Words>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self::with(words, edits, Certainty::Certain)
    }

    /// Edits that show how it is written.
    pub fn example(words: impl Into<Words>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self::with(words, edits, Certainty::Example)
    }

    /// An example of a key's value, in the place of what it is now.
    pub fn example_of(words: impl Into<Words>, key: Key) -> Self {
        Self::example(words, [Edit::SetKey { key, value: key.example() }])
    }

    /// Another value, which is what the user meant: "write …".
    pub fn write(location: Location, value: Written) -> Self {
        let edit = Edit::Replace { location, with: value.clone() };
        Self::certain(words!("write {value}", value), [edit])
    }

    /// Another value for a key, where what is written there is not one: "write `key = value`".
    pub fn value(location: Location, key: Key, value: Written, certainty: Certainty) -> Self {
        let entry = Written::entry(key, value.clone());
        Self::with(
            words!("write {entry}", entry),
            [Edit::Replace { location, with: value }],
            certainty,
        )
    }

    /// An item or an entry that does nothing: "remove it".
    pub fn remove(location: Location) -> Self {
        Self::certain("remove it", [Edit::Remove { location }])
    }

    fn with(
        words: impl Into<Words>,
        edits: impl IntoIterator<Item = Edit>,
        certainty: Certainty,
    ) -> Self {
        let edits: Vec<Edit> = edits.into_iter().collect();
        Self { words: words.into(), fix: Some(Fix { edits, certainty }) }
    }
}

impl<W: Into<Words>> From<W> for Help {
    fn from(words: W) -> Self {
        Self::advice(words)
    }
}
