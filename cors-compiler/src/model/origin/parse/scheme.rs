//! The scheme of a pattern.

use super::TextPart;
use crate::model::origin::error::{
    CaseError, LengthError, OriginError, SchemeError, WildcardError,
};
use crate::model::origin::repair;

/// Schemes whose pages have the origin `null`, or that of the page that made them.
const OPAQUE: [&str; 4] = ["data", "about", "blob", "javascript"];

/// How long a scheme may be.
const LONGEST: usize = 64;

/// What a text without `://` was meant as.
pub(super) fn missing(whole: TextPart<'_>) -> OriginError {
    let lower_case = whole.text.trim_matches('\'').to_ascii_lowercase();
    whole.error(match lower_case.as_str() {
        "self" | "same-origin" => SchemeError::SameOrigin,
        "any" | "all" => SchemeError::AnyOrigin,
        "null" => SchemeError::UpperCaseNull,
        _ => match whole.text.split_once(':') {
            Some((scheme, _)) if OPAQUE.contains(&scheme) => SchemeError::Opaque,
            _ => SchemeError::Missing,
        },
    })
}

pub(super) fn check(scheme: TextPart<'_>) -> Result<(), OriginError> {
    let text = scheme.text;
    let valid = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.')
    };
    let without_page = match text {
        "file" => Some(SchemeError::File),
        "ws" | "wss" => Some(SchemeError::WebSocket),
        "ftp" => Some(SchemeError::Ftp),
        "localhost" => Some(SchemeError::Localhost),
        // `blob:https` before `://`.
        _ => {
            let is_opaque = text.split(':').next().is_some_and(|first| OPAQUE.contains(&first));
            is_opaque.then_some(SchemeError::Opaque)
        }
    };
    if let Some(error) = without_page {
        return Err(scheme.error(error));
    }
    if text.contains('*') {
        return Err(scheme.error(WildcardError::Scheme));
    }
    if text.len() > LONGEST {
        return Err(scheme.error(LengthError::Scheme));
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(scheme.error(CaseError::Scheme));
    }
    if !text.starts_with(|c: char| c.is_ascii_lowercase()) || !text.bytes().all(valid) {
        return Err(scheme.error(SchemeError::Form));
    }
    match repair::meant_scheme(text) {
        Some(meant) => Err(scheme.error(SchemeError::Similar(meant))),
        None => Ok(()),
    }
}
