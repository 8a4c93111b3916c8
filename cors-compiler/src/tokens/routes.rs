//! The front end of `routes!`: handlers with their policies on one path.
//!
//! ```text
//! routes = [ entry { "," entry } [ "," ] ]
//! entry  = method "(" path of a function ")"
//! ```
//!
//! Each entry becomes a call that mounts the handler with the policy that its type has: see
//! [`attribute`](super::attribute).

mod entry;
mod handler;
mod method;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::mistake::Mistake;
use super::runtime;
use crate::finding::words;
use crate::language::InsertionMap;
use entry::{Entry, Parsed};

/// Expands `routes![…]`.
#[must_use]
pub fn expand(input: TokenStream) -> TokenStream {
    catch_unwind(AssertUnwindSafe(|| runtime::with(input, &mut expand_routes))).unwrap_or_else(|_| {
        quote! {{
            ::core::compile_error! { "the policy compiler failed: please report this `routes!`" }
            ::cors_runtime::__private::Routes::new().finish()
        }}
    })
}

fn expand_routes(input: TokenStream, mistake: Option<Mistake>) -> TokenStream {
    let Parsed { entries, mut mistakes } = entry::parse(input);
    mistakes.extend(mistake);
    let mut mounted = InsertionMap::default();
    let mut once = Vec::new();
    for entry in &entries {
        let Entry { method, .. } = entry;
        // The first one stays.
        if let Some(first) = mounted.insert_new(entry.method_name, entry.handler_name()) {
            let word = method.to_string();
            mistakes.push(
                Mistake::new(method.span(), words!("`{word}` is mounted twice", word = &word))
                    .note(words!("the first is `{word}({first})`", word, first = first))
                    .help("remove one of them"),
            );
        } else {
            once.push(mount(entry));
        }
    }
    let errors = mistakes.iter().map(Mistake::to_compile_error);
    quote! {{
        #(#errors)*
        ::cors_runtime::__private::Routes::new() #(#once)* .finish()
    }}
}

/// The call that mounts a handler.
fn mount(entry: &Entry) -> TokenStream {
    let Entry { variant, handler, .. } = entry;
    let name = entry.handler_name();
    quote_spanned! { entry.span() =>
        .mount(::cors_runtime::__private::Method::#variant, #name, #handler)
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
    fn reports_each_mistake_and_mounts_the_rest() {
        for (routes, errors, mounted) in [
            ("get(a), put(b)", 0, 2),
            ("get(a), put(b),", 0, 2),
            ("get(a::b::<C>)", 0, 1),
            ("", 1, 0),
            ("get(a), get(b), put(c)", 1, 2),
            ("get(a).put(b)", 1, 2),
            ("purge(a), get(b), trace(c)", 2, 1),
            ("get(|| 1), put(A::b), post(c), delete(1 +)", 2, 2),
            (", , get(a)", 2, 1),
            ("get", 1, 0),
            ("list, users::list, get(a)", 2, 1),
            ("get()", 1, 0),
            ("get(a), #[cfg(any(x, y))] put(b), post(c)", 1, 2),
            ("#[doc = \"a\"] get(a)", 1, 0),
            ("\"/\", get(a)", 1, 1),
        ] {
            let text = expanded(routes);
            assert_eq!(count(&text, "compile_error"), errors, "{routes}: {text}");
            assert_eq!(count(&text, ". mount"), mounted, "{routes}: {text}");
            assert_eq!(count(&text, ". finish"), 1, "{routes}: {text}");
        }
    }

    #[test]
    fn attributes_are_named() {
        let text = expanded("get(a), #[cfg(x)] put(b)");
        assert!(text.contains("attributes are not supported in `routes!`"), "{text}");
    }

    /// Whatever is in scope where the macro is written.
    #[test]
    fn nothing_is_named_that_the_user_may_have_named() {
        let text = expanded("get(users::list::<Json>)");
        assert!(!text.contains("let "), "{text}");
        assert!(!text.contains("use "), "{text}");
        assert!(text.contains("users :: list :: < Json >"), "{text}");
        assert!(text.contains("\"users::list::<Json>\""), "{text}");
    }
}
