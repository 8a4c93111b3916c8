//! What the origins of a policy may do.
//!
//! With credentials `*` is not a wildcard, as in the Fetch standard: it is the name `*`, which matches nothing else.

use std::collections::BTreeSet;

use cors_tables::fetch;
use cors_tables::neighbours::Neighbours;

use super::Direction;
use super::names::{MethodChange, Methods, NameChange, NameSet};
use crate::location::Located;
use crate::model::{HeaderName, Listed, MethodName, Policy, Requested};

/// The permissions of the origins of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Permissions {
    /// Whether requests may carry credentials.
    pub credentials: bool,
    /// The methods.
    pub methods: Methods,
    /// The request headers, in addition to the safelisted ones.
    pub request_headers: NameSet,
    /// The response headers that pages may read, in addition to the safelisted ones.
    pub exposed_headers: NameSet,
    /// What pages may do by the headers next to the CORS protocol, as phrases after "may".
    pub neighbours: NameSet,
    /// How long browsers may cache preflights, in seconds; without it, 5 seconds.
    pub max_age: Option<u32>,
}

/// Two values of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Replaced<T> {
    /// The old one.
    pub old: T,
    /// The new one.
    pub new: T,
}

/// How permissions changed; `None` for what did not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PermissionChanges {
    /// Credentials.
    pub credentials: Option<Direction>,
    /// Methods.
    pub methods: Option<MethodChange>,
    /// Request headers.
    pub request_headers: Option<NameChange>,
    /// Exposed response headers.
    pub exposed_headers: Option<NameChange>,
    /// What pages may do by the headers next to the CORS protocol.
    pub neighbours: Option<NameChange>,
    /// The max-age, which grants nothing.
    pub max_age: Option<Replaced<Option<u32>>>,
}

impl Permissions {
    /// Those of a policy without any entry.
    pub(super) fn nothing() -> Self {
        Self {
            credentials: false,
            methods: Methods::AsMounted,
            request_headers: NameSet::These(BTreeSet::new()),
            exposed_headers: NameSet::These(BTreeSet::new()),
            neighbours: NameSet::these(Neighbours::NOTHING.permissions()),
            max_age: None,
        }
    }

    /// Those of a policy.
    pub(super) fn of(policy: &Policy) -> Self {
        let credentials = policy.allow_credentials.is_some();
        // `*` next to `allow_credentials` is the name `*`.
        let wildcard = |except: &[&str], beside: BTreeSet<String>| match credentials {
            true => NameSet::These(beside),
            false => NameSet::all().minus(&NameSet::these(except.iter().copied())),
        };
        let methods = match &policy.allow_methods {
            Requested::Mirror(_) => Methods::Listed(NameSet::all()),
            Requested::Listed(Listed::These(names)) if names.is_empty() => Methods::AsMounted,
            Requested::Listed(Listed::These(names)) => {
                Methods::Listed(NameSet::These(methods_of(names)))
            }
            Requested::Listed(Listed::Any { beside, .. }) => {
                Methods::Listed(wildcard(&[], methods_of(beside)))
            }
        };
        let request_headers = match &policy.allow_headers {
            Requested::Mirror(_) => NameSet::all(),
            Requested::Listed(Listed::These(names)) => {
                let families = policy.header_families.iter().map(|one| one.value.prefix());
                headers_and(headers_of(names), families)
            }
            Requested::Listed(Listed::Any { beside, .. }) => {
                let beside = headers_of(beside);
                let has_authorization = beside.contains("authorization");
                wildcard(if has_authorization { &[] } else { &["authorization"] }, beside)
            }
        };
        let exposed_headers = match &policy.expose_headers {
            Listed::These(names) => NameSet::These(exposed_of(names)),
            Listed::Any { beside, .. } => wildcard(&["set-cookie"], exposed_of(beside)),
        };
        let max_age = policy.max_age.as_ref().map(|max_age| max_age.value);
        let neighbours = NameSet::these(policy.neighbours.values().permissions());
        Self { credentials, methods, request_headers, exposed_headers, neighbours, max_age }
    }
}

fn methods_of(names: &[Located<MethodName>]) -> BTreeSet<String> {
    let names = names.iter().map(|name| name.value.as_str());
    names.chain(MethodChange::SAFELISTED).map(str::to_owned).collect()
}

fn headers_of(names: &[Located<HeaderName>]) -> BTreeSet<String> {
    names.iter().map(|name| name.value.as_str().to_owned()).collect()
}

/// Headers, and families of them.
pub(super) fn headers_and<'p>(
    mut names: BTreeSet<String>,
    prefixes: impl Iterator<Item = &'p str>,
) -> NameSet {
    for prefix in prefixes {
        if prefix.is_empty() {
            return NameSet::all();
        }
        names.insert(format!("{prefix}{{name}}"));
    }
    NameSet::These(names)
}

/// Without those that every page may read.
fn exposed_of(names: &[Located<HeaderName>]) -> BTreeSet<String> {
    let is_listed =
        |name: &String| !fetch::is_cors_safelisted_response_header_name(name.as_bytes());
    headers_of(names).into_iter().filter(is_listed).collect()
}

impl PermissionChanges {
    pub(super) fn between(old: &Permissions, new: &Permissions) -> Self {
        Self {
            credentials: Direction::between(old.credentials, new.credentials),
            methods: MethodChange::between(&old.methods, &new.methods),
            request_headers: NameChange::between(&old.request_headers, &new.request_headers),
            exposed_headers: NameChange::between(&old.exposed_headers, &new.exposed_headers),
            neighbours: NameChange::between(&old.neighbours, &new.neighbours),
            max_age: (old.max_age != new.max_age)
                .then_some(Replaced { old: old.max_age, new: new.max_age }),
        }
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { credentials, methods, request_headers, exposed_headers, neighbours, max_age } =
            self;
        neighbours.is_none()
            && credentials.is_none()
            && methods.is_none()
            && request_headers.is_none()
            && exposed_headers.is_none()
            && max_age.is_none()
    }
}
