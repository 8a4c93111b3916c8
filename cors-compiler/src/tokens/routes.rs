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

#[cfg(feature = "edits")]
use super::locations::Locations;
use super::mistake::Mistake;
use super::runtime;
#[cfg(feature = "edits")]
use crate::finding::Findings;
use crate::finding::words;
use crate::language::InsertionMap;
#[cfg(feature = "edits")]
use crate::rules::routes::ROUTES_SYNTAX;
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
    let Parsed { entries, mistakes } = read(input, mistake);
    let once = entries.iter().map(mount);
    let errors = mistakes.iter().map(Mistake::to_compile_error);
    quote! {{
        #(#errors)*
        ::cors_runtime::__private::Routes::new() #(#once)* .finish()
    }}
}

/// Reads the list; `mistake` is what is wrong with the setting before it.
fn read(input: TokenStream, mistake: Option<Mistake>) -> Parsed {
    let Parsed { mut entries, mut mistakes } = entry::parse(input);
    mistakes.extend(mistake);
    let mut mounted = InsertionMap::default();
    // The first one stays.
    entries.retain(|entry| {
        let Some(first) = mounted.insert_new(entry.method_name, entry.handler_name()) else {
            return true;
        };
        let word = entry.method.to_string();
        mistakes.push(
            Mistake::new(entry.method.span(), words!("`{word}` is mounted twice", word = &word))
                .note(words!("the first is `{word}({first})`", word, first = first))
                .help("remove one of them"),
        );
        false
    });
    Parsed { entries, mistakes }
}

/// The handlers of one path, as `routes![…]` mounts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routes {
    /// The methods, and the paths of their handlers as they are written. Each method is here once.
    pub handlers: Vec<(&'static str, String)>,
}

/// What is written between the brackets of `routes![…]`; its mistakes become findings.
#[cfg(feature = "edits")]
pub(super) fn parse(input: TokenStream, findings: &mut Findings) -> (Routes, Locations) {
    let mut handlers = Vec::new();
    let mut locations = Locations::default();
    let mut read = |input, mistake| {
        let Parsed { entries, mut mistakes } = read(input, mistake);
        mistakes.sort_by_key(|mistake| mistake.span().byte_range().start);
        handlers.extend(entries.iter().map(|entry| (entry.method_name, entry.handler_name())));
        for mistake in mistakes {
            let location = locations.add(mistake.span());
            // Each mistake says what to write instead.
            findings.push(mistake.into_finding_of(&ROUTES_SYNTAX, location).without_reason());
        }
        TokenStream::new()
    };
    let _ = runtime::with(input, &mut read);
    (Routes { handlers }, locations)
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

    /// What the macro reports is what programs get as findings.
    #[cfg(feature = "edits")]
    #[test]
    fn mistakes_are_findings_at_their_places() {
        use crate::finding::Source as _;
        use crate::tokens::Checked;

        let source = "get(a), pust(b), get(c), put(|| 1)";
        let checked = Checked::of_routes(source).unwrap();
        let found = checked.findings().iter().map(|finding| {
            let range = checked.range(finding.location).unwrap();
            (source.get(range).unwrap(), finding.rule.name)
        });
        assert_eq!(
            found.collect::<Vec<_>>(),
            [("pust", "routes_syntax"), ("get", "routes_syntax"), ("|| 1", "routes_syntax")]
        );
        assert_eq!(checked.routes().handlers, [("GET", "a".to_owned())]);
        // Each has what to do, and none the reason of another one.
        assert!(checked.findings().iter().all(|finding| !finding.helps.is_empty()));
        let setting = Checked::of_routes("crate = \"web_cors\", get(a)").unwrap();
        assert_eq!(setting.findings().len(), 1);
        for rule in crate::rules::routes::all() {
            assert!(!Checked::of_routes(rule.wrong).unwrap().findings().is_empty());
            assert!(Checked::of_routes(rule.right).unwrap().findings().is_empty());
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
