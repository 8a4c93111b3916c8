//! What a policy becomes on a path: the same tables, with the methods that are mounted there.
//!
//! ```text
//! routes![get(list), put(update), delete(remove)]      list and update carry API, remove ADMIN
//!
//!                 origins, headers, …   methods          max-age
//!   API  ──────>  those of API          GET,HEAD,PUT     0
//!   ADMIN ─────>  those of ADMIN        DELETE           0
//!   nobody ────>  none                  all of them      -
//! ```
//!
//! So a request on a path is answered by the very code that answers one around a router, and the
//! tables need no second form.
//!
//! Where the policies of a path differ, max-age is 0. A browser's
//! [preflight cache](https://fetch.spec.whatwg.org/#cors-preflight-cache) knows URLs and not
//! handlers: it would lend the request headers that one policy grants to a request for the other.
//! In actix-web nobody knows all handlers of a path, so there it is always 0.
//!
//! Policies live as long as the program, so what is derived from them does too: it is leaked, once
//! for each policy, set of methods and max-age. That is a few hundred bytes for each, and there
//! are no more of them than the program's text has; an application that is built twice, as tests
//! do, finds those of the first time. Only a policy that is read anew while the program runs, and
//! lives as long itself, brings new ones.

#[cfg(feature = "axum")]
use std::panic::Location;
use std::sync::{Mutex, PoisonError};

use cors_tables::PolicyTable;
use cors_tables::name_list::NameList;
use cors_tables::policy::{AllowMethods, MaxAge};
use cors_tables::stored::Text;

use crate::Policy;

/// What a policy is derived from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Basis {
    /// A policy that handlers carry.
    Carried {
        by: Handle,
        /// Whether other handlers of the path carry another one.
        beside_others: bool,
    },
    /// None: for the methods of a path that has several policies and no handler for them.
    #[cfg(feature = "axum")]
    Nobody { file: &'static str, line: u32 },
}

/// A policy, compared by its place in memory.
#[derive(Debug, Clone, Copy)]
struct Handle(Policy);

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(other.0)
    }
}

#[derive(Debug, Clone, Copy)]
struct Derived {
    basis: Basis,
    methods: &'static str,
    policy: Policy,
}

static ALL: Mutex<Vec<Derived>> = Mutex::new(Vec::new());

/// `policy` on a path where the handlers of `methods`, as in `GET,HEAD,PUT`, carry it; with none it
/// refuses every preflight.
pub(crate) fn carried(policy: Policy, methods: &str, beside_others: bool) -> Policy {
    find_or_make(Basis::Carried { by: Handle(policy), beside_others }, methods, |methods| {
        let max_age = MaxAge { seconds: 0, value: Text::Fixed("0") };
        let table = policy.table().clone();
        let max_age = if beside_others { Some(max_age) } else { table.max_age };
        policy.derived(PolicyTable { allow_methods: mounted(methods), max_age, ..table })
    })
}

/// What refuses, on a path with several policies, the methods that none of its handlers has;
/// `methods` are those that they have.
#[cfg(feature = "axum")]
pub(crate) fn nobody(methods: &str, mounted_at: &'static Location<'static>) -> Policy {
    let (file, line) = (mounted_at.file(), mounted_at.line());
    find_or_make(Basis::Nobody { file, line }, methods, |methods| {
        let table = PolicyTable { allow_methods: mounted(methods), ..PolicyTable::NOTHING };
        Policy::leaked(table, &format!("{file}:{line}"))
    })
}

fn mounted(methods: &'static str) -> AllowMethods {
    AllowMethods::Mounted(NameList::new(Text::Fixed(methods)))
}

fn find_or_make(basis: Basis, methods: &str, make: impl FnOnce(&'static str) -> Policy) -> Policy {
    // A list that only grows is never half changed, whoever panicked.
    let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    let same = all.iter().find(|derived| derived.basis == basis && derived.methods == methods);
    if let Some(derived) = same {
        return derived.policy;
    }
    let methods = methods.to_owned().leak();
    let policy = make(methods);
    all.push(Derived { basis, methods, policy });
    policy
}
