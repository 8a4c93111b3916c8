//! Finds configurations in a file.
//!
//! # The idea
//!
//! A configuration is a chain of calls that starts with the type of a library, and it may be continued: by a variable, in
//! a loop, in `fold`. The file is walked in order, with the variables that hold a configuration.
//!
//! ```text
//!   let mut cors = Cors::default().allow_any_method();      cors: configuration 0, one call
//!   for origin in ["https://a.example"] {                   origin: that list
//!       cors = cors.allowed_origin(origin);                 configuration 0, another call
//!   }
//! ```
//!
//! A configuration that a function of the file returns is continued for each of its callers, and is then not one by
//! itself. A call in a branch is read as made, and noted. What another function does with a configuration that it gets as
//! an argument is not seen.
//!
//! # Cost
//!
//! Linear in the file, and in what its values need to be evaluated.

mod walk;

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use cors_compiler::migration::Origins;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprClosure, ExprMethodCall, ExprStruct, Pat, Stmt};

use self::walk::untyped;
use super::evaluate::{Evaluator, range};
use super::found::{Draft, Found, Library, Unread};
use super::libraries::{self, Call, Reader};
use super::scope::{Items, Local, Locals};
use super::value::Value;

/// What was found in a file.
#[derive(Debug, Default)]
pub(super) struct InFile {
    pub(super) found: Vec<Found>,
    /// Where there may be more that could not be read.
    pub(super) unread: Vec<Unread>,
}

/// The configurations of a file, in the order of the text.
pub(super) fn find(file: &syn::File) -> InFile {
    let items = Items::of(file);
    let mut finder = Finder {
        items: &items,
        locals: Locals::default(),
        variables: Vec::new(),
        closures: Vec::new(),
        configurations: Vec::new(),
        owner: None,
        continued: BTreeSet::new(),
        branches: 0,
        calls: 0,
        unread: Vec::new(),
    };
    finder.visit_file(file);
    let finished = |mut one: InProgress| {
        Reader::finish(&mut one.draft);
        one.draft.found
    };
    let continued = finder.continued;
    let is_whole =
        |one: &InProgress| !one.owner.as_ref().is_some_and(|owner| continued.contains(owner));
    let whole = finder.configurations.into_iter().filter(is_whole);
    let mut found: Vec<Found> = whole.map(finished).collect();
    found.sort_by_key(|one| one.ranges.first().map(|range| range.start));
    InFile { found, unread: finder.unread }
}

/// A configuration that may be continued.
struct InProgress {
    draft: Draft,
    /// In how many branches it was started.
    branches: usize,
    /// The function or closure that it is in, unless it was started for a caller.
    owner: Option<String>,
}

/// How deep calls of functions that return configurations may be nested.
const MAX_CALLS: usize = 8;

struct Finder<'f> {
    items: &'f Items,
    locals: Locals,
    /// The variables that hold configurations, each with their indices.
    variables: Vec<(String, Vec<usize>)>,
    /// The variables that are closures.
    closures: Vec<(String, Rc<ExprClosure>)>,
    configurations: Vec<InProgress>,
    /// The function or closure that the walk is in.
    owner: Option<String>,
    /// Functions and closures whose configurations are continued elsewhere.
    continued: BTreeSet<String>,
    /// In how many branches the walk is.
    branches: usize,
    /// In how many calls of functions it is.
    calls: usize,
    unread: Vec<Unread>,
}

impl Finder<'_> {
    /// The configurations that an expression has as its value; all that it contains are found.
    fn configurations_of(&mut self, expression: &Expr) -> Vec<usize> {
        match expression {
            Expr::Paren(inner) => self.configurations_of(&inner.expr),
            Expr::Reference(inner) => self.configurations_of(&inner.expr),
            Expr::Try(inner) => self.configurations_of(&inner.expr),
            Expr::Block(block) => self.of_block(&block.block),
            Expr::If(branch) => {
                self.visit_expr(&branch.cond);
                self.branches = self.branches.saturating_add(1);
                let mut all = self.of_block(&branch.then_branch);
                if let Some((_, other)) = &branch.else_branch {
                    all.extend(self.configurations_of(other));
                }
                self.branches = self.branches.saturating_sub(1);
                all
            }
            Expr::Match(branches) => {
                self.visit_expr(&branches.expr);
                self.branches = self.branches.saturating_add(1);
                let arms = branches.arms.iter().map(|arm| self.configurations_of(&arm.body));
                let all = arms.collect::<Vec<_>>().concat();
                self.branches = self.branches.saturating_sub(1);
                all
            }
            Expr::Path(path) => {
                let name = path.path.get_ident().map(ToString::to_string);
                let holds = |(variable, _): &&(String, Vec<usize>)| Some(variable) == name.as_ref();
                self.variables.iter().rev().find(holds).map_or(Vec::new(), |(_, of)| of.clone())
            }
            Expr::Call(call) => match libraries::root(call, &self.items.imports) {
                Some(root) => {
                    call.args.iter().for_each(|argument| self.visit_expr(argument));
                    let index = self.start(root.library, range(call));
                    self.read(&[index], |reader| {
                        reader.start(root, range(call));
                        true
                    });
                    vec![index]
                }
                None => {
                    visit::visit_expr_call(self, call);
                    Vec::new()
                }
            },
            Expr::Struct(options) if libraries::is_options(&options.path, &self.items.imports) => {
                vec![self.options(options)]
            }
            Expr::MethodCall(call) if call.method == "fold" => self.fold(call),
            Expr::MethodCall(call) => self.continued(call),
            _ => {
                visit::visit_expr(self, expression);
                Vec::new()
            }
        }
    }

    fn start(&mut self, library: Library, range: Range<usize>) -> usize {
        let draft = Draft::new(library, range);
        let owner = self.owner.clone();
        self.configurations.push(InProgress { draft, branches: self.branches, owner });
        self.configurations.len().saturating_sub(1)
    }

    /// Reads something of these configurations; whether it was one of their calls.
    fn read(&mut self, of: &[usize], read: impl Fn(&mut Reader<'_, '_>) -> bool) -> bool {
        let mut is_call = false;
        for &index in of {
            let Some(one) = self.configurations.get_mut(index) else { continue };
            let evaluator = Evaluator::new(self.items);
            let draft = &mut one.draft;
            let before = draft.found.configuration.origins.clone();
            let mut reader = Reader { draft, evaluator: &evaluator, locals: &self.locals };
            is_call |= read(&mut reader);
            if self.branches > one.branches {
                either(&mut one.draft.found.configuration.origins, before);
            }
        }
        is_call
    }

    /// `CorsOptions { allow_credentials: true, ..Default::default() }`
    fn options(&mut self, options: &ExprStruct) -> usize {
        let index = self.start(Library::RocketCors, range(&options.path));
        let root =
            libraries::Root { library: Library::RocketCors, start: libraries::Start::Default };
        self.read(&[index], |reader| {
            reader.start(root, range(&options.path));
            for field in &options.fields {
                if let syn::Member::Named(name) = &field.member {
                    reader.field(&name.to_string(), &field.expr, range(field));
                }
            }
            true
        });
        index
    }

    /// `configuration.call(…)`
    fn continued(&mut self, call: &ExprMethodCall) -> Vec<usize> {
        let before = self.configurations.len();
        let returned = self.returned_by(&call.receiver);
        let of = match &returned {
            Some((_, of)) => of.clone(),
            None => self.configurations_of(&call.receiver),
        };
        if of.is_empty() {
            call.args.iter().for_each(|argument| self.visit_expr(argument));
            return of;
        }
        let name = call.method.to_string();
        if ["clone", "unwrap", "expect", "into", "to_owned"].contains(&name.as_str()) {
            return of;
        }
        let written = range(&call.method).start..range(call).end;
        let arguments = || call.args.iter().collect();
        let is_call = self.read(&of, |reader| {
            let call = Call { name: name.clone(), arguments: arguments(), range: written.clone() };
            reader.call(&call)
        });
        match (is_call, returned) {
            (true, Some((function, _))) => {
                self.continued.insert(function);
            }
            (true, None) => {}
            (false, returned) => {
                if returned.is_some() {
                    self.configurations.truncate(before);
                }
                call.args.iter().for_each(|argument| self.visit_expr(argument));
                // The layer, the fairing, the handler that is made of it.
                return Vec::new();
            }
        }
        for &index in &of {
            if let Some(one) = self.configurations.get_mut(index)
                && self.branches > one.branches
            {
                one.draft.remark(written.clone(), "this call is conditional; it is read as made");
            }
        }
        of
    }

    /// The configurations that a function or a closure returns to this caller, and its name.
    fn returned_by(&mut self, receiver: &Expr) -> Option<(String, Vec<usize>)> {
        let Expr::Call(call) = receiver else { return None };
        let Expr::Path(path) = &*call.func else { return None };
        let name = path.path.get_ident()?.to_string();
        let closure = self.closures.iter().rev().find(|(variable, _)| *variable == name);
        let closure = closure.map(|(_, closure)| Rc::clone(closure));
        let function = match closure {
            Some(_) => None,
            None => Some(self.items.function(&name)?),
        };
        if self.calls >= MAX_CALLS {
            return None;
        }
        let (before, owner) = (self.configurations.len(), self.owner.take());
        self.calls = self.calls.saturating_add(1);
        let of = match (&closure, &function) {
            (Some(closure), _) => self.configurations_of(&closure.body),
            (None, Some(function)) => {
                let variables = std::mem::take(&mut self.variables);
                let of = self.of_block(&function.block);
                self.variables = variables;
                of
            }
            (None, None) => Vec::new(),
        };
        self.calls = self.calls.saturating_sub(1);
        self.owner = owner;
        if of.is_empty() {
            self.configurations.truncate(before);
            return None;
        }
        Some((name, of))
    }

    /// `origins.iter().fold(Cors::default(), |cors, origin| cors.allowed_origin(origin))`
    fn fold(&mut self, call: &ExprMethodCall) -> Vec<usize> {
        let mut arguments = call.args.iter();
        let (Some(first), Some(Expr::Closure(closure))) = (arguments.next(), arguments.next())
        else {
            visit::visit_expr_method_call(self, call);
            return Vec::new();
        };
        let of = self.configurations_of(first);
        if of.is_empty() {
            self.visit_expr(&call.receiver);
            self.visit_expr_closure(closure);
            return of;
        }
        let mut parameters = closure.inputs.iter();
        let (variables, locals) = (self.variables.len(), self.locals.len());
        if let Some(Pat::Ident(name)) = parameters.next().map(untyped) {
            self.variables.push((name.ident.to_string(), of.clone()));
        }
        if let Some(item) = parameters.next() {
            self.bind_items(item, &call.receiver);
        }
        self.configurations_of(&closure.body);
        self.variables.truncate(variables);
        self.locals.truncate(locals);
        of
    }

    /// Binds the variable of a loop to all items.
    fn bind_items(&mut self, pattern: &Pat, items: &Expr) {
        let value = Evaluator::new(self.items).value(items, &self.locals);
        if let Pat::Ident(name) = untyped(pattern) {
            let value = value.unwrap_or_else(Value::Unknown);
            self.locals.bind(name.ident.to_string(), Local::Value(value));
        }
    }

    fn of_block(&mut self, block: &Block) -> Vec<usize> {
        let (variables, locals) = (self.variables.len(), self.locals.len());
        let mut all = Vec::new();
        for (at, statement) in block.stmts.iter().enumerate() {
            let is_last = at.saturating_add(1) == block.stmts.len();
            match statement {
                Stmt::Expr(value, None) if is_last => all = self.configurations_of(value),
                other => self.visit_stmt(other),
            }
        }
        self.variables.truncate(variables);
        self.locals.truncate(locals);
        all
    }
}

/// What a configuration allows that may have been changed.
fn either(origins: &mut Origins, before: Origins) {
    match (&mut *origins, before) {
        (Origins::Conditions(now), Origins::Conditions(mut before)) => {
            before.retain(|one| !now.contains(one));
            before.append(now);
            *now = before;
        }
        (Origins::Conditions(_), any @ Origins::Any(_)) => *origins = any,
        (Origins::Any(_), _) => {}
    }
}
