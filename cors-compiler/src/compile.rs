//! From a checked policy to the tables that will serve.
//!
//! Nothing is judged here. [`Tables`] owns what a [`PolicyTable`] borrows, so that the compiler
//! can ask the very matchers that the server will have.

mod perfect_hash;

use cors_core::PolicyTable;
use cors_core::name_list::NameList;
use cors_core::origin_set::{ExactOrigins, HostPattern, OriginSet, PortPattern, WildcardOrigin};
use cors_core::policy::{AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge};

use crate::check::{Checked, CheckedExposed, CheckedHeaders, CheckedMethods, CheckedOrigins};
use crate::model::origin::{Host, OriginPattern, Port};
use crate::model::{HeaderName, MethodName};
use perfect_hash::OwnedHashTable;

/// The methods that need no permission, listed so that the list sent is the whole truth.
const SAFELISTED_METHODS: [&str; 3] = ["GET", "HEAD", "POST"];

/// A compiled policy that owns its tables.
#[derive(Debug, Clone)]
pub struct Tables {
    origins: OwnedOrigins,
    methods: OwnedMethods,
    headers: OwnedHeaders,
    exposed: OwnedExposed,
    max_age: Option<(u32, String)>,
}

#[derive(Debug, Clone)]
enum OwnedOrigins {
    Any,
    Set { exact: OwnedExact, wildcards: Vec<OwnedWildcard>, credentials: bool },
}

#[derive(Debug, Clone)]
enum OwnedExact {
    Empty,
    One(String),
    Many(OwnedHashTable),
}

#[derive(Debug, Clone)]
struct OwnedWildcard {
    scheme: String,
    /// The host, or the suffix with its dot.
    host: String,
    is_subdomains: bool,
    /// The port with its colon; `None` for any.
    port: Option<String>,
}

#[derive(Debug, Clone)]
enum OwnedMethods {
    Any,
    List(String),
    Mirror,
}

#[derive(Debug, Clone)]
enum OwnedExposed {
    Any,
    List(String),
}

#[derive(Debug, Clone)]
enum OwnedHeaders {
    Any { authorization: bool },
    List(String),
    Mirror,
}

/// Lays out the tables of a checked policy.
#[must_use]
pub fn compile(policy: &Checked) -> Tables {
    Tables {
        origins: compile_origins(policy.origins()),
        methods: match policy.methods() {
            CheckedMethods::Any => OwnedMethods::Any,
            CheckedMethods::Mirror => OwnedMethods::Mirror,
            CheckedMethods::These(names) => {
                let names = names.iter().map(MethodName::as_str);
                OwnedMethods::List(join(SAFELISTED_METHODS.into_iter().chain(names)))
            }
        },
        headers: match policy.headers() {
            CheckedHeaders::Any { authorization } => {
                OwnedHeaders::Any { authorization: *authorization }
            }
            CheckedHeaders::Mirror => OwnedHeaders::Mirror,
            CheckedHeaders::These(names) => {
                OwnedHeaders::List(join(names.iter().map(HeaderName::as_str)))
            }
        },
        exposed: match policy.exposed() {
            CheckedExposed::Any => OwnedExposed::Any,
            CheckedExposed::These(names) => {
                OwnedExposed::List(join(names.iter().map(HeaderName::as_str)))
            }
        },
        max_age: policy.max_age().map(|seconds| (seconds, seconds.to_string())),
    }
}

fn join<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join(",")
}

fn compile_origins(origins: &CheckedOrigins) -> OwnedOrigins {
    let CheckedOrigins::These { patterns, credentials } = origins else {
        return OwnedOrigins::Any;
    };
    let (exact, wildcards): (Vec<_>, Vec<_>) =
        patterns.iter().partition(|pattern| pattern.is_exact());
    let exact: Vec<String> = exact.iter().map(ToString::to_string).collect();
    OwnedOrigins::Set {
        exact: match exact.as_slice() {
            [] => OwnedExact::Empty,
            [one] => OwnedExact::One(one.clone()),
            many => OwnedExact::Many(OwnedHashTable::new(many)),
        },
        wildcards: wildcards.into_iter().map(compile_wildcard).collect(),
        credentials: *credentials,
    }
}

fn compile_wildcard(pattern: &OriginPattern) -> OwnedWildcard {
    let (host, is_subdomains) = match pattern.host() {
        Host::Subdomains(base) => (format!(".{base}"), true),
        host => (host.to_string(), false),
    };
    let port = match pattern.port() {
        Port::Any => None,
        port => Some(port.to_string()),
    };
    OwnedWildcard { scheme: pattern.scheme().to_owned(), host, is_subdomains, port }
}

impl Tables {
    /// Lends the tables in the form in which they will serve.
    pub fn with_table<R>(&self, use_it: impl FnOnce(&PolicyTable<'_>) -> R) -> R {
        use_it(&self.table(&self.wildcards()))
    }

    /// The wildcard patterns of [`table`](Self::table), for a caller who keeps them.
    #[must_use]
    pub fn wildcards(&self) -> Vec<WildcardOrigin<'_>> {
        match &self.origins {
            OwnedOrigins::Any => Vec::new(),
            OwnedOrigins::Set { wildcards, .. } => {
                wildcards.iter().map(OwnedWildcard::borrow).collect()
            }
        }
    }

    /// The tables in the form in which they will serve; `wildcards` are its own.
    #[must_use]
    pub fn table<'t>(&'t self, wildcards: &'t [WildcardOrigin<'t>]) -> PolicyTable<'t> {
        PolicyTable {
            allow_origins: match &self.origins {
                OwnedOrigins::Any => AllowOrigins::Any,
                OwnedOrigins::Set { exact, credentials, .. } => AllowOrigins::Set {
                    origins: OriginSet { exact: exact.borrow(), wildcards },
                    credentials: *credentials,
                },
            },
            allow_methods: match &self.methods {
                OwnedMethods::Any => AllowMethods::Any,
                OwnedMethods::List(list) => AllowMethods::List(NameList::new(list)),
                OwnedMethods::Mirror => AllowMethods::Mirror,
            },
            allow_headers: match &self.headers {
                OwnedHeaders::Any { authorization: false } => AllowHeaders::Any,
                OwnedHeaders::Any { authorization: true } => AllowHeaders::AnyAndAuthorization,
                OwnedHeaders::List(list) => AllowHeaders::List(NameList::new(list)),
                OwnedHeaders::Mirror => AllowHeaders::Mirror,
            },
            expose_headers: match &self.exposed {
                OwnedExposed::Any => ExposeHeaders::Any,
                OwnedExposed::List(list) => ExposeHeaders::List(NameList::new(list)),
            },
            max_age: self
                .max_age
                .as_ref()
                .map(|(seconds, value)| MaxAge { seconds: *seconds, value }),
        }
    }
}

impl OwnedExact {
    fn borrow(&self) -> ExactOrigins<'_> {
        match self {
            Self::Empty => ExactOrigins::Empty,
            Self::One(one) => ExactOrigins::One(one),
            Self::Many(table) => ExactOrigins::Many(table.borrow()),
        }
    }
}

impl OwnedWildcard {
    fn borrow(&self) -> WildcardOrigin<'_> {
        WildcardOrigin {
            scheme: &self.scheme,
            host: if self.is_subdomains {
                HostPattern::Subdomains(&self.host)
            } else {
                HostPattern::Exact(&self.host)
            },
            port: match self.port.as_deref() {
                None => PortPattern::Any,
                Some("") => PortPattern::Default,
                Some(port) => PortPattern::Exact(port),
            },
        }
    }
}
