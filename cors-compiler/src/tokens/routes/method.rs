//! The words before the handlers in `routes!`, and what to write instead of others.

use syn::Ident;
use syn::ext::IdentExt as _;

use crate::finding::{Words, words};
use crate::tokens::mistake::Mistake;
use crate::tokens::path::Path;

/// What mounts a handler for one method: axum's word, the method, the runtime's variant.
pub(super) const METHODS: [(&str, &str, &str); 7] = [
    ("get", "GET", "Get"),
    ("head", "HEAD", "Head"),
    ("post", "POST", "Post"),
    ("put", "PUT", "Put"),
    ("patch", "PATCH", "Patch"),
    ("delete", "DELETE", "Delete"),
    ("options", "OPTIONS", "Options"),
];

/// The word of `get`, and of axum's `routing::get` and `axum::routing::get`.
pub(super) fn word(path: &Path) -> Option<&Ident> {
    let (word, before) = path.names().split_last()?;
    let is_axum = match before {
        [] => !path.starts_with_colons(),
        [routing] => routing == "routing",
        [axum, routing] => axum == "axum" && routing == "routing",
        _ => false,
    };
    is_axum.then_some(word)
}

/// What is wrong with a path that is not one of axum's methods.
pub(super) fn of_another_path(path: &Path) -> Mistake {
    let last = path.last().map(|last| last.unraw().to_string().to_ascii_lowercase());
    let words = METHODS.iter().map(|(word, ..)| *word);
    let word = words.into_iter().find(|word| last.as_deref() == Some(*word)).unwrap_or("get");
    Mistake::spanned(
        path,
        words!(
            "`routes!` doesn't support `{path}`: it mounts handlers with the functions of \
             `axum::routing`",
            path = path.text()
        ),
    )
    .help(words!("write `{word}(handler)`", word))
}

/// What is wrong with a word that mounts nothing here.
pub(super) fn instead(word: &Ident) -> Mistake {
    let mistake = |words: Words| Mistake::new(word.span(), words);
    let word = word.unraw().to_string();
    let lower = word.to_ascii_lowercase();
    match lower.as_str() {
        "any" | "on" => mistake(words!(
            "`{word}` is not an HTTP method, but the policy needs to know the methods of each \
             handler",
            word
        ))
        .help("list each method, as in `get(handler), put(handler)`")
        .help(
            "or, if the handler takes all methods, apply the policy to its router with \
             `cors_runtime::tower::CorsLayer`",
        ),
        "trace" | "connect" => mistake(words!(
            "`{method}` is a forbidden method: pages cannot send it, so it doesn't need a policy",
            method = word.to_ascii_uppercase()
        ))
        .help(words!(
            "mount it after the list, with axum's own method: `routes![…].{lower}(handler)`",
            lower
        ))
        .note("https://fetch.spec.whatwg.org/#forbidden-method"),
        "query" => mistake("axum cannot route the method `QUERY` yet".into())
            .help(
                "mount the handler with axum's `any`, check the method in the handler, and apply a \
                 policy with `allow_methods = [\"QUERY\"]` to its router with \
                 `cors_runtime::tower::CorsLayer`",
            )
            .note("the documentation of `routes!` has an example"),
        known if METHODS.iter().any(|(word, ..)| *word == known) => {
            mistake("methods are written in lower case, as in axum".into())
                .help(words!("write `{lower}`", lower))
        }
        service if service.ends_with("_service") => {
            mistake("a service can't have a policy; `#[cors]` goes on functions".into())
                .help(words!(
                    "mount it after the list, without a policy: `routes![…].{lower}(…)`",
                    lower
                ))
                .help("or apply a policy to it with `cors_runtime::tower::CorsLayer`")
        }
        with if with.ends_with("_with") => mistake(words!(
            "`{word}` is not a function of `axum::routing`, and `routes!` supports no others",
            word
        ))
        .help(words!(
            "write `{method}(handler)`, and see aide in docs/mounting.md",
            method = with.trim_end_matches("_with")
        )),
        other => {
            let is_near = |known: &&str| strsim::damerau_levenshtein(known, other) == 1;
            match METHODS.iter().map(|(word, ..)| *word).find(is_near) {
                Some(near) => mistake(words!("unknown method `{word}`", word))
                    .help(words!("write `{near}`", near)),
                None => mistake(words!(
                    "axum cannot route the method `{method}`",
                    method = word.to_ascii_uppercase()
                ))
                .help(
                    "`routes!` takes `get`, `head`, `post`, `put`, `patch`, `delete` and `options`",
                )
                .help(
                    "for any other method, mount the handler with axum's `any`, and apply the \
                     policy to its router with `cors_runtime::tower::CorsLayer`",
                ),
            }
        }
    }
}
