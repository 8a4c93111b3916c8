//! A sentence that is data: a constant template and typed arguments.
//!
//! ```text
//!   words!("`{outer}` covers `{inner}`", outer = …, inner = …)
//!             │                             │
//!         template                      arguments        stored, compared, serialised
//!             └──────────── in ─────────────┘
//!                           │
//!          "`https://*.a.example` covers `https://b.a.example`"       made once, for a person
//! ```
//!
//! Nothing in the library reads the sentence back. What a program wants to know is in the rule and
//! in the arguments.

use super::value::Written;
use crate::ast::Notation;
use crate::key::Key;
use crate::shown::{bounded, shown};

/// A sentence without a full stop: what is wrong, why it matters, or what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    template: &'static str,
    arguments: Vec<(&'static str, Argument)>,
}

/// What a sentence is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// The user's text, or a part of it. A long one has lost its middle.
    Text(String),
    /// A count, a size or a duration in seconds.
    Number(u64),
    /// A key of the policy language.
    Key(Key),
    /// A value of the policy language, printed as the policy's notation writes it.
    Written(Written),
    /// Several texts, printed between backquotes: `` `a`, `b` ``.
    Texts(Vec<String>),
}

/// Makes [`Words`]: `words!("the key `{key}` is written twice", key = name)`.
///
/// rustc checks the names in the template, as it does for `format!`. A name without `=` is a variable.
macro_rules! words {
    ($template:literal $(, $name:ident $(= $value:expr)?)+ $(,)?) => {{
        if false {
            let _ = ::std::format!($template $(, $name = "")+);
        }
        $crate::finding::Words::new(
            $template,
            ::std::vec![$((
                ::std::stringify!($name),
                $crate::finding::Argument::from($crate::finding::words::or_else!($name $(, $value)?)),
            )),+],
        )
    }};
}
pub(crate) use words;

/// The value, or the variable of the name.
macro_rules! or_else {
    ($name:ident) => {
        $name
    };
    ($name:ident, $value:expr) => {
        $value
    };
}
pub(crate) use or_else;

impl Words {
    /// A sentence; [`words!`] checks that the template has the names of the arguments.
    pub(crate) fn new(template: &'static str, arguments: Vec<(&'static str, Argument)>) -> Self {
        Self { template, arguments }
    }

    /// The template, with the names of the arguments in braces. It distinguishes the sentences of one rule.
    #[must_use]
    pub fn template(&self) -> &'static str {
        self.template
    }

    /// The arguments, in the order in which the code gives them.
    #[must_use]
    pub fn arguments(&self) -> &[(&'static str, Argument)] {
        &self.arguments
    }

    /// The sentence for a person, without characters that act on a terminal.
    #[must_use]
    pub fn rendered(&self, notation: Notation) -> String {
        if self.arguments.is_empty() {
            return shown(self.template);
        }
        let mut text = String::with_capacity(self.template.len());
        let mut rest = self.template;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            text.push_str(before);
            // As in `format!`, a brace that is meant as one is written twice.
            if let Some(after) = brace.strip_prefix("{{") {
                text.push('{');
                rest = after;
            } else if let Some(after) = brace.strip_prefix("}}") {
                text.push('}');
                rest = after;
            } else {
                let (name, after) =
                    brace.get(1..).unwrap_or_default().split_once('}').unwrap_or_default();
                if let Some((_, argument)) = self.arguments.iter().find(|(of, _)| *of == name) {
                    argument.render(notation, &mut text);
                }
                rest = after;
            }
        }
        text.push_str(rest);
        shown(&text)
    }
}

impl Argument {
    fn render(&self, notation: Notation, text: &mut String) {
        match self {
            Self::Text(argument) => text.push_str(argument),
            Self::Number(number) => text.push_str(&number.to_string()),
            Self::Key(key) => text.push_str(key.name()),
            Self::Written(written) => text.push_str(&written.quoted(notation)),
            Self::Texts(texts) => {
                let texts: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
                text.push_str(&texts.join(", "));
            }
        }
    }
}

/// A sentence without arguments, in which braces are braces.
impl From<&'static str> for Words {
    fn from(template: &'static str) -> Self {
        Self { template, arguments: Vec::new() }
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(bounded(text))
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(bounded(&text))
    }
}

impl From<&String> for Argument {
    fn from(text: &String) -> Self {
        Self::Text(bounded(text))
    }
}

impl From<Key> for Argument {
    fn from(key: Key) -> Self {
        Self::Key(key)
    }
}

impl From<Written> for Argument {
    fn from(written: Written) -> Self {
        Self::Written(written)
    }
}

impl From<&[&str]> for Argument {
    fn from(texts: &[&str]) -> Self {
        Self::Texts(texts.iter().map(|text| bounded(text)).collect())
    }
}

impl From<Vec<String>> for Argument {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts.iter().map(|text| bounded(text)).collect())
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(impl From<$number> for Argument {
            fn from(number: $number) -> Self {
                Self::Number(u64::try_from(number).unwrap_or(u64::MAX))
            }
        })*
    };
}
numbers!(u8, u16, u32, usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_take_the_places_of_their_names() {
        let inner = "https://b.a.example";
        let words = words!("`{outer}` covers `{inner}`", outer = "https://*.a.example", inner);
        assert_eq!(
            words.rendered(Notation::Rust),
            "`https://*.a.example` covers `https://b.a.example`"
        );
        assert_eq!(words.arguments()[1], ("inner", Argument::Text(inner.to_owned())));
    }

    #[test]
    fn braces_are_written_twice_and_an_argument_is_not_a_template() {
        let words =
            words!("put `{{` before `{text}`, {count} times", text = "{count}", count = 2_u8);
        assert_eq!(words.rendered(Notation::Rust), "put `{` before `{count}`, 2 times");
        assert_eq!(Words::from("{ } {{").rendered(Notation::Rust), "{ } {{");
    }

    #[test]
    fn values_are_printed_in_the_notation_of_the_policy() {
        let words = words!("write {value}", value = Written::Regex(r"https://a\.example".into()));
        assert_eq!(words.rendered(Notation::Rust), r#"write `regex(r"https://a\.example")`"#);
        assert_eq!(words.rendered(Notation::Toml), r"write `{ regex = 'https://a\.example' }`");
    }

    #[test]
    fn nothing_acts_on_a_terminal_and_nothing_is_endless() {
        let words = words!("`{text}` is listed", text = "\u{1b}[31m");
        assert_eq!(words.rendered(Notation::Rust), r"`\u{1b}[31m` is listed");
        let words = words!("`{text}` is listed", text = "x".repeat(1_000_000));
        assert!(words.rendered(Notation::Rust).len() < 300);
        let [(_, Argument::Text(kept))] = words.arguments() else { panic!("one text") };
        assert!(kept.len() < 300);
    }
}
