//! Paths in the arguments of the macros: `API`, `crate::policies::API`, `users::list::<Json>`.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Ident, Token};

use super::angles::Angles;

/// A path as it was written, and its names.
#[derive(Clone)]
pub(super) struct Path {
    starts_with_colons: bool,
    names: Vec<Ident>,
    tokens: TokenStream,
}

/// Where generic arguments may be written.
#[derive(Clone, Copy, PartialEq)]
enum Arguments {
    /// Nowhere, as in `use`.
    None,
    /// Behind `::`, as in expressions.
    Turbofish,
}

impl Path {
    /// A path without generic arguments.
    pub(super) fn parse_simple(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut path = Self::start();
        path.read_names(input, Arguments::None)?;
        Ok(path)
    }

    /// A path that may have generic arguments behind `::`.
    pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut path = Self::start();
        path.read_names(input, Arguments::Turbofish)?;
        Ok(path)
    }

    /// Also `<Type as Trait>::name`.
    pub(super) fn parse_qualified(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut path = Self::start();
        if input.peek(Token![<]) {
            Angles::read_whole(input, &mut path.tokens)?;
            if !input.peek(Token![::]) {
                return Err(input.error("expected `::`"));
            }
        }
        path.read_names(input, Arguments::Turbofish)?;
        Ok(path)
    }

    fn start() -> Self {
        Self { starts_with_colons: false, names: Vec::new(), tokens: TokenStream::new() }
    }

    fn read_names(&mut self, input: ParseStream<'_>, arguments: Arguments) -> syn::Result<()> {
        let colons = input.parse::<Option<Token![::]>>()?;
        self.starts_with_colons = colons.is_some();
        colons.to_tokens(&mut self.tokens);
        loop {
            let name = name(input)?;
            name.to_tokens(&mut self.tokens);
            self.names.push(name);
            if arguments == Arguments::Turbofish && input.peek(Token![::]) && input.peek3(Token![<])
            {
                input.parse::<Token![::]>()?.to_tokens(&mut self.tokens);
                Angles::read_whole(input, &mut self.tokens)?;
            }
            if !input.peek(Token![::]) {
                return Ok(());
            }
            input.parse::<Token![::]>()?.to_tokens(&mut self.tokens);
        }
    }

    /// Whether it is this name alone.
    pub(super) fn is(&self, name: &str) -> bool {
        matches!(self.names.as_slice(), [only] if only == name) && !self.starts_with_colons
    }

    pub(super) fn starts_with_colons(&self) -> bool {
        self.starts_with_colons
    }

    pub(super) fn names(&self) -> &[Ident] {
        &self.names
    }

    pub(super) fn last(&self) -> Option<&Ident> {
        self.names.last()
    }

    /// The place of its last name.
    pub(super) fn span_of_last(&self) -> Span {
        self.last().map_or_else(Span::call_site, Ident::span)
    }

    /// The text in messages, without the white space between tokens.
    pub(super) fn text(&self) -> String {
        self.tokens.to_string().replace(' ', "")
    }
}

/// A name, or a keyword that a path may contain.
fn name(input: ParseStream<'_>) -> syn::Result<Ident> {
    let is_keyword = input.peek(Token![super])
        || input.peek(Token![self])
        || input.peek(Token![Self])
        || input.peek(Token![crate]);
    if is_keyword { input.call(Ident::parse_any) } else { input.parse() }
}

impl From<Ident> for Path {
    fn from(name: Ident) -> Self {
        let tokens = name.to_token_stream();
        Self { starts_with_colons: false, names: vec![name], tokens }
    }
}

impl ToTokens for Path {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}

#[cfg(test)]
mod tests {
    use syn::parse::Parser as _;

    use super::*;

    fn names(path: syn::Result<Path>) -> Option<String> {
        let path = path.ok()?;
        let names: Vec<String> = path.names().iter().map(ToString::to_string).collect();
        Some(format!("{} {}", path.text(), names.join(" ")))
    }

    #[test]
    fn paths_and_what_is_not_one() {
        for (text, simple, generic, qualified) in [
            ("a", true, true, true),
            ("::a::b", true, true, true),
            ("crate::r#fn::Self", true, true, true),
            ("self", true, true, true),
            ("a::<B, C<D>>", false, true, true),
            ("a::<fn() -> B>::c", false, true, true),
            ("<A as B<C>>::d::<E>", false, false, true),
            ("a::<{ 1 > 2 }>", false, true, true),
            ("a::", false, false, false),
            ("a<B>", false, false, false),
            ("<A>", false, false, false),
            ("<A", false, false, false),
            ("a::<B", false, false, false),
            ("fn", false, false, false),
            ("::", false, false, false),
            ("", false, false, false),
            ("1", false, false, false),
        ] {
            assert_eq!(Path::parse_simple.parse_str(text).is_ok(), simple, "{text}");
            assert_eq!(Path::parse.parse_str(text).is_ok(), generic, "{text}");
            assert_eq!(Path::parse_qualified.parse_str(text).is_ok(), qualified, "{text}");
        }
        let text = "::a::b::<C, D>::e";
        assert_eq!(names(Path::parse.parse_str(text)).as_deref(), Some("::a::b::<C,D>::e a b e"));
    }
}
