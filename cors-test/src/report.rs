//! An outcome as text.

mod advice;

use std::fmt;

use cors_user_agent::{CredentialsMode, HttpResponse};
use http::StatusCode;

use crate::diagnosis::text_of;
use crate::outcome::{Exchange, Outcome, Reason};

/// The response headers that matter here, in the order in which they are printed. No value of another header is
/// printed, because it may be secret.
const SHOWN: [&str; 12] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
    "vary",
    "allow",
    "location",
    "retry-after",
    "www-authenticate",
    "cors-error",
];

/// An outcome, with what to change.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = &self.asked;
        writeln!(f, "  page: {}", asked.origin)?;
        write!(f, "  fetch: {} {}", asked.method, asked.url)?;
        if !self.header_names.is_empty() {
            write!(f, ", headers: {}", self.header_names.join(", "))?;
        }
        match asked.credentials {
            CredentialsMode::Include => f.write_str(", credentials: include")?,
            CredentialsMode::Omit => f.write_str(", credentials: omit")?,
            CredentialsMode::SameOrigin => {}
        }
        writeln!(f)?;
        for (index, exchange) in self.exchanges.iter().enumerate() {
            self.write_exchange(f, index.saturating_add(1), exchange)?;
        }
        if !self.is_sent() {
            let number = self.exchanges.len().saturating_add(1);
            writeln!(f, "  {number}. {} {}: not sent", asked.method, asked.url)?;
        }
        self.write_result(f)?;
        for cause in &self.causes {
            for line in advice::lines(cause, self) {
                write!(f, "\n  {line}")?;
            }
        }
        Ok(())
    }
}

impl Outcome {
    fn write_exchange(
        &self,
        f: &mut fmt::Formatter<'_>,
        number: usize,
        exchange: &Exchange,
    ) -> fmt::Result {
        let request = &exchange.request;
        write!(f, "  {number}. {} {}", request.method, request.url)?;
        if request.is_preflight() {
            f.write_str(" (preflight")?;
            let reasons = &self.preflight_reasons;
            if !reasons.is_empty() {
                write!(f, ", because of {}", in_words(reasons))?;
            }
            f.write_str(")")?;
        }
        writeln!(f)?;
        let origin = request.header_list.get("origin").map(|origin| text_of(&origin));
        if let Some(origin) = origin.filter(|origin| *origin != self.asked.origin) {
            writeln!(f, "     origin: {origin}")?;
        }
        if let Some(cookies) = request.header_list.get("cookie") {
            writeln!(f, "     cookies: {}", cookie_names(&text_of(&cookies)))?;
        }
        match &exchange.response {
            Some(response) => write_response(f, response),
            None => writeln!(f, "     no response"),
        }
    }

    fn write_result(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("  the page gets: ")?;
        match &self.result {
            Ok(response) if response.status == 0 => {
                f.write_str("an opaque response, of which it can read nothing")
            }
            Ok(response) => {
                write!(f, "{}", status_in_words(response.status))?;
                let mut names: Vec<String> = response
                    .header_list
                    .iter()
                    .map(|(name, _)| name.to_ascii_lowercase())
                    .filter(|name| !SHOWN.contains(&name.as_str()))
                    .collect();
                names.sort();
                names.dedup();
                match names.as_slice() {
                    [] => Ok(()),
                    [name] => write!(f, ", and can read the header {name}"),
                    names => write!(f, ", and can read the headers {}", names.join(", ")),
                }
            }
            Err(failure) => write!(f, "a network error: {failure}"),
        }
    }
}

fn write_response(f: &mut fmt::Formatter<'_>, response: &HttpResponse) -> fmt::Result {
    writeln!(f, "     {}", status_in_words(response.status))?;
    for name in SHOWN {
        for value in response.header_list.values(name) {
            writeln!(f, "     {name}: {}", text_of(value))?;
        }
    }
    Ok(())
}

fn in_words(reasons: &[Reason]) -> String {
    let method = reasons.iter().find_map(|reason| match reason {
        Reason::Method(method) => Some(format!("the method `{method}`")),
        Reason::Header(_) => None,
    });
    let names: Vec<String> = reasons
        .iter()
        .filter_map(|reason| match reason {
            Reason::Header(name) => Some(format!("`{name}`")),
            Reason::Method(_) => None,
        })
        .collect();
    let headers = match names.split_last() {
        Some((only, [])) => Some(format!("the header {only}")),
        Some((last, others)) => Some(format!("the headers {} and {last}", others.join(", "))),
        None => None,
    };
    let parts: Vec<String> = method.into_iter().chain(headers).collect();
    parts.join(" and ")
}

/// The names of cookies, whose values may be secret.
fn cookie_names(cookies: &str) -> String {
    let names =
        cookies.split("; ").map(|cookie| cookie.split_once('=').map_or(cookie, |(name, _)| name));
    names.collect::<Vec<_>>().join(", ")
}

fn status_in_words(status: u16) -> String {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    reason.map_or_else(|| status.to_string(), |reason| format!("{status} {reason}"))
}
