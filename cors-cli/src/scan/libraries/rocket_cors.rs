//! `rocket_cors::CorsOptions`, as a struct or by its methods.
//!
//! Every origin and header is allowed at first, and seven methods. "All origins" sends the origin of the request back,
//! and `*` only with `send_wildcard`. Exact origins are read by a parser of URLs, so their case and path don't matter. A
//! regex matches if any part of the origin does.

use std::ops::Range;

use cors_compiler::migration::{AnyOrigin, Condition, Names, Origins, Predicate};
use syn::Expr;

use super::{Call, REFUSES_REQUESTS, Reader};
use crate::scan::evaluate::range;
use crate::scan::found::{Draft, List, Unread};
use crate::scan::value::Value;

pub(super) fn start(draft: &mut Draft, range: Range<usize>) {
    draft.any_origin(AnyOrigin::Reflected, range.clone());
    for method in ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"] {
        draft.name(List::Methods, method.to_owned(), range.clone());
    }
    draft.mirrored(List::Headers, range);
}

pub(super) fn call(reader: &mut Reader<'_, '_>, call: &Call<'_>) -> bool {
    match call.arguments.first() {
        Some(argument) => field(reader, &call.name, argument, call.range.clone()),
        None => false,
    }
}

/// A field of the struct, or the method of the same name.
pub(super) fn field(
    reader: &mut Reader<'_, '_>,
    name: &str,
    value: &Expr,
    whole: Range<usize>,
) -> bool {
    match name {
        "allowed_origins" => origins(reader, value),
        "allowed_methods" => {
            *reader.draft.names(List::Methods) = Names::default();
            reader.names(List::Methods, value);
        }
        "allowed_headers" => headers(reader, value, whole),
        "expose_headers" => {
            *reader.draft.names(List::Exposed) = Names::default();
            reader.names(List::Exposed, value);
        }
        "allow_credentials" => reader.credentials(value, whole),
        "max_age" => reader.max_age(value, whole),
        "send_wildcard" => {
            let value = reader.value(value);
            let is_sent = value == Ok(Value::Bool(Predicate::Constant(true)));
            reader.draft.sends_wildcard = is_sent.then_some(whole);
        }
        "fairing_route_base" | "fairing_route_rank" => {}
        _ => return false,
    }
    true
}

/// `AllowedOrigins::some(&[exact], &[regex])` and the others, or a variable of them.
fn origins(reader: &mut Reader<'_, '_>, expression: &Expr) {
    reader.draft.no_origins();
    let whole = range(expression);
    let Some((names, arguments)) = reader.constructor(expression) else {
        return reader.draft.unknown_origins(Unread {
            range: whole,
            reason: "its value is known only at run time",
        });
    };
    match (names.last().map(String::as_str), arguments.as_slice()) {
        (Some("all"), []) => reader.draft.any_origin(AnyOrigin::Reflected, whole),
        (Some("some_null"), []) => {
            reader.draft.origin(Condition::Exactly("null".to_owned()), whole);
        }
        (Some("some_exact" | "some"), [exact]) => reader.origins(exact, normalised),
        (Some("some_regex"), [regex]) => regexes(reader, regex),
        (Some("some"), [exact, regex]) => {
            reader.origins(exact, normalised);
            regexes(reader, regex);
        }
        _ => reader.draft.unknown_origins(Unread {
            range: whole,
            reason: "its value is known only at run time",
        }),
    }
}

fn regexes(reader: &mut Reader<'_, '_>, expression: &Expr) {
    let whole = range(expression);
    let unread = || Unread { range: whole.clone(), reason: "its value is known only at run time" };
    match reader.value(expression) {
        Ok(Value::List(items)) => {
            for (value, range) in items {
                match value {
                    Value::Text(regex) => {
                        let predicate = Predicate::Matches(regex);
                        reader.draft.origin(Condition::If(predicate), range);
                    }
                    Value::Unknown(unread) => reader.draft.unknown_origins(unread),
                    _ => reader.draft.unknown_origins(unread()),
                }
            }
        }
        Ok(_) => reader.draft.unknown_origins(unread()),
        Err(unread) => reader.draft.unknown_origins(unread),
    }
}

fn headers(reader: &mut Reader<'_, '_>, expression: &Expr, whole: Range<usize>) {
    *reader.draft.names(List::Headers) = Names::default();
    match reader.constructor(expression) {
        Some((names, arguments)) => match (names.last().map(String::as_str), arguments.first()) {
            (Some("all"), None) => reader.draft.mirrored(List::Headers, whole),
            (Some("some"), Some(headers)) => reader.names(List::Headers, headers),
            _ => reader.names(List::Headers, expression),
        },
        None => reader.names(List::Headers, expression),
    }
}

/// An origin as the parser of URLs reads it.
fn normalised(origin: &str) -> String {
    let Some((scheme, rest)) = origin.split_once("://") else { return origin.to_owned() };
    let scheme = scheme.to_ascii_lowercase();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority).to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => "",
    };
    format!("{scheme}://{}", host.strip_suffix(default_port).unwrap_or(&host))
}

pub(super) fn finish(draft: &mut Draft) {
    let whole = draft.found.ranges.first().cloned().unwrap_or_default();
    if let Some(range) = draft.sends_wildcard.take()
        && draft.allows_any()
    {
        draft.any_origin(AnyOrigin::Wildcard, range);
    }
    if let Origins::Conditions(_) = draft.found.configuration.origins {
        draft.remark(
            whole.clone(),
            "without `Vary: Origin`, which is not sent for a list, a cache can give a page the response for another one",
        );
        draft.remark(whole, REFUSES_REQUESTS);
    }
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn origins_are_read_as_urls() {
        for (written, read) in [
            ("https://Example.com:443/a?b", "https://example.com"),
            ("http://user@a.example:8080/", "http://a.example:8080"),
            ("example.com", "example.com"),
        ] {
            assert_eq!(normalised(written), read);
        }
    }
}
