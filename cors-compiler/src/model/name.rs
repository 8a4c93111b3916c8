//! Names of methods and headers.

mod fields;
mod methods;
mod near;
mod pattern;

use std::borrow::Cow;

use cors_tables::fetch;

pub use fields::{Direction, direction};

use crate::rules::{
    FORBIDDEN_METHOD, FORBIDDEN_REQUEST_HEADER, FORBIDDEN_RESPONSE_HEADER, HEADER_TOKEN,
    METHOD_CASE, METHOD_TOKEN, MISSPELLED_NAME, NAME_PATTERN, REQUEST_HEADER_EXPOSED,
    RESPONSE_HEADER_ALLOWED, Rule,
};
use methods::KNOWN_METHODS;

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

/// What is wrong with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameError<N> {
    /// The name all the same, where a policy may allow the rule.
    pub name: Option<N>,
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// What is wrong.
    pub message: String,
    /// Why it matters here, where that is not the rule's reason.
    pub reason: Option<&'static str>,
    /// What else there is to know.
    pub note: Option<&'static str>,
    /// What to write instead.
    pub help: Option<String>,
    /// Whether it is a pattern that matches names nobody has listed.
    pub is_open: bool,
}

impl<N> NameError<N> {
    fn new(rule: &'static Rule, message: String) -> Self {
        Self { name: None, rule, message, reason: None, note: None, help: None, is_open: false }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn note(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
    }

    fn named(mut self, name: N) -> Self {
        self.name = Some(name);
        self
    }
}

/// What is listed.
const METHOD: &str = "method";
const HEADER_NAME: &str = "header name";

const NAMES_ARE_LITERAL: &str =
    "names are compared literally: wildcards, regexes and placeholders have no meaning in them";

const VARIABLES: &str = "variables are not expanded; for values that differ by environment, see \
                         docs/environments.md in the repository";

const PRIVATE_NETWORK: &str = "Private Network Access has been abandoned. Local Network Access asks the user \
                               instead, and no header can grant it";

/// The name of a method in `allow_methods`.
///
/// # Errors
///
/// Which rule of methods it breaks.
pub fn method(text: &str) -> Result<MethodName, NameError<MethodName>> {
    if !fetch::is_token(text.as_bytes()) {
        return Err(not_a_token(&METHOD_TOKEN, text, METHOD));
    }
    if fetch::is_forbidden_method(text.as_bytes()) {
        let message = format!("`{text}` is a forbidden method");
        return Err(NameError::new(&FORBIDDEN_METHOD, message).help("remove it"));
    }
    let name = MethodName(text.to_owned());
    if pattern::is_pattern(text) {
        return Err(pattern_error(&NAME_PATTERN, text, METHOD).named(name));
    }
    let upper_case = text.to_ascii_uppercase();
    if KNOWN_METHODS.contains(&upper_case.as_str()) {
        if upper_case == text {
            return Ok(name);
        }
        let message = format!("`{text}` is not the method `{upper_case}`");
        return Err(NameError::new(&METHOD_CASE, message)
            .help(known_method_help(&upper_case))
            .named(name));
    }
    match near::misspelled(&upper_case, KNOWN_METHODS) {
        Some(known) => {
            let message = format!("`{text}` looks like a misspelling of the method `{known}`");
            Err(NameError::new(&MISSPELLED_NAME, message)
                .help(known_method_help(known))
                .named(name))
        }
        None => Ok(name),
    }
}

/// What to write for a well-known method.
fn known_method_help(method: &str) -> String {
    if fetch::is_cors_safelisted_method(method.as_bytes()) {
        format!("remove it: `{method}` doesn't need to be listed")
    } else if method == "OPTIONS" {
        OPTIONS_HELP.to_owned()
    } else {
        // In quotes, which both notations take.
        format!("write \"{method}\"")
    }
}

/// Why `OPTIONS` is rarely meant in `allow_methods`.
pub(crate) const OPTIONS_HELP: &str =
    "remove it: `OPTIONS` is the method of preflights, which doesn't need to be listed";

/// The name of a header in `allow_headers`.
///
/// # Errors
///
/// Which rule of request headers it breaks.
pub fn request_header(text: &str) -> Result<HeaderName, NameError<HeaderName>> {
    let name = header(text)?;
    if fetch::is_forbidden_request_header_name(name.0.as_bytes()) {
        return Err(forbidden_request_header(text, &name));
    }
    if name.0.starts_with("access-control-") {
        return Err(protocol_header_allowed(text, &name).named(name));
    }
    if direction(&name.0) == Some(Direction::Response) {
        let message =
            format!("`{text}` is a response header, and `allow_headers` lists request headers");
        let help = if fetch::is_forbidden_response_header_name(name.0.as_bytes()) {
            "remove it"
        } else {
            "remove it, or list it in `expose_headers` if pages read it"
        };
        return Err(NameError::new(&RESPONSE_HEADER_ALLOWED, message).help(help).named(name));
    }
    well_spelled(text, name, Direction::Request)
}

fn forbidden_request_header(text: &str, name: &HeaderName) -> NameError<HeaderName> {
    let message = format!("a page can never set the request header `{text}`");
    let help = match name.as_str() {
        "cookie" | "cookie2" | "set-cookie" => {
            "remove it; with `allow_credentials = true` pages can send requests with cookies"
        }
        "origin" => "remove it; the browser sends it with every CORS request",
        "access-control-request-headers" | "access-control-request-method" => {
            "remove it; the browser sends it with every preflight"
        }
        _ => "remove it",
    };
    NameError::new(&FORBIDDEN_REQUEST_HEADER, message).help(help)
}

/// A header of the CORS protocol in `allow_headers`, or one that is named as if it were.
fn protocol_header_allowed(text: &str, name: &HeaderName) -> NameError<HeaderName> {
    let meant = near::misspelled(&name.0, fields::in_direction(Direction::Response));
    let name = meant.unwrap_or(&name.0);
    let key = match name {
        "access-control-allow-origin" => Some("allow_origins"),
        "access-control-allow-credentials" => Some("allow_credentials"),
        "access-control-allow-methods" => Some("allow_methods"),
        "access-control-allow-headers" => Some("allow_headers"),
        "access-control-expose-headers" => Some("expose_headers"),
        "access-control-max-age" => Some("max_age"),
        _ => None,
    };
    let message = match name.strip_prefix("access-control-request-") {
        Some(_) => format!("pages don't send `{text}`: headers of that name are the browser's"),
        None => format!("`{text}` is a response header, and `allow_headers` lists request headers"),
    };
    let error = NameError::new(&RESPONSE_HEADER_ALLOWED, message);
    match key {
        Some(key) => error.help(format!("remove it; the key `{key}` sets this header")),
        None if name.ends_with("-network") => error.note(PRIVATE_NETWORK).help("remove it"),
        None => error.help("remove it; a policy sets the headers of the CORS protocol by its keys"),
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
        let message = format!("a page can never read the response header `{text}`");
        return Err(NameError::new(&FORBIDDEN_RESPONSE_HEADER, message)
            .help("remove it; send what the page needs in another header or in the body"));
    }
    if name.0.starts_with("access-control-") && name.0.ends_with("-network") {
        let message = format!("responses don't have the header `{text}`");
        return Err(NameError::new(&REQUEST_HEADER_EXPOSED, message)
            .note(PRIVATE_NETWORK)
            .help("remove it")
            .named(name));
    }
    if direction(&name.0) == Some(Direction::Request)
        || name.0.starts_with("access-control-request-")
    {
        let message =
            format!("`{text}` is a request header, and `expose_headers` lists response headers");
        let help = match request_header(text) {
            Ok(_) => "remove it, or list it in `allow_headers` if pages send it",
            Err(_) => "remove it",
        };
        return Err(NameError::new(&REQUEST_HEADER_EXPOSED, message).help(help).named(name));
    }
    if fetch::is_request_or_preflight_header_name(name.0.as_bytes()) {
        let message = format!("only answers to preflights have the header `{text}`");
        return Err(NameError::new(&REQUEST_HEADER_EXPOSED, message)
            .note("pages can't read the answer to a preflight")
            .help("remove it")
            .named(name));
    }
    well_spelled(text, name, Direction::Response)
}

fn well_spelled(
    text: &str,
    name: HeaderName,
    direction: Direction,
) -> Result<HeaderName, NameError<HeaderName>> {
    if pattern::is_pattern(text) {
        return Err(pattern_error(&NAME_PATTERN, text, HEADER_NAME).named(name));
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
        Some(known) => {
            let message = format!("`{text}` looks like a misspelling of the header `{known}`");
            Err(NameError::new(&MISSPELLED_NAME, message)
                .help(format!("write \"{known}\""))
                .named(name))
        }
        None => Ok(name),
    }
}

fn header(text: &str) -> Result<HeaderName, NameError<HeaderName>> {
    if fetch::is_token(text.as_bytes()) {
        Ok(HeaderName(text.to_ascii_lowercase()))
    } else {
        Err(not_a_token(&HEADER_TOKEN, text, HEADER_NAME))
    }
}

/// A text for a message: what would break the line is escaped.
fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        Cow::Owned(text.escape_debug().to_string())
    } else {
        Cow::Borrowed(text)
    }
}

/// A regex in a list of names.
pub(crate) fn regex_error<N>(rule: &'static Rule, regex: &str, noun: &str) -> NameError<N> {
    let message = format!("expected {noun}, found a regex");
    NameError { message, reason: Some(NAMES_ARE_LITERAL), ..pattern_error(rule, regex, noun) }
}

/// The error for a pattern, with the names it matches if the pattern spells them all out.
fn pattern_error<N>(rule: &'static Rule, text: &str, noun: &str) -> NameError<N> {
    let error = NameError::new(rule, format!("`{}` looks like a pattern, not a name", shown(text)));
    let names = pattern::names_in(text);
    let names: Option<Vec<String>> =
        names.map(|names| names.into_iter().map(|name| as_known(name, noun)).collect());
    match names.as_deref() {
        Some([name]) => error.help(format!("write \"{name}\"")),
        Some(names) => {
            error.help(format!("write one string per name: \"{}\"", names.join("\", \"")))
        }
        None if text.contains("${") || text.contains("{{") || text.starts_with('%') => {
            NameError { is_open: true, ..error.note(VARIABLES) }
        }
        None => NameError { is_open: true, ..error },
    }
}

/// A method as it is known, in upper case.
fn as_known(name: &str, noun: &str) -> String {
    let upper_case = name.to_ascii_uppercase();
    let is_known = noun.ends_with(METHOD) && KNOWN_METHODS.contains(&upper_case.as_str());
    if is_known { upper_case } else { name.to_owned() }
}

fn not_a_token<N>(rule: &'static Rule, text: &str, noun: &str) -> NameError<N> {
    if text.is_empty() {
        return NameError::new(rule, format!("an empty string is not a valid {noun}"))
            .help("remove it");
    }
    let names: Vec<&str> = text.split([',', ';', ' ']).filter(|name| !name.is_empty()).collect();
    let error = NameError::new(rule, format!("`{}` is not a valid {noun}", shown(text)));
    let names: Vec<String> = names.into_iter().map(|name| as_known(name, noun)).collect();
    let are_names =
        names.iter().all(|name| fetch::is_token(name.as_bytes()) && !pattern::is_pattern(name));
    match names.as_slice() {
        [name] if are_names => error.help(format!("write \"{name}\"")),
        [_, _, ..] if are_names => {
            error.help(format!("write one string per name: \"{}\"", names.join("\", \"")))
        }
        _ => {
            // `Content-Type: application/json` is meant as its name.
            let name = text.split(':').next().unwrap_or(text).trim();
            if fetch::is_token(name.as_bytes()) {
                error.help(format!("write \"{name}\""))
            } else if pattern::is_pattern_text(text) {
                NameError { reason: Some(NAMES_ARE_LITERAL), ..pattern_error(rule, text, noun) }
            } else {
                error
            }
        }
    }
}
