//! What is where in the text of a policy: entries, lists, items and the commas between.
//!
//! ```text
//! allow_origins = ["https://a.example", regex("…")],      Rust
//! └───────────────── element ─────────────────────┘ comma
//!    key             └── value, container ────────┘
//!                      element  comma  element
//!
//! [accept_risk]                    TOML: a section is an element,
//! insecure_origin = "…"            and the lines below its header are the elements in it
//! ```

use std::ops::Range;

use super::{Syntax, Token, TokenClass, table};
use crate::ast::Notation;

/// How deep brackets are looked into. The language needs three levels.
const MAX_DEPTH: usize = 8;

/// The structure of a text.
pub(super) struct Layout<'s> {
    pub(super) text: &'s str,
    pub(super) notation: Notation,
    /// The whole text.
    root: Container,
    /// The tables that the policy is in, its own first; none if it is the whole text.
    tables: Vec<Container>,
}

/// The policy, what is in brackets, or what is below a header.
#[derive(Debug, Clone)]
pub(super) struct Container {
    /// The bracket or the header; nothing for the policy itself.
    pub(super) open: Range<usize>,
    pub(super) elements: Vec<Element>,
    /// Whether elements end with their lines, not with a comma.
    pub(super) is_of_lines: bool,
    /// What is written before each key, if the table has dotted keys: `api.`.
    pub(super) prefix: String,
    /// Whether there is a place for more elements: none is before the first header in a table.
    pub(super) has_room: bool,
}

/// An entry or an item.
#[derive(Debug, Clone)]
pub(super) struct Element {
    /// Without its comma.
    pub(super) range: Range<usize>,
    /// The parts of its key, in the policy.
    pub(super) key: Vec<String>,
    /// Whether more parts of the key are written than are in `key`.
    pub(super) is_dotted: bool,
    pub(super) key_range: Option<Range<usize>>,
    /// What is behind the `=`.
    pub(super) value: Option<Range<usize>>,
    pub(super) comma: Option<Range<usize>>,
    /// The brackets in it, or, of a section, the entries below its header.
    pub(super) inside: Vec<Container>,
    pub(super) is_section: bool,
}

/// An element, by the container that it is in.
#[derive(Clone, Copy)]
pub(super) struct Step<'l> {
    pub(super) container: &'l Container,
    pub(super) index: usize,
    pub(super) element: &'l Element,
}

impl Container {
    fn new(open: Range<usize>, elements: Vec<Element>, is_of_lines: bool) -> Self {
        Self { open, elements, is_of_lines, prefix: String::new(), has_room: true }
    }
}

impl Element {
    pub(super) fn end_with_comma(&self) -> usize {
        self.comma.as_ref().map_or(self.range.end, |comma| comma.end)
    }

    /// What may be replaced by another value.
    pub(super) fn value_or_all(&self) -> Range<usize> {
        self.value.clone().unwrap_or_else(|| self.range.clone())
    }

    /// The brackets that are all of its value, if it is a list or a table.
    pub(super) fn brackets(&self) -> Option<&Container> {
        match self.inside.as_slice() {
            [only] if only.open.start == self.value_or_all().start => Some(only),
            _ => None,
        }
    }
}

impl<'s> Layout<'s> {
    /// The structure of a text in which the policy is in these tables; without any, it is the whole text.
    pub(super) fn new<S: Syntax>(text: &'s str, tokens: &[Token], tables: &[Vec<String>]) -> Self {
        let notation = S::NOTATION;
        let is_of_lines = notation == Notation::Toml;
        let mut reader = Reader { text, tokens, name: S::name, at: 0, depth: 0 };
        let mut elements = Vec::new();
        while reader.at < tokens.len() {
            elements.extend(reader.elements(is_of_lines));
            // A bracket that closes nothing.
            reader.at = reader.at.saturating_add(1);
        }
        if is_of_lines {
            elements = reader.in_sections(elements);
        }
        let root = Container::new(0..0, elements, is_of_lines);
        let tables = tables.iter().map(|path| table::at(path, &root)).collect();
        Self { text, notation, root, tables }
    }

    /// The tables that the policy is in, its own first.
    fn tables(&self) -> &[Container] {
        if self.tables.is_empty() { std::slice::from_ref(&self.root) } else { &self.tables }
    }

    /// Where the policy's own entries are.
    pub(super) fn own(&self) -> &Container {
        self.tables.first().unwrap_or(&self.root)
    }

    pub(super) fn written(&self, range: Range<usize>) -> &'s str {
        self.text.get(range).unwrap_or_default()
    }

    /// The elements around these bytes, from the outermost on: from the policy's entry, if they are in one.
    pub(super) fn path_to(&self, range: &Range<usize>) -> Vec<Step<'_>> {
        let tables = self.tables().iter().chain([&self.root]);
        let mut paths = tables.map(|table| path_in(table, range));
        paths.find(|path| !path.is_empty()).unwrap_or_default()
    }

    /// The entries of a key: several if a table is written in parts. A key that the policy takes from
    /// another one is there.
    pub(super) fn entries_of<'l>(&'l self, key: &str) -> Vec<Step<'l>> {
        let entries = |container: &'l Container| {
            let elements = container.elements.iter().enumerate();
            elements
                .filter(|(_, element)| element.key.first().is_some_and(|first| first == key))
                .map(|(index, element)| Step { container, index, element })
                .collect()
        };
        let mut tables = self.tables().iter().map(entries);
        tables.find(|entries: &Vec<Step<'l>>| !entries.is_empty()).unwrap_or_default()
    }

    /// The bytes of the line around a byte, without the line break.
    pub(super) fn line(&self, at: usize) -> Range<usize> {
        let before = self.text.get(..at).unwrap_or_default();
        let behind = self.text.get(at..).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |end| end.saturating_add(1));
        let length = behind.find('\n').map_or(behind.len(), |end| {
            let line = behind.get(..end).unwrap_or_default();
            line.trim_end_matches('\r').len()
        });
        start..at.saturating_add(length)
    }

    /// Whether nothing but spaces is before a byte on its line.
    pub(super) fn is_first_on_line(&self, at: usize) -> bool {
        self.written(self.line(at).start..at).trim().is_empty()
    }

    /// The line break of the text.
    pub(super) fn line_break(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }
}

/// The elements around these bytes in a container, from the outermost on.
fn path_in<'l>(container: &'l Container, range: &Range<usize>) -> Vec<Step<'l>> {
    let mut path = Vec::new();
    let mut containers = std::slice::from_ref(container);
    loop {
        let steps = containers.iter().flat_map(|container| {
            let elements = container.elements.iter().enumerate();
            elements.map(move |(index, element)| Step { container, index, element })
        });
        let mut around = steps.filter(|Step { element, .. }| {
            element.range.start <= range.start && range.end <= element.range.end
        });
        let Some(step) = around.next() else { return path };
        path.push(step);
        containers = &step.element.inside;
    }
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    name: fn(&str) -> String,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// The elements up to the next bracket that is closed, which is not passed.
    fn elements(&mut self, is_of_lines: bool) -> Vec<Element> {
        let mut elements = Vec::new();
        while let Some(token) = self.peek() {
            match token.kind {
                TokenClass::Close => break,
                TokenClass::LineEnd | TokenClass::Comma => self.at = self.at.saturating_add(1),
                _ => elements.extend(self.element(is_of_lines)),
            }
        }
        elements
    }

    fn element(&mut self, is_of_lines: bool) -> Option<Element> {
        let first = self.at;
        let range = self.peek()?.range.clone();
        let mut element = Element {
            range,
            key: Vec::new(),
            is_dotted: false,
            key_range: None,
            value: None,
            comma: None,
            inside: Vec::new(),
            is_section: false,
        };
        // A value behind a value, without a comma, is the next element.
        let mut is_whole = false;
        while let Some(Token { kind, range }) = self.peek().cloned() {
            match kind {
                TokenClass::Close => break,
                TokenClass::Word | TokenClass::Text if is_whole => break,
                TokenClass::LineEnd if is_of_lines => break,
                TokenClass::Comma => {
                    element.comma = Some(range);
                    self.at = self.at.saturating_add(1);
                    break;
                }
                TokenClass::LineEnd => {}
                TokenClass::Equals if element.key_range.is_none() => {
                    element.key = self.names(first..self.at);
                    element.key_range = Some(element.range.clone());
                    element.range.end = range.end;
                }
                TokenClass::Word
                | TokenClass::Text
                | TokenClass::Open
                | TokenClass::Equals
                | TokenClass::Other => {
                    let start = range.start;
                    if kind == TokenClass::Open {
                        element.inside.push(self.container(range));
                    }
                    // Behind a bracket that is never closed, the text ends.
                    let last = self.tokens.get(self.at).map_or(self.text.len(), |it| it.range.end);
                    element.range.end = last;
                    if element.key_range.is_some() {
                        let start = element.value.map_or(start, |value| value.start);
                        element.value = Some(start..last);
                    }
                }
            }
            if kind != TokenClass::LineEnd {
                is_whole = matches!(kind, TokenClass::Word | TokenClass::Text | TokenClass::Open);
            }
            self.at = self.at.saturating_add(1);
        }
        if element.key_range.is_none() && element.inside.is_empty() {
            element.key = self.names(first..self.at);
        }
        Some(element)
    }

    /// What is in brackets, up to the token that closes them, which is not passed.
    fn container(&mut self, open: Range<usize>) -> Container {
        self.at = self.at.saturating_add(1);
        self.depth = self.depth.saturating_add(1);
        let elements = if self.depth < MAX_DEPTH {
            self.elements(false)
        } else {
            self.skip();
            Vec::new()
        };
        self.depth = self.depth.saturating_sub(1);
        Container::new(open, elements, false)
    }

    fn skip(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token.kind {
                TokenClass::Open => depth = depth.saturating_add(1),
                TokenClass::Close if depth == 0 => return,
                TokenClass::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at = self.at.saturating_add(1);
        }
    }

    /// The names in these tokens.
    fn names(&self, tokens: Range<usize>) -> Vec<String> {
        let tokens = self.tokens.get(tokens).unwrap_or_default().iter();
        let names =
            tokens.filter(|token| matches!(token.kind, TokenClass::Word | TokenClass::Text));
        let written = names.filter_map(|token| self.text.get(token.range.clone()));
        written.map(self.name).collect()
    }

    /// The lines of a text, those below a header in a section.
    fn in_sections(&self, elements: Vec<Element>) -> Vec<Element> {
        let mut grouped: Vec<Element> = Vec::new();
        for mut element in elements {
            let is_header =
                self.text.get(element.range.clone()).is_some_and(|line| line.starts_with('['));
            if is_header {
                let header = element.range.clone();
                let first = self.tokens.partition_point(|token| token.range.start < header.start);
                let behind = self.tokens.partition_point(|token| token.range.start < header.end);
                element.key = self.names(first..behind);
                element.inside = vec![Container::new(header, Vec::new(), true)];
                element.is_section = true;
                grouped.push(element);
                continue;
            }
            match grouped.last_mut() {
                Some(section) if section.is_section => {
                    section.range.end = element.end_with_comma();
                    if let Some(lines) = section.inside.first_mut() {
                        lines.elements.push(element);
                    }
                }
                _ => grouped.push(element),
            }
        }
        grouped
    }
}
