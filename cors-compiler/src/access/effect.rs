//! What else a change allows: an edit that is made for one request applies to every page of the policy.

use cors_tables::header_families::HeaderFamilies;
use cors_tables::policy::{AllowHeaders, AllowMethods, ExposeHeaders};

use super::{Access, Examiner, Missing};
use crate::check::CheckedOrigins;
use crate::finding::{Words, words};
use crate::key::Key;

/// How many patterns are listed.
const LISTED: usize = 3;

impl Examiner<'_> {
    pub(super) fn effects_of_origin(&self, access: &Access<'_>) -> Vec<Words> {
        let origin = access.origin;
        let permissions = self.permissions(access);
        let mut effects = vec![words!(
            "all pages of `{origin}` get the permissions of the policy: {permissions}",
            origin,
            permissions
        )];
        if origin == "null" {
            effects.push("any page can obtain the origin `null`, so any page gets them".into());
        }
        effects
    }

    pub(super) fn effects_of_credentials(&self) -> Vec<Words> {
        let mut effects = Vec::new();
        match self.origins() {
            None => effects.push("pages of all other origins lose access".into()),
            Some(origins) => effects.push(words!(
                "pages of {origins} can send requests with cookies and read the responses",
                origins
            )),
        }
        let wildcards = [
            (self.table.allow_methods == AllowMethods::Any, Key::AllowMethods),
            (
                matches!(
                    self.table.allow_headers,
                    AllowHeaders::Any | AllowHeaders::AnyAndAuthorization
                ),
                Key::AllowHeaders,
            ),
            (self.table.expose_headers == ExposeHeaders::Any, Key::ExposeHeaders),
        ];
        effects.extend(wildcards.into_iter().filter(|(is_any, _)| *is_any).map(|(_, key)| {
            words!(
                "`{key}` lists only what this request needs, because `*` is not a wildcard when credentials are allowed",
                key
            )
        }));
        effects
    }

    pub(super) fn effects_of_method(&self, method: &str, access: &Access<'_>) -> Vec<Words> {
        let origins = self.origins_or_any();
        vec![if self.sends_credentials(access) {
            words!("pages of {origins} can use `{method}`, with credentials", origins, method)
        } else {
            words!("pages of {origins} can use `{method}`", origins, method)
        }]
    }

    pub(super) fn effects_of_name(&self, missing: &Missing, access: &Access<'_>) -> Vec<Words> {
        let origins = self.origins_or_any();
        match missing {
            Missing::Header(name) if self.sends_credentials(access) => {
                vec![words!(
                    "pages of {origins} can send `{name}`, with credentials",
                    origins,
                    name
                )]
            }
            Missing::Header(name) => {
                vec![words!("pages of {origins} can send `{name}`", origins, name)]
            }
            Missing::ResponseHeader(name) => {
                vec![words!("pages of {origins} can read `{name}`", origins, name)]
            }
            Missing::Origin | Missing::Credentials | Missing::Method(_) => Vec::new(),
        }
    }

    /// Whether requests will carry credentials, now or after the change.
    fn sends_credentials(&self, access: &Access<'_>) -> bool {
        access.credentials || self.allows_credentials()
    }

    fn origins_or_any(&self) -> String {
        self.origins().unwrap_or_else(|| "any origin".to_owned())
    }

    /// The origins of the policy; `None` for any.
    fn origins(&self) -> Option<String> {
        let patterns = match &self.checked.origins {
            CheckedOrigins::Any => return None,
            CheckedOrigins::Nobody => return Some("the new origin".to_owned()),
            CheckedOrigins::These { allowed, .. } => allowed,
        };
        let listed = patterns.iter().take(LISTED).map(|pattern| format!("`{}`", pattern.value));
        let listed = listed.collect::<Vec<_>>().join(", ");
        Some(match patterns.len().saturating_sub(LISTED) {
            0 if patterns.is_empty() => "the origins that the program adds".to_owned(),
            0 => listed,
            more => format!("{listed} and {more} more"),
        })
    }

    /// What the policy allows pages to do.
    fn permissions(&self, access: &Access<'_>) -> String {
        let names = |value: &str| {
            let names = value.split(',').filter(|name| !name.is_empty());
            names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let methods = match &self.table.allow_methods {
            AllowMethods::Any | AllowMethods::Mirror => "any method".to_owned(),
            AllowMethods::List(list) => {
                format!("the methods {}", names(list.names().value()))
            }
            AllowMethods::AsMounted => "the methods of the handlers".to_owned(),
        };
        let headers = match &self.table.allow_headers {
            AllowHeaders::Any => {
                "any request header (`authorization` only in browsers that do not follow the standard)".to_owned()
            }
            AllowHeaders::AnyAndAuthorization | AllowHeaders::Mirror => {
                "any request header".to_owned()
            }
            AllowHeaders::List(list) if list.is_empty() => "safelisted request headers".to_owned(),
            AllowHeaders::List(list) => {
                format!("request headers {}", names(list.names().value()))
            }
            AllowHeaders::Families(HeaderFamilies { listed, prefixes }) => {
                let families = prefixes.iter().map(|prefix| format!("{prefix}{{name}}"));
                let all: Vec<String> =
                    listed.names().iter().map(str::to_owned).chain(families).collect();
                format!("request headers {}", names(&all.join(",")))
            }
        };
        let credentials =
            if self.sends_credentials(access) { "with credentials" } else { "without credentials" };
        format!("{methods}; {headers}; {credentials}")
    }
}
