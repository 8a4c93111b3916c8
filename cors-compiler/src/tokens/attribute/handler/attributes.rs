//! The attributes below `#[cors(…)]`: which are for the handler, which for the function around it.
//!
//! | attribute | where it goes |
//! | --- | --- |
//! | documentation, conditions, lints, `#[must_use]` and the like | the function that others see |
//! | `#[utoipa::path(…)]`, which adds an item next to the function | before `#[cors(…)]` |
//! | whatever else, as `#[axum::debug_handler]`, `#[tracing::instrument]` | the handler as it was written |

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};

use crate::tokens::angles::Separated;
use crate::tokens::attribute::function::{Annotation, Meta, Values};

/// The attributes, sorted.
#[derive(Default)]
pub(super) struct Attributes {
    /// To be expanded before `#[cors(…)]`.
    pub(super) first: Vec<TokenStream>,
    /// All others, in their order.
    pub(super) rest: Vec<TokenStream>,
    /// Of those, the ones of the function that others see.
    pub(super) outer: Vec<TokenStream>,
    /// Of those, the ones of the handler.
    pub(super) inner: Vec<TokenStream>,
}

/// What rustc itself reads of the function that others see.
const OUTER: [&str; 20] = [
    "allow",
    "cfg",
    "cold",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "export_name",
    "forbid",
    "inline",
    "link_section",
    "must_use",
    "no_mangle",
    "target_feature",
    "unsafe",
    "warn",
    "automatically_derived",
    "track_caller",
    "coverage",
    "optimize",
];

/// Tools that read attributes with their name before it.
const TOOLS: [&str; 5] = ["clippy", "finding", "miri", "rust_analyzer", "rustfmt"];

impl Attributes {
    pub(super) fn sort(annotations: &[Annotation]) -> Self {
        let mut sorted = Self::default();
        for annotation in annotations {
            if let Some((condition, metas)) = conditional(&annotation.meta) {
                for meta in &metas {
                    sorted.add(meta, quote!(#[cfg_attr(#condition, #meta)]));
                }
            } else {
                sorted.add(&annotation.meta, annotation.to_token_stream());
            }
        }
        sorted
    }

    fn add(&mut self, meta: &Meta, attribute: TokenStream) {
        let names = meta.path.names();
        let is_tool = names.len() > 1
            && names.first().is_some_and(|first| TOOLS.iter().any(|tool| first == tool));
        let is_outer = is_tool || OUTER.iter().any(|name| meta.path.is(name));
        let adds_items = matches!(meta.values, Values::List(_))
            && names.last().is_some_and(|last| last == "path");
        if adds_items {
            self.first.push(attribute);
            return;
        }
        self.rest.push(attribute.clone());
        if meta.path.is("track_caller") {
            self.inner.push(attribute.clone());
        }
        let list = if is_outer { &mut self.outer } else { &mut self.inner };
        list.push(attribute);
    }
}

/// The condition of a `#[cfg_attr(…)]`, and the attributes that it adds.
fn conditional(meta: &Meta) -> Option<(TokenStream, Vec<Meta>)> {
    let Values::List(list) = &meta.values else { return None };
    if !meta.path.is("cfg_attr") {
        return None;
    }
    let mut parts = syn::parse2::<Separated>(list.clone()).ok()?.0.into_iter();
    let condition = parts.next()?;
    let metas = parts.map(syn::parse2).collect::<syn::Result<_>>().ok()?;
    Some((condition, metas))
}
