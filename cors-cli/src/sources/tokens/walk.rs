//! The walk through the tokens of a file, level by level.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

use super::super::imports::{self, Import};
use super::{FileTokens, FoundList, FoundMap, FoundPolicy, FoundUse, Known, Ours, Scope, Skipped};

/// How deep brackets are walked. Deeper ones are not written by people.
const MAX_DEPTH: usize = 200;

/// What is around a level of brackets.
#[derive(Debug, Clone, Default)]
pub(super) struct Around {
    pub(super) scope: Scope,
    /// The call that the level has the arguments of.
    pub(super) call: Option<FoundUse>,
    /// The path of the route that the level is about.
    pub(super) route: Option<String>,
    /// What is before a variable of the macro that the level is in.
    pub(super) variable: Option<Variable>,
    depth: usize,
}

impl Around {
    /// One level deeper.
    pub(super) fn inside(&self) -> Self {
        Self { depth: self.depth.saturating_add(1), ..self.clone() }
    }
}

/// The macros of the crate quote, in which `#name` is a variable.
const QUOTES: [&str; 4] = ["quote", "quote_spanned", "parse_quote", "parse_quote_spanned"];

/// The variables of a macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variable {
    /// `$name`
    OfMacroRules,
    /// `#name`
    OfQuote,
}

impl Variable {
    /// Whether there is one among the tokens. `$crate` is not a variable, nor is `#[attribute]`.
    fn is_in(self, tokens: &[TokenTree]) -> bool {
        let sign = match self {
            Self::OfMacroRules => '$',
            Self::OfQuote => '#',
        };
        tokens.iter().enumerate().any(|(at, token)| match token {
            TokenTree::Punct(punct) if punct.as_char() == sign => {
                match tokens.get(at.saturating_add(1)) {
                    Some(TokenTree::Ident(ident)) => ident != "crate",
                    Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
                    _ => false,
                }
            }
            TokenTree::Group(group) => {
                self.is_in(&group.stream().into_iter().collect::<Vec<TokenTree>>())
            }
            _ => false,
        })
    }
}

/// The walk.
pub(super) struct Walk<'r> {
    /// The byte of the file at which the tokens start.
    base: usize,
    known: &'r Known,
    pub(super) found: FileTokens,
}

impl<'r> Walk<'r> {
    pub(super) fn new(base: usize, known: &'r Known) -> Self {
        Self { base, known, found: FileTokens::default() }
    }

    /// The `use` declarations of these tokens and of the modules in them: they apply to what is before them too.
    pub(super) fn imports_of(&mut self, tokens: &[TokenTree], module: &[String]) {
        if module.len() > MAX_DEPTH {
            return;
        }
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(ident) if ident == "use" => {
                    let rest = tokens.get(at.saturating_add(1)..).unwrap_or_default();
                    let end = rest.iter().position(|token| is_punct(token, ';'));
                    let declaration = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                    let is_public = is_public(tokens.get(..at).unwrap_or_default());
                    self.found.imports.extend(imports::read(declaration, module, is_public));
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let mut inner = module.to_vec();
                    inner.extend(module_name(tokens.get(..at).unwrap_or_default()));
                    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                    self.imports_of(&tokens, &inner);
                }
                _ => {}
            }
        }
    }

    /// The tokens between two brackets.
    pub(super) fn level(&mut self, tokens: &[TokenTree], around: &Around) {
        if around.depth > MAX_DEPTH {
            return;
        }
        let mut item = around.scope.item.clone();
        for (at, token) in tokens.iter().enumerate() {
            let before = tokens.get(..at).unwrap_or_default();
            match token {
                TokenTree::Ident(ident) => {
                    let next = tokens.get(at.saturating_add(1));
                    if let Some(name) = declared(ident, before, next) {
                        item = Some(name);
                    }
                }
                TokenTree::Punct(punct) if punct.as_char() == ';' => {
                    item.clone_from(&around.scope.item);
                }
                TokenTree::Group(group) => {
                    let mut here = around.inside();
                    here.scope.item.clone_from(&item);
                    self.group(group, before, tokens.get(at.saturating_add(1)..), &here);
                    if group.delimiter() == Delimiter::Brace && !is_value(before) {
                        item.clone_from(&around.scope.item);
                    }
                }
                _ => {}
            }
        }
    }

    /// A group, what is before it and behind it at its level.
    fn group(
        &mut self,
        group: &Group,
        before: &[TokenTree],
        behind: Option<&[TokenTree]>,
        around: &Around,
    ) {
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        if let [.., TokenTree::Punct(pound)] = before
            && pound.as_char() == '#'
            && group.delimiter() == Delimiter::Bracket
        {
            let at = self.byte(pound.span().byte_range().start);
            return self.attribute(&tokens, at, before, behind.unwrap_or_default(), around);
        }
        if let Some((path, at)) = macro_path(before) {
            let at = self.byte(at);
            return self.macro_call(&path, at, group, &tokens, around);
        }
        if let [.., TokenTree::Punct(bang), TokenTree::Ident(_)] = before
            && bang.as_char() == '!'
            && is_macro_rules(before)
        {
            let variable = Some(Variable::OfMacroRules);
            return self.level(&tokens, &Around { variable, ..around.clone() });
        }
        let mut inner = around.clone();
        if group.delimiter() == Delimiter::Brace
            && let Some(name) = module_name(before)
        {
            inner.scope.module.push(name);
            inner.scope.item = None;
        }
        if group.delimiter() == Delimiter::Parenthesis {
            inner.call = self.call(before, &tokens, around).or(inner.call);
            inner.route = super::calls::route(before, &tokens).or(inner.route);
        }
        self.level(&tokens, &inner);
    }

    fn macro_call(
        &mut self,
        path: &[String],
        at: usize,
        group: &Group,
        tokens: &[TokenTree],
        around: &Around,
    ) {
        let text = self.inside(group);
        let ours = self.ours(path, false, &around.scope.module);
        if matches!(ours, Some(Ours::Cors | Ours::Policies))
            && self.is_generated(at, &text, tokens, around)
        {
            return;
        }
        match ours {
            Some(Ours::Cors) => self.found.policies.push(FoundPolicy {
                scope: around.scope.clone(),
                is_attribute: false,
                at,
                text,
                mounted: around.call.clone(),
            }),
            Some(Ours::Policies) => self.found.maps.push(FoundMap {
                scope: around.scope.clone(),
                at,
                text,
                mounted: around.call.clone(),
            }),
            Some(Ours::Routes) => {
                let is_generated = around.variable.is_some_and(|it| it.is_in(tokens));
                if self.is_certain(path, &around.scope.module) && !is_generated {
                    self.found.lists.push(FoundList { scope: around.scope.clone(), at, text });
                }
                self.routes(tokens, around);
                self.level(tokens, around);
            }
            None if path.last().is_some_and(|name| name == "include") => {
                let is_literal = matches!(tokens, [TokenTree::Literal(_)]);
                if is_literal {
                    self.found.included.push(text);
                } else {
                    let reason = "the file that is included here is not known before the build";
                    self.found.skipped.push(Skipped { at, text, reason });
                }
            }
            None => {
                let is_quote = path.last().is_some_and(|name| QUOTES.contains(&name.as_str()));
                let variable = if is_quote { Some(Variable::OfQuote) } else { around.variable };
                self.level(tokens, &Around { variable, ..around.clone() });
            }
        }
    }

    /// Whether a part of a policy is a variable of the macro that it is in; then it is not read.
    pub(super) fn is_generated(
        &mut self,
        at: usize,
        text: &Range<usize>,
        tokens: &[TokenTree],
        around: &Around,
    ) -> bool {
        let Some(variable) = around.variable.filter(|it| it.is_in(tokens)) else { return false };
        let reason = match variable {
            Variable::OfMacroRules => "it contains a variable of `macro_rules!`",
            Variable::OfQuote => "it contains a variable of `quote!`",
        };
        self.found.skipped.push(Skipped { at, text: text.clone(), reason });
        true
    }

    /// Which of the macros a path is.
    pub(super) fn ours(
        &self,
        path: &[String],
        is_attribute: bool,
        module: &[String],
    ) -> Option<Ours> {
        let (first, last) = (path.first()?, path.last()?);
        let is_imported = |it: &&Import| {
            it.name.as_deref() == Some(first.as_str()) && module.starts_with(&it.module)
        };
        // Two imports may have one name: a macro and an attribute.
        let mut imports = self.found.imports.iter().filter(is_imported).peekable();
        if imports.peek().is_none() {
            let is_ours = path.len() == 1 || self.is_runtime(first);
            return is_ours.then(|| self.named(last, is_attribute))?;
        }
        imports.find_map(|import| {
            let mut whole = import.path.clone();
            whole.extend(path.iter().skip(1).cloned());
            let is_known = whole.first().is_some_and(|first| self.is_runtime(first));
            let is_attr = whole.iter().rev().nth(1).is_some_and(|parent| parent == "attr");
            if whole.len() > 1 && is_known && is_attr != is_attribute && whole.last()? == "cors" {
                return None;
            }
            self.named(whole.last()?, is_attribute).filter(|_| is_known)
        })
    }

    /// Whether a path leads to the runtime, or to a member of the workspace that exports it again, for certain: by what it
    /// starts with, or by an import.
    fn is_certain(&self, path: &[String], module: &[String]) -> bool {
        let is_named = |first: &String| self.known.runtime.contains(first);
        let Some(first) = path.first() else { return false };
        let mut visible = self.found.imports.iter().filter(|it| module.starts_with(&it.module));
        let mut named = visible.clone().filter(|it| it.name.as_ref() == Some(first)).peekable();
        if named.peek().is_some() {
            return named.any(|import| import.path.first().is_some_and(is_named));
        }
        let is_of_glob = |import: &Import| {
            let is_axum = import.path.last().is_some_and(|last| last == "axum");
            import.name.is_none() && is_axum && import.path.first().is_some_and(is_named)
        };
        if path.len() > 1 { is_named(first) } else { visible.any(is_of_glob) }
    }

    /// Whether a path that starts with this may lead to the runtime: it does, or to a module that exports it again.
    fn is_runtime(&self, first: &str) -> bool {
        matches!(first, "crate" | "self" | "super" | "$crate")
            || self.known.runtime.iter().any(|name| name == first)
    }

    /// The macro or attribute of this name.
    fn named(&self, name: &str, is_attribute: bool) -> Option<Ours> {
        match name {
            "cors" => Some(Ours::Cors),
            "policies" if !is_attribute => Some(Ours::Policies),
            "routes" if !is_attribute => Some(Ours::Routes),
            name => self.known.aliases.get(name).copied().filter(|_| !is_attribute),
        }
    }

    /// The bytes between the brackets of a group.
    pub(super) fn inside(&self, group: &Group) -> Range<usize> {
        let start = group.span_open().byte_range().end;
        let end = group.span_close().byte_range().start;
        self.byte(start)..self.byte(end)
    }

    /// A byte of the file.
    pub(super) fn byte(&self, of_tokens: usize) -> usize {
        self.base.saturating_add(of_tokens)
    }
}

pub(super) fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

/// The name of an identifier, without `r#`.
pub(super) fn name_of(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

/// The path that ends with these tokens, and the byte at which it starts.
pub(super) fn path_before(before: &[TokenTree]) -> Option<(Vec<String>, usize)> {
    let mut path = Vec::new();
    let mut start = None;
    let mut rest = before;
    while let [ahead @ .., TokenTree::Ident(ident)] = rest {
        path.push(name_of(ident));
        start = Some(ident.span().byte_range().start);
        rest = ahead;
        match rest {
            [ahead @ .., a, b] if is_punct(a, ':') && is_punct(b, ':') => rest = ahead,
            [.., dollar] if is_punct(dollar, '$') => {
                // `$crate`
                if let Some(last) = path.last_mut() {
                    last.insert(0, '$');
                }
                break;
            }
            _ => break,
        }
    }
    path.reverse();
    Some((path, start?))
}

/// The path before `!`, where a macro is called.
fn macro_path(before: &[TokenTree]) -> Option<(Vec<String>, usize)> {
    match before {
        [path @ .., bang] if is_punct(bang, '!') => path_before(path),
        _ => None,
    }
}

/// Whether a group is the body of `macro_rules! name`.
fn is_macro_rules(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Ident(word), _, _] if word == "macro_rules")
}

/// The name of the module whose body follows.
fn module_name(before: &[TokenTree]) -> Option<String> {
    match before {
        [.., TokenTree::Ident(word), TokenTree::Ident(name)] if word == "mod" => {
            Some(name_of(name))
        }
        _ => None,
    }
}

/// The name that is declared by this identifier: behind `static`, `const`, `fn` or `let`.
fn declared(ident: &Ident, before: &[TokenTree], next: Option<&TokenTree>) -> Option<String> {
    let keyword = match before {
        [.., keyword, TokenTree::Ident(mutable)] if mutable == "mut" || mutable == "ref" => keyword,
        [.., keyword] => keyword,
        [] => return None,
    };
    let TokenTree::Ident(keyword) = keyword else { return None };
    let is_keyword = ["static", "const", "fn", "let"].iter().any(|it| keyword == it);
    // `static ref` is of `lazy_static!`, and `const fn` declares what is behind it.
    let is_name = !["mut", "ref", "fn", "async", "unsafe", "extern"].iter().any(|it| ident == it);
    let is_path =
        next.is_some_and(|next| matches!(next, TokenTree::Punct(punct) if punct.as_char() == '!'));
    (is_keyword && is_name && !is_path).then(|| name_of(ident))
}

/// Whether a group is a part of a value, and not the body of an item.
fn is_value(before: &[TokenTree]) -> bool {
    let since = before.iter().rposition(|token| is_punct(token, ';'));
    let statement = before.get(since.map_or(0, |at| at.saturating_add(1))..).unwrap_or_default();
    statement.iter().any(|token| is_punct(token, '='))
}

/// Whether `pub` is before a declaration.
fn is_public(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Ident(word), TokenTree::Group(_)] | [.., TokenTree::Ident(word)] => {
            word == "pub"
        }
        _ => false,
    }
}
