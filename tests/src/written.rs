//! A policy as its author writes and understands it: its text, and its meaning for a page's request.
//!
//! This meaning is compared with the library and with the user agent, and shares no code with either: it is
//! a closure for the origins and a few lines for everything else, without the headers of the CORS protocol.

use std::fmt;
use std::sync::Arc;

use cors_runtime::Policy;

/// A predicate for the allowed origins.
pub type AllowsOrigin = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// A policy: its values as TOML, and their meaning.
#[derive(Clone)]
pub struct Written {
    /// The value of `allow_origins`, as TOML; empty for a closed policy.
    pub allow_origins: String,
    /// The value of `runtime_origins`, as TOML; empty for none.
    pub runtime_origins: String,
    /// The origins that are added at run time.
    pub added: Vec<String>,
    /// The value of `deny_origins`, as TOML; empty for none.
    pub deny_origins: String,
    /// The meaning of both.
    pub allows_origin: AllowsOrigin,
    /// `allow_credentials`
    pub credentials: bool,
    /// `allow_methods`
    pub methods: Names,
    /// `allow_headers`
    pub headers: Names,
    /// `expose_headers`
    pub expose: Names,
    /// `max_age`, in seconds.
    pub max_age: Option<u64>,
    /// The accepted risks.
    pub risks: Vec<String>,
}

/// A list of names in a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
    /// The listed names; if there are none, the key is absent. In `allow_headers` a name in lower case may end with
    /// `{name}`.
    These(Vec<String>),
    /// `"*"`
    Any,
    /// `["*", "authorization"]`
    AnyAndAuthorization,
    /// `"mirror_request"`
    Mirror,
}

/// A page's request.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// The page's serialised origin.
    pub page: String,
    /// The method, as sent.
    pub method: String,
    /// The names of the headers that need permission, in lower case.
    pub unsafe_names: Vec<String>,
    /// Whether its credentials mode is "include".
    pub include_credentials: bool,
    /// Whether it has an upload listener.
    pub forced_preflight: bool,
}

/// The result of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gets {
    /// How many preflights arrive.
    pub preflights: usize,
    /// How many requests reach the handler.
    pub handled: usize,
    /// The handler's headers that the page can read, if it can read the response at all.
    pub read: Option<Vec<&'static str>>,
}

impl Written {
    /// A policy with these origins and no other keys.
    #[must_use]
    pub fn new(allow_origins: String, allows_origin: AllowsOrigin) -> Self {
        Self {
            allow_origins,
            runtime_origins: String::new(),
            added: Vec::new(),
            deny_origins: String::new(),
            allows_origin,
            credentials: false,
            methods: Names::none(),
            headers: Names::none(),
            expose: Names::none(),
            max_age: None,
            risks: Vec::new(),
        }
    }

    /// A closed policy.
    #[must_use]
    pub fn closed() -> Self {
        Self::new(String::new(), Arc::new(|_: &str| false))
    }

    /// The policy's text.
    #[must_use]
    pub fn toml(&self) -> String {
        let credentials = if self.credentials { "true" } else { "" }.to_owned();
        let max_age = self.max_age.map_or_else(String::new, |seconds| seconds.to_string());
        let risks: Vec<_> = self.risks.iter().map(|risk| format!("{risk} = 'a test'")).collect();
        let risks =
            if risks.is_empty() { String::new() } else { format!("{{ {} }}", risks.join(", ")) };
        let is_closed = self.allow_origins.is_empty() && self.runtime_origins.is_empty();
        let closed = if is_closed { "true" } else { "" }.to_owned();
        let lines = [
            ("name", "'a policy of the tests'".to_owned()),
            ("closed", closed),
            ("allow_origins", self.allow_origins.clone()),
            ("runtime_origins", self.runtime_origins.clone()),
            ("deny_origins", self.deny_origins.clone()),
            ("allow_credentials", credentials),
            ("allow_methods", self.methods.toml()),
            ("allow_headers", self.headers.toml()),
            ("expose_headers", self.expose.toml()),
            ("max_age", max_age),
            ("accept_risk", risks),
        ];
        let lines = lines.into_iter().filter(|(_, value)| !value.is_empty());
        lines.map(|(key, value)| format!("{key} = {value}\n")).collect()
    }

    /// The policy, compiled, with the origins that are added.
    ///
    /// # Panics
    ///
    /// The policy has an error, or an origin cannot be added.
    #[must_use]
    #[allow(clippy::panic, reason = "a test fails by panicking")]
    pub fn policy(&self) -> Policy {
        let policy = Policy::from_toml(&self.toml()).unwrap_or_else(|error| panic!("{error}"));
        if self.added.is_empty() {
            return policy;
        }
        policy.with_origins(&self.added).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Whether a request that needs permission has it.
    #[must_use]
    pub fn grants(&self, page_request: &PageRequest) -> bool {
        self.shares(page_request)
            && self.grants_method(&page_request.method)
            && page_request.unsafe_names.iter().all(|name| self.grants_header(name))
    }

    /// Whether the page may read the response.
    #[must_use]
    pub fn shares(&self, page_request: &PageRequest) -> bool {
        (self.allows_origin)(&page_request.page)
            && (self.credentials || !page_request.include_credentials)
    }

    fn grants_method(&self, method: &str) -> bool {
        ["GET", "HEAD", "POST"].contains(&method)
            || match &self.methods {
                Names::These(names) => names.iter().any(|name| name == method),
                Names::Any | Names::AnyAndAuthorization | Names::Mirror => true,
            }
    }

    fn grants_header(&self, name: &str) -> bool {
        match &self.headers {
            Names::These(names) => names.iter().any(|other| match other.split_once('{') {
                Some((prefix, _)) => name.len() > prefix.len() && name.starts_with(prefix),
                None => other.eq_ignore_ascii_case(name),
            }),
            Names::Any => name != "authorization",
            Names::AnyAndAuthorization | Names::Mirror => true,
        }
    }

    /// Whether a page that may read the response may read this header.
    #[must_use]
    pub fn exposes(&self, name: &str) -> bool {
        const ALWAYS: [&str; 7] = [
            "cache-control",
            "content-language",
            "content-length",
            "content-type",
            "expires",
            "last-modified",
            "pragma",
        ];
        let is_exposed = match &self.expose {
            Names::These(names) => names.iter().any(|other| other.eq_ignore_ascii_case(name)),
            Names::Any | Names::AnyAndAuthorization | Names::Mirror => true,
        };
        ALWAYS.contains(&name) || (is_exposed && name != "set-cookie")
    }

    /// The result of a request to a handler that sends these headers, if nothing is cached from earlier
    /// requests.
    #[must_use]
    pub fn gets(&self, page_request: &PageRequest, handler_names: &[&'static str]) -> Gets {
        let needs_permission = page_request.needs_permission();
        let is_sent = !needs_permission || self.grants(page_request);
        let readable = || handler_names.iter().copied().filter(|name| self.exposes(name)).collect();
        Gets {
            preflights: usize::from(needs_permission),
            handled: usize::from(is_sent),
            read: (is_sent && self.shares(page_request)).then(readable),
        }
    }
}

impl PageRequest {
    /// Whether a form could not send it, or a preflight is forced.
    #[must_use]
    pub fn needs_permission(&self) -> bool {
        self.forced_preflight
            || !self.unsafe_names.is_empty()
            || !["GET", "HEAD", "POST"].contains(&self.method.as_str())
    }
}

impl Names {
    /// No names: the key is absent.
    #[must_use]
    pub const fn none() -> Self {
        Self::These(Vec::new())
    }

    /// These names.
    #[must_use]
    pub fn these(names: &[&str]) -> Self {
        Self::These(names.iter().map(|&name| name.to_owned()).collect())
    }

    fn toml(&self) -> String {
        match self {
            Self::These(names) if names.is_empty() => String::new(),
            Self::These(names) => format!("{names:?}"),
            Self::Any => r#""*""#.to_owned(),
            Self::AnyAndAuthorization => r#"["*", "authorization"]"#.to_owned(),
            Self::Mirror => r#""mirror_request""#.to_owned(),
        }
    }
}

/// Prints the text.
impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.toml())
    }
}
