//! The signature of a function.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::{LitStr, Token, parenthesized, token};

use super::{Annotation, Argument};
use crate::finding::words;
use crate::tokens::angles::{Angles, Separated};
use crate::tokens::mistake::Mistake;

/// A signature; what is not taken apart is as it was written.
#[derive(Clone)]
pub(in crate::tokens::attribute) struct Signature {
    qualifiers: Qualifiers,
    fn_token: Token![fn],
    pub(in crate::tokens::attribute) name: Ident,
    /// With the angle brackets; nothing where there are none.
    pub(in crate::tokens::attribute) generics: TokenStream,
    /// The names of the generic parameters that a call can give: those of types and constants.
    pub(in crate::tokens::attribute) parameters: Vec<Ident>,
    parentheses: token::Paren,
    /// All between the parentheses.
    pub(in crate::tokens::attribute) inputs: TokenStream,
    pub(in crate::tokens::attribute) arguments: Vec<Argument>,
    arrow: Option<Token![->]>,
    /// The type behind the arrow; nothing where there is none.
    pub(in crate::tokens::attribute) output: TokenStream,
    /// From `where` on; nothing where there is none.
    pub(in crate::tokens::attribute) conditions: TokenStream,
}

/// What comes before `fn`.
#[derive(Clone)]
struct Qualifiers {
    constness: Option<Token![const]>,
    asyncness: Option<Token![async]>,
    unsafety: Option<Token![unsafe]>,
    /// `extern "C"`
    abi: TokenStream,
}

impl Signature {
    /// Whether a function follows, whatever is wrong behind `fn`.
    pub(super) fn comes(input: ParseStream<'_>) -> bool {
        let ahead = input.fork();
        ahead.parse::<Qualifiers>().is_ok() && ahead.peek(Token![fn])
    }

    pub(in crate::tokens::attribute) fn constness(&self) -> Option<Token![const]> {
        self.qualifiers.constness
    }

    pub(in crate::tokens::attribute) fn is_async(&self) -> bool {
        self.qualifiers.asyncness.is_some()
    }

    pub(in crate::tokens::attribute) fn unsafety(&self) -> Option<Token![unsafe]> {
        self.qualifiers.unsafety
    }

    pub(in crate::tokens::attribute) fn abi(&self) -> &TokenStream {
        &self.qualifiers.abi
    }

    /// Whether it returns something.
    pub(in crate::tokens::attribute) fn returns(&self) -> bool {
        self.arrow.is_some()
    }

    /// What is wrong where only a free function can have a policy.
    pub(in crate::tokens::attribute) fn in_impl(&self, what: &str) -> Mistake {
        let words = words!("{what} can't have `#[cors]`: `routes!` mounts free functions", what);
        Mistake::spanned(&self.name, words)
            .help("write a free function that calls this one, and put `#[cors]` on it")
    }
}

impl Parse for Qualifiers {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let constness = input.parse()?;
        let asyncness = input.parse()?;
        let unsafety = input.parse()?;
        let mut abi = TokenStream::new();
        if let Some(token) = input.parse::<Option<Token![extern]>>()? {
            token.to_tokens(&mut abi);
            input.parse::<Option<LitStr>>()?.to_tokens(&mut abi);
        }
        Ok(Self { constness, asyncness, unsafety, abi })
    }
}

impl Parse for Signature {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let qualifiers = input.parse()?;
        let fn_token = input.parse()?;
        let name = input.parse()?;
        let mut generics = TokenStream::new();
        if input.peek(Token![<]) {
            Angles::read_whole(input, &mut generics)?;
        }
        let content;
        let parentheses = parenthesized!(content in input);
        let inputs = content.parse::<TokenStream>()?;
        let arguments = syn::parse2::<Separated>(inputs.clone())?.0;
        let arguments = arguments.into_iter().map(syn::parse2).collect::<syn::Result<_>>()?;
        let arrow = input.parse::<Option<Token![->]>>()?;
        let mut angles = Angles::none();
        let (mut output, mut conditions) = (TokenStream::new(), TokenStream::new());
        while !input.is_empty() && !input.peek(Token![;]) && !angles.at_body(input) {
            let is_condition =
                !conditions.is_empty() || angles.are_closed() && input.peek(Token![where]);
            let part = if is_condition { &mut conditions } else { &mut output };
            angles.read(input)?.to_tokens(part);
        }
        Ok(Self {
            qualifiers,
            fn_token,
            name,
            parameters: parameters(&generics)?,
            generics,
            parentheses,
            inputs,
            arguments,
            arrow,
            output,
            conditions,
        })
    }
}

/// The names of the generic parameters that are not lifetimes.
fn parameters(generics: &TokenStream) -> syn::Result<Vec<Ident>> {
    let mut inside: Vec<_> = generics.clone().into_iter().skip(1).collect();
    inside.pop();
    let parameters = syn::parse2::<Separated>(inside.into_iter().collect())?.0;
    let named = parameters.into_iter().map(|parameter| name_of_parameter.parse2(parameter));
    named.filter_map(syn::Result::transpose).collect()
}

fn name_of_parameter(input: ParseStream<'_>) -> syn::Result<Option<Ident>> {
    Annotation::parse_all(input)?;
    let name = if input.peek(syn::Lifetime) {
        None
    } else {
        input.parse::<Option<Token![const]>>()?;
        Some(input.parse()?)
    };
    input.parse::<TokenStream>()?;
    Ok(name)
}

impl ToTokens for Signature {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { qualifiers, fn_token, name, generics, parentheses, inputs, .. } = self;
        let Qualifiers { constness, asyncness, unsafety, abi } = qualifiers;
        tokens.extend(quote!(#constness #asyncness #unsafety #abi #fn_token #name #generics));
        parentheses.surround(tokens, |tokens| inputs.to_tokens(tokens));
        self.arrow.to_tokens(tokens);
        self.output.to_tokens(tokens);
        self.conditions.to_tokens(tokens);
    }
}
