//! What is wrong with the tokens of a macro, as data: words, and what to write instead.
//!
//! ```text
//! cors!      Mistake ──> Finding of the rule `syntax`, with the edits in its help
//! #[cors]    Mistake ──> compile_error!
//! routes!    Mistake ──> compile_error!
//! ```

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::parse::{ParseStream, Parser as _};

use super::separator::skip_all;
use crate::ast::Notation;
use crate::finding::render::Label;
use crate::finding::{Edit, Finding, Help, Words, words};
use crate::location::Location;
use crate::rules::{Rule, SYNTAX};

/// A mistake, where the reader of tokens is.
#[derive(Debug)]
pub(super) struct Mistake {
    /// The first and the last of the tokens that are wrong.
    spans: (Span, Span),
    words: Words,
    /// Whether it is about how entries are written, so that the note about them helps.
    is_about_entries: bool,
    below: Vec<Below>,
}

/// Notes and helps, in order.
#[derive(Debug)]
enum Below {
    Note(Words),
    Help(Words, Option<Repair>),
}

/// What to write where the mistake is.
#[derive(Debug)]
enum Repair {
    Replace(String),
    InsertBefore(&'static str),
    Remove,
}

impl Mistake {
    /// What is wrong at `span`.
    pub(super) fn new(span: Span, words: impl Into<Words>) -> Self {
        Self {
            spans: (span, span),
            words: words.into(),
            is_about_entries: false,
            below: Vec::new(),
        }
    }

    /// What is wrong with these tokens.
    pub(super) fn spanned(tokens: impl ToTokens, words: impl Into<Words>) -> Self {
        let spans = ends(tokens.into_token_stream());
        Self { spans, ..Self::new(spans.0, words) }
    }

    /// What is wrong where the input goes on, or at its end.
    pub(super) fn at(input: ParseStream<'_>, words: impl Into<Words>) -> Self {
        Self::new(input.span(), words)
    }

    /// … which is about `key = value`, and not about a value.
    pub(super) fn about_entries(self) -> Self {
        Self { is_about_entries: true, ..self }
    }

    /// … and what to do.
    pub(super) fn help(self, help: impl Into<Words>) -> Self {
        self.below(Below::Help(help.into(), None))
    }

    /// … and what to write in its place: "write …".
    pub(super) fn write(self, text: impl Into<String>) -> Self {
        let text = text.into();
        let words = words!("write {text}", text = &text);
        self.below(Below::Help(words, Some(Repair::Replace(text))))
    }

    /// … and what to write in its place, if that is not quoted itself: "write `…`".
    pub(super) fn write_code(self, text: impl Into<String>) -> Self {
        let text = text.into();
        let words = words!("write `{text}`", text = &text);
        self.below(Below::Help(words, Some(Repair::Replace(text))))
    }

    /// … and what is missing before it.
    pub(super) fn insert_before(self, help: impl Into<Words>, text: &'static str) -> Self {
        self.below(Below::Help(help.into(), Some(Repair::InsertBefore(text))))
    }

    /// … which does nothing: "remove it".
    pub(super) fn remove(self) -> Self {
        self.below(Below::Help("remove it".into(), Some(Repair::Remove)))
    }

    /// … and why.
    pub(super) fn note(self, note: impl Into<Words>) -> Self {
        self.below(Below::Note(note.into()))
    }

    fn below(mut self, below: Below) -> Self {
        self.below.push(below);
        self
    }

    /// Where a finding of it is.
    pub(super) fn span(&self) -> Span {
        let (first, last) = self.spans;
        first.join(last).unwrap_or(first)
    }

    /// The finding of a policy; `location` is where [`span`](Self::span) is.
    pub(super) fn into_finding(self, location: Location) -> Finding {
        let is_about_entries = self.is_about_entries;
        let finding = self.into_finding_of(&SYNTAX, location);
        if is_about_entries { finding } else { finding.without_reason() }
    }

    /// The finding of something that is not a policy.
    pub(super) fn into_finding_of(self, rule: &'static Rule, location: Location) -> Finding {
        let finding = Finding::new(rule, location, self.words);
        self.below.into_iter().fold(finding, |finding, below| match below {
            Below::Note(words) => finding.note(words),
            Below::Help(words, repair) => finding.help(match repair {
                None => Help::advice(words),
                Some(repair) => Help::certain(words, [repair.at(location)]),
            }),
        })
    }

    /// The error, as a statement or an item.
    pub(super) fn to_compile_error(&self) -> TokenStream {
        let mut text = self.words.rendered(Notation::Rust);
        for below in &self.below {
            let (label, words) = match below {
                Below::Note(words) => (Label::Note, words),
                Below::Help(words, _) => (Label::Help, words),
            };
            text.extend(["\n= ", label.as_str(), ": ", &words.rendered(Notation::Rust)]);
        }
        let (first, last) = self.spans;
        let mut error = quote_spanned!(first => ::core::compile_error!);
        let mut braces = Group::new(Delimiter::Brace, quote_spanned!(last => #text));
        braces.set_span(last);
        error.extend([TokenTree::Group(braces)]);
        error
    }
}

impl Repair {
    fn at(self, location: Location) -> Edit {
        match self {
            Self::Replace(with) => Edit::ReplaceSyntax { location, with },
            Self::InsertBefore(text) => Edit::InsertBefore { location, text: text.to_owned() },
            Self::Remove => Edit::ReplaceSyntax { location, with: String::new() },
        }
    }
}

/// The first and the last place of some tokens.
fn ends(tokens: TokenStream) -> (Span, Span) {
    let mut tokens = tokens.into_iter();
    let first = tokens.next().map_or_else(Span::call_site, |first| first.span());
    (first, tokens.last().map_or(first, |last| last.span()))
}

/// What `syn` expected has no help of ours.
impl From<syn::Error> for Mistake {
    fn from(error: syn::Error) -> Self {
        Self::new(error.span(), words!("{expected}", expected = error.to_string()))
    }
}

/// Parses tokens with a parser that returns `Mistake`s.
pub(super) fn read<T>(
    tokens: TokenStream,
    parse: impl FnOnce(ParseStream<'_>) -> Result<T, Mistake>,
) -> Result<T, Mistake> {
    let parse = |input: ParseStream<'_>| {
        let parsed = parse(input);
        if parsed.is_err() {
            skip_all(input);
        }
        Ok(parsed)
    };
    parse.parse2(tokens)?
}
