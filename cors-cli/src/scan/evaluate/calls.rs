//! Calls of functions and macros.

use cors_compiler::migration::Predicate;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprCall, ExprClosure, FnArg, Token};

use super::{Evaluated, Evaluator, OPERATION, RUN_TIME, bind, range};
use crate::scan::found::Unread;
use crate::scan::scope::{Local, Locals};
use crate::scan::value::{Subject, Value};

impl Evaluator<'_> {
    pub(super) fn macro_call(&self, mac: &syn::Macro, locals: &Locals) -> Evaluated {
        let name = mac.path.segments.last().map(|last| last.ident.to_string());
        let elements = mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        match (name.as_deref(), elements) {
            (Some("matches"), _) => self.matches_macro(mac, locals),
            (Some("vec" | "hashset" | "smallvec"), Ok(elements)) => {
                Ok(self.list(elements.iter(), locals))
            }
            (Some("concat"), Ok(elements)) => {
                let mut text = String::new();
                for element in &elements {
                    match self.value(element, locals)? {
                        Value::Text(part) => text.push_str(&part),
                        _ => return Err(Unread { range: range(element), reason: OPERATION }),
                    }
                }
                Ok(Value::Text(text))
            }
            (Some("env" | "option_env" | "format"), _) => {
                Err(Unread { range: range(mac), reason: RUN_TIME })
            }
            _ => Err(Unread { range: range(mac), reason: OPERATION }),
        }
    }

    pub(super) fn call(&self, call: &ExprCall, locals: &Locals) -> Evaluated {
        let unread = |reason| Err(Unread { range: range(call), reason });
        let Expr::Path(function) = &*call.func else { return unread(OPERATION) };
        let segments: Vec<String> =
            function.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let of = |name: &str| segments.iter().any(|segment| segment == name);
        let Some(last) = segments.last().map(String::as_str) else { return unread(OPERATION) };
        if let (1, Some(item)) = (segments.len(), self.items.function(last)) {
            let value = |argument| self.value(argument, locals).unwrap_or_else(Value::Unknown);
            return self.function(&item, &call.args.iter().map(value).collect::<Vec<_>>());
        }
        let first = || match call.args.first() {
            Some(first) => self.value(first, locals),
            None => unread(OPERATION),
        };
        match last {
            "Some" | "Ok" | "Box" | "from_utf8" | "from_utf8_lossy" => first(),
            _ if of("Duration") => match (seconds(last), first()?) {
                (Some(seconds), Value::Number(count)) => {
                    Ok(Value::Number(count.saturating_mul(seconds)))
                }
                (None, Value::Number(count)) if last == "from_millis" => {
                    Ok(Value::Number(count / 1000))
                }
                _ => unread(OPERATION),
            },
            "parse" if of("Url") => match first()? {
                Value::Subject(Subject::Origin) => Ok(Value::Url),
                Value::Text(text) => Ok(Value::Text(text)),
                _ => unread(OPERATION),
            },
            "new" if of("Regex") || of("RegexSet") => match first()? {
                Value::Text(regex) => Ok(Value::Regex(vec![regex])),
                Value::List(items) => {
                    let text = |(value, _)| match value {
                        Value::Text(regex) => Some(regex),
                        _ => None,
                    };
                    let regexes: Option<Vec<String>> = items.into_iter().map(text).collect();
                    regexes.map_or_else(|| unread(RUN_TIME), |all| Ok(Value::Regex(all)))
                }
                _ => unread(OPERATION),
            },
            "new" if of("Lazy") || of("LazyLock") || of("LazyCell") => match call.args.first() {
                Some(Expr::Closure(closure)) => self.value(&closure.body, locals),
                _ => unread(OPERATION),
            },
            "new" if of("Arc") || of("Rc") || of("Box") => first(),
            "new" if call.args.is_empty() && LISTS.iter().any(|name| of(name)) => {
                Ok(Value::List(Vec::new()))
            }
            "from" | "from_static" | "from_str" | "from_bytes" | "from_iter" | "try_from"
            | "new"
                if CONVERTED.iter().chain(&LISTS).any(|name| of(name)) =>
            {
                first()
            }
            "var" | "var_os" => unread(RUN_TIME),
            _ => unread(OPERATION),
        }
    }

    /// The value of a function of the file for these arguments.
    fn function(&self, function: &syn::ItemFn, arguments: &[Value]) -> Evaluated {
        let mut locals = Locals::default();
        let parameters = function.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(&typed.pat),
            FnArg::Receiver(_) => None,
        });
        for (parameter, argument) in parameters.zip(arguments) {
            bind(parameter, argument, &mut locals);
        }
        self.block(&function.block, &locals)
    }

    fn closure(&self, closure: &ExprClosure, value: &Value, locals: &Locals) -> Evaluated {
        let mut inner = locals.clone();
        if let Some(parameter) = closure.inputs.first() {
            bind(parameter, value, &mut inner);
        }
        self.value(&closure.body, &inner)
    }

    /// What a closure, or a function by its name, makes of its first argument.
    pub(in crate::scan) fn applied(
        &self,
        function: &Expr,
        value: Value,
        locals: &Locals,
    ) -> Evaluated {
        let unread = |reason| Err(Unread { range: range(function), reason });
        match function {
            Expr::Closure(closure) => self.closure(closure, &value, locals),
            Expr::Paren(inner) => self.applied(&inner.expr, value, locals),
            Expr::Reference(inner) => self.applied(&inner.expr, value, locals),
            Expr::Path(path) => {
                let Some(last) = path.path.segments.last() else { return unread(OPERATION) };
                let name = last.ident.to_string();
                if let Some(item) = self.items.function(&name) {
                    return self.function(&item, &[value]);
                }
                if path.path.get_ident().is_some()
                    && let Some((Local::Expression(expression), before)) = locals.find(&name)
                {
                    return self.applied(&expression, value, &before);
                }
                // `HeaderValue::from_static`, `Into::into`, `str::parse`
                match CONVERSIONS.contains(&name.as_str()) {
                    true => Ok(value),
                    false => unread(OPERATION),
                }
            }
            _ => unread(OPERATION),
        }
    }

    /// The condition that a predicate is, which is given the origin as its first argument.
    pub(in crate::scan) fn predicate(
        &self,
        function: &Expr,
        locals: &Locals,
    ) -> Result<Predicate, Unread> {
        match self.applied(function, Value::Subject(Subject::Origin), locals)? {
            Value::Bool(predicate) => Ok(predicate),
            // A function that returns the origin to allow.
            Value::Subject(Subject::Origin) => Ok(Predicate::Constant(true)),
            Value::Nothing => Ok(Predicate::Constant(false)),
            Value::Unknown(unread) => Err(unread),
            _ => Err(Unread { range: range(function), reason: OPERATION }),
        }
    }
}

/// How many seconds the unit of a constructor of `Duration` has.
fn seconds(constructor: &str) -> Option<u64> {
    Some(match constructor {
        "from_secs" | "seconds" => 1,
        "from_mins" | "minutes" => 60,
        "from_hours" | "hours" => 3600,
        "from_days" | "days" => 86_400,
        _ => return None,
    })
}

/// Lists that are collected.
const LISTS: [&str; 3] = ["Vec", "HashSet", "BTreeSet"];

/// Types whose constructors convert a text.
const CONVERTED: [&str; 9] = [
    "HeaderValue",
    "HeaderName",
    "Method",
    "String",
    "Cow",
    "From",
    "IntoIterator",
    "HeaderFieldName",
    "Uri",
];

/// Functions that convert a text, by their names alone.
const CONVERSIONS: [&str; 11] = [
    "from",
    "into",
    "from_static",
    "from_str",
    "try_from",
    "parse",
    "to_string",
    "to_owned",
    "as_str",
    "as_bytes",
    "from_bytes",
];
