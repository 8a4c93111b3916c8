//! `allow_methods`, `allow_headers` and `expose_headers`.

use super::Lowering;
use crate::ast::Value;
use crate::diagnostic::Diagnostic;
use crate::model::{Listed, NameError, Requested};
use crate::place::{Place, Placed};

/// How the three lists of names differ.
pub(super) struct NameKey {
    key: &'static str,
    one: &'static str,
    example: &'static str,
}

pub(super) const METHODS: NameKey =
    NameKey { key: "allow_methods", one: "a method", example: "[PUT, DELETE]" };
pub(super) const REQUEST_HEADERS: NameKey =
    NameKey { key: "allow_headers", one: "a header name", example: "[\"content-type\"]" };
pub(super) const EXPOSED_HEADERS: NameKey =
    NameKey { key: "expose_headers", one: "a header name", example: "[\"x-request-id\"]" };

impl Lowering<'_> {
    pub(super) fn requested<N>(
        &mut self,
        value: &Value,
        key: &NameKey,
        read: fn(&str) -> Result<N, NameError<N>>,
    ) -> Requested<N> {
        match value {
            Value::Name(name) | Value::Text(name) if name.value == "mirror_request" => {
                Requested::Mirror(name.place)
            }
            other => Requested::Listed(self.listed(other, key, read)),
        }
    }

    pub(super) fn listed<N>(
        &mut self,
        value: &Value,
        key: &NameKey,
        read: fn(&str) -> Result<N, NameError<N>>,
    ) -> Listed<N> {
        let help = format!("write `{} = {}`, or `\"*\"` for any", key.key, key.example);
        if let Value::Text(text) = value
            && text.value == "*"
        {
            return Listed::Any { place: text.place, beside: Vec::new() };
        }
        let mut names = Vec::new();
        let mut any = None;
        for item in self.items(value, "a list of names", &help) {
            match item {
                Value::Text(text) if text.value == "*" => any = Some(text.place),
                Value::Text(text) | Value::Name(text) => {
                    let name = match read(&text.value) {
                        Ok(name) => Some(name),
                        Err(error) => {
                            self.diagnostics.push(name_diagnostic(text.place, &error));
                            error.name
                        }
                    };
                    names.extend(name.map(|name| Placed::new(name, text.place)));
                }
                other => self.wrong_value(other, key.one, &help),
            }
        }
        match any {
            Some(place) => Listed::Any { place, beside: names },
            None => Listed::These(names),
        }
    }
}

fn name_diagnostic<N>(place: Place, error: &NameError<N>) -> Diagnostic {
    let diagnostic = Diagnostic::new(error.rule, place, error.message.as_str());
    match &error.help {
        Some(help) => diagnostic.help(help.as_str()),
        None => diagnostic,
    }
}
