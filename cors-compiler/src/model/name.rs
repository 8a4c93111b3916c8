//! Names of methods and headers.

mod error;
mod family;
mod fields;
mod methods;
mod near;
mod pattern;
mod sets;

use cors_tables::fetch;

pub use error::{MeantByPattern, NameError, NameErrorKind, ProtocolHeader, SentByBrowser};
pub use family::HeaderFamily;
pub use fields::{Direction, direction};
pub use methods::KNOWN_METHODS;
pub use sets::{HEADER_SETS, HeaderSet, header_set};

use crate::key::Key;

/// The name of a method that a page can send.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MethodName(String);

/// The name of a header, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderName(String);

impl MethodName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl HeaderName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a method in `allow_methods`.
///
/// # Errors
///
/// Which rule of methods it breaks.
pub fn method(text: &str) -> Result<MethodName, NameError<MethodName>> {
    if !fetch::is_token(text.as_bytes()) {
        return Err(not_a_token(text, as_known_method));
    }
    if fetch::is_forbidden_method(text.as_bytes()) {
        return Err(NameError::refused(NameErrorKind::ForbiddenMethod));
    }
    let name = MethodName(text.to_owned());
    if pattern::is_pattern(text) {
        let meant = meant_by_pattern(text, as_known_method);
        return Err(NameError::silenceable(name, NameErrorKind::Pattern(meant)));
    }
    let upper_case = text.to_ascii_uppercase();
    if let Some(known) = known_method(&upper_case) {
        if known == text {
            return Ok(name);
        }
        return Err(NameError::silenceable(name, NameErrorKind::MethodCase { known }));
    }
    match near::misspelled(&upper_case, KNOWN_METHODS) {
        Some(known) => Err(NameError::silenceable(name, NameErrorKind::Misspelled { known })),
        None => Ok(name),
    }
}

fn known_method(upper_case: &str) -> Option<&'static str> {
    KNOWN_METHODS.into_iter().find(|known| *known == upper_case)
}

/// A method as it is known, in upper case.
pub(crate) fn as_known_method(name: &str) -> String {
    known_method(&name.to_ascii_uppercase()).unwrap_or(name).to_owned()
}

/// Why `OPTIONS` is rarely meant in `allow_methods`.
pub(crate) const OPTIONS_HELP: &str =
    "remove it: `OPTIONS` doesn't need to be listed for preflights";

/// The name of a header in `allow_headers`.
///
/// # Errors
///
/// Which rule of request headers it breaks.
pub fn request_header(text: &str) -> Result<HeaderName, NameError<HeaderName>> {
    let name = header(text)?;
    if fetch::is_forbidden_request_header_name(name.0.as_bytes()) {
        let sent = sent_by_browser(&name.0);
        return Err(NameError::refused(NameErrorKind::ForbiddenRequestHeader(sent)));
    }
    if name.0.starts_with("access-control-") {
        let header = protocol_header(&name.0);
        return Err(NameError::silenceable(name, NameErrorKind::ProtocolHeader(header)));
    }
    if direction(&name.0) == Some(Direction::Response) {
        let is_readable = !fetch::is_forbidden_response_header_name(name.0.as_bytes());
        return Err(NameError::silenceable(name, NameErrorKind::ResponseHeader { is_readable }));
    }
    well_spelled(text, name, Direction::Request)
}

fn sent_by_browser(name: &str) -> SentByBrowser {
    match name {
        "cookie" | "cookie2" | "set-cookie" => SentByBrowser::WithCredentials,
        "origin" => SentByBrowser::WithEveryRequest,
        "access-control-request-headers" | "access-control-request-method" => {
            SentByBrowser::WithEveryPreflight
        }
        _ => SentByBrowser::OfItsOwn,
    }
}

/// A header of the CORS protocol, or the one that a name was meant as.
fn protocol_header(name: &str) -> ProtocolHeader {
    let meant = near::misspelled(name, fields::in_direction(Direction::Response));
    let name = meant.unwrap_or(name);
    let is_of_requests = name.starts_with("access-control-request-");
    match Key::of_header(name) {
        Some(key) => ProtocolHeader::SetBy(key),
        None if name.ends_with("-network") => ProtocolHeader::PrivateNetwork { is_of_requests },
        None if is_of_requests => ProtocolHeader::OfRequests,
        None => ProtocolHeader::Other,
    }
}

/// The name of a header in `expose_headers`.
///
/// # Errors
///
/// Which rule of exposed headers it breaks.
pub fn exposed_response_header(text: &str) -> Result<HeaderName, NameError<HeaderName>> {
    let name = header(text)?;
    if fetch::is_forbidden_response_header_name(name.0.as_bytes()) {
        return Err(NameError::refused(NameErrorKind::ForbiddenResponseHeader));
    }
    if name.0.starts_with("access-control-") && name.0.ends_with("-network") {
        return Err(NameError::silenceable(name, NameErrorKind::PrivateNetworkHeader));
    }
    if direction(&name.0) == Some(Direction::Request)
        || name.0.starts_with("access-control-request-")
    {
        let is_sendable = request_header(text).is_ok();
        return Err(NameError::silenceable(name, NameErrorKind::RequestHeader { is_sendable }));
    }
    if fetch::is_request_or_preflight_header_name(name.0.as_bytes()) {
        return Err(NameError::silenceable(name, NameErrorKind::PreflightHeader));
    }
    well_spelled(text, name, Direction::Response)
}

fn well_spelled(
    text: &str,
    name: HeaderName,
    direction: Direction,
) -> Result<HeaderName, NameError<HeaderName>> {
    if pattern::is_pattern(text) {
        let meant = meant_by_pattern(text, as_header_name);
        return Err(NameError::silenceable(name, NameErrorKind::Pattern(meant)));
    }
    if fields::direction(&name.0).is_some() {
        return Ok(name);
    }
    // What a page can neither send nor read was not meant.
    let is_possible = |known: &&str| match direction {
        Direction::Response => !fetch::is_forbidden_response_header_name(known.as_bytes()),
        Direction::Request | Direction::Either => {
            !fetch::is_forbidden_request_header_name(known.as_bytes())
        }
    };
    match near::misspelled(&name.0, fields::in_direction(direction).filter(is_possible)) {
        Some(known) => Err(NameError::silenceable(name, NameErrorKind::Misspelled { known })),
        None => Ok(name),
    }
}

fn header(text: &str) -> Result<HeaderName, NameError<HeaderName>> {
    if fetch::is_token(text.as_bytes()) {
        Ok(HeaderName(text.to_ascii_lowercase()))
    } else {
        Err(not_a_token(text, as_header_name))
    }
}

/// The name of a header as it may be listed: in any case.
pub(crate) fn as_header_name(name: &str) -> String {
    name.to_owned()
}

/// What a pattern was meant as; `as_known` writes a name as it is known.
pub(crate) fn meant_by_pattern(text: &str, as_known: fn(&str) -> String) -> MeantByPattern {
    match pattern::names_in(text) {
        Some(names) => MeantByPattern::Names(names.into_iter().map(as_known).collect()),
        None if text.contains("${") || text.contains("{{") || text.starts_with('%') => {
            MeantByPattern::Variable
        }
        None => match pattern::family_of(text) {
            Some(family) => MeantByPattern::Family(family.as_str().to_owned()),
            None => MeantByPattern::Unknown,
        },
    }
}

fn not_a_token<N>(text: &str, as_known: fn(&str) -> String) -> NameError<N> {
    if text.is_empty() {
        return NameError::refused(NameErrorKind::Empty);
    }
    let names = text.split([',', ';', ' ']).filter(|name| !name.is_empty());
    let mut meant: Vec<String> = names.map(as_known).collect();
    let is_name = |name: &String| fetch::is_token(name.as_bytes()) && !pattern::is_pattern(name);
    if !meant.iter().all(is_name) {
        // `Content-Type: application/json` is meant as its name.
        let name = text.split(':').next().unwrap_or(text).trim();
        if fetch::is_token(name.as_bytes()) {
            meant = vec![name.to_owned()];
        } else if pattern::is_pattern_text(text) {
            let meant = meant_by_pattern(text, as_known);
            return NameError::refused(NameErrorKind::PatternText(meant));
        } else {
            meant.clear();
        }
    }
    NameError::refused(NameErrorKind::NotAToken { meant })
}
