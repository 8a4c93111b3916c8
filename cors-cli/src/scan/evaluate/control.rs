//! Blocks, branches and loops.

use std::rc::Rc;

use cors_compiler::migration::Predicate;
use syn::{Expr, Pat, Stmt};

use super::{Evaluated, Evaluator, OPERATION, RUN_TIME, bind, equal, literal_value, range};
use crate::scan::found::Unread;
use crate::scan::scope::{Local, Locals};
use crate::scan::value::{Simplified as _, Subject, Value};

impl Evaluator<'_> {
    pub(super) fn block(&self, block: &syn::Block, locals: &Locals) -> Evaluated {
        let whole = || Unread { range: range(block), reason: OPERATION };
        self.statements(&block.stmts, locals.clone())?.ok_or_else(whole)
    }

    /// The value of a block from these statements on; `None` if it has none.
    fn statements(&self, statements: &[Stmt], mut locals: Locals) -> Result<Option<Value>, Unread> {
        let mut rest = statements;
        while let Some((statement, after)) = rest.split_first() {
            rest = after;
            let unread = || Unread { range: range(statement), reason: OPERATION };
            match statement {
                Stmt::Local(local) => {
                    if let Some(before) = self.bind_local(local, &mut locals)? {
                        let then = self.statements(after, locals.clone())?.ok_or_else(unread)?;
                        let diverge = local.init.as_ref().and_then(|init| init.diverge.as_ref());
                        let (_, others) = diverge.ok_or_else(unread)?;
                        let others = self.value(others, &locals)?;
                        let condition = Predicate::StartsWith(before);
                        return either(condition, then, others).ok_or_else(unread).map(Some);
                    }
                }
                Stmt::Macro(mac) if after.is_empty() && mac.semi_token.is_none() => {
                    return self.macro_call(&mac.mac, &locals).map(Some);
                }
                // A macro that is a statement writes a log.
                Stmt::Item(_) | Stmt::Macro(_) => {}
                Stmt::Expr(Expr::Return(returned), _) => {
                    let value = returned.expr.as_ref().ok_or_else(unread)?;
                    return self.value(value, &locals).map(Some);
                }
                Stmt::Expr(value, None) if after.is_empty() => {
                    return self.value(value, &locals).map(Some);
                }
                Stmt::Expr(Expr::If(branch), _) => {
                    let condition = self.condition(&branch.cond, &locals)?;
                    let inner = self.condition_locals(&branch.cond, &locals);
                    let then = self.block(&branch.then_branch, &inner)?;
                    let others = match &branch.else_branch {
                        Some((_, other)) => self.value(other, &locals)?,
                        None => self.statements(after, locals)?.ok_or_else(unread)?,
                    };
                    return either(condition, then, others).ok_or_else(unread).map(Some);
                }
                Stmt::Expr(Expr::ForLoop(each), _) => {
                    let others = self.statements(after, locals.clone())?.ok_or_else(unread)?;
                    return self.for_each(each, others, &locals).map(Some);
                }
                Stmt::Expr(..) => return Err(unread()),
            }
        }
        Ok(None)
    }

    /// Binds the names of `let`. If it may fail, the text is returned that the origin must start with.
    fn bind_local(
        &self,
        local: &syn::Local,
        locals: &mut Locals,
    ) -> Result<Option<String>, Unread> {
        let Some(init) = &local.init else { return Ok(None) };
        match (&local.pat, &init.diverge) {
            (Pat::Ident(name), None) => {
                let expression = Local::Expression(Rc::new((*init.expr).clone()));
                locals.bind(name.ident.to_string(), expression);
            }
            (pattern, None) => {
                let value = self.value(&init.expr, locals).unwrap_or_else(Value::Unknown);
                bind(pattern, &value, locals);
            }
            (pattern, Some(_)) => {
                let value = self.value(&init.expr, locals)?;
                if value == Value::Nothing {
                    return Err(Unread { range: range(local), reason: OPERATION });
                }
                bind(pattern, &value, locals);
                if let Value::Subject(Subject::After(before)) = value {
                    return Ok(Some(before));
                }
            }
        }
        Ok(None)
    }

    /// `for allowed in LIST { if origin == allowed { return true; } }`, and the value behind it.
    fn for_each(&self, each: &syn::ExprForLoop, others: Value, locals: &Locals) -> Evaluated {
        let unread = |reason| Unread { range: range(&each.expr), reason };
        let Value::List(items) = self.value(&each.expr, locals)? else {
            return Err(unread(RUN_TIME));
        };
        let [Stmt::Expr(Expr::If(branch), _)] = each.body.stmts.as_slice() else {
            return Err(Unread { range: range(&each.body), reason: OPERATION });
        };
        if branch.else_branch.is_some() {
            return Err(Unread { range: range(&each.body), reason: OPERATION });
        }
        let mut value = others;
        for (item, _) in items.iter().rev() {
            let mut inner = locals.clone();
            bind(&each.pat, item, &mut inner);
            let condition = self.condition(&branch.cond, &inner)?;
            let then = self.block(&branch.then_branch, &inner)?;
            value = either(condition, then, value).ok_or_else(|| unread(OPERATION))?;
        }
        Ok(value)
    }

    pub(super) fn branch(&self, branch: &syn::ExprIf, locals: &Locals) -> Evaluated {
        let unread = || Unread { range: range(branch), reason: OPERATION };
        let condition = self.condition(&branch.cond, locals)?;
        let inner = self.condition_locals(&branch.cond, locals);
        let then = self.block(&branch.then_branch, &inner)?;
        let (_, other) = branch.else_branch.as_ref().ok_or_else(unread)?;
        if condition == Predicate::Constant(true) {
            return Ok(then);
        }
        either(condition, then, self.value(other, locals)?).ok_or_else(unread)
    }

    /// The condition of an `if`. `if let Ok(origin) = origin.to_str()` always holds: see [`Value`].
    fn condition(&self, condition: &Expr, locals: &Locals) -> Result<Predicate, Unread> {
        let unread = || Unread { range: range(condition), reason: OPERATION };
        match condition {
            Expr::Let(binding) => match self.value(&binding.expr, locals)? {
                Value::Subject(Subject::After(before)) => Ok(Predicate::StartsWith(before)),
                Value::Nothing | Value::Unknown(_) => Err(unread()),
                value => pattern_holds(&binding.pat, &value).ok_or_else(unread),
            },
            _ => match self.value(condition, locals)? {
                Value::Bool(value) => Ok(value),
                _ => Err(unread()),
            },
        }
    }

    /// The names of `if let`.
    fn condition_locals(&self, condition: &Expr, locals: &Locals) -> Locals {
        let mut inner = locals.clone();
        if let Expr::Let(binding) = condition
            && let Ok(value) = self.value(&binding.expr, locals)
        {
            bind(&binding.pat, &value, &mut inner);
        }
        inner
    }

    pub(super) fn arms(&self, branches: &syn::ExprMatch, locals: &Locals) -> Evaluated {
        let subject = self.value(&branches.expr, locals)?;
        let mut value: Option<Value> = None;
        for arm in branches.arms.iter().rev() {
            let unread = || Unread { range: range(&arm.pat), reason: OPERATION };
            let (pattern, guard) = match &arm.pat {
                Pat::Guard(guarded) => (&*guarded.pat, Some(&guarded.guard)),
                pattern => (pattern, None),
            };
            let mut inner = locals.clone();
            bind(pattern, &subject, &mut inner);
            let mut condition = pattern_holds(pattern, &subject).ok_or_else(unread)?;
            if let Some(guard) = guard {
                let guard = self.condition(guard, &inner)?;
                condition = Predicate::All(vec![condition, guard]).simplified();
            }
            if condition == Predicate::Constant(false) {
                continue;
            }
            let own = self.value(&arm.body, &inner)?;
            value = Some(match value {
                None => own,
                Some(others) => either(condition, own, others).ok_or_else(unread)?,
            });
        }
        value.ok_or_else(|| Unread { range: range(branches), reason: OPERATION })
    }

    /// `matches!(origin, "https://a.example" | "https://b.example")`
    pub(super) fn matches_macro(&self, mac: &syn::Macro, locals: &Locals) -> Evaluated {
        let unread = || Unread { range: range(mac), reason: OPERATION };
        let Matches { subject, pattern, guard } = mac.parse_body().map_err(|_| unread())?;
        let subject = self.value(&subject, locals)?;
        let mut holds = pattern_holds(&pattern, &subject).ok_or_else(unread)?;
        if let Some(guard) = guard {
            let mut inner = locals.clone();
            bind(&pattern, &subject, &mut inner);
            holds = Predicate::All(vec![holds, self.condition(&guard, &inner)?]);
        }
        Ok(Value::Bool(holds.simplified()))
    }
}

/// The arguments of `matches!`.
struct Matches {
    subject: Expr,
    pattern: Pat,
    guard: Option<Expr>,
}

impl syn::parse::Parse for Matches {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let subject = input.parse()?;
        input.parse::<syn::Token![,]>()?;
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        let guard = match input.parse::<Option<syn::Token![if]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        input.parse::<Option<syn::Token![,]>>()?;
        Ok(Self { subject, pattern, guard })
    }
}

/// The condition that a pattern matches a value.
fn pattern_holds(pattern: &Pat, value: &Value) -> Option<Predicate> {
    Some(match pattern {
        Pat::Wild(_) => Predicate::Constant(true),
        // A name in upper case is a constant, which is compared.
        Pat::Ident(name) if name.ident.to_string().chars().all(|c| !c.is_lowercase()) => {
            return None;
        }
        Pat::Ident(_) => Predicate::Constant(true),
        Pat::Lit(literal) => equal(value, &literal_value(&literal.lit)?)?,
        Pat::Reference(inner) => pattern_holds(&inner.pat, value)?,
        Pat::Paren(inner) => pattern_holds(&inner.pat, value)?,
        Pat::Or(cases) => {
            let cases = cases.cases.iter().map(|case| pattern_holds(case, value));
            Predicate::Any(cases.collect::<Option<Vec<_>>>()?).simplified()
        }
        Pat::TupleStruct(inner) => {
            if matches!(value, Value::Subject(Subject::After(_))) {
                return None;
            }
            match inner.path.segments.last()?.ident.to_string().as_str() {
                "Ok" | "Some" => pattern_holds(inner.elems.first()?, value)?,
                "Err" => Predicate::Constant(false),
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// One value if the condition holds, another if it doesn't.
fn either(condition: Predicate, then: Value, other: Value) -> Option<Value> {
    let as_bool = |value: Value| match value {
        Value::Bool(value) => Some(value),
        // The origin is sent back, or not.
        Value::Subject(Subject::Origin) => Some(Predicate::Constant(true)),
        Value::Nothing => Some(Predicate::Constant(false)),
        _ => None,
    };
    match condition {
        Predicate::Constant(true) => Some(then),
        Predicate::Constant(false) => Some(other),
        condition => {
            let not = Predicate::Not(Box::new(condition.clone()));
            let either = match (as_bool(then)?, as_bool(other)?) {
                (Predicate::Constant(true), other) => Predicate::Any(vec![condition, other]),
                (Predicate::Constant(false), other) => Predicate::All(vec![not, other]),
                (then, Predicate::Constant(false)) => Predicate::All(vec![condition, then]),
                (then, other) => Predicate::Any(vec![
                    Predicate::All(vec![condition, then]),
                    Predicate::All(vec![not, other]),
                ]),
            };
            Some(Value::Bool(either.simplified()))
        }
    }
}
