//! Both doors, as a reader of messages knows them: places in the text, and lines below a message.

use std::fs;
use std::ops::Range;
use std::path::Path;

use cors_compiler::ast::Notation;
use cors_compiler::finding::Findings;
use cors_compiler::{text, tokens};
use proc_macro2::{Span, TokenStream, TokenTree};

use crate::Case;

/// How a policy is written.
#[derive(Clone, Copy)]
pub(crate) enum Door {
    Tokens,
    Text,
}

/// A message: the rule's name, the bytes of the whole value, key or list at fault, the help lines.
pub(crate) struct Found {
    pub(crate) rule: String,
    pub(crate) place: Option<Range<usize>>,
    pub(crate) helps: Vec<String>,
}

impl Door {
    pub(crate) fn compile(self, source: &str) -> Vec<Found> {
        match self {
            Self::Text => compile_text(source),
            Self::Tokens => compile_tokens(source),
        }
    }

    /// What stands between two entries.
    pub(crate) fn between_entries(self) -> &'static str {
        match self {
            Self::Tokens => ",",
            Self::Text => "\n",
        }
    }
}

/// The policies of files.
pub(crate) fn texts() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/text");
    read(&folder, "toml")
        .into_iter()
        .map(|(from, source)| Case { from, door: Door::Text, source })
        .collect()
}

/// The policies of the ui tests: what stands in `cors! { … }` and `#[cors(…)]`.
pub(crate) fn ui_tests() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests/tests/cases");
    let mut cases = Vec::new();
    for (from, source) in read(&folder, "rs") {
        let mut policies = Vec::new();
        let tokens = source.parse().expect("it is made of tokens");
        policies_in(tokens, &mut policies);
        cases.extend(policies.into_iter().map(|range| Case {
            from: from.clone(),
            door: Door::Tokens,
            source: source[range].to_owned(),
        }));
    }
    cases
}

fn read(folder: &Path, extension: &str) -> Vec<(String, String)> {
    let files = fs::read_dir(folder).expect("the folder is there");
    let mut read: Vec<_> = files
        .map(|file| file.expect("it can be read").path())
        .filter(|file| file.extension().is_some_and(|found| found == extension))
        .map(|file| {
            let name = file.file_name().expect("it has one").to_string_lossy().into_owned();
            (name, fs::read_to_string(&file).expect("it can be read"))
        })
        .collect();
    read.sort();
    read
}

/// The bytes between the brackets of each policy.
fn policies_in(tokens: TokenStream, policies: &mut Vec<Range<usize>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let before: Vec<String> =
            tokens[..index].iter().rev().take(2).map(ToString::to_string).collect();
        let is_policy = match before.as_slice() {
            [last, ..] if last == "cors" => true,
            [last, name] => last == "!" && name == "cors",
            _ => false,
        };
        let inside = group.span_open().byte_range().end..group.span_close().byte_range().start;
        // A name is no policy that is written here.
        let first = group.stream().into_iter().next();
        let is_closed = first.is_some_and(|first| first.to_string() == "closed");
        let is_written = is_closed
            || matches!(
                group.stream().into_iter().nth(1),
                Some(TokenTree::Punct(punct)) if "=:-".contains(punct.as_char())
            );
        if is_policy && is_written {
            policies.push(inside);
        } else {
            policies_in(group.stream(), policies);
        }
    }
}

fn compile_text(source: &str) -> Vec<Found> {
    let (_, places) = text::parse(source, &mut Findings::default());
    let (Ok(text::Compiled { warnings: report, .. }) | Err(report)) = text::compile(source);
    let found = report.findings().map(|finding| Found {
        rule: finding.rule().name.to_owned(),
        place: places.range(finding.finding().place),
        helps: finding
            .finding()
            .helps
            .iter()
            .map(|help| help.words.rendered(Notation::Toml))
            .collect(),
    });
    found.collect()
}

/// What rustc would be told: an error is `compile_error! { "…" }`, and a warning the use of what was
/// declared as `#[deprecated(note = "…")]`.
fn compile_tokens(source: &str) -> Vec<Found> {
    let input: TokenStream = source.parse().expect("it is made of tokens");
    let mut values = Vec::new();
    ranges_of(input.clone(), &mut values);
    let mut messages = Vec::new();
    messages_in(tokens::expand(input), &mut messages);
    let found = messages.into_iter().filter_map(|(span, message)| {
        let (_, rule) = message.rsplit_once("= note: rule `")?;
        Some(Found {
            rule: rule.split('`').next()?.to_owned(),
            place: whole(span, &values),
            helps: message
                .lines()
                .filter_map(|line| line.strip_prefix("= help: "))
                .map(str::to_owned)
                .collect(),
        })
    });
    found.collect()
}

/// A part of a string stands for the whole of it.
fn whole(span: Span, values: &[Range<usize>]) -> Option<Range<usize>> {
    let part = span.byte_range();
    if part.is_empty() {
        return None;
    }
    let literal = values.iter().find(|all| all.start <= part.start && part.end <= all.end);
    Some(literal.cloned().unwrap_or(part))
}

/// The bytes of each literal.
fn ranges_of(tokens: TokenStream, ranges: &mut Vec<Range<usize>>) {
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => ranges.push(literal.span().byte_range()),
            TokenTree::Group(group) => ranges_of(group.stream(), ranges),
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// Each message and where rustc points.
fn messages_in(tokens: TokenStream, messages: &mut Vec<(Span, String)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let behind = &tokens[index + 1..];
        match token {
            TokenTree::Ident(name) if name == "compile_error" => {
                messages.extend(text_in(behind).map(|text| (token.span(), text)));
            }
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                if inside.first().is_some_and(|first| first.to_string() == "deprecated") {
                    // The constant that it stands above has the place.
                    let name =
                        behind.iter().skip_while(|token| token.to_string() != "const").nth(1);
                    let span = name.expect("a constant has a name").span();
                    messages.extend(text_in(&inside).map(|text| (span, text)));
                }
                messages_in(group.stream(), messages);
            }
            _ => {}
        }
    }
}

/// The string in the first brackets.
fn text_in(tokens: &[TokenTree]) -> Option<String> {
    let group = tokens.iter().find_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    group?.into_iter().find_map(|token| match token {
        TokenTree::Literal(text) => {
            syn::parse_str::<syn::LitStr>(&text.to_string()).ok().map(|text| text.value())
        }
        _ => None,
    })
}
