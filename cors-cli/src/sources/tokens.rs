//! The tokens of a Rust file: where its policies are, what they are called, and where they are mounted.
//!
//! ```text
//! static API: Policy = cors! { … };            name, macro, the text between the brackets
//! #[cors(API)] async fn list() {}              attribute, function
//! vec![cors!{ … }], lazy_static! { … }         tokens in other macros are walked too
//! CorsLayer::new(&API)                         mount
//! ```
//!
//! Brackets are walked recursively. What is before a policy at the same level and at those around it gives its name:
//! the last `static`, `const`, `let` or `fn`.

mod attribute;
mod calls;
mod walk;

use std::ops::Range;

use proc_macro2::{LexError, TokenStream, TokenTree};

use super::imports::Import;

/// What is in a file.
#[derive(Debug, Default)]
pub(super) struct FileTokens {
    pub(super) policies: Vec<FoundPolicy>,
    pub(super) maps: Vec<FoundMap>,
    pub(super) mounts: Vec<FoundMount>,
    pub(super) routes: Vec<FoundRoute>,
    pub(super) imports: Vec<Import>,
    pub(super) skipped: Vec<Skipped>,
    /// The files that `include!` names, as they are written.
    pub(super) included: Vec<Range<usize>>,
}

/// Where something is in the items of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scope {
    /// The inline modules.
    pub(super) module: Vec<String>,
    /// The item, or the variable.
    pub(super) item: Option<String>,
}

/// A policy in a macro or an attribute.
#[derive(Debug)]
pub(super) struct FoundPolicy {
    pub(super) scope: Scope,
    pub(super) is_attribute: bool,
    /// Where its macro or attribute is.
    pub(super) at: usize,
    /// Its text, between the brackets.
    pub(super) text: Range<usize>,
    /// How it is mounted right there.
    pub(super) mounted: Option<FoundUse>,
}

/// `policies! { … }`
#[derive(Debug)]
pub(super) struct FoundMap {
    pub(super) scope: Scope,
    pub(super) at: usize,
    pub(super) text: Range<usize>,
    pub(super) mounted: Option<FoundUse>,
}

/// A policy that is mounted by its name.
#[derive(Debug)]
pub(super) struct FoundMount {
    pub(super) scope: Scope,
    /// The path of the policy.
    pub(super) policy: Vec<String>,
    pub(super) usage: FoundUse,
}

/// How a policy is mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FoundUse {
    /// `#[cors(…)]` on the function of this name, with the routes of its other attributes.
    Function { name: String, routes: Vec<String>, at: usize },
    /// An argument of a call, as `CorsLayer::new`, behind this route.
    Call { name: String, route: Option<String>, at: usize },
}

/// A handler that is mounted: `.route("/users", routes![get(list)])`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FoundRoute {
    pub(super) scope: Scope,
    /// The path of the handler.
    pub(super) handler: Vec<String>,
    /// The method and the path: `GET /users`.
    pub(super) route: String,
}

/// A policy that cannot be read.
#[derive(Debug)]
pub(super) struct Skipped {
    pub(super) at: usize,
    pub(super) reason: &'static str,
}

/// How macros and attributes are called in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ours {
    Cors,
    Policies,
    Routes,
}

/// Where a text cannot be read as tokens.
#[derive(Debug)]
pub(super) struct NotTokens {
    /// The byte, if it is known.
    pub(super) at: usize,
}

/// Finds the policies in the text of a file. `runtime` are the names of the crate cors-runtime.
pub(super) fn find(text: &str, runtime: &[String]) -> Result<FileTokens, NotTokens> {
    // A byte order mark and `#!` are not tokens. Spans are of the rest.
    let base = text.len().saturating_sub(without_shebang(text).len());
    let rest = text.get(base..).unwrap_or_default();
    let stream: TokenStream = rest
        .parse()
        .map_err(|error| NotTokens { at: base.saturating_add(position(rest, &error)) })?;
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut walk = walk::Walk::new(base, runtime);
    walk.imports_of(&tokens, &[]);
    walk.level(&tokens, &walk::Around::default());
    let found = walk.found;
    // The spans of this thread are not used any more.
    drop(tokens);
    proc_macro2::extra::invalidate_current_thread_spans();
    Ok(found)
}

fn without_shebang(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_shebang = text.starts_with("#!") && !text.starts_with("#![");
    if is_shebang {
        text.find('\n').and_then(|end| text.get(end..)).unwrap_or_default()
    } else {
        text
    }
}

/// The byte at which a text is not made of tokens.
fn position(text: &str, error: &LexError) -> usize {
    let start = error.span().start();
    let line = text.split_inclusive('\n').take(start.line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(line..).unwrap_or_default();
    let column = rest.char_indices().nth(start.column).map_or(rest.len(), |(at, _)| at);
    usize::saturating_add(line, column)
}
