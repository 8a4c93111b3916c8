//! The arguments of a handler, as the function around it takes them and passes them on.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;
use syn::ext::IdentExt as _;

use crate::tokens::attribute::function::{Annotation, Argument, Signature};
use crate::tokens::mistake::Mistake;

/// For each argument the name and type, and the name alone.
pub(super) struct Arguments {
    pub(super) parameters: Vec<TokenStream>,
    pub(super) values: Vec<Ident>,
}

impl Arguments {
    pub(super) fn of(signature: &Signature) -> Result<Self, Mistake> {
        let mut arguments = Self { parameters: Vec::new(), values: Vec::new() };
        for (index, argument) in signature.arguments.iter().enumerate() {
            let Some(of_type) = &argument.of_type else { continue };
            let is_condition = |annotation: &&Annotation| {
                annotation.path().is("cfg") || annotation.path().is("cfg_attr")
            };
            if let Some(condition) = argument.annotations.iter().find(is_condition) {
                return Err(Mistake::spanned(
                    condition,
                    "`#[cors]` cannot be used on a function with conditional arguments",
                )
                .help("write two functions, each with its own `#[cfg(…)]`"));
            }
            let name = name(argument, index);
            arguments.parameters.push(quote!(#name: #of_type));
            arguments.values.push(name);
        }
        Ok(arguments)
    }
}

/// The name in documentation: the user's, where there is one.
fn name(argument: &Argument, index: usize) -> Ident {
    match argument.variable() {
        Some(mut name) if !name.unraw().to_string().starts_with('_') => {
            name.set_span(Span::mixed_site().located_at(name.span()));
            name
        }
        _ => format_ident!("__argument_{index}", span = Span::mixed_site()),
    }
}
