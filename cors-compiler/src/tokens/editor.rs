//! The names in the input of a macro, for editors.
//!
//! An editor shows what a name is, where it is declared and which other names there are by looking for the name in
//! the expansion of the macro. A policy expands to tables, in which no name is left. So the names are in the expansion
//! once more:
//!
//! ```text
//! allow_credentials = true,           ::cors_runtime::__editor! {
//! allow_me                                keys [allow_credentials allow_methods] [allow_me]
//! allow_methods = [PUT],      ──>         methods [PUT]
//!                                     }
//! ```
//!
//! In a build `__editor!` expands to nothing. Where rust-analyzer expands it, it refers to the items of
//! `cors_runtime::__editor`, which have the documentation of each name.
//!
//! The names are read from the tokens and not from the parsed policy, because users need an editor's help while a
//! policy is being written and cannot be parsed. They are the first statement of the expansion: rust-analyzer compares two
//! expansions, one of them with another name at the cursor, and nothing before it may depend on the names.

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt as _, format_ident, quote};

use super::file;
use crate::key::Key;

/// The names in a policy, as a statement.
pub(super) fn policy(input: &TokenStream) -> TokenStream {
    let mut names = Names::default();
    names.read(input.clone());
    quote!(::cors_runtime::__editor! { #names })
}

/// The path of a policy in `#[cors(API)]`, as a statement. A single name may be the start of a key instead.
#[cfg(feature = "handlers")]
pub(super) fn path_or_key(input: &TokenStream) -> TokenStream {
    quote!(::cors_runtime::__editor! { path_or_key [#input] })
}

/// The paths of the policies in a map, as a statement.
pub(super) fn map(input: &TokenStream) -> TokenStream {
    let paths = paths(input.clone());
    quote!(::cors_runtime::__editor! { paths #([#paths])* })
}

/// What rust-analyzer writes at the cursor, into or behind a name, when it looks for completions.
const CURSOR: &str = "raCompletionMarker";

/// The module of `cors_runtime::__editor` that documents the names in the value of a key.
fn module_of(key: Key) -> Option<&'static str> {
    match key {
        Key::AllowOrigins | Key::RuntimeOrigins | Key::DenyOrigins => Some("origins"),
        Key::AllowMethods => Some("methods"),
        Key::AllowHeaders => Some("request_headers"),
        Key::ExposeHeaders => Some("response_headers"),
        Key::AcceptRisk => Some("risks"),
        Key::Allow => Some("warnings"),
        Key::Name
        | Key::Closed
        | Key::AllowCredentials
        | Key::MaxAge
        | Key::TimingAllowOrigin
        | Key::CrossOriginResourcePolicy
        | Key::ActivateStorageAccess
        | Key::MustAllow
        | Key::MustDeny => None,
    }
}

/// The names in a policy.
#[derive(Default)]
struct Names {
    /// Those of the language, and the one at the cursor: an editor offers the keys that are not among these.
    keys: Vec<Ident>,
    /// The others, which the compiler reports.
    unknown: Vec<Ident>,
    /// Names in values, with their modules.
    values: Vec<(&'static str, Ident)>,
}

/// What the next token is a part of.
#[derive(Clone, Copy)]
enum Position {
    /// A key.
    Key,
    /// What follows a key, whose value has names of this module.
    Sign(Option<&'static str>),
    /// A value with names of this module.
    Value(Option<&'static str>),
    /// What follows a value. A name here is the next key, after a missing comma.
    End(Option<&'static str>),
}

impl Names {
    /// Reads the entries of a policy.
    fn read(&mut self, input: TokenStream) {
        let mut position = Position::Key;
        for token in input {
            position = match (token, position) {
                (TokenTree::Punct(punct), _) if is_separator(punct.as_char()) => Position::Key,
                (TokenTree::Punct(_), Position::Sign(module) | Position::End(module)) => {
                    Position::Value(module)
                }
                (TokenTree::Punct(_), position) => position,
                (TokenTree::Ident(name), Position::Value(module)) => {
                    self.values.extend(module.map(|module| (module, name)));
                    Position::End(module)
                }
                (TokenTree::Ident(name), _) => Position::Sign(self.add_key(name)),
                (TokenTree::Group(group), Position::Value(Some(module))) => {
                    self.read_items(module, group.stream());
                    Position::End(Some(module))
                }
                (TokenTree::Group(_) | TokenTree::Literal(_), _) => Position::End(None),
            };
        }
    }

    /// Adds a key, and returns the module of the names in its value.
    fn add_key(&mut self, name: Ident) -> Option<&'static str> {
        let text = name.to_string();
        let key = Key::named(&text);
        if key.is_some() || file::KEYS.contains(&text.as_str()) || text.contains(CURSOR) {
            self.keys.push(name);
        } else {
            self.unknown.push(name);
        }
        key.and_then(module_of)
    }

    /// Adds the items of a list, or the names in a table of risks.
    fn read_items(&mut self, module: &'static str, input: TokenStream) {
        let names = input.into_iter().filter_map(|token| match token {
            TokenTree::Ident(name) => Some((module, name)),
            _ => None,
        });
        self.values.extend(names);
    }
}

impl ToTokens for Names {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { keys, unknown, values } = self;
        tokens.append_all(quote!(keys [#(#keys)*] [#(#unknown)*]));
        for (module, name) in values {
            let module = format_ident!("{module}");
            tokens.append_all(quote!(#module [#name]));
        }
    }
}

/// What follows each `=>`, up to the next separator, as far as it is a path.
fn paths(input: TokenStream) -> Vec<TokenStream> {
    let mut paths: Vec<TokenStream> = Vec::new();
    let mut previous = None;
    let mut is_path = false;
    for token in input {
        let punct = match &token {
            TokenTree::Punct(punct) => Some((punct.as_char(), punct.spacing())),
            _ => None,
        };
        let is_arrow = previous == Some(('=', Spacing::Joint)) && matches!(punct, Some(('>', _)));
        is_path &= matches!(token, TokenTree::Ident(_)) || matches!(punct, Some((':', _)));
        if is_arrow {
            paths.push(TokenStream::new());
            is_path = true;
        } else if let Some(path) = paths.last_mut().filter(|_| is_path) {
            path.append(token);
        }
        previous = punct;
    }
    paths.retain(|path| !path.is_empty());
    paths
}

fn is_separator(punct: char) -> bool {
    punct == ',' || punct == ';'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> TokenStream {
        text.parse().unwrap()
    }

    fn names(policy: &str) -> String {
        let mut names = Names::default();
        names.read(tokens(policy));
        names.to_token_stream().to_string().replace("[]", "[ ]")
    }

    #[test]
    fn names_of_whole_policies_and_of_half_written_ones() {
        for (policy, expected) in [
            ("", "keys [ ] [ ]"),
            ("closed", "keys [closed] [ ]"),
            ("file = \"cors.toml\", policy = \"api\"", "keys [file policy] [ ]"),
            ("allow_credentials = true, max_age = 0", "keys [allow_credentials max_age] [ ]"),
            ("allow_cre", "keys [ ] [allow_cre]"),
            ("allow_raCompletionMarkercre", "keys [allow_raCompletionMarkercre] [ ]"),
            // Commas are missing.
            ("max_age = \"2h\" allow_m", "keys [max_age] [allow_m]"),
            ("allow_m max_age = \"2h\"", "keys [max_age] [allow_m]"),
            ("allow_origins = [] closed", "keys [allow_origins closed] [ ]"),
            ("allow_methods = PUT closed", "keys [allow_methods closed] [ ] methods [PUT]"),
            // Values.
            (
                "allow_methods = [PUT, P], allow_headers = [grpc_web, \"x-a\"]",
                "keys [allow_methods allow_headers] [ ] methods [PUT] methods [P] \
                 request_headers [grpc_web]",
            ),
            (
                "allow_methods: [Method::PUT]",
                "keys [allow_methods] [ ] methods [Method] methods [PUT]",
            ),
            (
                "allow_methods = Method::PUT",
                "keys [allow_methods] [ ] methods [Method] methods [PUT]",
            ),
            (
                "expose_headers = mcp; allow = [a b]",
                "keys [expose_headers allow] [ ] response_headers [mcp] warnings [a] warnings [b]",
            ),
            (
                "accept_risk = { insecure_origin = \"x\", b = { \"y\" = \"z\" } }",
                "keys [accept_risk] [ ] risks [insecure_origin] risks [b]",
            ),
            (
                "allow_origins = [regex(\"a\"), tauri], deny_origins = [b]",
                "keys [allow_origins deny_origins] [ ] origins [regex] origins [tauri] origins [b]",
            ),
            (
                "allow_origins = cfg!(a), b = 1",
                "keys [allow_origins] [b] origins [cfg] origins [a]",
            ),
            ("= , ; \"a\" [b] = c", "keys [ ] [ ]"),
        ] {
            assert_eq!(names(policy), names_as_printed(expected), "{policy}");
        }
    }

    /// As `TokenStream` prints it.
    fn names_as_printed(text: &str) -> String {
        tokens(text).to_string().replace("[]", "[ ]")
    }

    #[test]
    fn paths_in_maps() {
        for (map, expected) in [
            ("", &[][..]),
            ("\"/a\" => API, _ => crate::b::B", &["API", "crate :: b :: B"]),
            ("\"/a\" => crate::, _ => closed", &["crate ::", "closed"]),
            ("\"/a\" =>", &[]),
            ("\"/a\" => A \"/b\" => B", &["A", "B"]),
            ("\"/a\" => f(x), \"/b\" => &B, \"/c\" = C", &["f"]),
            ("\"/a\" = > A", &[]),
        ] {
            let found: Vec<String> = paths(tokens(map))
                .iter()
                .map(|path| tokens(&path.to_string()).to_string())
                .collect();
            let expected: Vec<String> =
                expected.iter().map(|path| tokens(path).to_string()).collect();
            assert_eq!(found, expected, "{map}");
        }
    }
}
