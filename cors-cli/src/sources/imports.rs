//! The `use` declarations of a file: under which names the macros and policies are known.

use proc_macro2::{Delimiter, TokenTree};

/// A name that is imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// The inline modules of the file that it is in.
    pub(super) module: Vec<String>,
    /// What is imported.
    pub(super) path: Vec<String>,
    /// Under which name; all names of a module if none is given.
    pub(super) name: Option<String>,
    /// Whether others may import it from here.
    pub(super) is_public: bool,
}

/// Reads what follows `use`, up to the `;`, which is not among the tokens.
pub(super) fn read(tokens: &[TokenTree], module: &[String], is_public: bool) -> Vec<Import> {
    let mut imports = Vec::new();
    tree(tokens, &[], &mut |path, name| {
        imports.push(Import { module: module.to_vec(), path, name, is_public });
    });
    imports
}

fn tree(
    tokens: &[TokenTree],
    prefix: &[String],
    add: &mut impl FnMut(Vec<String>, Option<String>),
) {
    let mut path = prefix.to_vec();
    let mut tokens = tokens.iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "as" => {
                let name = tokens.next().map(ToString::to_string);
                // `as _` imports the methods of a trait.
                if let Some(name) = name.filter(|name| name != "_") {
                    add(path, Some(name));
                }
                return;
            }
            TokenTree::Ident(ident) => path.push(ident.to_string().trim_start_matches("r#").into()),
            TokenTree::Punct(punct) if punct.as_char() == '*' => return add(path, None),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
                for part in inner.split(is_comma).filter(|part| !part.is_empty()) {
                    tree(part, &path, add);
                }
                return;
            }
            _ => {}
        }
    }
    // `use a::b::{self}` imports `a::b` as `b`.
    if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
        path.pop();
    }
    let name = path.last().cloned();
    if name.is_some() {
        add(path, name);
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    use super::*;

    #[test]
    fn each_form_of_a_use() {
        let tokens: TokenStream =
            "cors_runtime::{Policy, cors as policy, attr::{self, cors}, axum::*, Source as _}"
                .parse()
                .unwrap();
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let shown: Vec<String> = read(&tokens, &[], false)
            .iter()
            .map(|it| format!("{} = {}", it.name.as_deref().unwrap_or("*"), it.path.join("::")))
            .collect();
        assert_eq!(
            shown,
            [
                "Policy = cors_runtime::Policy",
                "policy = cors_runtime::cors",
                "attr = cors_runtime::attr",
                "cors = cors_runtime::attr::cors",
                "* = cors_runtime::axum",
            ]
        );
    }
}
