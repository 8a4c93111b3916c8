//! From a checked policy to the tables that will serve.
//!
//! Nothing is checked here. The result is the same [`PolicyTable`] that the server uses: the macros print
//! it, a program that reads policies keeps it, and the compiler evaluates expectations with it.

mod automaton;
#[cfg(test)]
mod conformance;
mod outline;
mod patterns;
mod strategy;
mod strings;
mod windows;

use cors_tables::PolicyTable;
use cors_tables::ceiling::Ceiling;
use cors_tables::name_list::NameList;
use cors_tables::origin_set::OriginSet;
use cors_tables::policy::{AcceptedRisk, AllowOrigins, MaxAge, Outline};
use cors_tables::stored::{Bytes, List, Stored, Text};

use crate::check::{Checked, CheckedOrigins, Contents};
use crate::exceptions::Risk;
use crate::finding::Findings;
use crate::location::Located;
use crate::shown::shown;
use outline::Trust;

/// Lays out the tables of a checked policy; `None` if they would be too large.
pub fn compile(policy: &Checked, findings: &mut Findings) -> Option<PolicyTable> {
    // Each by its name, so that a key that is added is not forgotten.
    let Contents {
        origins,
        methods,
        headers,
        exposed,
        max_age,
        neighbours,
        must_allow,
        must_deny,
        risks,
        name,
        silenced,
    } = &**policy;
    let allow_origins = match origins {
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
    let runtime_origins = match origins {
        CheckedOrigins::These { denied, ceiling, .. } if !ceiling.is_empty() => {
            let covered = OriginSet { strategy: strategy::of_all(ceiling, findings)? };
            let denied = OriginSet { strategy: strategy::of_all(denied, findings)? };
            Some(Stored::from(Box::new(Ceiling { covered, denied })))
        }
        _ => None,
    };
    let Trust { exact, width, text: trust, ceiling } = Trust::of(origins, &allow_origins);
    let risks: Vec<AcceptedRisk> = risks.iter().map(Risk::accepted).collect();
    Some(PolicyTable {
        outline: Outline {
            name: name.clone().map(Text::from),
            exact: Bytes::from(exact),
            width,
            trust: Text::from(trust),
            ceiling: Text::from(ceiling),
            must_allow: lines(must_allow),
            must_deny: lines(must_deny),
            silenced: NameList::new(Text::from(silenced.join(","))),
            risks: List::from(risks),
        },
        allow_origins,
        runtime_origins,
        allow_methods: methods.clone(),
        allow_headers: headers.clone(),
        expose_headers: exposed.clone(),
        neighbours: *neighbours,
        max_age: max_age.map(|seconds| MaxAge { seconds, value: Text::from(seconds.to_string()) }),
    })
}

fn lines(origins: &[Located<String>]) -> Text {
    // What must be denied need not be an origin: a line end in it would pass for another one.
    let origins: Vec<String> = origins.iter().map(|origin| shown(&origin.value)).collect();
    Text::from(origins.join("\n"))
}
