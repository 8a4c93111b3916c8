//! Faults of single responses, whatever a browser makes of them: what the headers of the CORS protocol should be under
//! a policy.

use std::fmt;

use cors_tables::PolicyTable;
use cors_tables::answer::vary_line_names;
use cors_tables::policy::{AllowOrigins, ExposeHeaders};
use cors_user_agent::HeaderList;

use super::client::Exchange;

/// The headers of the protocol that may appear once.
const ONCE: [&str; 6] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "access-control-max-age",
];

/// What is wrong with a response.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A header appears more than once, such as when two programs set it.
    Repeated(String),
    /// `Access-Control-Allow-Origin` is a list.
    SeveralOrigins(String),
    /// `Access-Control-Allow-Credentials: true` with `*`.
    CredentialsWithAny,
    /// `Access-Control-Allow-Credentials` although the policy has no credentials.
    Credentials,
    /// `Vary` lacks `Origin`, although the response depends on it.
    Vary {
        /// Whether the page's origin is allowed.
        is_allowed: bool,
        /// Whether the request had an `Origin`.
        has_origin: bool,
    },
    /// `Access-Control-Expose-Headers` is not that of the policy.
    Exposed {
        /// That of the policy.
        expected: String,
        /// That of the response.
        found: String,
    },
    /// `Access-Control-Max-Age` is not that of the policy.
    MaxAge {
        /// That of the policy.
        expected: String,
        /// That of the response.
        found: String,
    },
    /// Several `Origin` lines were answered with an origin.
    AnsweredSeveral(String),
}

impl Fault {
    /// Its name, for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Repeated(_) => "repeated_header",
            Self::SeveralOrigins(_) => "several_allowed_origins",
            Self::CredentialsWithAny => "credentials_with_any_origin",
            Self::Credentials => "credentials",
            Self::Vary { .. } => "vary",
            Self::Exposed { .. } => "expose_headers",
            Self::MaxAge { .. } => "max_age",
            Self::AnsweredSeveral(_) => "several_origins",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeated(name) => write!(
                f,
                "`{name}` appears more than once: browsers join the lines, and refuse the result; \
                 two programs may set it, such as the application and a proxy"
            ),
            Self::SeveralOrigins(value) => write!(
                f,
                "`access-control-allow-origin` is `{value}`: it can only be one origin, or `*`"
            ),
            Self::CredentialsWithAny => f.write_str(
                "`access-control-allow-credentials` is `true` with `*`: browsers refuse this for \
                 requests with credentials",
            ),
            Self::Credentials => f.write_str(
                "`access-control-allow-credentials` is `true`, and the policy does not allow credentials",
            ),
            Self::Vary { is_allowed, has_origin } => {
                let to = match (has_origin, is_allowed) {
                    (false, _) => "a request without `Origin`",
                    (true, true) => "an allowed origin",
                    (true, false) => "a refused origin",
                };
                write!(
                    f,
                    "the response to {to} has no `vary: origin`: a cache may answer pages of other \
                     origins with it"
                )
            }
            Self::Exposed { expected, found } => write!(
                f,
                "`access-control-expose-headers` is {}, and the policy exposes {}",
                or_absent(found),
                or_absent(expected)
            ),
            Self::MaxAge { expected, found } => write!(
                f,
                "`access-control-max-age` is {}, and that of the policy is {}",
                or_absent(found),
                or_absent(expected)
            ),
            Self::AnsweredSeveral(value) => write!(
                f,
                "a request with several `Origin` lines, which browsers never send, is answered with \
                 the origin `{value}`"
            ),
        }
    }
}

fn or_absent(value: &str) -> String {
    if value.is_empty() { "absent".to_owned() } else { format!("`{value}`") }
}

/// The faults of a response under a policy.
pub fn faults(table: &PolicyTable, exchange: &Exchange) -> Vec<Fault> {
    let Exchange { request, response } = exchange;
    let headers = &response.header_list;
    let mut faults = Vec::new();
    for name in ONCE {
        if headers.values(name).nth(1).is_some() {
            faults.push(Fault::Repeated(name.to_owned()));
        }
    }
    let origins: Vec<&[u8]> = request.header_list.values("origin").collect();
    let is_allowed = matches!(origins.as_slice(), [origin] if table.allows_origin(origin));
    let allowed = headers.values("access-control-allow-origin").next();
    let credentials = headers.values("access-control-allow-credentials").next();
    if let Some(value) = allowed.filter(|value| value.contains(&b',')) {
        faults.push(Fault::SeveralOrigins(text(value)));
    }
    if allowed == Some(b"*") && credentials == Some(b"true") {
        faults.push(Fault::CredentialsWithAny);
    } else if credentials == Some(b"true") && is_allowed && !allows_credentials(table) {
        faults.push(Fault::Credentials);
    }
    if let [_, _, ..] = origins.as_slice()
        && let Some(value) = allowed.filter(|value| *value != b"*")
    {
        faults.push(Fault::AnsweredSeveral(text(value)));
    }
    let is_options = request.method == "OPTIONS";
    // With `*` for every request nothing depends on `Origin`; the policy or the server may choose so.
    let depends = matches!(table.allow_origins, AllowOrigins::Set { .. }) && allowed != Some(b"*");
    if depends && !is_options && !varies_on_origin(headers) {
        faults.push(Fault::Vary { is_allowed, has_origin: !origins.is_empty() });
    }
    let is_preflight = request.is_preflight();
    if is_allowed && allowed.is_some() && !is_options {
        faults.extend(exposed(table, headers));
    }
    let is_ok = (200..300).contains(&response.status);
    if is_allowed && is_preflight && is_ok && allowed.is_some() {
        faults.extend(max_age(table, headers));
    }
    faults
}

fn allows_credentials(table: &PolicyTable) -> bool {
    matches!(table.allow_origins, AllowOrigins::Set { credentials: true, .. })
}

fn varies_on_origin(headers: &HeaderList) -> bool {
    headers.values("vary").any(|line| vary_line_names(line, "origin"))
}

fn exposed(table: &PolicyTable, headers: &HeaderList) -> Option<Fault> {
    let expected = match &table.expose_headers {
        ExposeHeaders::Any => vec!["*".to_owned()],
        ExposeHeaders::List(list) => list.names().iter().map(str::to_owned).collect(),
    };
    let found = headers.get("access-control-expose-headers").map(|value| text(&value));
    let found = found.unwrap_or_default();
    let mut names: Vec<String> = found
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    names.sort();
    names.dedup();
    (names != expected)
        .then(|| Fault::Exposed { expected: expected.join(","), found: names.join(",") })
}

fn max_age(table: &PolicyTable, headers: &HeaderList) -> Option<Fault> {
    let expected = table.max_age.as_ref().map(|age| age.value.to_string()).unwrap_or_default();
    let found = headers.get("access-control-max-age").map(|value| text(&value)).unwrap_or_default();
    // 0 if handlers of the path have other policies.
    (found != expected && found != "0").then_some(Fault::MaxAge { expected, found })
}

/// A value of a response, without characters that act on a terminal.
fn text(value: &[u8]) -> String {
    value.escape_ascii().to_string()
}
