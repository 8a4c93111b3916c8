//! Mistakes in the TOML of a policy: their kinds, messages and fixes.

use std::ops::Range;

use crate::finding::{Edit, Finding, Help, Words, Written, words};
use crate::key::Key;
use crate::location::Location;
use crate::rules::SYNTAX;

/// A mistake, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mistake {
    pub(super) range: Range<usize>,
    pub(super) problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// Something else where a key belongs.
    NoKey,
    /// This character in a key without quotes.
    KeyCharacter(char),
    /// A key in the quotes of a text of several lines.
    KeyOfSeveralLines,
    /// This key, and nothing behind it.
    KeyAlone(String),
    /// A key with something else than a `=` behind it.
    NoEquals,
    /// A `:` for a `=`.
    Colon,
    /// A second `=`.
    SecondEquals,
    /// A `=` with nothing behind it.
    NoValue,
    /// Something else where a value belongs.
    NotAValue(String),
    /// This word without quotes.
    BareWord(String),
    /// `True` or `FALSE`.
    BooleanCase(bool),
    Number(String),
    DateOrTime,
    /// A comma without a value before it.
    ExtraComma,
    /// A value without a comma before it.
    NoComma,
    /// A `;` for a `,`.
    Semicolon,
    /// A `,` or `;` behind an entry.
    Separator {
        found: char,
        is_before_entry: bool,
    },
    /// An entry behind an entry.
    LineGoesOn,
    /// Something else behind an entry.
    NotLineEnd(String),
    /// Something else in a list, such as a `=`.
    NotInList(String),
    /// A list that goes on to the end of the text, or to the next entry.
    UnclosedList {
        is_at_end: bool,
    },
    UnclosedTable,
    /// A header without these brackets.
    UnclosedHeader {
        missing: &'static str,
    },
    UnclosedString,
    Escape,
    ControlCharacter,
    /// A carriage return without a line feed.
    CarriageReturn,
    TooDeep,
}

impl Mistake {
    pub(super) fn new(range: Range<usize>, problem: Problem) -> Self {
        Self { range, problem }
    }
}

impl Problem {
    /// The finding of it. The rule's own reason is about commas, which don't separate the lines of a
    /// file.
    pub(super) fn into_finding(self, location: Location) -> Finding {
        let finding = Finding::new(&SYNTAX, location, self.message());
        let mut finding = match self.is_about_entries() {
            true => finding.because(
                "a policy in a file is TOML: one `key = value` per line, with every name in quotes",
            ),
            false => finding.without_reason(),
        };
        finding.helps.extend(self.help(location));
        finding
    }

    /// Whether it is about how entries and names are written, so that the note about them helps.
    fn is_about_entries(&self) -> bool {
        match self {
            Self::NoKey
            | Self::KeyAlone(_)
            | Self::NoEquals
            | Self::Colon
            | Self::SecondEquals
            | Self::BareWord(_)
            | Self::Separator { .. }
            | Self::LineGoesOn
            | Self::NotLineEnd(_) => true,
            Self::KeyCharacter(_)
            | Self::KeyOfSeveralLines
            | Self::NoValue
            | Self::NotAValue(_)
            | Self::BooleanCase(_)
            | Self::Number(_)
            | Self::DateOrTime
            | Self::ExtraComma
            | Self::NoComma
            | Self::Semicolon
            | Self::NotInList(_)
            | Self::UnclosedList { .. }
            | Self::UnclosedTable
            | Self::UnclosedHeader { .. }
            | Self::UnclosedString
            | Self::Escape
            | Self::ControlCharacter
            | Self::CarriageReturn
            | Self::TooDeep => false,
        }
    }

    /// What is wrong.
    fn message(&self) -> Words {
        match self {
            Self::NoKey => "expected a key".into(),
            Self::KeyCharacter(character) => {
                let character = character.to_string();
                words!("an unquoted key cannot contain `{character}`", character)
            }
            Self::KeyOfSeveralLines => "a key cannot be a multi-line string".into(),
            Self::KeyAlone(key) => words!("the key `{key}` has no value", key),
            Self::NoEquals => "expected `=`".into(),
            Self::Colon => "expected `=`, found `:`".into(),
            Self::SecondEquals => "expected a value, found a second `=`".into(),
            Self::NoValue => "expected a value".into(),
            Self::NotAValue(found) => words!("expected a value, found `{found}`", found),
            Self::BareWord(_) => "a string must be quoted".into(),
            Self::BooleanCase(_) => "`true` and `false` are lower case".into(),
            Self::Number(number) => words!("`{number}` is not a valid number", number),
            Self::DateOrTime => "dates and times are not supported in a policy".into(),
            Self::ExtraComma => "expected a value before this `,`".into(),
            Self::NoComma => "expected `,`".into(),
            Self::Semicolon => "expected `,`, found `;`".into(),
            Self::Separator { found, .. } => {
                let found = found.to_string();
                words!("expected the end of the line, found `{found}`", found)
            }
            Self::LineGoesOn => "expected the end of the line".into(),
            Self::NotLineEnd(found) => {
                words!("expected the end of the line, found `{found}`", found)
            }
            Self::NotInList(found) => words!("expected `,` or `]`, found `{found}`", found),
            Self::UnclosedList { .. } => "the list is not closed".into(),
            Self::UnclosedTable => "the table is not closed".into(),
            Self::UnclosedHeader { .. } => "the table's header is not closed".into(),
            Self::UnclosedString => "the string is not closed".into(),
            Self::Escape => "this escape sequence is not valid".into(),
            Self::ControlCharacter => "control characters must be escaped".into(),
            Self::CarriageReturn => "a carriage return must be followed by a line feed".into(),
            Self::TooDeep => "lists and tables are nested too deeply".into(),
        }
    }

    /// What to write instead, of a mistake here.
    fn help(&self, location: Location) -> Option<Help> {
        let replace = |with: &str| Edit::ReplaceSyntax { location, with: with.to_owned() };
        let insert = |text: &str| Edit::InsertBefore { location, text: text.to_owned() };
        let (words, edit): (Words, Edit) = match self {
            Self::KeyAlone(key) if Key::named(key) == Some(Key::Closed) => {
                ("write ` = true` before this".into(), insert(" = true"))
            }
            Self::NoEquals => ("write `=` before this".into(), insert("= ")),
            Self::Colon => ("write `=`".into(), replace("=")),
            Self::SecondEquals => ("remove it".into(), replace("")),
            Self::ExtraComma => ("remove the comma".into(), replace("")),
            Self::NoComma => ("write a comma before this".into(), insert(",")),
            Self::Semicolon => ("write `,`".into(), replace(",")),
            Self::Separator { found, is_before_entry } => {
                let words = match found {
                    ',' => "remove the comma: an entry ends with its line",
                    _ => "remove it: an entry ends with its line",
                };
                (words.into(), replace(if *is_before_entry { "\n" } else { "" }))
            }
            Self::LineGoesOn => ("write it on a separate line".into(), insert("\n")),
            Self::UnclosedList { is_at_end } => {
                let bracket = if *is_at_end { "]" } else { "]\n" };
                ("close the list before this, with a `]`".into(), insert(bracket))
            }
            Self::UnclosedTable => ("close the table before this, with a `}`".into(), insert("}")),
            Self::UnclosedHeader { missing } => {
                (words!("write `{missing}` before this", missing = *missing), insert(missing))
            }
            Self::BareWord(word) => {
                return is_plain(word).then(|| Help::write(location, Written::Text(word.clone())));
            }
            Self::BooleanCase(truth) => return Some(Help::write(location, Written::Bool(*truth))),
            Self::NoKey => {
                let words = "write a key and a value, as in `allow_credentials = true`";
                return Some(Help::advice(words));
            }
            Self::KeyAlone(_) => return Some(Help::advice("write `=` and a value")),
            Self::NoValue => return Some(Help::advice("write a value after `=`")),
            Self::Escape => {
                let words = "put the string in single quotes, or write two backslashes";
                return Some(Help::advice(words));
            }
            Self::KeyCharacter(_)
            | Self::KeyOfSeveralLines
            | Self::NotAValue(_)
            | Self::Number(_)
            | Self::DateOrTime
            | Self::NotLineEnd(_)
            | Self::NotInList(_)
            | Self::UnclosedString
            | Self::ControlCharacter
            | Self::CarriageReturn
            | Self::TooDeep => return None,
        };
        Some(Help::certain(words, [edit]))
    }
}

/// Whether quotes are all that a word needs.
fn is_plain(word: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    !word.is_empty() && word.bytes().all(is_plain)
}
