//! What can be wrong with a text as TOML: the kinds of mistakes, and their words.

use std::ops::Range;

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
    /// A line that is only this key.
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
    /// A comma without an item before it.
    ExtraComma,
    /// An item without a comma before it.
    NoComma,
    /// A `;` for a `,`.
    Semicolon,
    /// A `,` or `;` behind an entry.
    Separator(char),
    /// Another entry behind an entry.
    LineGoesOn,
    /// Something else behind an entry.
    NotLineEnd(String),
    /// Something else in a list, such as a `=`.
    NotInList(String),
    UnclosedList,
    UnclosedTable,
    UnclosedHeader,
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
    /// What is wrong, in words.
    pub(super) fn message(&self) -> String {
        match self {
            Self::NoKey => "expected a key".to_owned(),
            Self::KeyCharacter(c) => format!("a key without quotes cannot contain `{c}`"),
            Self::KeyOfSeveralLines => "a key cannot have triple quotes".to_owned(),
            Self::KeyAlone(key) => format!("the key `{key}` has no value"),
            Self::NoEquals => "expected `=`".to_owned(),
            Self::Colon => "expected `=`, found `:`".to_owned(),
            Self::SecondEquals => "expected a value, found a second `=`".to_owned(),
            Self::NoValue => "expected a value".to_owned(),
            Self::NotAValue(found) => format!("expected a value, found `{found}`"),
            Self::BareWord(_) => "a string must be quoted".to_owned(),
            Self::BooleanCase(_) => "`true` and `false` are lower case".to_owned(),
            Self::Number(number) => format!("`{number}` is not a valid number"),
            Self::DateOrTime => "a policy has no dates or times".to_owned(),
            Self::ExtraComma => "expected a value before this `,`".to_owned(),
            Self::NoComma => "expected `,`".to_owned(),
            Self::Semicolon => "expected `,`, found `;`".to_owned(),
            Self::Separator(c) => format!("expected the end of the line, found `{c}`"),
            Self::LineGoesOn => "expected the end of the line".to_owned(),
            Self::NotLineEnd(found) => format!("expected the end of the line, found `{found}`"),
            Self::NotInList(found) => format!("expected `,` or `]`, found `{found}`"),
            Self::UnclosedList => "the list is not closed".to_owned(),
            Self::UnclosedTable => "the table is not closed".to_owned(),
            Self::UnclosedHeader => "the table's header is not closed".to_owned(),
            Self::UnclosedString => "the string is not closed".to_owned(),
            Self::Escape => "this escape sequence is not valid".to_owned(),
            Self::ControlCharacter => "control characters must be escaped".to_owned(),
            Self::CarriageReturn => "a carriage return must be followed by a line feed".to_owned(),
            Self::TooDeep => "lists and tables are nested too deeply".to_owned(),
        }
    }

    /// What to write instead.
    pub(super) fn help(&self) -> Option<String> {
        let help = match self {
            Self::NoKey => "write a key and its value, as in `allow_credentials = true`",
            Self::KeyAlone(key) if key == "closed" => "write ` = true` before this",
            Self::KeyAlone(_) => "write `=` and a value",
            Self::NoEquals => "write `=` before this",
            Self::Colon => "write `=`",
            Self::SecondEquals => "remove it",
            Self::NoValue => "write a value after the `=`",
            Self::BareWord(word) if is_plain(word) => return Some(format!("write \"{word}\"")),
            Self::BooleanCase(truth) => return Some(format!("write `{truth}`")),
            Self::ExtraComma => "remove the comma",
            Self::NoComma => "write a comma before this",
            Self::Semicolon => "write `,`",
            Self::Separator(',') => "remove the comma: an entry ends with its line",
            Self::Separator(_) => "remove it: an entry ends with its line",
            Self::LineGoesOn => "write it on a line of its own",
            Self::UnclosedList => "close the list before this, with a `]`",
            Self::UnclosedTable => "close the table before this, with a `}`",
            Self::UnclosedHeader => "close the header before this, with a `]`",
            Self::Escape => "write `\\\\` for a backslash, or put the string in single quotes",
            Self::KeyCharacter(_)
            | Self::KeyOfSeveralLines
            | Self::NotAValue(_)
            | Self::BareWord(_)
            | Self::Number(_)
            | Self::DateOrTime
            | Self::NotLineEnd(_)
            | Self::NotInList(_)
            | Self::UnclosedString
            | Self::ControlCharacter
            | Self::CarriageReturn
            | Self::TooDeep => return None,
        };
        Some(help.to_owned())
    }
}

/// Whether quotes are all that a word needs.
fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
