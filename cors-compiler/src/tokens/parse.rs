//! Tokens to [`ast::Policy`].
//!
//! ```text
//! policy = [ entry { "," entry } [ "," ] ]
//! entry  = name "=" value | "closed"
//! value  = string | name | number | bool | "regex" "(" string [ "," ] ")"
//!        | "[" [ value { "," value } [ "," ] ] "]"  |  "{" policy "}"
//! ```
//!
//! A mistake costs the entry or the list item it is in: the parser goes on behind the next
//! comma, so that all mistakes of a policy show in one build. A `;` is read as a comma too, for
//! that is what was meant.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Lit, LitStr, Token, token};

use super::locations::Locations;
use super::mistake::Mistake;
use super::pieces::{
    braces, brackets, ends_here, hyphenated, is_one_text, meant_as_equals, parentheses, regex,
    source,
};
use super::separator::{is_separator, skip_all, skip_one, skip_to_separator};
use super::size;
use super::{builders, expression};
use crate::ast::{Entry, Notation, Policy, Value};
use crate::finding::{Finding, Findings, words};
use crate::key::Key;
use crate::location::{Located, Location};
use crate::rules::POLICY_TOO_LARGE;

/// How deeply lists and tables may be nested. The language needs two levels.
const MAX_DEPTH: usize = 4;

/// Parses a policy; what is not an entry is reported and left out.
pub(super) fn parse(input: TokenStream, findings: &mut Findings) -> (Policy, Locations) {
    let mut locations = Locations::default();
    let location = locations.add(Span::call_site());
    if let Some(excess) = size::excess(&input) {
        findings.push(
            Finding::new(&POLICY_TOO_LARGE, location, excess)
                .because("the limit keeps compile times within seconds")
                .help("use patterns that cover many origins, as in \"https://*.example.com\""),
        );
        let (notation, entries) = (Notation::Rust, Vec::new());
        return (Policy { location, notation, entries, has_lost_entries: true }, locations);
    }
    let mut parsing = Parsing { locations, findings, depth: 0, has_lost_entries: false };
    let parsed = (|input: ParseStream<'_>| Ok(parsing.entries(input))).parse2(input);
    let entries = parsed.unwrap_or_else(|error| {
        parsing.syntax(error.into());
        parsing.has_lost_entries = true;
        Vec::new()
    });
    let has_lost_entries = parsing.has_lost_entries;
    (Policy { location, notation: Notation::Rust, entries, has_lost_entries }, parsing.locations)
}

struct Parsing<'d> {
    locations: Locations,
    findings: &'d mut Findings,
    depth: usize,
    has_lost_entries: bool,
}

impl Parsing<'_> {
    fn syntax(&mut self, mistake: Mistake) -> Location {
        let location = self.locations.add(mistake.span());
        self.findings.push(mistake.into_finding(location));
        location
    }

    fn entries(&mut self, input: ParseStream<'_>) -> Vec<Entry> {
        self.separated(input, "an entry", |this, input| {
            let key = match this.key(input) {
                Ok(key) => key,
                Err(mistake) => {
                    this.has_lost_entries = true;
                    return Err(mistake);
                }
            };
            let entry = this.entry(key.clone(), input);
            Ok(entry.unwrap_or_else(|mistake| {
                let value = this.unreadable(mistake, input);
                Entry { key, value }
            }))
        })
    }

    fn items(&mut self, input: ParseStream<'_>) -> Vec<Value> {
        self.separated(input, "an item", |this, input| {
            let value = this.whole_value(input, |input| {
                input.peek(Lit) || (input.peek(Ident::peek_any) && !expression::comes(input))
            });
            Ok(value.unwrap_or_else(|mistake| this.unreadable(mistake, input)))
        })
    }

    /// Reports what is not a value, and skips it.
    fn unreadable(&mut self, mistake: Mistake, input: ParseStream<'_>) -> Value {
        let location = self.syntax(mistake);
        skip_to_separator(input);
        Value::Unreadable(location)
    }

    /// What `parse_one` parses, with commas between, whatever is wrong with single ones.
    fn separated<T>(
        &mut self,
        input: ParseStream<'_>,
        what: &str,
        mut parse_one: impl FnMut(&mut Self, ParseStream<'_>) -> Result<T, Mistake>,
    ) -> Vec<T> {
        let mut parsed = Vec::new();
        while !input.is_empty() {
            if is_separator(input) {
                let separator = if input.peek(Token![,]) { "," } else { ";" };
                let message = words!("expected {what} before `{separator}`", what, separator);
                self.syntax(Mistake::at(input, message).remove());
                skip_one(input);
                continue;
            }
            match parse_one(self, input) {
                Ok(one) => parsed.push(one),
                Err(mistake) => {
                    self.syntax(mistake);
                    skip_to_separator(input);
                }
            }
            self.comma(input);
        }
        parsed
    }

    /// The comma behind an entry or an item; where it is missing, what follows is read as if it
    /// were there.
    fn comma(&mut self, input: ParseStream<'_>) {
        if input.is_empty() || input.parse::<Token![,]>().is_ok() {
            return;
        }
        if input.peek(Token![;]) {
            let mistake = Mistake::at(input, "expected `,`, found `;`");
            self.syntax(mistake.write_code(","));
            skip_one(input);
        } else {
            let mistake = Mistake::at(input, "expected `,`");
            self.syntax(mistake.insert_before("write a comma before this", ", "));
        }
    }

    /// A value, and nothing behind it but a comma, or the next item where a comma is missing:
    /// what goes on behind a value is an expression.
    fn whole_value(
        &mut self,
        input: ParseStream<'_>,
        next_comes: impl Fn(ParseStream<'_>) -> bool,
    ) -> Result<Value, Mistake> {
        let written = input.fork();
        let value = self.value(input)?;
        if input.is_empty() || is_separator(input) || next_comes(input) {
            Ok(value)
        } else {
            Err(expression::mistake(&written))
        }
    }

    fn entry(&mut self, key: Located<String>, input: ParseStream<'_>) -> Result<Entry, Mistake> {
        if key.value == Key::Closed.name() && ends_here(input) {
            let value = Value::Bool(Located::new(true, key.location));
            return Ok(Entry { key, value });
        }
        if let Some(other) = meant_as_equals(input) {
            // The value is read all the same.
            let message = words!("expected `=`, found `{other}`", other);
            let tokens = other.chars().map(|_| input.parse::<TokenTree>());
            let tokens = tokens.collect::<syn::Result<TokenStream>>()?;
            self.syntax(Mistake::spanned(tokens, message).about_entries().write_code("="));
        } else if input.is_empty() || is_separator(input) {
            return Err(self.no_value(&key).help("write `=` and a value"));
        } else if input.parse::<Token![=]>().is_err() {
            let mistake = Mistake::at(input, "expected `=`").about_entries();
            return Err(mistake.insert_before("write `=` before this", "= "));
        }
        if input.is_empty() || is_separator(input) {
            return Err(self.no_value(&key).help("write a value after `=`"));
        }
        let value = self.whole_value(input, |input| {
            input.peek(Ident::peek_any) && (input.peek2(Token![=]) || input.peek2(Token![:]))
        })?;
        Ok(Entry { key, value })
    }

    fn no_value(&self, key: &Located<String>) -> Mistake {
        let span =
            self.locations.get(key.location).map_or_else(Span::call_site, |location| location.span);
        Mistake::new(span, words!("the key `{key}` has no value", key = &key.value)).about_entries()
    }

    /// A key, also one that is spelled as in HTTP: the correct key is suggested later.
    fn key(&mut self, input: ParseStream<'_>) -> Result<Located<String>, Mistake> {
        if input.peek(LitStr) {
            let literal = input.parse::<LitStr>()?;
            return Ok(Located::new(literal.value(), self.locations.add(literal.span())));
        }
        if let Some(mistake) = builders::chain(input) {
            return Err(mistake);
        }
        let first = input.call(Ident::parse_any).map_err(|_| {
            Mistake::at(input, "expected a key")
                .about_entries()
                .help("write a key and a value, as in `allow_credentials = true`")
        })?;
        let (text, span) = hyphenated(&first, input)?;
        Ok(Located::new(text, self.locations.add(span)))
    }

    fn value(&mut self, input: ParseStream<'_>) -> Result<Value, Mistake> {
        if input.peek(LitStr) {
            let literal = input.parse::<LitStr>()?;
            return Ok(Value::Text(self.text(&literal)));
        }
        if input.peek(Lit) {
            return self.literal(input);
        }
        if input.peek(Token![-]) {
            let minus = input.parse::<Token![-]>()?;
            let number =
                input.parse::<Lit>().map_err(|_| Mistake::at(input, "expected a number"))?;
            let location = self.locations.add(minus.span);
            return Ok(Value::Number(Located::new(format!("-{}", source(&number)), location)));
        }
        if input.peek(Token![*]) {
            return Err(expression::mistake(input));
        }
        if input.peek(token::Bracket) {
            let (content, span) = brackets(input)?;
            let location = self.locations.add(span);
            let before = self.findings.iter().count();
            let mut items = self.nested(&content, |this| this.items(&content))?;
            if items.is_empty() && self.findings.iter().count() > before {
                items.push(Value::Unreadable(location));
            }
            return Ok(Value::List(Located::new(items, location)));
        }
        if input.peek(token::Brace) {
            let (content, span) = braces(input)?;
            // A table has keys; a list of strings was meant.
            if content.peek(LitStr) && (content.peek2(Token![,]) || is_one_text(&content)) {
                skip_all(&content);
                return Err(
                    Mistake::new(span, "expected a list, found braces").help("write a list: `[…]`")
                );
            }
            let location = self.locations.add(span);
            let entries = self.nested(&content, |this| this.entries(&content))?;
            return Ok(Value::table(Located::new(entries, location)));
        }
        let Ok(name) = input.call(Ident::parse_any) else {
            return Err(expression::mistake(input));
        };
        if name == "regex" && input.peek(token::Paren) {
            return Ok(Value::Regex(self.text(&regex(&parentheses(input)?)?)));
        }
        let (text, span) = hyphenated(&name, input)?;
        if text.contains('-') {
            return Err(Mistake::new(span, "names with a hyphen must be quoted")
                .write(format!("\"{text}\"")));
        }
        Ok(Value::Name(Located::new(text, self.locations.add(name.span()))))
    }

    fn text(&mut self, literal: &LitStr) -> Located<String> {
        Located::new(literal.value(), self.locations.add_literal(literal))
    }

    fn literal(&mut self, input: ParseStream<'_>) -> Result<Value, Mistake> {
        let literal = input.parse::<Lit>()?;
        let text = match &literal {
            Lit::Bool(bool) => {
                return Ok(Value::Bool(Located::new(bool.value, self.locations.add(bool.span))));
            }
            Lit::Int(_) | Lit::Float(_) => {
                let location = self.locations.add(literal.span());
                return Ok(Value::Number(Located::new(source(&literal), location)));
            }
            Lit::Char(char) => Some(char.value().to_string()),
            Lit::ByteStr(bytes) => String::from_utf8(bytes.value()).ok(),
            _ => None,
        };
        let message = "expected a string, a name, a number, a boolean or a list";
        let mistake = Mistake::new(literal.span(), message);
        Err(match text {
            Some(text) => mistake.write(format!("{text:?}")),
            None => mistake,
        })
    }

    fn nested<T>(
        &mut self,
        content: ParseStream<'_>,
        parse: impl FnOnce(&mut Self) -> T,
    ) -> Result<T, Mistake> {
        if self.depth == MAX_DEPTH {
            let mistake = Mistake::at(content, "lists and tables are nested too deeply");
            skip_all(content);
            return Err(mistake);
        }
        self.depth = self.depth.saturating_add(1);
        let parsed = parse(self);
        self.depth = self.depth.saturating_sub(1);
        Ok(parsed)
    }
}
