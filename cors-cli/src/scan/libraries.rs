//! What each library's calls configure.
//!
//! A file for each library, from its source; tower-http and salvo share one, for their types are the same. The
//! versions that were read: tower-http 0.7, actix-cors 0.7, rocket_cors 0.6, warp 0.4, salvo 0.95, poem 3.1. Earlier
//! ones differ where the files say so.

mod actix_cors;
mod poem;
mod rocket_cors;
mod tower_http;
mod warp;

use std::ops::Range;

use cors_compiler::migration::{Condition, Predicate};
use syn::{BinOp, Expr, ExprCall};

use super::evaluate::{Evaluator, range};
use super::found::{Draft, Library, List, Unread};
use super::imports::Imports;
use super::scope::Locals;
use super::value::Value;

/// A call of a method that configures something.
pub(super) struct Call<'e> {
    pub(super) name: String,
    pub(super) arguments: Vec<&'e Expr>,
    /// The name and the arguments.
    pub(super) range: Range<usize>,
}

/// The start of a configuration: its library, and how it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) library: Library,
    pub(super) start: Start,
}

/// How a configuration starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// With the defaults of the library.
    Default,
    /// `permissive()`
    Permissive,
    /// `very_permissive()`
    VeryPermissive,
}

/// The configurations of a library: the paths of the type, and the functions that start one.
const TYPES: [(Library, &[&str]); 10] = [
    (Library::TowerHttp, &["tower_http", "cors", "CorsLayer"]),
    (Library::TowerHttp, &["tower_http", "cors", "Cors"]),
    (Library::ActixCors, &["actix_cors", "Cors"]),
    (Library::RocketCors, &["rocket_cors", "CorsOptions"]),
    (Library::Salvo, &["salvo", "cors", "Cors"]),
    (Library::Salvo, &["salvo", "prelude", "Cors"]),
    (Library::Salvo, &["salvo_cors", "Cors"]),
    (Library::Poem, &["poem", "middleware", "Cors"]),
    (Library::Warp, &["warp", "cors"]),
    (Library::Warp, &["warp", "filters", "cors", "cors"]),
];

/// Texts of which a file with a configuration has one.
pub(super) const NEEDLES: [&str; 6] =
    ["tower_http", "actix_cors", "rocket_cors", "warp", "salvo", "poem"];

/// The configuration that a call starts: `CorsLayer::permissive()`.
pub(super) fn root(call: &ExprCall, imports: &Imports) -> Option<Root> {
    let Expr::Path(path) = &*call.func else { return None };
    imports.resolve(&path.path).iter().find_map(|path| {
        if let Some(&(library, _)) = TYPES.iter().find(|(_, whole)| path == whole) {
            return (library == Library::Warp).then_some(Root { library, start: Start::Default });
        }
        let (function, of) = path.split_last()?;
        let &(library, _) =
            TYPES.iter().find(|(library, whole)| of == *whole && *library != Library::Warp)?;
        let start = match function.as_str() {
            "new" | "default" | "layer" => Start::Default,
            "permissive" => Start::Permissive,
            "very_permissive" => Start::VeryPermissive,
            _ => return None,
        };
        Some(Root { library, start })
    })
}

/// Whether tokens have the name of a type that is configured.
pub(super) fn is_named_in(tokens: &proc_macro2::TokenStream) -> bool {
    let names = ["CorsLayer", "CorsOptions", "actix_cors", "tower_http", "rocket_cors"];
    tokens.clone().into_iter().any(|tree| match tree {
        proc_macro2::TokenTree::Ident(ident) => names.iter().any(|name| ident == name),
        proc_macro2::TokenTree::Group(group) => is_named_in(&group.stream()),
        _ => false,
    })
}

/// Whether a path is the type of rocket_cors that is written as a struct.
pub(super) fn is_options(path: &syn::Path, imports: &Imports) -> bool {
    imports.is(path, &["rocket_cors", "CorsOptions"]) || imports.is(path, &["rocket_cors", "Cors"])
}

/// Reads the calls of one configuration.
pub(super) struct Reader<'a, 'f> {
    pub(super) draft: &'a mut Draft,
    pub(super) evaluator: &'a Evaluator<'f>,
    pub(super) locals: &'a Locals,
}

impl Reader<'_, '_> {
    /// The start of a configuration.
    pub(super) fn start(&mut self, root: Root, range: Range<usize>) {
        match root.library {
            Library::TowerHttp | Library::Salvo => tower_http::start(self.draft, root.start, range),
            Library::ActixCors => actix_cors::start(self.draft, root.start, range),
            Library::RocketCors => rocket_cors::start(self.draft, range),
            Library::Warp => warp::start(self.draft, range),
            Library::Poem => poem::start(self.draft, range),
            // They are not configured in Rust.
            Library::Nginx
            | Library::S3
            | Library::Envoy
            | Library::Istio
            | Library::GatewayApi => {}
        }
    }

    /// One call; whether it is one that configures something.
    pub(super) fn call(&mut self, call: &Call<'_>) -> bool {
        match self.draft.found.library {
            Library::TowerHttp | Library::Salvo => tower_http::call(self, call),
            Library::ActixCors => actix_cors::call(self, call),
            Library::RocketCors => rocket_cors::call(self, call),
            Library::Warp => warp::call(self, call),
            Library::Poem => poem::call(self, call),
            Library::Nginx
            | Library::S3
            | Library::Envoy
            | Library::Istio
            | Library::GatewayApi => false,
        }
    }

    /// The end of a configuration.
    pub(super) fn finish(draft: &mut Draft) {
        match draft.found.library {
            Library::TowerHttp | Library::Salvo => tower_http::finish(draft),
            Library::ActixCors => actix_cors::finish(draft),
            Library::RocketCors => rocket_cors::finish(draft),
            Library::Warp => warp::finish(draft),
            Library::Poem => poem::finish(draft),
            Library::Nginx
            | Library::S3
            | Library::Envoy
            | Library::Istio
            | Library::GatewayApi => {}
        }
    }

    fn value(&self, expression: &Expr) -> Result<Value, Unread> {
        self.evaluator.value(expression, self.locals)
    }

    /// The path of the function that makes the value, and its arguments: `AllowOrigin::exact(…)`. A variable or a
    /// constant is what it was set to.
    fn constructor(&self, expression: &Expr) -> Option<(Vec<String>, Vec<Expr>)> {
        match expression {
            Expr::Call(call) => {
                let Expr::Path(path) = &*call.func else { return None };
                let names = self.evaluator.items.imports.resolve(&path.path).into_iter().next()?;
                Some((names, call.args.iter().cloned().collect()))
            }
            Expr::Paren(inner) => self.constructor(&inner.expr),
            Expr::MethodCall(call) if call.method == "into" || call.method == "clone" => {
                self.constructor(&call.receiver)
            }
            Expr::Path(path) => {
                let written = self.evaluator.written(path, self.locals)?;
                // Once: `let cors = cors;` refers to another variable.
                if matches!(written, Expr::Path(_)) { None } else { self.constructor(&written) }
            }
            _ => None,
        }
    }

    /// A field of a configuration that is written as a struct.
    pub(super) fn field(&mut self, name: &str, value: &Expr, whole: Range<usize>) {
        rocket_cors::field(self, name, value, whole);
    }

    /// Whether it is the value `Any` of this crate.
    fn is_any(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Any"),
            _ => false,
        }
    }

    /// Adds the origins that are a text or a list of texts. `normalise` is what the library does with each.
    fn origins(&mut self, expression: &Expr, normalise: fn(&str) -> String) {
        let value = self.value(expression);
        self.origins_of(value.unwrap_or_else(Value::Unknown), range(expression), normalise);
    }

    fn origins_of(&mut self, value: Value, range: Range<usize>, normalise: fn(&str) -> String) {
        match value {
            Value::Text(text) => self.draft.origin(Condition::Exactly(normalise(&text)), range),
            Value::List(items) => {
                for (value, range) in items {
                    self.origins_of(value, range, normalise);
                }
            }
            Value::Unknown(unread) => self.draft.unknown_origins(unread),
            _ => self.draft.unknown_origins(Unread { range, reason: "it is not a text" }),
        }
    }

    /// Adds the origins for which a function holds; the parts of `a || b` one by one.
    fn predicate(&mut self, function: &Expr) {
        if let Expr::Closure(closure) = function {
            let body = match &*closure.body {
                Expr::Block(block) => match block.block.stmts.as_slice() {
                    [syn::Stmt::Expr(only, None)] => only,
                    _ => &closure.body,
                },
                body => body,
            };
            let mut parts = Vec::new();
            disjuncts(body, &mut parts);
            if parts.len() > 1 {
                for part in parts {
                    let one = syn::ExprClosure { body: Box::new(part.clone()), ..closure.clone() };
                    self.one_predicate(&Expr::Closure(one), range(part));
                }
                return;
            }
        }
        self.one_predicate(function, range_of_result(function));
    }

    fn one_predicate(&mut self, function: &Expr, range: Range<usize>) {
        match self.evaluator.predicate(function, self.locals) {
            Ok(predicate) => self.condition(predicate, range),
            Err(unread) => self.draft.unknown_origins(unread),
        }
    }

    /// Adds the origins that meet a predicate; those of `a || b` one by one.
    fn condition(&mut self, predicate: Predicate, range: Range<usize>) {
        match predicate {
            Predicate::Constant(false) => {}
            Predicate::Equals(origin) => self.draft.origin(Condition::Exactly(origin), range),
            Predicate::Any(parts) => {
                parts.into_iter().for_each(|part| self.condition(part, range.clone()));
            }
            predicate => self.draft.origin(Condition::If(predicate), range),
        }
    }

    /// Adds the names that are a name or a list of names.
    fn names(&mut self, list: List, expression: &Expr) {
        let value = self.value(expression);
        self.names_of(list, value.unwrap_or_else(Value::Unknown), range(expression));
    }

    fn names_of(&mut self, list: List, value: Value, range: Range<usize>) {
        match value {
            Value::Text(text) => self.draft.name(list, text, range),
            // `Method::PUT`, `Method::Put` of Rocket, `header::CONTENT_TYPE`
            Value::Path(path) => match path.last() {
                Some(last) if list == List::Methods => {
                    self.draft.name(list, last.to_ascii_uppercase(), range);
                }
                Some(last) => {
                    self.draft.name(list, last.to_ascii_lowercase().replace('_', "-"), range);
                }
                None => {}
            },
            Value::List(items) => {
                for (value, range) in items {
                    self.names_of(list, value, range);
                }
            }
            Value::Unknown(unread) => self.draft.unknown_names(list, unread),
            _ => self.draft.unknown_names(list, Unread { range, reason: "it is not a name" }),
        }
    }

    /// Sets whether credentials are allowed.
    fn credentials(&mut self, expression: &Expr, whole: Range<usize>) {
        match self.value(expression) {
            Ok(Value::Bool(Predicate::Constant(value))) => self.draft.credentials(value, whole),
            Ok(_) => {
                let reason = "its value is known only at run time";
                self.draft.unknown_credentials(Unread { range: whole, reason });
            }
            Err(unread) => self.draft.unknown_credentials(unread),
        }
    }

    /// Sets how long preflights are cached.
    fn max_age(&mut self, expression: &Expr, whole: Range<usize>) {
        match self.value(expression) {
            Ok(Value::Number(seconds)) => self.draft.max_age(Some(seconds), whole),
            Ok(Value::Nothing) => self.draft.max_age(None, whole),
            Ok(_) => {
                let reason = "its value is known only at run time";
                self.draft.found.unread.push(Unread { range: whole, reason });
            }
            Err(unread) => self.draft.found.unread.push(unread),
        }
    }
}

/// The expression that is the result of a function; the whole function if it has several.
fn range_of_result(function: &Expr) -> Range<usize> {
    let result = match function {
        Expr::Closure(closure) => match &*closure.body {
            Expr::Block(block) => match block.block.stmts.last() {
                Some(syn::Stmt::Expr(result, None)) => Some(result),
                _ => None,
            },
            body => Some(body),
        },
        _ => None,
    };
    range(result.unwrap_or(function))
}

/// The parts of `a || b || c`.
fn disjuncts<'e>(expression: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match expression {
        Expr::Binary(binary) if matches!(binary.op, BinOp::Or(_)) => {
            disjuncts(&binary.left, parts);
            disjuncts(&binary.right, parts);
        }
        Expr::Paren(inner) => disjuncts(&inner.expr, parts),
        other => parts.push(other),
    }
}

/// An origin as it is compared.
fn verbatim(origin: &str) -> String {
    origin.to_owned()
}

/// The methods that "any method" is in actix-cors and poem, without `CONNECT` and `TRACE`, which pages cannot send.
const ANY_METHOD: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];

/// What libraries do with requests of other origins, unlike a policy.
const REFUSES_REQUESTS: &str = "requests from other origins are answered 403; under a policy they reach the handler, and \
     only the response is hidden";
