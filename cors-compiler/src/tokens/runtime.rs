//! `crate = path`: where the macros find the runtime, if it is not at `::cors_runtime`.
//!
//! All three macros take it first: `cors! { crate = web_cors, … }`, `#[cors(crate = web_cors, API)]`,
//! `routes![crate = web_cors, get(list)]`. Their expansion uses `::cors_runtime` everywhere, and in
//! the end that is replaced, so that no path can be forgotten.

use proc_macro2::{Group, Literal, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser as _};
use syn::{LitStr, Token};

use super::mistake::Mistake;
use super::path::Path;
use crate::finding::words;

/// What starts each path into the runtime that is written in a string.
const IN_STRING: &str = "::cors_runtime::";

/// Expands the input of a macro that may begin with `crate = path`.
pub(super) fn with(
    input: TokenStream,
    expand: &mut dyn FnMut(TokenStream, Option<Mistake>) -> TokenStream,
) -> TokenStream {
    if !is_setting.parse2(input.clone()).is_ok_and(|is_setting| is_setting) {
        return expand(input, None);
    }
    match setting.parse2(input) {
        Ok((Ok(path), rest)) => replace(expand(rest, None), &quote!(#path)),
        Ok((Err(mistake), rest)) => expand(rest, Some(mistake)),
        Err(error) => expand(TokenStream::new(), Some(error.into())),
    }
}

/// The input without `crate = path`.
pub(super) fn without(input: TokenStream) -> TokenStream {
    let mut rest = TokenStream::new();
    let _ = with(input, &mut |input, _| {
        rest = input;
        TokenStream::new()
    });
    rest
}

fn is_setting(input: ParseStream<'_>) -> syn::Result<bool> {
    let is_setting = input.peek(Token![crate]) && input.peek2(Token![=]);
    input.parse::<TokenStream>()?;
    Ok(is_setting)
}

/// The path, and what follows the separator behind it.
fn setting(input: ParseStream<'_>) -> syn::Result<(Result<Path, Mistake>, TokenStream)> {
    let word = input.parse::<Token![crate]>()?;
    input.parse::<Token![=]>()?;
    let path = if input.peek(LitStr) {
        let text = input.parse::<LitStr>()?;
        let written = text.value();
        Err(Mistake::new(text.span(), "expected a path, found a string")
            .help(words!("write `crate = {written}`", written)))
    } else {
        input.call(Path::parse_simple).map_err(|_| {
            Mistake::new(word.span, "expected the path of the crate cors-runtime")
                .help("write it as in `crate = web_cors`")
        })
    };
    while !input.is_empty() && !input.peek(Token![,]) && !input.peek(Token![;]) {
        input.parse::<TokenTree>()?;
    }
    if input.peek(Token![;]) {
        input.parse::<Token![;]>()?;
    } else {
        input.parse::<Option<Token![,]>>()?;
    }
    Ok((path, input.parse()?))
}

/// The tokens with `path` in place of each `::cors_runtime`.
fn replace(tokens: TokenStream, path: &TokenStream) -> TokenStream {
    let mut replaced = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if ident == "cors_runtime" && ends_with_colons(&replaced) => {
                replaced.truncate(replaced.len().saturating_sub(2));
                replaced.extend(located(path.clone(), ident.span()));
            }
            TokenTree::Group(group) => {
                let mut again = Group::new(group.delimiter(), replace(group.stream(), path));
                again.set_span(group.span());
                replaced.push(again.into());
            }
            TokenTree::Literal(literal) => replaced.push(in_string(literal, path).into()),
            other => replaced.push(other),
        }
    }
    replaced.into_iter().collect()
}

fn ends_with_colons(tokens: &[TokenTree]) -> bool {
    let is_colon =
        |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    matches!(tokens, [.., first, second] if is_colon(first) && is_colon(second))
}

/// Errors about what the path leads to are at what needs it.
fn located(path: TokenStream, span: Span) -> impl Iterator<Item = TokenTree> {
    path.into_iter().map(move |mut token| {
        token.set_span(token.span().located_at(span));
        token
    })
}

/// The middleware of a route attribute of actix-web is an expression in a string.
fn in_string(literal: Literal, path: &TokenStream) -> Literal {
    let text = literal.to_string();
    if !text.starts_with('"') || !text.contains("::cors_runtime::__private::") {
        return literal;
    }
    let path = format!("{}::", path.to_string().replace(' ', ""));
    match syn::parse_str::<LitStr>(&text.replace(IN_STRING, &path)) {
        Ok(replaced) => LitStr::new(&replaced.value(), literal.span()).token(),
        Err(_) => literal,
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    use crate::tokens::tests::no_file;
    use crate::tokens::{attribute, routes};

    fn expand(policy: TokenStream) -> TokenStream {
        crate::tokens::expand(policy, &no_file)
    }

    fn expand_attribute(args: TokenStream, item: &TokenStream) -> TokenStream {
        attribute::expand(args, item, &no_file)
    }

    const POLICY: &str = r#"allow_origins = ["https://a.example", "https://*.a.example", "http://localhost:*",
        regex("https://[a-z]+x\\.example")], deny_origins = ["https://b.a.example"], allow_methods = [PUT],
        allow_headers = ["content-type"], expose_headers = ["x-a"]"#;

    /// Whatever a macro writes, all of it goes through the path.
    #[test]
    fn nothing_names_the_crate() {
        for path in ["web_cors", "::web_cors", "crate::facade::cors", "web::cors"] {
            for separator in [",", ";"] {
                let setting = format!("crate = {path}{separator}");
                let mut expanded = vec![
                    expand(format!("{setting} {POLICY}").parse().unwrap()),
                    routes::expand(format!("{setting} get(a), put(b::c)").parse().unwrap()),
                ];
                for item in [
                    "async fn list(a: A) {}",
                    "#[utoipa::path(get)] async fn list() {}",
                    "#[get(\"/\")] async fn list() -> A {}",
                    "#[route(\"/\", method = \"GET\", method = \"OPTIONS\")] async fn list() -> A {}",
                ] {
                    for policy in ["API", "", POLICY] {
                        let args = format!("{setting} {policy}").parse().unwrap();
                        expanded.push(expand_attribute(args, &item.parse().unwrap()));
                    }
                }
                for tokens in expanded {
                    let text = tokens.to_string().replace(' ', "");
                    assert!(text.contains(&path.replace(' ', "")), "{path}: {text}");
                    assert!(!text.contains("::cors_runtime"), "{path}: {text}");
                }
            }
        }
    }

    /// A second attribute, imported under another name, is expanded after the first one.
    #[test]
    fn a_second_policy_is_an_error_whatever_the_crate_is_called() {
        let function = "async fn list () -> A { }";
        for setting in
            ["", "crate = web_cors,", "crate = ::web_cors,", "crate = self::facade::cors;"]
        {
            for policy in ["API", POLICY, "closed"] {
                let expand = |item: &str| {
                    let args = format!("{setting} {policy}").parse().unwrap();
                    expand_attribute(args, &item.parse().unwrap()).to_string()
                };
                let once = expand(&format!("#[get(\"/\")] {function}"));
                assert!(!once.contains("compile_error"), "{once}");
                let start = once.find("# [get").unwrap();
                let end = once.find(function).unwrap() + function.len();
                let twice = expand(once.get(start..end).unwrap());
                assert!(twice.contains("can have only one"), "{setting} {policy}: {twice}");
            }
        }
    }

    #[test]
    fn what_is_not_a_path_is_one_error() {
        for setting in ["crate = \"web_cors\"", "crate = 1", "crate ="] {
            let errors = |tokens: TokenStream| tokens.to_string().matches("compile_error").count();
            let policy = format!("{setting}, {POLICY}").parse().unwrap();
            assert_eq!(errors(expand(policy)), 1, "{setting}");
            let list = format!("{setting}, get(a)").parse().unwrap();
            assert_eq!(errors(routes::expand(list)), 1, "{setting}");
            let args = format!("{setting}, API").parse().unwrap();
            let item = "async fn list() {}".parse().unwrap();
            assert_eq!(errors(expand_attribute(args, &item)), 1, "{setting}");
        }
    }
}
