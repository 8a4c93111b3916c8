//! A Rust expression where a value should be, which is the commonest slip of newcomers: a
//! constant, a macro, a call.
//!
//! A policy is read while the program is compiled, before any expression has a value. One message
//! explains that, and suggests what to write instead.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::ParseStream;

use super::builders;
use super::mistake::Mistake;
use super::separator::is_separator;
use crate::finding::{Words, words};
use crate::key::Key;
use crate::lower::NO_EXPRESSIONS;
use crate::model::OPTIONS_HELP;

/// The error for an item that starts here and is not a value.
pub(super) fn mistake(input: ParseStream<'_>) -> Mistake {
    let tokens = item(input);
    match tokens.as_slice() {
        [] => Mistake::at(input, "expected a value"),
        [star @ TokenTree::Punct(punct)] if punct.as_char() == '*' => {
            Mistake::spanned(star, "expected a value, found `*`").write("\"*\"")
        }
        [_, next, ..] if !is_rust(&tokens) => {
            Mistake::spanned(next, words!("expected `,`, found `{next}`", next = next.to_string()))
                .help("write a comma before this, or quote the whole value")
        }
        [first] if !is_rust(&tokens) => {
            let found = first.to_string();
            Mistake::spanned(first, words!("expected a value, found `{found}`", found))
        }
        tokens => {
            let advice = advice(tokens);
            let tokens: TokenStream = tokens.iter().cloned().collect();
            let mistake =
                Mistake::spanned(tokens, words!("expected a literal: {why}", why = NO_EXPRESSIONS));
            match advice {
                Some(Advice::Words(words)) => mistake.help(words),
                Some(Advice::Write(value)) => mistake.write(value),
                Some(Advice::WriteCode(code)) => mistake.write_code(code),
                None => mistake,
            }
        }
    }
}

/// Whether what comes, up to the next comma, looks like an expression.
pub(super) fn comes(input: ParseStream<'_>) -> bool {
    is_rust(&item(input))
}

/// The tokens up to the next comma.
fn item(input: ParseStream<'_>) -> Vec<TokenTree> {
    let rest = input.fork();
    let mut tokens = Vec::new();
    while !rest.is_empty() && !is_separator(&rest) {
        match rest.parse::<TokenTree>() {
            Ok(token) => tokens.push(token),
            Err(_) => break,
        }
    }
    tokens
}

/// Whether the tokens look like an expression, and not like a slip in a value.
fn is_rust(tokens: &[TokenTree]) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Punct(punct) => ":!&.|+*/#".contains(punct.as_char()),
        TokenTree::Group(_) => true,
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    })
}

/// What to do about an expression.
enum Advice {
    Words(Words),
    /// To write this value in its place.
    Write(String),
    /// To write what needs backquotes in a sentence.
    WriteCode(String),
}

impl<W: Into<Words>> From<W> for Advice {
    fn from(words: W) -> Self {
        Self::Words(words.into())
    }
}

/// What to write instead, where that is known.
fn advice(tokens: &[TokenTree]) -> Option<Advice> {
    let text: Vec<String> = tokens.iter().map(ToString::to_string).collect();
    let text: Vec<&str> = text.iter().map(String::as_str).collect();
    Some(match text.as_slice() {
        ["|", ..] | ["move", ..] => PATTERNS.into(),
        [.., "AllowOrigin", ":", ":", "predicate" | "async_predicate", _] => PATTERNS.into(),
        [.., "AllowOrigin", ":", ":", "exact", group] => {
            write_code(format!("[{}]", first_string(group)?))
        }
        [.., "list", group] => match inside(group).filter(|list| list.starts_with('[')) {
            Some(list) => write_code(list),
            None => LIST.into(),
        },
        [.., ":", ":", "from" | "from_static" | "from_str" | "new", group]
        | [.., ":", ":", "from_static" | "from_str", group, ".", "unwrap", "()"] => {
            write(first_string(group)?)
        }
        [list, ".", name, _, ..] if list.starts_with('[') => match builders::key(name) {
            Some(key) => key_of_its_own(key),
            None => write_code(*list),
        },
        ["#", ..] => "declare two policies, and select one of them with `#[cfg]`".into(),
        [group] if group.starts_with('(') => "remove the parentheses".into(),
        ["if" | "match", ..] => "declare two policies, and select one of them at run time".into(),
        ["vec", "!", list] | ["&", list] if list.starts_with('[') => write_code(*list),
        ["vec", "!", ..] | ["&", ..] => LIST.into(),
        ["concat", "!", group] => match concatenated(group) {
            Some(whole) => write(format!("{whole:?}")),
            None => ENVIRONMENTS.into(),
        },
        [_, "!", ..] => ENVIRONMENTS.into(),
        ["/", ..] => "a regex is written `regex(r\"…\")`".into(),
        text if text.contains(&"env") && text.contains(&"var") => ENVIRONMENTS.into(),
        [.., "mirror_request", "()"] => write_code("mirror_request"),
        ["Some", group] => write(inner(group)?),
        [_, "*", ..] => write(product(&text)?.to_string()),
        [.., "from_secs", group] if group.contains('*') => {
            let inside = group.trim_matches(['(', ')']);
            let tokens: Vec<&str> = inside.split_whitespace().collect();
            write(format!("\"{}s\"", product(&tokens)?))
        }
        [.., "from_secs", group] => write(format!("\"{}s\"", number(group)?)),
        [.., "from_mins", group] => write(format!("\"{}m\"", number(group)?)),
        [.., "from_hours", group] => write(format!("\"{}h\"", number(group)?)),
        [.., "Method", ":", ":", method @ ("GET" | "HEAD" | "POST")] => {
            words!("remove it: `{method}` doesn't need to be listed", method = *method).into()
        }
        [.., "Method", ":", ":", "OPTIONS"] => OPTIONS_HELP.into(),
        [.., "Method", ":", ":", method] => write(*method),
        [.., "any", "()"] | [.., "Any"] => write("\"*\""),
        [.., ":", ":", name] if name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') => {
            write(format!("\"{}\"", name.to_ascii_lowercase().replace('_', "-")))
        }
        [literal, ".", name, ..] if literal.starts_with('"') => match builders::key(name) {
            Some(key) => key_of_its_own(key),
            None => write(*literal),
        },
        [name, ".", ..] if name.starts_with(char::is_alphabetic) => ENVIRONMENTS.into(),
        _ => return None,
    })
}

fn write(value: impl Into<String>) -> Advice {
    Advice::Write(value.into())
}

fn write_code(code: impl Into<String>) -> Advice {
    Advice::WriteCode(code.into())
}

fn key_of_its_own(key: Key) -> Advice {
    words!("end the value with a comma, and write `{key}` as a separate key", key = key.name())
        .into()
}

const LIST: &str = "write a list: `[…]`";

/// What to read where a value is not the same everywhere.
const ENVIRONMENTS: &str = "use a literal; for values that differ by environment, see \
                            cors-runtime/docs/environments.md in the repository";

/// What to write instead of a function that checks origins.
const PATTERNS: &str =
    "use a pattern instead of a function, such as \"https://*.example.com\" or `regex(r\"…\")`";

/// What is between the parentheses of a group.
fn inside(group: &str) -> Option<&str> {
    Some(group.strip_prefix('(')?.strip_suffix(')')?.trim())
}

/// The string that a call begins with, as it is written.
fn first_string(group: &str) -> Option<String> {
    let first = inside(group)?.parse::<TokenStream>().ok()?.into_iter().next()?.to_string();
    syn::parse_str::<syn::LitStr>(&first).is_ok().then_some(first)
}

/// The text of `concat!("…", "…")`, if it is made of strings alone.
fn concatenated(group: &str) -> Option<String> {
    let strings: syn::punctuated::Punctuated<syn::LitStr, syn::Token![,]> =
        syn::parse::Parser::parse_str(
            syn::punctuated::Punctuated::parse_terminated,
            group.strip_prefix('(')?.strip_suffix(')')?,
        )
        .ok()?;
    Some(strings.iter().map(syn::LitStr::value).collect())
}

/// The literal that is the only token between the parentheses of a group.
fn inner(group: &str) -> Option<String> {
    let inside = group.strip_prefix('(')?.strip_suffix(')')?.trim();
    if syn::parse_str::<syn::Lit>(inside).is_ok() {
        return Some(inside.to_owned());
    }
    let tokens: Vec<&str> = inside.split_whitespace().collect();
    product(&tokens).map(|product| product.to_string())
}

/// The value of `60 * 60`, in seconds.
fn product(tokens: &[&str]) -> Option<u64> {
    let factors = tokens.split(|&token| token == "*").map(|factor| match factor {
        [number] => number.parse::<u64>().ok(),
        _ => None,
    });
    factors.collect::<Option<Vec<u64>>>()?.into_iter().try_fold(1_u64, u64::checked_mul)
}

/// The number that is the only token between the parentheses of a group.
fn number(group: &str) -> Option<&str> {
    let inside = group.trim_matches(['(', ')', ' ']);
    inside.bytes().all(|byte| byte.is_ascii_digit()).then_some(inside)
}
