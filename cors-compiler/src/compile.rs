//! From a checked policy to the tables that will serve.
//!
//! Nothing is judged here. [`Tables`] owns what a [`PolicyTable`] borrows, so that the compiler
//! can ask the very matchers that the server will have.

mod automaton;
#[cfg(test)]
mod conformance;
mod outline;
mod patterns;
mod perfect_hash;
mod strategy;
mod strings;
mod windows;

use cors_tables::PolicyTable;
use cors_tables::name_list::NameList;
use cors_tables::origin_set::{OriginSet, StringSet};
use cors_tables::policy::{
    AcceptedRisk, AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge, Outline,
};

use crate::check::{Checked, CheckedExposed, CheckedHeaders, CheckedMethods, CheckedOrigins};
use crate::exceptions::Risk;
use crate::finding::Findings;
use crate::model::{HeaderName, MethodName};
use outline::OwnedOutline;
use strategy::{BorrowedStrategy, OwnedStrategy};

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
    outline: OwnedOutline,
    risks: Vec<Risk>,
}

#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "a policy has one")]
enum OwnedOrigins {
    Any,
    Nobody,
    Set { strategy: OwnedStrategy, credentials: bool },
}

#[derive(Debug, Clone)]
enum OwnedMethods {
    Any,
    List(String),
    Mirror,
    AsMounted,
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

/// Lays out the tables of a checked policy; `None` if they would be too large.
pub fn compile(policy: &Checked, findings: &mut Findings) -> Option<Tables> {
    let origins = match policy.origins() {
        CheckedOrigins::Any => OwnedOrigins::Any,
        CheckedOrigins::Nobody => OwnedOrigins::Nobody,
        CheckedOrigins::These { allowed, denied, remaining, credentials, .. } => {
            OwnedOrigins::Set {
                strategy: OwnedStrategy::new(allowed, denied, remaining, findings)?,
                credentials: *credentials,
            }
        }
    };
    let outline = match &origins {
        OwnedOrigins::Any | OwnedOrigins::Nobody => OwnedOutline::new(policy, StringSet::Empty),
        OwnedOrigins::Set { strategy, .. } => {
            let borrowed = strategy.borrowed();
            let set = OriginSet { strategy: strategy.borrow(&borrowed) };
            OwnedOutline::new(policy, set.exact())
        }
    };
    Some(Tables {
        origins,
        methods: match policy.methods() {
            CheckedMethods::Any => OwnedMethods::Any,
            CheckedMethods::Mirror => OwnedMethods::Mirror,
            CheckedMethods::AsMounted => OwnedMethods::AsMounted,
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
        outline,
        risks: policy.risks().to_vec(),
    })
}

fn join<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join(",")
}

/// What a [`PolicyTable`] borrows that is neither text nor bytes.
#[derive(Debug)]
pub struct Borrowed<'t> {
    /// Absent where no origin is looked up: for any origin, and for a closed policy.
    strategy: Option<BorrowedStrategy<'t>>,
    risks: Vec<AcceptedRisk<'t>>,
}

impl Tables {
    /// Lends the tables in the form in which they will serve.
    pub fn with_table<R>(&self, use_it: impl FnOnce(&PolicyTable<'_>) -> R) -> R {
        use_it(&self.table(&self.borrowed()))
    }

    /// What [`table`](Self::table) borrows, for a caller who keeps it.
    #[must_use]
    pub fn borrowed(&self) -> Borrowed<'_> {
        let strategy = match &self.origins {
            OwnedOrigins::Any | OwnedOrigins::Nobody => None,
            OwnedOrigins::Set { strategy, .. } => Some(strategy.borrowed()),
        };
        let risks = self.risks.iter().map(Risk::accepted).collect();
        Borrowed { strategy, risks }
    }

    /// The tables in the form in which they will serve; `borrowed` is their own.
    #[must_use]
    pub fn table<'t>(&'t self, borrowed: &'t Borrowed<'t>) -> PolicyTable<'t> {
        PolicyTable {
            allow_origins: match (&self.origins, &borrowed.strategy) {
                (OwnedOrigins::Any, _) => AllowOrigins::Any,
                (OwnedOrigins::Nobody, _) => {
                    AllowOrigins::Set { origins: OriginSet::EMPTY, credentials: false }
                }
                (OwnedOrigins::Set { strategy, credentials }, Some(borrowed)) => {
                    let origins = OriginSet { strategy: strategy.borrow(borrowed) };
                    AllowOrigins::Set { origins, credentials: *credentials }
                }
                // What is borrowed is not this policy's own.
                (OwnedOrigins::Set { credentials, .. }, None) => {
                    AllowOrigins::Set { origins: OriginSet::EMPTY, credentials: *credentials }
                }
            },
            allow_methods: match &self.methods {
                OwnedMethods::Any => AllowMethods::Any,
                OwnedMethods::List(list) => AllowMethods::List(NameList::new(list)),
                OwnedMethods::Mirror => AllowMethods::Mirror,
                OwnedMethods::AsMounted => AllowMethods::AsMounted,
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
            outline: Outline { risks: &borrowed.risks, ..self.outline.borrow() },
        }
    }
}
