//! From a checked policy to the tables that will serve.
//!
//! Nothing is judged here. The result is the very [`PolicyTable`] that the server has: the macros print
//! it, a program that reads policies keeps it, and the compiler asks it what it will answer.

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
use cors_tables::origin_set::OriginSet;
use cors_tables::policy::{AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders, MaxAge};
use cors_tables::stored::Text;

use crate::check::{Checked, CheckedExposed, CheckedHeaders, CheckedMethods, CheckedOrigins};
use crate::finding::Findings;
use crate::model::{HeaderName, MethodName};

/// The methods that need no permission, listed so that the list sent is the whole truth.
const SAFELISTED_METHODS: [&str; 3] = ["GET", "HEAD", "POST"];

/// Lays out the tables of a checked policy; `None` if they would be too large.
pub fn compile(policy: &Checked, findings: &mut Findings) -> Option<PolicyTable> {
    let allow_origins = match policy.origins() {
        CheckedOrigins::Any => AllowOrigins::Any,
        CheckedOrigins::Nobody => {
            AllowOrigins::Set { origins: OriginSet::EMPTY, credentials: false }
        }
        CheckedOrigins::These { allowed, denied, remaining, credentials, .. } => {
            AllowOrigins::Set {
                origins: OriginSet {
                    strategy: strategy::choose(allowed, denied, remaining, findings)?,
                },
                credentials: *credentials,
            }
        }
    };
    Some(PolicyTable {
        outline: outline::of(policy, &allow_origins),
        allow_origins,
        allow_methods: match policy.methods() {
            CheckedMethods::Any => AllowMethods::Any,
            CheckedMethods::Mirror => AllowMethods::Mirror,
            CheckedMethods::AsMounted => AllowMethods::AsMounted,
            CheckedMethods::These(names) => {
                let names = names.iter().map(MethodName::as_str);
                AllowMethods::List(list(SAFELISTED_METHODS.into_iter().chain(names)))
            }
        },
        allow_headers: match policy.headers() {
            CheckedHeaders::Any { authorization: false } => AllowHeaders::Any,
            CheckedHeaders::Any { authorization: true } => AllowHeaders::AnyAndAuthorization,
            CheckedHeaders::Mirror => AllowHeaders::Mirror,
            CheckedHeaders::These(names) => {
                AllowHeaders::List(list(names.iter().map(HeaderName::as_str)))
            }
        },
        expose_headers: match policy.exposed() {
            CheckedExposed::Any => ExposeHeaders::Any,
            CheckedExposed::These(names) => {
                ExposeHeaders::List(list(names.iter().map(HeaderName::as_str)))
            }
        },
        max_age: policy
            .max_age()
            .map(|seconds| MaxAge { seconds, value: Text::from(seconds.to_string()) }),
    })
}

fn list<'n>(names: impl Iterator<Item = &'n str>) -> NameList {
    NameList::new(Text::from(names.collect::<Vec<_>>().join(",")))
}
