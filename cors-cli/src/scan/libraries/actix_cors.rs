//! `actix_cors::Cors`.
//!
//! Nothing is allowed at first, not even `GET`. Calls add to what earlier ones set. "Any origin" sends the origin of the
//! request back, and `*` only after `send_wildcard`; it is ignored if there is a function. "Any header" repeats the
//! requested ones.

use std::ops::Range;

use cors_compiler::location::Location;
use cors_compiler::migration::{AnyOrigin, Names, Origins};

use super::{ANY_METHOD, Call, Reader, Start, verbatim};
use crate::scan::found::{Draft, List};

pub(super) fn start(draft: &mut Draft, start: Start, range: Range<usize>) {
    if start == Start::Default {
        return;
    }
    draft.any_origin(AnyOrigin::Reflected, range.clone());
    any_method(draft, &range);
    draft.mirrored(List::Headers, range.clone());
    draft.mirrored(List::Exposed, range.clone());
    draft.max_age(Some(3600), range.clone());
    draft.credentials(true, range);
}

fn any_method(draft: &mut Draft, range: &Range<usize>) {
    for method in ANY_METHOD {
        draft.name(List::Methods, method.to_owned(), range.clone());
    }
}

pub(super) fn call(reader: &mut Reader<'_, '_>, call: &Call<'_>) -> bool {
    let whole = call.range.clone();
    let argument = call.arguments.first().copied();
    match (call.name.as_str(), argument) {
        ("allow_any_origin", None) => allow_any_origin(reader.draft, whole),
        ("allowed_origin", Some(origin)) => reader.origins(origin, verbatim),
        ("allowed_origin_fn", Some(function)) => {
            let first = reader.draft.found.ranges.len();
            reader.predicate(function);
            let last = reader.draft.found.ranges.len();
            reader.draft.functions.extend((first..last).map(Location::new));
        }
        ("allow_any_method", None) => any_method(reader.draft, &whole),
        ("allowed_methods", Some(methods)) => reader.names(List::Methods, methods),
        ("allow_any_header", None) => reader.draft.mirrored(List::Headers, whole),
        ("allowed_header" | "allowed_headers", Some(headers)) => {
            listed(reader.draft, List::Headers);
            reader.names(List::Headers, headers);
        }
        ("expose_any_header", None) => reader.draft.mirrored(List::Exposed, whole),
        ("expose_headers", Some(headers)) => {
            listed(reader.draft, List::Exposed);
            reader.names(List::Exposed, headers);
        }
        ("max_age", Some(seconds)) => reader.max_age(seconds, whole),
        ("supports_credentials", None) => reader.draft.credentials(true, whole),
        ("send_wildcard", None) => reader.draft.sends_wildcard = Some(whole),
        ("disable_vary_header", None) => {
            reader.draft.remark(
                whole,
                "without `Vary: Origin`, a cache can give a page the response for another one",
            );
        }
        ("disable_preflight", None) => {
            reader.draft.remark(whole, "preflights reach the handlers; a policy answers them");
        }
        ("allow_private_network_access", None) => reader
            .draft
            .remark(whole, "browsers no longer grant access to private networks by a header"),
        ("block_on_origin_mismatch", Some(_)) => {}
        _ => return false,
    }
    true
}

/// A list in the place of every name.
fn listed(draft: &mut Draft, list: List) {
    let names = draft.names(list);
    if names.mirrored.is_some() {
        *names = Names::default();
    }
}

fn allow_any_origin(draft: &mut Draft, range: Range<usize>) {
    let functions = &draft.functions;
    if let Origins::Conditions(conditions) = &mut draft.found.configuration.origins {
        conditions.retain(|one| functions.contains(&one.location));
        if !conditions.is_empty() {
            return draft.remark(range, "it has no effect, because there is a function");
        }
    }
    draft.any_origin(AnyOrigin::Reflected, range);
}

pub(super) fn finish(draft: &mut Draft) {
    let whole = draft.found.ranges.first().cloned().unwrap_or_default();
    if let Some(range) = draft.sends_wildcard.take() {
        if draft.allows_any() {
            draft.any_origin(AnyOrigin::Wildcard, range);
            if draft.allows_credentials() {
                draft.remark(
                    whole.clone(),
                    "`*` together with credentials keeps the server from starting",
                );
            }
        } else {
            draft.remark(range, "it has no effect without `allow_any_origin`");
        }
    }
    let methods = &draft.found.configuration.methods;
    if methods.listed.is_empty() && methods.unknown.is_none() {
        draft.remark(
            whole,
            "no method is listed, so every preflight is refused, for `GET` and `POST` too",
        );
    }
}
