//! The lists of methods and headers, as the tables have them.

use cors_tables::header_families::HeaderFamilies;
use cors_tables::name_list::NameList;
use cors_tables::policy::{AllowHeaders, AllowMethods, ExposeHeaders};
use cors_tables::stored::{List, Text};

use crate::facts::Facts;
use crate::location::Located;
use crate::model::{HeaderName, Listed, Requested};
use crate::rules::wildcard_without_authorization::is_non_wildcard;

/// The methods that are always allowed, listed so that the list that is sent is complete.
const SAFELISTED_METHODS: [&str; 3] = ["GET", "HEAD", "POST"];

pub(super) fn methods(facts: &Facts<'_>) -> AllowMethods {
    match &facts.policy.allow_methods {
        Requested::Listed(Listed::Any { .. }) => AllowMethods::Any,
        Requested::Mirror(_) => AllowMethods::Mirror,
        // An empty list is an error, so the key is absent.
        Requested::Listed(Listed::These(names)) if names.is_empty() => AllowMethods::AsMounted,
        Requested::Listed(Listed::These(_)) => {
            let names = facts.methods.listed.iter().map(|name| name.value.as_str());
            AllowMethods::List(list(SAFELISTED_METHODS.into_iter().chain(names)))
        }
    }
}

pub(super) fn headers(facts: &Facts<'_>) -> AllowHeaders {
    match &facts.policy.allow_headers {
        Requested::Listed(Listed::Any { beside, .. }) => {
            if beside.iter().any(|name| is_non_wildcard(&name.value)) {
                AllowHeaders::AnyAndAuthorization
            } else {
                AllowHeaders::Any
            }
        }
        Requested::Mirror(_) => AllowHeaders::Mirror,
        Requested::Listed(Listed::These(_)) => {
            let listed = sorted(&facts.headers.listed);
            let families = &facts.families.listed;
            let mut prefixes: Vec<&str> = families.iter().map(|one| one.value.prefix()).collect();
            if prefixes.is_empty() {
                return AllowHeaders::List(listed);
            }
            prefixes.sort_unstable();
            let prefixes: Vec<Text> =
                prefixes.into_iter().map(|prefix| Text::from(prefix.to_owned())).collect();
            AllowHeaders::Families(HeaderFamilies { listed, prefixes: List::from(prefixes) })
        }
    }
}

pub(super) fn exposed(facts: &Facts<'_>) -> ExposeHeaders {
    match &facts.policy.expose_headers {
        Listed::Any { .. } => ExposeHeaders::Any,
        Listed::These(_) => ExposeHeaders::List(sorted(&facts.exposed.listed)),
    }
}

fn sorted(names: &[&Located<HeaderName>]) -> NameList {
    let mut names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
    names.sort_unstable();
    list(names.into_iter())
}

fn list<'n>(names: impl Iterator<Item = &'n str>) -> NameList {
    NameList::new(Text::from(names.collect::<Vec<_>>().join(",")))
}
