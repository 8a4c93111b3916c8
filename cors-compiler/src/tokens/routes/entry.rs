//! One entry of `routes!`: which words mount a handler, and what the others should have been.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Expr, Ident, Path, PathArguments, Token, parenthesized};

/// `get(users::list_users)`
pub(super) struct Entry {
    /// The word: `get`.
    pub(super) method: Ident,
    /// The method: `GET`.
    pub(super) method_name: &'static str,
    /// Its variant of the runtime's `Method`.
    pub(super) variant: Ident,
    /// The handler, as it was written.
    pub(super) path: Path,
    /// The same as an import takes it: without generic arguments.
    pub(super) import: Path,
    /// The generic arguments: `::<Json>`.
    pub(super) arguments: PathArguments,
}

/// What could be read, and what is wrong with the rest.
pub(super) struct Parsed {
    pub(super) entries: Vec<Entry>,
    pub(super) errors: Vec<syn::Error>,
}

/// What mounts a handler for one method.
const METHODS: [(&str, &str, &str); 7] = [
    ("get", "GET", "Get"),
    ("head", "HEAD", "Head"),
    ("post", "POST", "Post"),
    ("put", "PUT", "Put"),
    ("patch", "PATCH", "Patch"),
    ("delete", "DELETE", "Delete"),
    ("options", "OPTIONS", "Options"),
];

impl Entry {
    /// The handler in messages, without the white space of tokens.
    pub(super) fn handler_name(&self) -> String {
        self.path.to_token_stream().to_string().replace(' ', "")
    }

    /// Where errors about the handler stand.
    pub(super) fn span(&self) -> Span {
        self.path.segments.last().map_or_else(|| self.path.span(), |last| last.ident.span())
    }
}

/// Parses the entries; a mistake costs the entry it is in.
pub(super) fn parse(input: TokenStream) -> Parsed {
    let mut parsed = Parsed { entries: Vec::new(), errors: Vec::new() };
    if input.is_empty() {
        parsed.errors.push(syn::Error::new(
            Span::call_site(),
            "no handler is mounted\n= help: write `routes![get(handler)]`",
        ));
    }
    let read = |input: ParseStream<'_>| {
        read_entries(input, &mut parsed);
        Ok(())
    };
    // Whatever is wrong was collected on the way.
    let _ = read.parse2(input);
    parsed
}

fn read_entries(input: ParseStream<'_>, parsed: &mut Parsed) {
    while !input.is_empty() {
        match entry(input) {
            Ok(entry) => parsed.entries.push(entry),
            Err(error) => {
                parsed.errors.push(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    let _ = input.parse::<TokenTree>();
                }
            }
        }
        if input.is_empty() || input.parse::<Token![,]>().is_ok() {
            continue;
        }
        // What follows is read as if the comma were there.
        parsed.errors.push(input.error("expected `,`, as in `routes![get(list), put(update)]`"));
        let _ = input.parse::<Option<Token![.]>>();
    }
}

fn entry(input: ParseStream<'_>) -> syn::Result<Entry> {
    if let Some(error) = without_method(input) {
        return Err(error);
    }
    let method = input
        .call(Ident::parse_any)
        .map_err(|_| input.error("expected a method and its handler, as in `get(list_users)`"))?;
    let Some(&(_, method_name, variant)) = METHODS.iter().find(|(word, ..)| method == word) else {
        return Err(syn::Error::new(method.span(), instead(&method.unraw().to_string())));
    };
    if !input.peek(syn::token::Paren) {
        let message = format!("expected the handler in parentheses, as in `{method}(handler)`");
        return Err(syn::Error::new(method.span(), message));
    }
    let content;
    parenthesized!(content in input);
    let path = handler(&content, &method)?;
    let mut import = path.clone();
    let arguments = match import.segments.last_mut() {
        Some(last) => std::mem::replace(&mut last.arguments, PathArguments::None),
        None => PathArguments::None,
    };
    let variant = Ident::new(variant, method.span());
    Ok(Entry { method, method_name, variant, path, import, arguments })
}

/// What is wrong where a handler stands alone, as in `routes![list]`.
fn without_method(input: ParseStream<'_>) -> Option<syn::Error> {
    let ahead = input.fork();
    let path = ahead.call(Path::parse_mod_style).ok()?;
    let is_method = path.get_ident().is_some_and(|word| {
        let word = word.unraw().to_string().to_ascii_lowercase();
        METHODS.iter().any(|(method, ..)| *method == word)
    });
    if is_method || !(ahead.is_empty() || ahead.peek(Token![,])) {
        return None;
    }
    let name = path.to_token_stream().to_string().replace(' ', "");
    let message = format!(
        "`{name}` is mounted for no method, and a preflight asks for one\n\
         = help: write `get({name})`, or the method that it is for"
    );
    Some(syn::Error::new_spanned(path, message))
}

/// The path between the parentheses.
fn handler(content: ParseStream<'_>, method: &Ident) -> syn::Result<Path> {
    let written = content.fork().parse::<TokenStream>()?;
    let expression = content.parse::<Expr>().map(without_group);
    let is_whole = content.is_empty();
    content.parse::<TokenStream>()?;
    let message = match expression {
        Ok(Expr::Path(path)) if is_whole && path.attrs.is_empty() => {
            let is_of_type = path.qself.is_some() || is_associated(&path.path);
            if !is_of_type {
                return Ok(path.path);
            }
            "an associated function carries no policy: `#[cors]` stands above free functions\n\
             = help: write a free function that calls this one, and put `#[cors]` above that"
                .to_owned()
        }
        Ok(Expr::Closure(_)) => format!(
            "a closure carries no policy: `#[cors]` stands above functions\n\
             = help: write a function\n\
             = help: or leave it closed to other origins, behind the list: \
             `routes![…].{method}(…)`"
        ),
        Ok(Expr::MethodCall(call)) if call.method == "layer" => {
            "a handler in a layer carries no policy\n\
             = help: put the layer around all handlers of the path: `routes![…].layer(…)`"
                .to_owned()
        }
        _ => format!("expected the name of a function with `#[cors]`, as in `{method}(handler)`"),
    };
    Err(syn::Error::new_spanned(WholeOr(written, method), message))
}

/// What a macro by example wraps around an expression that it passes on is not seen.
fn without_group(expression: Expr) -> Expr {
    match expression {
        Expr::Group(group) => without_group(*group.expr),
        other => other,
    }
}

/// What was written, or the method where nothing was.
struct WholeOr<'m>(TokenStream, &'m Ident);

impl quote::ToTokens for WholeOr<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.0.is_empty() { self.1.to_tokens(tokens) } else { self.0.to_tokens(tokens) }
    }
}

/// Whether the path goes through a type, by the case of its name: `Users::list`.
fn is_associated(path: &Path) -> bool {
    let types = path.segments.iter().rev().skip(1);
    types
        .map(|segment| segment.ident.unraw().to_string())
        .any(|name| name == "Self" || name.starts_with(|first: char| first.is_ascii_uppercase()))
}

/// What to write instead of a word that mounts nothing here.
fn instead(word: &str) -> String {
    match word.to_ascii_lowercase().as_str() {
        "any" | "on" => format!(
            "`{word}` names no method, and a preflight asks for one\n\
             = help: name each method: `get(handler), put(handler)`\n\
             = help: for a handler of all methods put a policy around its router: \
             `cors_runtime::tower::CorsLayer`"
        ),
        "trace" | "connect" => {
            let method = word.to_ascii_uppercase();
            format!(
                "`{method}` is a forbidden method: no page can send it, so it needs no policy\n\
                 = help: mount it behind the list, by axum's own: `routes![…].{}(handler)`\n\
                 = note: https://fetch.spec.whatwg.org/#forbidden-method",
                word.to_ascii_lowercase(),
            )
        }
        lower if METHODS.iter().any(|(word, ..)| *word == lower) => {
            format!("the method is written as in axum\n= help: write `{lower}`")
        }
        lower if lower.ends_with("_service") => format!(
            "a service carries no policy: `#[cors]` stands above functions\n\
             = help: leave it closed to other origins, behind the list: `routes![…].{lower}(…)`\n\
             = help: or put a policy around it: `cors_runtime::tower::CorsLayer`"
        ),
        lower => {
            let near =
                METHODS.iter().find(|(word, ..)| strsim::damerau_levenshtein(word, lower) == 1);
            match near {
                Some((near, ..)) => format!("there is no `{word}`\n= help: write `{near}`"),
                None => format!(
                    "axum has no route for the method `{}`\n\
                     = help: `routes!` knows `get`, `head`, `post`, `put`, `patch`, `delete` and \
                     `options`\n\
                     = help: for any other method mount a handler of all methods by axum's `any`, on \
                     a router under `cors_runtime::tower::CorsLayer`",
                    word.to_ascii_uppercase(),
                ),
            }
        }
    }
}
