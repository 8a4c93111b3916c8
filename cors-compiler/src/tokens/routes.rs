//! The door of `routes!`: handlers with their policies on one path.
//!
//! ```text
//! routes = [ entry { "," entry } [ "," ] ]
//! entry  = method "(" path of a function ")"
//! ```
//!
//! Each entry becomes a call that mounts the handler with the policy that its name carries. The
//! name is looked up among types with something of our own behind it:
//!
//! ```text
//! use without_policy::*;            a type `__handler` without a policy
//! use users::list_users as __handler;   shadows it, if `#[cors(…)]` put a type beside the function
//! ```
//!
//! so that a missing `#[cors(…)]` is an error about policies, at the handler, and none about a
//! type that nobody has heard of.

mod entry;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use entry::{Entry, Parsed};

/// Expands `routes![…]`.
#[must_use]
pub fn expand(input: TokenStream) -> TokenStream {
    catch_unwind(AssertUnwindSafe(|| expand_routes(input))).unwrap_or_else(|_| {
        quote! {{
            ::core::compile_error! { "the policy compiler failed: please report this `routes!`" }
            ::cors_runtime::__private::Routes::default().finish()
        }}
    })
}

fn expand_routes(input: TokenStream) -> TokenStream {
    // A variable of ours alone, also where an entry comes from a macro by example.
    let routes = Ident::new("routes", Span::mixed_site());
    let Parsed { entries, mut errors } = entry::parse(input);
    let mut mounted = BTreeMap::new();
    let mut once = Vec::new();
    for entry in &entries {
        let Entry { method, .. } = entry;
        if let Some(first) = mounted.insert(entry.method_name, entry.handler_name()) {
            errors.push(syn::Error::new(
                method.span(),
                format!(
                    "`{method}` is mounted twice\n= note: `{method}({first})` stands before it\n\
                     = help: remove one of them"
                ),
            ));
            // The first one stays.
            mounted.insert(entry.method_name, first);
        } else {
            once.push(mount(&routes, entry));
        }
    }
    let errors = errors.iter().map(syn::Error::to_compile_error);
    quote! {{
        #(#errors)*
        let #routes = ::cors_runtime::__private::Routes::default();
        #(#once)*
        #routes.finish()
    }}
}

/// The statement that mounts a handler.
fn mount(routes: &Ident, entry: &Entry) -> TokenStream {
    let Entry { variant, import, arguments, .. } = entry;
    let name = entry.handler_name();
    quote_spanned! { entry.span() =>
        let #routes = {
            #[allow(unused_imports, clippy::wildcard_imports)]
            use ::cors_runtime::__private::without_policy::*;
            #[allow(unused_imports)]
            use #import as __handler;
            __handler::must_be_mounted_by_routes();
            let handler = ::cors_runtime::__private::Handler(__handler #arguments);
            let policy = handler.policy::<__handler>();
            #routes.mount(::cors_runtime::__private::Method::#variant, #name, policy, handler.0)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(routes: &str) -> String {
        expand(routes.parse().unwrap()).to_string()
    }

    fn count(text: &str, part: &str) -> usize {
        text.matches(part).count()
    }

    /// A mistake costs its own entry, and what is mounted twice is mounted once.
    #[test]
    fn each_mistake_is_told_and_the_rest_is_mounted() {
        for (routes, errors, mounted) in [
            ("get(a), put(b)", 0, 2),
            ("get(a), put(b),", 0, 2),
            ("get(a::b::<C>)", 0, 1),
            ("", 1, 0),
            ("get(a), get(b), put(c)", 1, 2),
            ("get(a).put(b)", 1, 2),
            ("purge(a), get(b), trace(c)", 2, 1),
            ("get(|| 1), put(A::b), post(c), delete(1 +)", 3, 1),
            (", , get(a)", 2, 1),
            ("get", 1, 0),
            ("list, users::list, get(a)", 2, 1),
            ("get()", 1, 0),
            ("\"/\", get(a)", 1, 1),
        ] {
            let text = expanded(routes);
            assert_eq!(count(&text, "compile_error"), errors, "{routes}: {text}");
            assert_eq!(count(&text, ". mount"), mounted, "{routes}: {text}");
            assert_eq!(count(&text, ". finish"), 1, "{routes}: {text}");
        }
    }

    #[test]
    fn no_lint_judges_what_is_imported() {
        let text = expanded("get(list), put(update)");
        assert_eq!(count(&text, ":: *"), 2, "{text}");
        assert_eq!(count(&text, "clippy :: wildcard_imports"), 2, "{text}");
    }

    #[test]
    fn generic_arguments_are_for_the_handler_and_not_for_its_import() {
        let text = expanded("get(users::list::<Json>)");
        assert!(text.contains("use users :: list as __handler"), "{text}");
        assert!(text.contains("__handler :: < Json >"), "{text}");
        assert!(text.contains("\"users::list::<Json>\""), "{text}");
    }
}
