//! The arguments of a handler, as the function around it takes them and passes them on.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, FnArg, Ident, Pat, PatType, Signature};

/// For each argument the name and type, and the name alone.
pub(super) struct Arguments {
    pub(super) parameters: Vec<TokenStream>,
    pub(super) values: Vec<Ident>,
}

impl Arguments {
    pub(super) fn of(signature: &Signature) -> syn::Result<Self> {
        let mut arguments = Self { parameters: Vec::new(), values: Vec::new() };
        for (index, argument) in signature.inputs.iter().enumerate() {
            let FnArg::Typed(PatType { attrs, pat, ty, .. }) = argument else { continue };
            let is_condition = |attribute: &&Attribute| {
                attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
            };
            if let Some(condition) = attrs.iter().find(is_condition) {
                return Err(syn::Error::new_spanned(
                    condition,
                    "`#[cors]` cannot be used on a function with conditional arguments\n\
                     = help: write the function twice, each with a `#[cfg(…)]` of its own",
                ));
            }
            let name = name(pat, index);
            arguments.parameters.push(quote!(#name: #ty));
            arguments.values.push(name);
        }
        Ok(arguments)
    }
}

/// The name in documentation: the user's, where there is one.
fn name(pattern: &Pat, index: usize) -> Ident {
    match pattern {
        Pat::Ident(named)
            if named.subpat.is_none() && !named.ident.unraw().to_string().starts_with('_') =>
        {
            let mut name = named.ident.clone();
            name.set_span(Span::mixed_site().located_at(name.span()));
            name
        }
        _ => format_ident!("__argument_{index}", span = Span::mixed_site()),
    }
}
