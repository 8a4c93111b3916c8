//! The words before the handlers in `routes!`, and what to write instead of others.

use syn::Ident;

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

/// What to write instead of a path that is not one of axum's methods.
pub(super) fn of_another_path(path: &str) -> String {
    let last = path.rsplit("::").next().unwrap_or(path).to_ascii_lowercase();
    let word = METHODS.iter().map(|(word, ..)| *word).find(|word| *word == last);
    format!(
        "`routes!` doesn't know `{path}`: it mounts handlers with the methods of `axum::routing`\n\
         = help: write `{}(handler)`",
        word.unwrap_or("get"),
    )
}

/// What to write instead of a word that mounts nothing here.
pub(super) fn instead(word: &str) -> String {
    match word.to_ascii_lowercase().as_str() {
        "any" | "on" => format!(
            "`{word}` is not an HTTP method, and a preflight asks for one\n\
             = help: name each method: `get(handler), put(handler)`\n\
             = help: for a handler of all methods put a policy around its router: \
             `cors_runtime::tower::CorsLayer`"
        ),
        "trace" | "connect" => {
            let method = word.to_ascii_uppercase();
            format!(
                "`{method}` is a forbidden method: pages cannot send it, so it doesn't need a policy\n\
                 = help: mount it after the list, with axum's own method: `routes![…].{}(handler)`\n\
                 = note: https://fetch.spec.whatwg.org/#forbidden-method",
                word.to_ascii_lowercase(),
            )
        }
        "query" => "axum cannot route the method `QUERY` yet\n\
             = help: mount a handler of all methods with axum's `any`, which checks the method \
             itself, on a router under `cors_runtime::tower::CorsLayer`, whose policy has \
             `allow_methods = [\"QUERY\"]`\n\
             = note: the documentation of `routes!` has an example"
            .to_owned(),
        lower if METHODS.iter().any(|(word, ..)| *word == lower) => {
            format!("methods are written in lower case, as in axum\n= help: write `{lower}`")
        }
        lower if lower.ends_with("_service") => format!(
            "a service can't have a policy; `#[cors]` goes on functions\n\
             = help: leave it closed to other origins, after the list: `routes![…].{lower}(…)`\n\
             = help: or put a policy around it: `cors_runtime::tower::CorsLayer`"
        ),
        lower if lower.ends_with("_with") => {
            let method = lower.trim_end_matches("_with");
            format!(
                "`{word}` is not a method of axum, and `routes!` mounts with those alone\n\
                 = help: write `{method}(handler)`, and see aide in docs/mounting.md"
            )
        }
        lower => {
            let near =
                METHODS.iter().find(|(word, ..)| strsim::damerau_levenshtein(word, lower) == 1);
            match near {
                Some((near, ..)) => format!("there is no `{word}`\n= help: write `{near}`"),
                None => format!(
                    "axum cannot route the method `{}`\n\
                     = help: `routes!` takes `get`, `head`, `post`, `put`, `patch`, `delete` and \
                     `options`\n\
                     = help: for any other method mount a handler of all methods with axum's `any`, \
                     on a router under `cors_runtime::tower::CorsLayer`",
                    word.to_ascii_uppercase(),
                ),
            }
        }
    }
}
