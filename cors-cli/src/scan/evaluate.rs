//! The value of an expression: constants, lists, and predicates over the origin.
//!
//! # The idea
//!
//! A predicate is an ordinary function from the text of an origin to a boolean. It is run with a symbol in the place
//! of the origin: a comparison of the symbol is a [`Predicate`], and `if`, `match`, early returns and loops over lists
//! combine predicates. An operation that has no rule here ends the evaluation: its place and the reason are the result.
//!
//! ```text
//!   |origin, _| {
//!       let Ok(origin) = origin.to_str() else { return false };      origin = the symbol
//!       if origin == "http://localhost:3000" { return true; }        Equals(…), or else
//!       origin.ends_with(".example.com")                             EndsWith(…)
//!   }
//! ```
//!
//! # Cost
//!
//! Linear in the expressions that are run, of which there may be [`MAX_STEPS`]; calls of functions are nested no deeper
//! than [`MAX_DEPTH`].

use std::cell::Cell;
use std::ops::Range;

use cors_compiler::migration::Predicate;
use syn::{BinOp, Expr, Lit, Pat};

use super::found::Unread;
use super::scope::{Items, Local, Locals};
use super::value::{Simplified as _, Value};

mod calls;
mod control;
mod methods;

/// How many expressions may be evaluated for one value.
const MAX_STEPS: usize = 20_000;

/// How deep expressions may be nested.
const MAX_DEPTH: usize = 200;

const RUN_TIME: &str = "its value is known only at run time";
const OPERATION: &str = "this operation is not understood";

/// Where something is written.
pub(super) fn range(spanned: &impl syn::spanned::Spanned) -> Range<usize> {
    spanned.span().byte_range()
}

/// Evaluates the expressions of a file.
pub(super) struct Evaluator<'f> {
    pub(super) items: &'f Items,
    steps: Cell<usize>,
    depth: Cell<usize>,
}

type Evaluated = Result<Value, Unread>;

impl<'f> Evaluator<'f> {
    /// One for a value of the file that these items are of.
    pub(super) fn new(items: &'f Items) -> Self {
        Self { items, steps: Cell::new(0), depth: Cell::new(0) }
    }

    /// The value of an expression.
    pub(super) fn value(&self, expression: &Expr, locals: &Locals) -> Evaluated {
        self.steps.set(self.steps.get().saturating_add(1));
        if self.steps.get() > MAX_STEPS || self.depth.get() > MAX_DEPTH {
            let range = range(expression);
            return Err(Unread { range, reason: "it is too large to be evaluated" });
        }
        self.depth.set(self.depth.get().saturating_add(1));
        let value = self.evaluated(expression, locals);
        self.depth.set(self.depth.get().saturating_sub(1));
        value
    }

    fn evaluated(&self, expression: &Expr, locals: &Locals) -> Evaluated {
        let unread = |reason| Err(Unread { range: range(expression), reason });
        match expression {
            Expr::Lit(literal) => match literal_value(&literal.lit) {
                Some(value) => Ok(value),
                None => unread(OPERATION),
            },
            Expr::Paren(inner) => self.value(&inner.expr, locals),
            Expr::Group(inner) => self.value(&inner.expr, locals),
            Expr::Reference(inner) => self.value(&inner.expr, locals),
            Expr::Try(inner) => self.value(&inner.expr, locals),
            Expr::Await(inner) => self.value(&inner.base, locals),
            Expr::Cast(inner) => self.value(&inner.expr, locals),
            Expr::Unary(unary) => match (&unary.op, self.value(&unary.expr, locals)?) {
                (syn::UnOp::Deref(_), value) => Ok(value),
                (syn::UnOp::Not(_), Value::Bool(value)) => {
                    Ok(Value::Bool(Predicate::Not(Box::new(value)).simplified()))
                }
                _ => unread(OPERATION),
            },
            Expr::Index(index) if matches!(*index.index, Expr::Range(ref range) if range.start.is_none() && range.end.is_none()) => {
                self.value(&index.expr, locals)
            }
            Expr::Array(array) => Ok(self.list(array.elems.iter(), locals)),
            Expr::Repeat(_) | Expr::Tuple(_) | Expr::Field(_) | Expr::Struct(_) => unread(RUN_TIME),
            Expr::Path(path) => self.path(path, locals),
            Expr::Binary(binary) => self.binary(binary, locals),
            Expr::Block(block) => self.block(&block.block, locals),
            Expr::Async(block) => self.block(&block.block, locals),
            Expr::If(branch) => self.branch(branch, locals),
            Expr::Match(branches) => self.arms(branches, locals),
            Expr::Macro(mac) => self.macro_call(&mac.mac, locals),
            Expr::Call(call) => self.call(call, locals),
            Expr::MethodCall(call) => self.method(call, locals),
            _ => unread(OPERATION),
        }
    }

    /// What a variable or a constant was set to.
    pub(super) fn written(&self, path: &syn::ExprPath, locals: &Locals) -> Option<Expr> {
        let name = path.path.segments.last()?.ident.to_string();
        let local = path.path.get_ident().and_then(|name| locals.find(&name.to_string()));
        match local {
            Some((Local::Expression(expression), _)) => Some((*expression).clone()),
            Some((Local::Value(_), _)) => None,
            None => self.items.constant(&name).map(|constant| (*constant).clone()),
        }
    }

    /// The list of these; elements that cannot be evaluated are unknown.
    fn list<'e>(&self, elements: impl Iterator<Item = &'e Expr>, locals: &Locals) -> Value {
        let element = |element| {
            let value = self.value(element, locals).unwrap_or_else(Value::Unknown);
            (value, range(element))
        };
        Value::List(elements.map(element).collect())
    }

    fn path(&self, path: &syn::ExprPath, locals: &Locals) -> Evaluated {
        let unread = |reason| Err(Unread { range: range(path), reason });
        let whole = path.path.segments.iter().map(|segment| segment.ident.to_string());
        let whole: Vec<String> = whole.collect();
        let Some(last) = whole.last() else { return unread(OPERATION) };
        if let [name] = whole.as_slice() {
            match locals.find(name) {
                Some((Local::Value(Value::Unknown(unknown)), _)) => return Err(unknown),
                Some((Local::Value(value), _)) => return Ok(value),
                Some((Local::Expression(expression), before)) => {
                    return self.value(&expression, &before);
                }
                None if name == "None" => return Ok(Value::Nothing),
                None => {}
            }
        }
        if let Some(constant) = self.items.constant(last) {
            return self.value(&constant, &Locals::default());
        }
        let is_constant = |name: &String| name.chars().all(|c| !c.is_lowercase());
        if is_constant(last) || whole.len() > 1 {
            let resolved = self.items.imports.resolve(&path.path);
            return Ok(Value::Path(resolved.into_iter().next().unwrap_or(whole)));
        }
        match last.chars().next() {
            Some(first) if first.is_uppercase() => {
                let resolved = self.items.imports.resolve(&path.path);
                Ok(Value::Path(resolved.into_iter().next().unwrap_or(whole)))
            }
            _ => unread(RUN_TIME),
        }
    }

    fn binary(&self, binary: &syn::ExprBinary, locals: &Locals) -> Evaluated {
        let unread = |reason| Err(Unread { range: range(binary), reason });
        let left = self.value(&binary.left, locals)?;
        // The right side of `false && …` is not evaluated by the program either.
        match (&binary.op, &left) {
            (BinOp::And(_), Value::Bool(Predicate::Constant(false)))
            | (BinOp::Or(_), Value::Bool(Predicate::Constant(true))) => return Ok(left),
            _ => {}
        }
        let right = self.value(&binary.right, locals)?;
        let value = match (&binary.op, left, right) {
            (BinOp::And(_), Value::Bool(left), Value::Bool(right)) => {
                Predicate::All(vec![left, right])
            }
            (BinOp::Or(_), Value::Bool(left), Value::Bool(right)) => {
                Predicate::Any(vec![left, right])
            }
            (BinOp::Eq(_), left, right) => match equal(&left, &right) {
                Some(equal) => equal,
                None => return unread(OPERATION),
            },
            (BinOp::Ne(_), left, right) => match equal(&left, &right) {
                Some(equal) => Predicate::Not(Box::new(equal)),
                None => return unread(OPERATION),
            },
            (BinOp::Mul(_), Value::Number(left), Value::Number(right)) => {
                return match left.checked_mul(right) {
                    Some(product) => Ok(Value::Number(product)),
                    None => unread(OPERATION),
                };
            }
            _ => return unread(OPERATION),
        };
        Ok(Value::Bool(value.simplified()))
    }
}

fn literal_value(literal: &Lit) -> Option<Value> {
    Some(match literal {
        Lit::Str(text) => Value::Text(text.value()),
        Lit::ByteStr(bytes) => Value::Text(String::from_utf8(bytes.value()).ok()?),
        Lit::Char(character) => Value::Text(character.value().to_string()),
        Lit::Bool(value) => Value::Bool(Predicate::Constant(value.value)),
        Lit::Int(number) => Value::Number(number.base10_parse().ok()?),
        _ => return None,
    })
}

/// The condition that two values are equal.
fn equal(left: &Value, right: &Value) -> Option<Predicate> {
    match (left, right) {
        (Value::Subject(subject), Value::Text(text))
        | (Value::Text(text), Value::Subject(subject)) => Some(subject.equals(text.clone())),
        (Value::Text(left), Value::Text(right)) => Some(Predicate::Constant(left == right)),
        (Value::Bool(predicate), Value::Bool(Predicate::Constant(value)))
        | (Value::Bool(Predicate::Constant(value)), Value::Bool(predicate)) => match value {
            true => Some(predicate.clone()),
            false => Some(Predicate::Not(Box::new(predicate.clone()))),
        },
        // `Some(host) == None`: a part that every origin has.
        (Value::Subject(_), Value::Nothing) | (Value::Nothing, Value::Subject(_)) => {
            Some(Predicate::Constant(false))
        }
        _ => None,
    }
}

/// Binds the names of a pattern to a value, or to nothing that is known.
fn bind(pattern: &Pat, value: &Value, locals: &mut Locals) {
    match pattern {
        Pat::Ident(name) => locals.bind(name.ident.to_string(), Local::Value(value.clone())),
        Pat::Type(typed) => bind(&typed.pat, value, locals),
        Pat::Reference(inner) => bind(&inner.pat, value, locals),
        Pat::Paren(inner) => bind(&inner.pat, value, locals),
        // `Ok(origin)`, `Some(host)`: see [`Value`].
        Pat::TupleStruct(inner) => {
            if let Some(first) = inner.elems.first() {
                bind(first, value, locals);
            }
        }
        _ => {}
    }
}
