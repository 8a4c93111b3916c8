//! A function that is not under a route attribute of actix-web: a handler for `routes!`.
//!
//! The function goes as it was written, token by token, into one of the same name, which returns
//! its future in a type that has the policy:
//!
//! ```text
//! #[cors(API)]                     pub fn list_users(id: Path<u64>)
//! pub async fn list_users(             -> MountWithRoutes<impl HasPolicy, impl Future<Output = R>>
//!     Path(id): Path<u64>,  ──>    {
//! ) -> R                               enum __CorsPolicy {}
//! { … }                                impl HasPolicy for __CorsPolicy { … API … }
//!                                      async fn list_users(Path(id): Path<u64>) -> R { … }
//!                                      MountWithRoutes::new(list_users(id))
//!                                  }
//! ```
//!
//! `routes!` takes functions that return this type, and no others; axum's plain `get(…)` does not
//! take them. A policy is thus a matter of types: whatever way a function comes, by import, alias,
//! variable or another crate, it has the policy that is written above it or none.

mod arguments;
mod attributes;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, GenericParam, ReturnType, Safety, Signature, Token, Visibility, token};

use super::order;
use arguments::Arguments;
use attributes::Attributes;

/// A function, whose body is not read.
struct Function {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
    body: TokenStream,
}

/// The function under its policy; `attribute` is the whole `#[cors(…)]`, to be put below others.
pub(super) fn expand(
    attribute: &TokenStream,
    policy: &TokenStream,
    item: &TokenStream,
) -> TokenStream {
    let function = Function::parse.parse2(item.clone());
    let expanded = function.and_then(|function| function.under(attribute, policy));
    expanded.unwrap_or_else(|error| {
        let error = error.into_compile_error();
        quote!(#error #item)
    })
}

impl Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse::<Visibility>()?;
        if !is_function(input) {
            return Err(input.error(
                "`#[cors]` goes on a function: the handler of a request\n\
                 = help: to give a policy a name, write `static API: Policy = cors! { … };`; to put \
                 one around a whole application, `cors_runtime::axum::protect(app, &API)`",
            ));
        }
        let signature = input.parse::<Signature>()?;
        if !input.peek(token::Brace) {
            return Err(in_impl(&signature, "a function without a body"));
        }
        // The body is the user's; rustc reports what is wrong in it.
        let body = input.parse::<TokenStream>()?;
        Ok(Self { attributes, visibility, signature, body })
    }

    fn check(&self) -> syn::Result<()> {
        let another = |attribute: &&Attribute| {
            attribute.path().segments.last().is_some_and(|last| last.ident == "cors")
        };
        if let Some(another) = self.attributes.iter().find(another) {
            return Err(syn::Error::new_spanned(
                another,
                "a handler has one policy, and this is the second `#[cors]`\n\
                 = help: remove one of them, or put all origins into one policy",
            ));
        }
        let signature = &self.signature;
        if signature.receiver().is_some() {
            return Err(in_impl(signature, "a method"));
        }
        if mentions_self_type(signature.to_token_stream()) || mentions_self_type(self.body.clone())
        {
            return Err(in_impl(signature, "a function that uses `Self`"));
        }
        if let Safety::Unsafe(token) = &signature.safety {
            return Err(syn::Error::new_spanned(
                token,
                "`#[cors]` goes on a handler, and an `unsafe` function cannot be one\n\
                 = help: write a safe function that calls this one, and put `#[cors]` on it",
            ));
        }
        Ok(())
    }

    fn under(&self, cors: &TokenStream, policy: &TokenStream) -> syn::Result<TokenStream> {
        self.check()?;
        let Self { attributes, visibility, signature, body } = self;
        let attributes = Attributes::sort(attributes);
        if !attributes.first.is_empty() {
            let Attributes { first, rest, .. } = attributes;
            return Ok(quote!(#(#first)* #cors #(#rest)* #visibility #signature #body));
        }
        let Attributes { outer, inner, .. } = attributes;
        let Signature { constness, asyncness, abi, ident: name, generics, .. } = signature;
        let Arguments { parameters, values } = Arguments::of(signature)?;
        let parameters_of_types: Vec<_> = generics.params.iter().filter_map(type_name).collect();
        let generic_arguments =
            (!parameters_of_types.is_empty()).then(|| quote!(::<#(#parameters_of_types),*>));
        let takes_types = generic_arguments.is_some() || mentions_impl(&signature.inputs);
        let order = (!takes_types).then(|| order::check(name));
        let conditions = &generics.where_clause;
        let returned = match &signature.output {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, returned) => returned.to_token_stream(),
        };
        // Called through a variable, as `routes!` would have it: clippy's `unused_async` is about
        // functions whose callers could do without `async`.
        let (future, call) = if asyncness.is_some() {
            let returned = captured(returned);
            let future = quote!(impl ::core::future::Future<Output = #returned>);
            let call = quote! {{
                let __cors_handler = #name #generic_arguments;
                __cors_handler(#(#values),*)
            }};
            (future, call)
        } else {
            (returned, quote!(#name #generic_arguments (#(#values),*)))
        };
        let fn_token = quote_spanned!(Span::call_site().located_at(name.span()) => fn);
        Ok(quote! {
            #(#outer)*
            #visibility #constness #abi #fn_token #name #generics (#(#parameters),*)
                -> ::cors_runtime::attr::MountWithRoutes<
                    impl ::cors_runtime::attr::HasPolicy,
                    #future,
                >
            #conditions
            {
                enum __CorsPolicy {}

                #[automatically_derived]
                impl ::cors_runtime::attr::HasPolicy for __CorsPolicy {
                    fn policy() -> &'static ::cors_runtime::Policy {
                        #policy
                    }
                }

                #order

                #(#inner)*
                #signature #body

                ::cors_runtime::attr::MountWithRoutes::<__CorsPolicy, _>::new(#call)
            }
        })
    }
}

/// What is written where only a free function, or an associated one like it, can have a policy.
fn in_impl(signature: &Signature, what: &str) -> syn::Error {
    syn::Error::new_spanned(
        &signature.ident,
        format!(
            "{what} can't have `#[cors]`: `routes!` mounts free functions\n\
             = help: write a free function that calls this one, and put `#[cors]` on it"
        ),
    )
}

/// Whether a function follows, whatever comes before `fn`.
fn is_function(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let skip = || {
        ahead.parse::<Option<Token![const]>>()?;
        ahead.parse::<Option<Token![async]>>()?;
        ahead.parse::<Option<Token![unsafe]>>()?;
        ahead.parse::<Option<syn::Abi>>()?;
        ahead.parse::<Token![fn]>()
    };
    skip().is_ok()
}

/// Whether there is a `Self` that is not that of an item inside, nor goes to a macro.
fn mentions_self_type(tokens: TokenStream) -> bool {
    let mut is_inside_item = false;
    let mut is_after_bang = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if ident == "Self" && !is_inside_item => return true,
            TokenTree::Ident(ident) => {
                is_inside_item |=
                    ["impl", "trait", "struct", "enum", "union"].iter().any(|word| ident == word);
            }
            TokenTree::Group(group) => {
                if !is_inside_item && !is_after_bang && mentions_self_type(group.stream()) {
                    return true;
                }
                is_inside_item &= group.delimiter() != proc_macro2::Delimiter::Brace;
                is_after_bang = false;
            }
            TokenTree::Punct(punct) => {
                is_inside_item &= punct.as_char() != ';';
                is_after_bang = punct.as_char() == '!';
            }
            TokenTree::Literal(_) => {}
        }
    }
    false
}

/// The name of a generic parameter that a call can give: of a type or a constant.
fn type_name(parameter: &GenericParam) -> Option<&syn::Ident> {
    match parameter {
        GenericParam::Type(of_type) => Some(&of_type.ident),
        GenericParam::Const(constant) => Some(&constant.ident),
        GenericParam::Lifetime(_) => None,
    }
}

/// Whether an argument is `impl Trait`.
fn mentions_impl(tokens: &impl ToTokens) -> bool {
    tokens.to_token_stream().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "impl",
        TokenTree::Group(group) => mentions_impl(&group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// What an `async fn` returns, with each `impl Trait` in it of the edition that this crate is of: in
/// every edition those of an `async fn` capture all lifetimes, others do since 2024.
fn captured(returned: TokenStream) -> TokenStream {
    let token = |token| match token {
        TokenTree::Ident(mut ident) if ident == "impl" => {
            ident.set_span(Span::call_site().located_at(ident.span()));
            TokenTree::Ident(ident)
        }
        TokenTree::Group(group) => {
            let mut again = proc_macro2::Group::new(group.delimiter(), captured(group.stream()));
            again.set_span(group.span());
            TokenTree::Group(again)
        }
        other => other,
    };
    returned.into_iter().map(token).collect()
}
