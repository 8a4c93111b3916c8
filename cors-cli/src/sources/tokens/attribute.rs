//! `#[cors(…)]`, also in `#[cfg_attr(…, cors(…))]`, and the function below it.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, TokenTree};

use super::calls::{referred, string};
use super::walk::{Around, Walk, is_punct, name_of, path_before};
use super::{FoundMount, FoundPolicy, FoundUse, Ours};

impl Walk<'_> {
    /// An attribute that starts at the byte `at`; `before` ends with its `#`.
    pub(super) fn attribute(
        &mut self,
        tokens: &[TokenTree],
        at: usize,
        before: &[TokenTree],
        behind: &[TokenTree],
        around: &Around,
    ) {
        let [path @ .., TokenTree::Group(group)] = tokens else {
            return;
        };
        let Some((path, _)) = path_before(path) else { return };
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        if path.last().is_some_and(|name| name == "cfg_attr") {
            let attributes = inner.split(|token| is_punct(token, ',')).skip(1);
            return attributes.for_each(|it| self.attribute(it, at, before, behind, around));
        }
        if self.ours(&path, true, &around.scope.module) != Some(Ours::Cors) {
            return;
        }
        let text = self.inside(group);
        if self.is_generated(at, &text, &inner, around) {
            return;
        }
        let above = before.get(..before.len().saturating_sub(1)).unwrap_or_default();
        let name = function(behind);
        let mut around = around.clone();
        around.scope.item.clone_from(&name);
        let usage = FoundUse::Function {
            name: name.unwrap_or_default(),
            routes: routes_above(above).chain(routes_below(behind)).collect(),
            at,
        };
        self.policy_or_name(&inner, at, text, usage, &around);
    }

    fn policy_or_name(
        &mut self,
        arguments: &[TokenTree],
        at: usize,
        text: Range<usize>,
        usage: FoundUse,
        around: &Around,
    ) {
        let scope = around.scope.clone();
        let arguments = without_crate(arguments);
        let arguments = match arguments {
            [path @ .., comma] if is_punct(comma, ',') => path,
            all => all,
        };
        let is_closed = matches!(arguments, [TokenTree::Ident(word)] if word == "closed");
        match referred(arguments).filter(|_| !is_closed) {
            Some(policy) => self.found.mounts.push(FoundMount { scope, policy, usage }),
            None => self.found.policies.push(FoundPolicy {
                scope,
                is_attribute: true,
                at,
                text,
                mounted: Some(usage),
            }),
        }
    }
}

/// The arguments without `crate = path,`.
fn without_crate(arguments: &[TokenTree]) -> &[TokenTree] {
    match arguments {
        [TokenTree::Ident(word), equals, ..] if word == "crate" && is_punct(equals, '=') => {
            let end = arguments.iter().position(|it| is_punct(it, ',') || is_punct(it, ';'));
            end.and_then(|end| arguments.get(end.saturating_add(1)..)).unwrap_or_default()
        }
        _ => arguments,
    }
}

/// The name of the function that the attributes before it are on.
fn function(behind: &[TokenTree]) -> Option<String> {
    for pair in behind.windows(2) {
        match pair {
            [TokenTree::Ident(word), TokenTree::Ident(name)] if word == "fn" => {
                return Some(name_of(name));
            }
            // The body of something else.
            [TokenTree::Group(group), _] if group.delimiter() == Delimiter::Brace => return None,
            [end, _] if is_punct(end, ';') => return None,
            _ => {}
        }
    }
    None
}

/// The routes of actix-web in the attributes that end here.
fn routes_above(mut above: &[TokenTree]) -> impl Iterator<Item = String> {
    let mut routes = Vec::new();
    while let [ahead @ .., pound, TokenTree::Group(group)] = above {
        if !is_punct(pound, '#') {
            break;
        }
        routes.extend(route(group));
        above = ahead;
    }
    routes.reverse();
    routes.into_iter()
}

/// The routes of actix-web in the attributes that start here.
fn routes_below(mut behind: &[TokenTree]) -> impl Iterator<Item = String> {
    let mut routes = Vec::new();
    while let [pound, TokenTree::Group(group), rest @ ..] = behind {
        if !is_punct(pound, '#') {
            break;
        }
        routes.extend(route(group));
        behind = rest;
    }
    routes.into_iter()
}

/// The method and the path of `[get("/users")]`.
fn route(attribute: &Group) -> Option<String> {
    let tokens: Vec<TokenTree> = attribute.stream().into_iter().collect();
    let [.., TokenTree::Ident(name), TokenTree::Group(group)] = tokens.as_slice() else {
        return None;
    };
    let Some(TokenTree::Literal(path)) = group.stream().into_iter().next() else { return None };
    let path = string(&path)?;
    match name.to_string().as_str() {
        "route" => Some(path),
        method @ ("get" | "post" | "put" | "delete" | "head" | "connect" | "options" | "trace"
        | "patch") => Some(format!("{} {path}", method.to_uppercase())),
        _ => None,
    }
}
