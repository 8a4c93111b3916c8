//! `warp::cors()`.
//!
//! Every origin is allowed until one is listed, and is sent back; no method is, not even `GET` in a preflight. Calls add
//! to what earlier ones set. A trailing slash of an origin doesn't matter.

use std::ops::Range;

use cors_compiler::migration::{AnyOrigin, Origins};

use super::{Call, REFUSES_REQUESTS, Reader};
use crate::scan::found::{Draft, List};

pub(super) fn start(draft: &mut Draft, range: Range<usize>) {
    draft.any_origin(AnyOrigin::Reflected, range);
}

pub(super) fn call(reader: &mut Reader<'_, '_>, call: &Call<'_>) -> bool {
    let whole = call.range.clone();
    match (call.name.as_str(), call.arguments.first().copied()) {
        ("allow_any_origin", None) => reader.draft.any_origin(AnyOrigin::Reflected, whole),
        ("allow_origin" | "allow_origins", Some(origins)) => {
            reader.origins(origins, without_slash);
        }
        ("allow_method" | "allow_methods", Some(methods)) => reader.names(List::Methods, methods),
        ("allow_header" | "allow_headers", Some(headers)) => reader.names(List::Headers, headers),
        ("expose_header" | "expose_headers", Some(headers)) => {
            reader.names(List::Exposed, headers);
        }
        ("allow_credentials", Some(value)) => reader.credentials(value, whole),
        ("max_age", Some(seconds)) => reader.max_age(seconds, whole),
        _ => return false,
    }
    true
}

fn without_slash(origin: &str) -> String {
    origin.strip_suffix('/').unwrap_or(origin).to_owned()
}

pub(super) fn finish(draft: &mut Draft) {
    let whole = draft.found.ranges.first().cloned().unwrap_or_default();
    draft.remark(
        whole.clone(),
        "without `Vary: Origin`, which is never sent, a cache can give a page the response for another one",
    );
    if let Origins::Conditions(_) = draft.found.configuration.origins {
        draft.remark(whole.clone(), REFUSES_REQUESTS);
    }
    let methods = &draft.found.configuration.methods;
    if methods.listed.is_empty() && methods.unknown.is_none() {
        draft.remark(
            whole,
            "no method is listed, so every preflight is refused, for `GET` and `POST` too",
        );
    }
}
