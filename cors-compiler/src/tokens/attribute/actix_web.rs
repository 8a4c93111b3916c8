//! A handler under a route attribute of actix-web.
//!
//! The attribute and its function become a service factory of the same name, which mounts two
//! things: the item as it was written, with the policy's middleware around it, and beside it a
//! resource that answers the preflights for its path and methods.
//!
//! ```text
//!                                  pub struct list_users;
//!                                  impl HttpServiceFactory for list_users {
//! #[cors(API)]                         fn register(self, config: &mut AppService) {
//! #[get("/users")]            ──>          #[get("/users", wrap = "Cors::new(&API)")]
//! pub async fn list_users()                async fn list_users() { … }
//! { … }                                    register(list_users, config);
//!                                          register(preflights(&API, "/users", "GET"), config);
//!                                      }
//!                                  }
//! ```
//!
//! So everything that the route attribute does for the user, it still does: its own errors, guards,
//! names, further middleware.

mod route;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};
use syn::{Ident, Token};

use super::function::{Annotation, Function};
use super::second_policy;
use crate::tokens::mistake::Mistake;
use crate::tokens::path::Path;
use route::{Annotated, Route};

/// Expands `#[cors(…)]` above `#[get("/users")]` and the like; `policy` is an expression of type
/// `StaticSource`.
pub(super) fn expand(policy: &TokenStream, item: Function) -> TokenStream {
    // A second policy is an error by itself, and nothing may follow from it.
    let mut untouched = item.clone();
    untouched.annotations.retain(|annotation| !annotation.is_cors());
    mounted(policy, item).unwrap_or_else(|mistake| {
        let error = mistake.to_compile_error();
        quote!(#error #untouched)
    })
}

fn mounted(policy: &TokenStream, mut item: Function) -> Result<TokenStream, Mistake> {
    check(&item)?;
    let visibility = visibility(&item.visibility);
    // A generated public name doesn't need documentation.
    let undocumented = item.visibility.is_empty().then(|| quote!(missing_docs,));
    let documented = named(&item.annotations, &["doc", "cfg", "deprecated"]);
    let conditions = named(&item.annotations, &["cfg"]);
    let policy_of = format_ident!("__cors_policy_of_{}", item.signature.name);
    let routes = wrapped(&mut item.annotations, &policy_of)?;
    let name = &item.signature.name;
    // A mistake in the route attribute is actix-web's to report. It makes no factory then, and nothing
    // may follow from that.
    let is_complete = item.signature.returns() && routes.is_some();
    let mounted = is_complete
        .then(|| quote!(::actix_web::dev::HttpServiceFactory::register(#name, __config);));
    let preflights = routes
        .iter()
        .flatten()
        .map(|route| preflights(route, name, &policy_of))
        .collect::<syn::Result<TokenStream>>()?;
    Ok(quote! {
        ::cors_runtime::__with_actix_web! {
            #documented
            #[allow(
                missing_copy_implementations,
                missing_debug_implementations,
                #undocumented
                non_camel_case_types,
                unreachable_pub,
            )]
            #visibility struct #name;

            #conditions
            impl ::actix_web::dev::HttpServiceFactory for #name {
                fn register(self, __config: &mut ::actix_web::dev::AppService) {
                    #[allow(non_snake_case)]
                    fn #policy_of() -> ::cors_runtime::__private::StaticSource { #policy }

                    #item

                    #mounted
                    #preflights
                }
            }
        }
    })
}

/// The attributes of these names.
fn named(annotations: &[Annotation], names: &[&str]) -> TokenStream {
    let is_one = |one: &&Annotation| names.iter().any(|name| one.path().is(name));
    let annotations = annotations.iter().filter(is_one);
    quote!(#(#annotations)*)
}

fn check(item: &Function) -> Result<(), Mistake> {
    match item.annotations.iter().find(|annotation| annotation.is_cors()) {
        None => Ok(()),
        Some(another) => Err(second_policy(another)),
    }
}

/// As it is written; where nothing is written, what actix-web makes of its handlers by default.
fn visibility(written: &TokenStream) -> TokenStream {
    if written.is_empty() { <Token![pub]>::default().into_token_stream() } else { written.clone() }
}

/// Adds the middleware to all route attributes, and returns their contents; `None` if one has a
/// mistake.
fn wrapped(
    annotations: &mut [Annotation],
    policy_of: &Ident,
) -> Result<Option<Vec<Route>>, Mistake> {
    let mut routes: Vec<Route> = Vec::new();
    let mut is_complete = true;
    for annotation in annotations {
        let Some(annotated) = Annotated::read(annotation) else { continue };
        let Ok(annotated) = annotated else {
            is_complete = false;
            continue;
        };
        annotated.check_methods()?;
        if annotated.has_policy() {
            return Err(second_policy(TokenStream::new()));
        }
        is_complete &= annotated.is_complete();
        *annotation = annotated.wrapped(annotation, policy_of)?;
        let route = annotated.into_route();
        // One list for a path: what is known here to be under the same policy.
        match routes.iter_mut().find(|other| other.is_of_same_path(&route)) {
            Some(same) => same.methods.extend(route.methods),
            None => routes.push(route),
        }
    }
    Ok(is_complete.then_some(routes))
}

/// The methods as they are sent, as in `GET,PUT`.
fn list(methods: &[syn::LitStr]) -> String {
    methods.iter().map(syn::LitStr::value).collect::<Vec<_>>().join(",")
}

/// Registers the resource that answers the preflights of a route, behind the route's own guards.
fn preflights(route: &Route, name: &Ident, policy_of: &Ident) -> syn::Result<TokenStream> {
    let Route { path, methods, guards } = route;
    let name = name.to_string();
    let methods = list(methods);
    let guards = guards.iter().map(|guard| guard.parse_with(Path::parse));
    let guards = guards.collect::<syn::Result<Vec<_>>>()?;
    Ok(quote! {
        ::actix_web::dev::HttpServiceFactory::register(
            ::cors_runtime::__private::actix_web::preflights(
                #policy_of(), #name, #path, #methods,
            )
            #(.guard(::actix_web::guard::fn_guard(#guards)))*,
            __config,
        );
    })
}
