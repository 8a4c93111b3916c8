//! Edits of a policy in a macro, for programs that have its text: the macros themselves only print.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, LexError, TokenStream, TokenTree};
use syn::LitStr;

use super::locations::Locations;
use super::{literal, parse, policies, runtime};
use crate::ast::{Notation, Policy};
use crate::finding::apply::{Kind, Syntax, Token, text_edits};
use crate::finding::{Finding, Findings, Fix, Source, TextEdit};
use crate::location::Location;
use crate::map::ast::Map;
use crate::written;

/// How deep brackets may be nested in a text that is edited. The language needs three levels.
const MAX_DEPTH: usize = 64;

/// The text of a policy in a macro, or of a map of policies, and what is wrong with it.
#[derive(Debug)]
pub struct Checked<T = Policy> {
    source: String,
    written: T,
    locations: Locations,
    findings: Vec<Finding>,
}

impl Checked {
    /// Checks the text between the brackets of `cors! { … }`. Ranges are of this text, and known
    /// outside of macros only. No file is read: a policy in one has its own text
    /// ([`PolicyFile`](crate::toml::PolicyFile)).
    ///
    /// # Errors
    ///
    /// If the text is not made of Rust's tokens.
    ///
    /// ```
    /// use cors_compiler::finding::TextEdit;
    /// use cors_compiler::tokens::Checked;
    ///
    /// let source = r#" allow_origins = ["https://example.com/"], allow_methods = [GET] "#;
    /// let checked = Checked::new(source).unwrap();
    /// let fixes = checked.findings().iter().filter_map(|finding| finding.helps[0].fix.as_ref());
    /// let fixed: Vec<_> =
    ///     fixes.map(|fix| TextEdit::apply_all(source, &checked.edits(fix).unwrap())).collect();
    /// assert_eq!(
    ///     fixed,
    ///     [
    ///         r#" allow_origins = ["https://example.com"], allow_methods = [GET] "#,
    ///         r#" allow_origins = ["https://example.com/"] "#,
    ///     ]
    /// );
    /// ```
    pub fn new(source: &str) -> Result<Self, LexError> {
        let input: TokenStream = source.parse()?;
        let mut findings = Findings::default();
        let (policy, locations) = parse::parse(runtime::without(input), &mut findings);
        super::compile_inline(&policy, &mut findings);
        let findings = findings.into_sorted();
        Ok(Self { source: source.to_owned(), written: policy, locations, findings })
    }

    /// What was written.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.written
    }
}

impl Checked<Map> {
    /// Checks the text between the brackets of `policies! { … }`.
    ///
    /// # Errors
    ///
    /// If the text is not made of Rust's tokens.
    ///
    /// ```
    /// use cors_compiler::finding::TextEdit;
    /// use cors_compiler::tokens::Checked;
    ///
    /// let source = r#""/admin/../{*rest}" => ADMIN, _ => closed"#;
    /// assert_eq!(Checked::of_map(source).unwrap().findings()[0].rule.name, "row_path");
    ///
    /// let source = r#""//a.example:80/{*rest}" => ADMIN, _ => closed"#;
    /// let checked = Checked::of_map(source).unwrap();
    /// let fix = checked.findings()[0].helps[0].fix.as_ref().unwrap();
    /// let fixed = TextEdit::apply_all(source, &checked.edits(fix).unwrap());
    /// assert_eq!(fixed, r#""//a.example/{*rest}" => ADMIN, _ => closed"#);
    /// ```
    pub fn of_map(source: &str) -> Result<Self, LexError> {
        let input: TokenStream = source.parse()?;
        let mut findings = Findings::default();
        let (map, locations) = policies::parse(runtime::without(input), &mut findings);
        let _ = crate::map::compile_map(&map, &mut findings);
        let findings = findings.into_sorted();
        Ok(Self { source: source.to_owned(), written: map, locations, findings })
    }

    /// What was written.
    #[must_use]
    pub fn map(&self) -> &Map {
        &self.written
    }
}

impl<T> Checked<T> {
    /// What is wrong, in the order of the text.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The edits of the text that a fix is, sorted and apart from each other; `None` if it cannot be
    /// applied to this text.
    #[must_use]
    pub fn edits(&self, fix: &Fix) -> Option<Vec<TextEdit>> {
        text_edits::<Rust>(self, &[], fix)
    }
}

impl<T> Source for Checked<T> {
    fn text(&self) -> &str {
        &self.source
    }

    fn notation(&self) -> Notation {
        Notation::Rust
    }

    fn range(&self, location: Location) -> Option<Range<usize>> {
        let range = self.locations.get(location)?.span.byte_range();
        (!range.is_empty() && self.source.get(range.clone()).is_some()).then_some(range)
    }

    fn range_within(&self, location: Location, within: Range<usize>) -> Option<Range<usize>> {
        let range = self.range(location)?;
        let part = Rust::within(self.source.get(range.clone())?, within)?;
        let at = |offset: usize| range.start.saturating_add(offset).min(range.end);
        Some(at(part.start)..at(part.end))
    }

    fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let before = self.source.get(..byte).unwrap_or(&self.source);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let lines = before.bytes().filter(|&byte| byte == b'\n').count();
        (lines.saturating_add(1), line.chars().count().saturating_add(1))
    }
}

/// The notation.
struct Rust;

impl Syntax for Rust {
    const NOTATION: Notation = Notation::Rust;

    fn tokens(text: &str) -> Option<Vec<Token>> {
        let mut tokens = Vec::new();
        flatten(text.parse().ok()?, MAX_DEPTH, &mut tokens)?;
        Some(tokens)
    }

    fn name(written: &str) -> String {
        match syn::parse_str::<LitStr>(written) {
            Ok(literal) => literal.value(),
            Err(_) => written.trim_start_matches("r#").to_owned(),
        }
    }

    fn within(text: &str, within: Range<usize>) -> Option<Range<usize>> {
        written::range(&literal::offsets(text)?, within)
    }
}

/// The tokens of a stream; `None` if brackets are nested deeper than `depth`.
fn flatten(input: TokenStream, depth: usize, tokens: &mut Vec<Token>) -> Option<()> {
    for token in input {
        let kind = match &token {
            TokenTree::Group(group) => {
                flatten_group(group, depth.checked_sub(1)?, tokens)?;
                continue;
            }
            TokenTree::Ident(_) => Kind::Word,
            TokenTree::Punct(punct) if punct.as_char() == ',' => Kind::Comma,
            TokenTree::Punct(punct) if punct.as_char() == '=' => Kind::Equals,
            TokenTree::Punct(_) => Kind::Other,
            TokenTree::Literal(literal) if literal.to_string().ends_with(['"', '#']) => Kind::Text,
            TokenTree::Literal(_) => Kind::Word,
        };
        tokens.push(Token { kind, range: token.span().byte_range() });
    }
    Some(())
}

fn flatten_group(group: &Group, depth: usize, tokens: &mut Vec<Token>) -> Option<()> {
    let is_visible = group.delimiter() != Delimiter::None;
    let bracket = |kind, span: proc_macro2::Span| {
        is_visible.then(|| Token { kind, range: span.byte_range() })
    };
    tokens.extend(bracket(Kind::Open, group.span_open()));
    flatten(group.stream(), depth, tokens)?;
    tokens.extend(bracket(Kind::Close, group.span_close()));
    Some(())
}
