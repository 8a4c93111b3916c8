//! Names of methods and headers.

use cors_core::fetch;

use crate::rules::{
    FORBIDDEN_METHOD, FORBIDDEN_REQUEST_HEADER, FORBIDDEN_RESPONSE_HEADER, HEADER_TOKEN,
    METHOD_CASE, METHOD_TOKEN, REQUEST_HEADER_EXPOSED, RESPONSE_HEADER_ALLOWED, Rule,
};

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

/// Why a text is no name for its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameError<N> {
    /// The name all the same, where the rule is one that a policy may allow.
    pub name: Option<N>,
    /// The rule that it breaks.
    pub rule: &'static Rule,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl<N> NameError<N> {
    fn new(rule: &'static Rule, message: String) -> Self {
        Self { name: None, rule, message, help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Methods that servers know in upper case and that a browser does not upper-case by itself.
///
/// Source: the [HTTP method registry](https://www.iana.org/assignments/http-methods), and `PURGE`,
/// which caches know.
const KNOWN_METHODS: [&str; 33] = [
    "ACL",
    "BASELINE-CONTROL",
    "BIND",
    "CHECKIN",
    "CHECKOUT",
    "COPY",
    "LABEL",
    "LINK",
    "LOCK",
    "MERGE",
    "MKACTIVITY",
    "MKCALENDAR",
    "MKCOL",
    "MKREDIRECTREF",
    "MKWORKSPACE",
    "MOVE",
    "ORDERPATCH",
    "PATCH",
    "PRI",
    "PROPFIND",
    "PROPPATCH",
    "PURGE",
    "QUERY",
    "REBIND",
    "REPORT",
    "SEARCH",
    "UNBIND",
    "UNCHECKOUT",
    "UNLINK",
    "UNLOCK",
    "UPDATE",
    "UPDATEREDIRECTREF",
    "VERSION-CONTROL",
];

/// The name of a method in `allow_methods`.
///
/// # Errors
///
/// Which rule of methods it breaks.
pub fn method(text: &str) -> Result<MethodName, NameError<MethodName>> {
    if !fetch::is_token(text.as_bytes()) {
        return Err(no_token(&METHOD_TOKEN, text, "method"));
    }
    if fetch::is_forbidden_method(text.as_bytes()) {
        let message = format!("`{text}` is a forbidden method");
        return Err(NameError::new(&FORBIDDEN_METHOD, message).help("remove it"));
    }
    let upper_case = text.to_ascii_uppercase();
    let is_known = fetch::NORMALISED_METHODS.contains(&upper_case.as_str())
        || KNOWN_METHODS.contains(&upper_case.as_str());
    if is_known && upper_case != text {
        let message = format!("`{text}` is not the method `{upper_case}`");
        let error = NameError::new(&METHOD_CASE, message).help(
            if fetch::is_cors_safelisted_method(upper_case.as_bytes()) {
                format!("remove it: `{upper_case}` needs no mention")
            } else {
                // In quotes, which both notations take.
                format!("write \"{upper_case}\"")
            },
        );
        return Err(NameError { name: Some(MethodName(text.to_owned())), ..error });
    }
    Ok(MethodName(text.to_owned()))
}

/// The name of a header in `allow_headers`.
///
/// # Errors
///
/// Which rule of request headers it breaks.
pub fn request_header(text: &str) -> Result<HeaderName, NameError<HeaderName>> {
    let name = header(text)?;
    if fetch::is_forbidden_request_header_name(name.0.as_bytes()) {
        let message = format!("a page can never set the request header `{text}`");
        let help = match name.as_str() {
            "cookie" | "cookie2" | "set-cookie" => {
                "remove it; `allow_credentials = true` lets a page read what was asked with cookies"
            }
            "origin" => "remove it; the browser sends it with every CORS request",
            _ => "remove it",
        };
        return Err(NameError::new(&FORBIDDEN_REQUEST_HEADER, message).help(help));
    }
    if fetch::is_cors_response_header_name(name.0.as_bytes()) {
        let message =
            format!("`{text}` is a response header, and `allow_headers` names request headers");
        return Err(NameError::new(&RESPONSE_HEADER_ALLOWED, message)
            .help("remove it; the policy sends it where it is needed"));
    }
    Ok(name)
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
    if fetch::is_request_or_preflight_header_name(name.0.as_bytes()) {
        let message = format!("no response that a page reads has the header `{text}`");
        return Err(NameError::new(&REQUEST_HEADER_EXPOSED, message).help("remove it"));
    }
    Ok(name)
}

fn header(text: &str) -> Result<HeaderName, NameError<HeaderName>> {
    if fetch::is_token(text.as_bytes()) {
        Ok(HeaderName(text.to_ascii_lowercase()))
    } else {
        Err(no_token(&HEADER_TOKEN, text, "header name"))
    }
}

fn no_token<N>(rule: &'static Rule, text: &str, noun: &str) -> NameError<N> {
    if text.is_empty() {
        return NameError::new(rule, format!("an empty string is no {noun}")).help("remove it");
    }
    let names: Vec<&str> = text.split([',', ';', ' ']).filter(|name| !name.is_empty()).collect();
    let error = NameError::new(rule, format!("`{}` is no {noun}", text.escape_debug()));
    let are_names = names.iter().all(|name| fetch::is_token(name.as_bytes()));
    match names.as_slice() {
        [name] if are_names => error.help(format!("write \"{name}\"")),
        [_, _, ..] if are_names => {
            error.help(format!("write one string a name: \"{}\"", names.join("\", \"")))
        }
        _ => {
            // `Content-Type: application/json` is meant as its name.
            let name = text.split(':').next().unwrap_or(text).trim();
            if fetch::is_token(name.as_bytes()) {
                error.help(format!("write \"{name}\""))
            } else {
                error
            }
        }
    }
}
