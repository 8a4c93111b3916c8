//! A value of the policy language that a help line suggests.
//!
//! The stages that find it know nothing of notations; it is printed as the policy is written:
//!
//! ```text
//!                          in Rust                          in TOML
//! Text("https://a.b")      "https://a.b"                    "https://a.b"
//! Regex("https://.*")      regex(r"https://.*")             { regex = 'https://.*' }
//! Name("mirror_request")   mirror_request                   "mirror_request"
//! Set("grpc_web")          grpc_web                         { set = "grpc_web" }
//! ```

use crate::ast::Notation;
use crate::key::Key;

/// A value to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A string.
    Text(String),
    /// A regex.
    Regex(String),
    /// A name, which is written without quotes in Rust: `PUT`, `mirror_request`.
    Name(String),
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(u64),
    /// A list: `[…]`.
    List(Vec<Written>),
    /// Several items of a list, without its brackets.
    Items(Vec<Written>),
    /// A table: `{ name = value }`.
    Table(Vec<(String, Written)>),
    /// A key and its value.
    Entry(Key, Box<Written>),
    /// The key `closed`, which has no value in Rust.
    Closed,
    /// A header set or an origin set, as an item of a list.
    Set(String),
}

impl Written {
    /// Strings.
    pub fn texts(texts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Items(texts.into_iter().map(|text| Self::Text(text.into())).collect())
    }

    /// Names.
    pub fn names(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Items(names.into_iter().map(|name| Self::Name(name.into())).collect())
    }

    /// `key = value`.
    pub fn entry(key: Key, value: Self) -> Self {
        Self::Entry(key, Box::new(value))
    }

    /// The value as the policy's notation has it.
    #[must_use]
    pub fn printed(&self, notation: Notation) -> String {
        let joined = |values: &[Self]| {
            let values: Vec<String> = values.iter().map(|value| value.printed(notation)).collect();
            values.join(", ")
        };
        match (self, notation) {
            (Self::Text(text), _) => string(text),
            (Self::Name(name), Notation::Rust) => name.clone(),
            (Self::Name(name), Notation::Toml) => string(name),
            (Self::Regex(regex), Notation::Rust) if is_raw(regex, '"') => {
                format!("regex(r\"{regex}\")")
            }
            (Self::Regex(regex), Notation::Rust) => format!("regex({})", string(regex)),
            (Self::Regex(regex), Notation::Toml) if is_raw(regex, '\'') => {
                format!("{{ regex = '{regex}' }}")
            }
            (Self::Regex(regex), Notation::Toml) => format!("{{ regex = {} }}", string(regex)),
            (Self::Bool(value), _) => value.to_string(),
            (Self::Number(number), _) => number.to_string(),
            (Self::List(values), _) => format!("[{}]", joined(values)),
            (Self::Items(values), _) => joined(values),
            (Self::Table(entries), _) => {
                let entry = |(name, value): &(String, Self)| {
                    format!("{} = {}", printed_key(name, notation), value.printed(notation))
                };
                let entries: Vec<String> = entries.iter().map(entry).collect();
                format!("{{ {} }}", entries.join(", "))
            }
            (Self::Entry(key, value), _) => format!("{key} = {}", value.printed(notation)),
            (Self::Closed, Notation::Rust) => "closed".to_owned(),
            (Self::Closed, Notation::Toml) => "closed = true".to_owned(),
            (Self::Set(name), Notation::Rust) => name.clone(),
            (Self::Set(name), Notation::Toml) => format!("{{ set = {} }}", string(name)),
        }
    }

    /// The value in a sentence: between backticks, unless it is quoted already or is a name.
    pub(crate) fn quoted(&self, notation: Notation) -> String {
        let printed = self.printed(notation);
        match self {
            Self::Text(_) | Self::Name(_) | Self::Number(_) | Self::Items(_) => printed,
            Self::Regex(_)
            | Self::Bool(_)
            | Self::List(_)
            | Self::Table(_)
            | Self::Entry(..)
            | Self::Closed
            | Self::Set(_) => format!("`{printed}`"),
        }
    }
}

/// A key of a table: bare if it may be, else a string.
pub(crate) fn printed_key(name: &str, notation: Notation) -> String {
    let is_word = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
    if !name.is_empty() && name.bytes().all(is_word) {
        return name.to_owned();
    }
    match notation {
        // A pattern that holds backslashes is a regex, and reads best raw.
        Notation::Rust if name.contains('\\') && is_raw(name, '"') => format!("r\"{name}\""),
        Notation::Toml if name.contains('\\') && is_raw(name, '\'') => format!("'{name}'"),
        Notation::Rust | Notation::Toml => string(name),
    }
}

/// Whether a text can be written as a raw string.
fn is_raw(text: &str, quote: char) -> bool {
    !text.contains(|c: char| c == quote || c.is_control())
}

/// A string of both notations. Their escapes differ, but for these.
fn string(text: &str) -> String {
    let mut string = String::with_capacity(text.len().saturating_add(2));
    string.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            string.push('\\');
        }
        string.push(character);
    }
    string.push('"');
    string
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_in_both_notations() {
        let text = |text: &str| Written::Text(text.to_owned());
        let risk = Written::entry(
            Key::AcceptRisk,
            Written::Table(vec![(
                "insecure_origin".to_owned(),
                Written::Table(vec![(r"http://a\.b".to_owned(), text("why"))]),
            )]),
        );
        for (value, rust, toml) in [
            (text(r#"a"\b"#), r#""a\"\\b""#, r#""a\"\\b""#),
            (Written::Regex(r"a\.b".into()), r#"regex(r"a\.b")"#, r"{ regex = 'a\.b' }"),
            (Written::Regex(r#"a"b"#.into()), r#"regex("a\"b")"#, r#"{ regex = 'a"b' }"#),
            (Written::Regex("a'b".into()), r#"regex(r"a'b")"#, r#"{ regex = "a'b" }"#),
            (Written::names(["PUT", "DELETE"]), "PUT, DELETE", r#""PUT", "DELETE""#),
            (Written::List(vec![text("a"), text("b")]), r#"["a", "b"]"#, r#"["a", "b"]"#),
            (
                risk,
                r#"accept_risk = { insecure_origin = { r"http://a\.b" = "why" } }"#,
                r#"accept_risk = { insecure_origin = { 'http://a\.b' = "why" } }"#,
            ),
            (Written::Closed, "closed", "closed = true"),
            (Written::entry(Key::MaxAge, Written::Number(0)), "max_age = 0", "max_age = 0"),
        ] {
            assert_eq!(value.printed(Notation::Rust), rust);
            assert_eq!(value.printed(Notation::Toml), toml);
        }
    }
}
