//! `poem::middleware::Cors`.
//!
//! Every origin, header and method is allowed until one is listed. Origins are sent back. `allow_origin_regex` takes
//! wildcards, not a regex.

use std::ops::Range;

use cors_compiler::migration::{AnyOrigin, Condition, Origins, Predicate};
use syn::Expr;

use super::{ANY_METHOD, Call, REFUSES_REQUESTS, Reader, verbatim};
use crate::scan::evaluate::range;
use crate::scan::found::{Draft, List, Unread};
use crate::scan::value::Value;

pub(super) fn start(draft: &mut Draft, range: Range<usize>) {
    draft.any_origin(AnyOrigin::Reflected, range.clone());
    draft.max_age(Some(86_400), range);
}

pub(super) fn call(reader: &mut Reader<'_, '_>, call: &Call<'_>) -> bool {
    let whole = call.range.clone();
    let Some(&argument) = call.arguments.first() else { return false };
    match call.name.as_str() {
        "allow_origin" | "allow_origins" => reader.origins(argument, verbatim),
        "allow_origin_regex" => wildcards(reader, argument),
        "allow_origins_fn" => reader.predicate(argument),
        "allow_method" | "allow_methods" => reader.names(List::Methods, argument),
        "allow_header" | "allow_headers" => reader.names(List::Headers, argument),
        "expose_header" | "expose_headers" => reader.names(List::Exposed, argument),
        "allow_credentials" => reader.credentials(argument, whole),
        "max_age" => reader.max_age(argument, whole),
        _ => return false,
    }
    true
}

/// `*` is any text, and `?` any character.
fn wildcards(reader: &mut Reader<'_, '_>, expression: &Expr) {
    let whole = range(expression);
    match reader.value(expression) {
        Ok(Value::Text(pattern)) => {
            let mut regex = "^".to_owned();
            for character in pattern.chars() {
                match character {
                    '*' => regex.push_str(".*"),
                    '?' => regex.push_str(".{1}"),
                    meta if ".+()|[]{}^$\\#&~".contains(meta) => regex.extend(['\\', meta]),
                    other => regex.push(other),
                }
            }
            regex.push('$');
            reader.draft.origin(Condition::If(Predicate::Matches(regex)), whole);
        }
        Ok(_) => {
            let reason = "its value is known only at run time";
            reader.draft.unknown_origins(Unread { range: whole, reason });
        }
        Err(unread) => reader.draft.unknown_origins(unread),
    }
}

pub(super) fn finish(draft: &mut Draft) {
    let whole = draft.found.ranges.first().cloned().unwrap_or_default();
    let is_empty = |draft: &mut Draft, list| {
        let names = draft.names(list);
        names.listed.is_empty() && names.unknown.is_none()
    };
    if is_empty(draft, List::Methods) {
        for method in ANY_METHOD {
            draft.name(List::Methods, method.to_owned(), whole.clone());
        }
    }
    if is_empty(draft, List::Headers) {
        draft.mirrored(List::Headers, whole.clone());
    } else {
        draft.remark(whole.clone(), "a preflight is granted if one of its headers is listed");
    }
    if let Origins::Conditions(_) = draft.found.configuration.origins {
        draft.remark(
            whole.clone(),
            "without `Vary: Origin`, which is not sent for a list, a cache can give a page the response for another one",
        );
        draft.remark(whole, REFUSES_REQUESTS);
    }
}
