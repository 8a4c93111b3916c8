//! Where policies are mounted: calls that take one, and handlers in routes.

use proc_macro2::{Literal, TokenTree};

use super::walk::{Around, Walk, is_punct, path_before};
use super::{FoundMount, FoundRoute, FoundUse};

/// The calls that mount a policy: the last names of their paths, and which argument it is.
const CALLS: [(&[&str], Argument); 3] = [
    (&["CorsLayer", "new"], Argument::First),
    (&["Cors", "new"], Argument::First),
    (&["protect"], Argument::Last),
];

#[derive(Clone, Copy)]
enum Argument {
    First,
    Last,
}

/// The functions of axum and actix-web that take a path.
const ROUTES: [&str; 6] = ["route", "nest", "scope", "resource", "nest_service", "route_service"];

impl Walk<'_> {
    /// The call whose arguments these are, if it mounts a policy; a policy that is named is added.
    pub(super) fn call(
        &mut self,
        before: &[TokenTree],
        arguments: &[TokenTree],
        around: &Around,
    ) -> Option<FoundUse> {
        let (path, at) = path_before(before)?;
        let matching = CALLS.iter().find(|(names, _)| {
            path.len() >= names.len()
                && path.iter().rev().zip(names.iter().rev()).all(|(a, b)| a == b)
        });
        let (names, argument) = matching?;
        let usage = FoundUse::Call {
            name: names.join("::"),
            route: around.route.clone(),
            at: self.byte(at),
        };
        let mut parts =
            arguments.split(|token| is_punct(token, ',')).filter(|part| !part.is_empty());
        let argument = match argument {
            Argument::First => parts.next(),
            Argument::Last => parts.next_back(),
        };
        if let Some(policy) = argument.and_then(referred) {
            let (scope, usage) = (around.scope.clone(), usage.clone());
            self.found.mounts.push(FoundMount { scope, policy, usage });
        }
        Some(usage)
    }

    /// The handlers in `routes![get(list), put(update)]`.
    pub(super) fn routes(&mut self, tokens: &[TokenTree], around: &Around) {
        for entry in tokens.split(|token| is_punct(token, ',')) {
            let [before @ .., TokenTree::Group(group)] = entry else { continue };
            let Some((method, _)) = path_before(before) else { continue };
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let (Some(method), Some(handler)) = (method.last(), referred(&inner)) else { continue };
            let path = around.route.as_deref().map(|path| format!(" {path}")).unwrap_or_default();
            let route = format!("{}{path}", method.to_uppercase());
            self.found.routes.push(FoundRoute { scope: around.scope.clone(), handler, route });
        }
    }
}

/// The path that an argument is, or refers to.
pub(super) fn referred(argument: &[TokenTree]) -> Option<Vec<String>> {
    let path = match argument {
        [and, star, path @ ..] if is_punct(and, '&') && is_punct(star, '*') => path,
        [and, path @ ..] if is_punct(and, '&') => path,
        path => path,
    };
    let is_path = |token: &TokenTree| matches!(token, TokenTree::Ident(_)) || is_punct(token, ':');
    if !path.iter().all(is_path) {
        return None;
    }
    path_before(path).map(|(path, _)| path)
}

/// The path of the route whose arguments these are: the string that they start with.
pub(super) fn route(before: &[TokenTree], arguments: &[TokenTree]) -> Option<String> {
    let [.., TokenTree::Ident(name)] = before else { return None };
    if !ROUTES.iter().any(|route| name == route) {
        return None;
    }
    match arguments.first()? {
        TokenTree::Literal(literal) => string(literal),
        _ => None,
    }
}

/// The value of a string without escapes.
pub(super) fn string(literal: &Literal) -> Option<String> {
    let text = literal.to_string();
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains('\\')).then(|| inner.to_owned())
}
