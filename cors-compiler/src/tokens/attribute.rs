//! The front end of `#[cors(…)]`: a policy on the handler that it protects.
//!
//! ```text
//! arguments --policy--> an expression of type `Policy`, with the errors in it
//! item      --dispatch--+-- a route attribute of actix-web --> actix_web::expand
//!                       +-- everything else -----------------> handler::expand
//! ```
//!
//! Even with errors, the expansion has the item, so that no second error follows
//! from the first.

mod actix_web;
mod function;
mod handler;
mod order;
mod policy;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser as _;

use super::file::Read;
use super::mistake::Mistake;
use super::runtime;
use function::{Annotation, Function, Values};

/// The error for a handler that has another policy, at these tokens.
fn second_policy(another: impl ToTokens) -> Mistake {
    Mistake::spanned(another, "a handler can have only one `#[cors]`")
        .help("remove one of them, or list all origins in one policy")
}

/// Expands `#[cors(args)] item`. `read` reads the file that the policy is in, if it is in one.
///
/// A panic in the compiler is a bug; it becomes an error, which asks for a report, and
/// the item stays as it is.
#[must_use]
pub fn expand(args: TokenStream, item: &TokenStream, read: Read<'_>) -> TokenStream {
    let attribute = quote!(#[::cors_runtime::attr::cors(#args)]);
    let mut expand = |args, mistake: Option<Mistake>| {
        let expanded = expand_attribute(&attribute, args, item, read);
        let error = mistake.map(|mistake| mistake.to_compile_error());
        quote!(#error #expanded)
    };
    let expanded = catch_unwind(AssertUnwindSafe(|| runtime::with(args, &mut expand)));
    expanded.unwrap_or_else(|_| {
        quote! {
            ::core::compile_error! { "the policy compiler failed: please report this policy" }
            #item
        }
    })
}

fn expand_attribute(
    attribute: &TokenStream,
    args: TokenStream,
    item: &TokenStream,
    read: Read<'_>,
) -> TokenStream {
    let policy = policy::expression(args, read);
    if !has_actix_route(item) {
        return handler::expand(attribute, &policy, item);
    }
    match Function::read(item.clone()) {
        Ok(function) => actix_web::expand(&policy, function),
        Err(mistake) => {
            let error = mistake.to_compile_error();
            quote!(#error #item)
        }
    }
}

/// Whether an item has a route attribute of actix-web, as in `#[get("/users")]`.
fn has_actix_route(item: &TokenStream) -> bool {
    let annotations = |input: syn::parse::ParseStream<'_>| {
        let annotations = Annotation::parse_all(input)?;
        input.parse::<TokenStream>()?;
        Ok(annotations)
    };
    annotations.parse2(item.clone()).is_ok_and(|all| all.iter().any(is_actix_route))
}

/// The attributes of actix-web that take a path, as `actix_web::get` or after a `use`.
const ACTIX_METHODS: [&str; 11] = [
    "route", "get", "post", "put", "delete", "head", "connect", "options", "trace", "patch",
    "query",
];

/// Whether it is `#[get("/users")]` or the like: one of these names with a string behind it, which
/// other frameworks' attributes of the same names do not have; or `#[routes]`.
fn is_actix_route(annotation: &Annotation) -> bool {
    let Some(name) = annotation.path().last() else { return false };
    match &annotation.meta.values {
        Values::None => name == "routes",
        Values::List(list) => {
            ACTIX_METHODS.iter().any(|method| name == method)
                && starts_with_string.parse2(list.clone()).is_ok()
        }
        Values::One => false,
    }
}

fn starts_with_string(input: syn::parse::ParseStream<'_>) -> syn::Result<()> {
    input.parse::<syn::LitStr>()?;
    input.parse::<TokenStream>().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tests::no_file;

    fn expand(args: TokenStream, item: &TokenStream) -> TokenStream {
        super::expand(args, item, &no_file)
    }

    fn tokens(text: &str) -> TokenStream {
        text.parse().unwrap()
    }

    #[test]
    fn route_attributes_of_actix_web() {
        for item in [
            "#[get(\"/users\")] async fn list() {}",
            "#[actix_web::get(\"/users/{id}\", name = \"user\")] async fn show() {}",
            "#[doc = \"Shows.\"] #[post(\"/\")] pub async fn add() {}",
            "#[route(\"/\", method = \"GET\", method = \"HEAD\")] async fn both() {}",
            "#[routes] #[get(\"/a\")] #[get(\"/b\")] async fn several() {}",
        ] {
            assert!(has_actix_route(&tokens(item)), "{item}");
        }
        for item in [
            "async fn list() {}",
            "#[axum::debug_handler] async fn list() {}",
            "#[utoipa::path(get, path = \"/users\")] async fn list() {}",
            "#[route(GET \"/users\")] async fn list() {}",
            "#[get] async fn list() {}",
            "#[get = \"/users\"] async fn list() {}",
            "struct NoFunction;",
            "",
        ] {
            assert!(!has_actix_route(&tokens(item)), "{item}");
        }
    }

    /// Imports of ours are at the user's own name, where a lint of style would be about their code.
    #[test]
    fn no_lint_applies_to_generated_imports() {
        let expanded = expand(tokens("API"), &tokens("async fn list() {}")).to_string();
        let globs = expanded.matches(":: *").count();
        assert_eq!(globs, 1, "{expanded}");
        assert_eq!(expanded.matches("clippy :: wildcard_imports").count(), globs, "{expanded}");
    }

    /// The function itself is in what comes out, token by token.
    #[test]
    fn the_function_stays_as_it_was_written() {
        for function in [
            "async fn list() { 1 + }",
            "async fn r#move(Path(id): Path<u64>, mut a: A) -> Result<(), impl B> where A: C { a? \
             }",
            "extern \"C\" fn list<'a, T: Copy, const N: usize>(_: &'a [T; N]) -> Boxed<'a> { \
             self::f!(Self) }",
            "const fn list() -> u8 { struct A(Option<Box<Self>>); impl A { fn new() -> Self { A } \
             } 1 }",
        ] {
            // Without whitespace, which depends on whether punctuation is joined.
            let untouched = tokens(function).to_string().replace(' ', "");
            let item = tokens(&format!("/// Lists.\n#[instrument] pub(crate) {function}"));
            for args in ["API", "", "allow_origins = []", "allow_origins = [\"*\"]", "1"] {
                let expanded = expand(tokens(args), &item).to_string();
                assert!(expanded.replace(' ', "").contains(&untouched), "{args}: {expanded}");
                assert!(expanded.contains("MountWithRoutes"), "{args}: {expanded}");
            }
        }
    }

    /// Documentation is of the function that others see, instrumentation of the one that runs.
    #[test]
    fn attributes_below() {
        let item = "#[doc = \"Lists.\"] #[cfg_attr(a, must_use, instrument)] #[debug_handler] fn \
             list() {}";
        let expanded = expand(tokens("API"), &tokens(item)).to_string();
        let (outer, inner) = expanded.split_once("__CorsPolicy").unwrap();
        for attribute in ["doc = \"Lists.\"", "cfg_attr (a , must_use)"] {
            assert!(outer.contains(attribute) && !inner.contains(attribute), "{expanded}");
        }
        for attribute in ["debug_handler", "cfg_attr (a , instrument)"] {
            assert!(!outer.contains(attribute) && inner.contains(attribute), "{expanded}");
        }
        // What adds items next to the function is expanded first.
        let item = "#[doc = \"Lists.\"] #[utoipa::path(get)] async fn list() {}";
        let expanded = expand(tokens("API"), &tokens(item)).to_string();
        let first = tokens("#[utoipa::path(get)] #[::cors_runtime::attr::cors(API)]").to_string();
        assert!(expanded.starts_with(&first), "{expanded}");
    }

    /// What cannot have a policy comes out as it went in.
    #[test]
    fn the_item_stays() {
        let function =
            "#[inline] pub(crate) async unsafe extern \"C\" fn list<T>(_: T) where T: Copy { 1 + }";
        for item in [
            function,
            "struct Users;",
            "#[cors(B)] async fn list() {}",
            "fn list(&self) {}",
            "fn list() -> Self {}",
            "fn list() { Self::list() }",
            "fn list();",
            "fn list(#[cfg(a)] b: B) {}",
            "fn",
            "1 + 1",
            "",
        ] {
            let untouched = tokens(item).to_string();
            for args in
                ["API", "", "allow_origins = []", "allow_origins = [\"*\"]", "1", "\"a\", ="]
            {
                let expanded = expand(tokens(args), &tokens(item)).to_string();
                assert!(expanded.contains(&untouched), "{args}: {expanded}");
            }
        }
    }
}
