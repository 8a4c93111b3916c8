//! `tower_http::cors::CorsLayer`, and `salvo::cors::Cors`, whose types are the same.
//!
//! Nothing is allowed at first. A call replaces what an earlier one of the same name set. `Any` sends `*`. With
//! credentials, `*` makes both libraries panic when the layer is built, or when the first request arrives.

use std::ops::Range;

use cors_compiler::migration::{AnyOrigin, Condition, Names, Origins, Predicate};
use syn::Expr;

use super::{Call, Reader, Start, verbatim};
use crate::scan::evaluate::range;
use crate::scan::found::{Draft, Library, List, Unread};

pub(super) fn start(draft: &mut Draft, start: Start, range: Range<usize>) {
    let lists = [List::Methods, List::Headers, List::Exposed];
    match start {
        Start::Default => {}
        Start::Permissive => {
            draft.any_origin(AnyOrigin::Wildcard, range.clone());
            lists.into_iter().for_each(|list| draft.wildcard(list, range.clone()));
        }
        Start::VeryPermissive => {
            draft.any_origin(AnyOrigin::Reflected, range.clone());
            draft.mirrored(List::Methods, range.clone());
            draft.mirrored(List::Headers, range.clone());
            draft.credentials(true, range);
        }
    }
}

pub(super) fn call(reader: &mut Reader<'_, '_>, call: &Call<'_>) -> bool {
    let Some(&argument) = call.arguments.first() else { return false };
    let whole = call.range.clone();
    match call.name.as_str() {
        "allow_origin" => allow_origin(reader, argument, whole),
        "allow_methods" => names(reader, List::Methods, argument, whole),
        "allow_headers" => names(reader, List::Headers, argument, whole),
        "expose_headers" => names(reader, List::Exposed, argument, whole),
        "allow_credentials" => match reader.constructor(argument) {
            Some((names, _)) if names.last().is_some_and(|name| name == "yes") => {
                reader.draft.credentials(true, whole);
            }
            _ => reader.credentials(argument, whole),
        },
        "max_age" => match reader.constructor(argument) {
            Some((names, arguments)) if names.iter().any(|name| name == "MaxAge") => {
                match (names.last().map(String::as_str), arguments.first()) {
                    (Some("exact" | "seconds"), Some(exact)) => reader.max_age(exact, whole),
                    _ => reader.draft.found.unread.push(at_run_time(whole)),
                }
            }
            _ => reader.max_age(argument, whole),
        },
        "vary" => reader.draft.remark(whole, "under a policy, `Vary` follows from the policy"),
        "allow_private_network" => reader
            .draft
            .remark(whole, "browsers no longer grant access to private networks by a header"),
        _ => return false,
    }
    true
}

fn at_run_time(range: Range<usize>) -> Unread {
    Unread { range, reason: "its value is known only at run time" }
}

fn allow_origin(reader: &mut Reader<'_, '_>, argument: &Expr, whole: Range<usize>) {
    reader.draft.no_origins();
    if reader.is_any(argument) {
        return reader.draft.any_origin(AnyOrigin::Wildcard, whole);
    }
    let Some((names, arguments)) = reader.constructor(argument) else {
        reader.origins(argument, verbatim);
        return wildcard_text(reader, whole);
    };
    let is_of_type = names.iter().any(|name| name == "AllowOrigin");
    match (names.last().map(String::as_str), arguments.first()) {
        (Some("any"), None) => reader.draft.any_origin(AnyOrigin::Wildcard, whole),
        (Some("mirror_request"), None) if is_of_type => {
            reader.draft.any_origin(AnyOrigin::Reflected, whole);
        }
        (Some("exact" | "list" | "from"), Some(origins)) if is_of_type => {
            reader.origins(origins, verbatim);
            wildcard_text(reader, whole);
        }
        (Some("predicate" | "judge" | "dynamic"), Some(predicate)) if is_of_type => {
            reader.predicate(predicate);
            every_origin(reader, whole);
        }
        (Some(_), Some(_)) if is_of_type => {
            let reason = "it is decided at run time";
            reader.draft.unknown_origins(Unread { range: range(argument), reason });
        }
        _ => {
            reader.origins(argument, verbatim);
            wildcard_text(reader, whole);
        }
    }
}

/// A single text `*` is sent as it is.
fn wildcard_text(reader: &mut Reader<'_, '_>, whole: Range<usize>) {
    if let Origins::Conditions(conditions) = &reader.draft.found.configuration.origins
        && let [only] = conditions.as_slice()
        && only.value == Condition::Exactly("*".to_owned())
    {
        reader.draft.any_origin(AnyOrigin::Wildcard, whole);
    }
}

/// A predicate that is always true reflects every origin.
fn every_origin(reader: &mut Reader<'_, '_>, whole: Range<usize>) {
    if let Origins::Conditions(conditions) = &reader.draft.found.configuration.origins
        && conditions.iter().any(|one| one.value == Condition::If(Predicate::Constant(true)))
    {
        reader.draft.any_origin(AnyOrigin::Reflected, whole);
    }
}

fn names(reader: &mut Reader<'_, '_>, list: List, argument: &Expr, whole: Range<usize>) {
    *reader.draft.names(list) = Names::default();
    if reader.is_any(argument) {
        return reader.draft.wildcard(list, whole);
    }
    let Some((names, arguments)) = reader.constructor(argument) else {
        return reader.names(list, argument);
    };
    let types = ["AllowMethods", "AllowHeaders", "ExposeHeaders"];
    let is_of_type = names.iter().any(|name| types.contains(&name.as_str()));
    match (names.last().map(String::as_str), arguments.first()) {
        (Some("any"), None) => reader.draft.wildcard(list, whole),
        (Some("mirror_request"), None) if is_of_type => reader.draft.mirrored(list, whole),
        (Some("exact" | "list" | "from"), Some(listed)) if is_of_type => {
            reader.names(list, listed);
        }
        _ if is_of_type => reader.draft.unknown_names(list, at_run_time(whole)),
        _ => reader.names(list, argument),
    }
}

pub(super) fn finish(draft: &mut Draft) {
    let whole = draft.found.ranges.first().cloned().unwrap_or_default();
    let configuration = &draft.found.configuration;
    let is_wildcard = matches!(
        &configuration.origins,
        Origins::Any(any) if any.value == AnyOrigin::Wildcard
    ) || [&configuration.methods, &configuration.headers, &configuration.exposed]
        .iter()
        .any(|names| names.wildcard.is_some());
    if is_wildcard && draft.allows_credentials() {
        draft.remark(whole, "`*` together with credentials makes the program panic");
    } else if draft.found.library == Library::Salvo {
        draft.remark(whole, "by default, the handler runs for preflights too");
    }
}
