//! A path as a plain table: method, policy.

use std::collections::BTreeMap;

use cors_runtime::Policy;
use cors_tests::path::{HANDLER, Handler};
use cors_tests::server::{from_http, to_http};
use cors_tests::written::{Names, Written};
use cors_user_agent::{HttpRequest, HttpResponse, Network, NetworkError};
use http::{HeaderValue, Response, StatusCode};

/// A method with a policy, which has a number: equal numbers are the same policy.
pub(crate) type Numbered = (usize, Written, &'static str);

/// The handlers of a path, with their policies as text: their own method is granted, because it is mounted.
pub(crate) fn handlers(path: &[Numbered]) -> Vec<Handler> {
    let handler = |(_, written, method): &Numbered| {
        let written = Written { methods: Names::these(&[method]), ..written.clone() };
        Handler { method, written }
    };
    path.iter().map(handler).collect()
}

/// The policies of a path as compiled from their texts, each once.
pub(crate) fn policies(path: &[Numbered]) -> BTreeMap<usize, Policy> {
    let mut policies = BTreeMap::new();
    for (number, written, _) in path {
        policies.entry(*number).or_insert_with(|| compile(written));
    }
    policies
}

fn compile(written: &Written) -> Policy {
    Policy::from_toml(&written.toml()).unwrap_or_else(|error| panic!("{error}"))
}

/// How the policies are mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mounting {
    /// According to the rule.
    Safe,
    /// Without the part that nothing is cached if policies differ.
    Remembered,
    /// Without the part that the method list has only the methods of the same policy: it has all mounted
    /// methods, and they are cached.
    AllMethods,
}

/// The path.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<(Handler, Policy)>,
}

impl Table {
    /// Mounts methods under policies.
    pub(crate) fn new(path: &[Numbered], mounting: Mounting) -> Self {
        let differ = path.iter().any(|(number, ..)| *number != path[0].0);
        let row = |((own, written, _), handler): (&Numbered, Handler)| {
            let is_listed = |number: usize| number == *own || mounting == Mounting::AllMethods;
            let methods = path.iter().filter(|(number, ..)| is_listed(*number));
            let methods: Vec<&str> = methods.map(|(_, _, method)| *method).collect();
            let max_age = match mounting {
                Mounting::Safe if differ => Some(0),
                _ => written.max_age,
            };
            let served = Written { methods: Names::these(&methods), max_age, ..written.clone() };
            (handler, compile(&served))
        };
        Self { rows: path.iter().zip(handlers(path)).map(row).collect() }
    }

    fn row(&self, method: &[u8]) -> Option<&(Handler, Policy)> {
        self.rows.iter().find(|(handler, _)| handler.method.as_bytes() == method)
    }
}

impl Network for Table {
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        let requested = request.header_list.get("access-control-request-method");
        let method = match &requested {
            Some(method) if request.is_preflight() => method,
            _ => request.method.as_bytes(),
        };
        let mut response = Response::new(());
        let Some((handler, policy)) = self.row(method) else {
            *response.status_mut() = if request.is_preflight() {
                StatusCode::FORBIDDEN
            } else {
                StatusCode::METHOD_NOT_ALLOWED
            };
            return Ok(from_http(&response));
        };
        let request = to_http(request)?;
        let decision = policy.evaluate(request.method(), request.headers());
        match decision.status() {
            Some(status) => *response.status_mut() = status,
            None => {
                let name = HeaderValue::from_static(handler.method);
                response.headers_mut().insert(HANDLER, name);
            }
        }
        decision.apply_to(response.headers_mut());
        Ok(from_http(&response))
    }
}
