//! The walk through a file, and the variables on its way.

use std::rc::Rc;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, ExprClosure, ExprForLoop, ItemFn, ItemMod, Pat, Token};

use super::Finder;
use crate::scan::evaluate::range;
use crate::scan::found::Unread;
use crate::scan::libraries;
use crate::scan::scope::Local;

/// A pattern without its type and references.
pub(super) fn untyped(pattern: &Pat) -> &Pat {
    match pattern {
        Pat::Type(typed) => untyped(&typed.pat),
        Pat::Reference(inner) => untyped(&inner.pat),
        other => other,
    }
}

/// Whether the item is only built for tests.
fn is_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) => {
            list.path.is_ident("cfg") && list.tokens.to_string().trim() == "test"
        }
        meta => meta.path().segments.last().is_some_and(|last| last.ident == "test"),
    })
}

impl Visit<'_> for Finder<'_> {
    fn visit_expr(&mut self, expression: &Expr) {
        self.configurations_of(expression);
    }

    fn visit_block(&mut self, block: &Block) {
        self.of_block(block);
    }

    fn visit_local(&mut self, local: &syn::Local) {
        let Some(init) = &local.init else { return };
        if let (Pat::Ident(name), Expr::Closure(closure)) = (untyped(&local.pat), &*init.expr) {
            let owner = self.owner.replace(name.ident.to_string());
            self.visit_expr(&closure.body);
            self.owner = owner;
            self.closures.push((name.ident.to_string(), Rc::new(closure.clone())));
            return;
        }
        let of = self.configurations_of(&init.expr);
        if let Some((_, other)) = &init.diverge {
            self.visit_expr(other);
        }
        if let Pat::Ident(name) = untyped(&local.pat) {
            let name = name.ident.to_string();
            if !of.is_empty() {
                self.variables.push((name.clone(), of));
            }
            self.locals.bind(name, Local::Expression(Rc::new((*init.expr).clone())));
        }
    }

    fn visit_expr_for_loop(&mut self, each: &ExprForLoop) {
        self.visit_expr(&each.expr);
        let locals = self.locals.len();
        self.bind_items(&each.pat, &each.expr);
        self.visit_block(&each.body);
        self.locals.truncate(locals);
    }

    fn visit_expr_closure(&mut self, closure: &ExprClosure) {
        self.visit_expr(&closure.body);
    }

    fn visit_item_fn(&mut self, item: &ItemFn) {
        if is_of_tests(&item.attrs) {
            return;
        }
        let variables = std::mem::take(&mut self.variables);
        let locals = std::mem::take(&mut self.locals);
        let branches = std::mem::take(&mut self.branches);
        let owner = self.owner.replace(item.sig.ident.to_string());
        visit::visit_item_fn(self, item);
        (self.variables, self.locals, self.branches) = (variables, locals, branches);
        self.owner = owner;
    }

    fn visit_item_mod(&mut self, item: &ItemMod) {
        if !is_of_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        if let Ok(elements) = mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            elements.iter().for_each(|element| self.visit_expr(element));
        } else if let Ok(statements) = mac.parse_body_with(Block::parse_within) {
            statements.iter().for_each(|statement| self.visit_stmt(statement));
        } else if libraries::is_named_in(&mac.tokens) {
            let reason = "a macro whose arguments are not expressions is not read";
            self.unread.push(Unread { range: range(mac), reason });
        }
    }
}
