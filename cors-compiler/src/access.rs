//! What a policy lacks to allow a request, as data: the deciding key, the smallest edit, and what else the edit allows.
//!
//! # The idea
//!
//! The CORS protocol examines four things of a request independently of each other, and each is decided by one key of
//! the policy. So the smallest change that allows a request is the union of one small edit for each thing that is
//! missing:
//!
//! ```text
//! of the request                  missing            decided by           smallest edit
//! origin                          Origin             allow_origins        the origin is added
//!                                                    deny_origins         the denial of exactly this origin is removed
//! cookies, HTTP authentication    Credentials        allow_credentials    `true`, and no `*`
//! method of the preflight         Method             allow_methods        the method is added
//! header names of the preflight   Header             allow_headers        the name is added
//! headers that the page reads     ResponseHeader     expose_headers       the name is added
//! ```
//!
//! The result is about the policy only. Whether a request needs a preflight is decided by the browser, and the caller
//! knows it. An edit may break a rule, such as `null_origin`: the caller applies it and compiles the new text.
//!
//! # Cost
//!
//! One compilation of the policy, and one look at its patterns.
//!
//! # Source
//!
//! [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check),
//! [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch), step 7.

mod border;
mod effect;
mod lack;

pub use border::{BorderOrigin, Relation};

use cors_tables::PolicyTable;
use cors_tables::fetch::is_cors_safelisted_method;
use cors_tables::policy::{AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders};

use crate::ast;
use crate::check::Checked;
use crate::check_policy;
use crate::facts::List;
use crate::finding::{Edit, Findings, Fix, Help, Words};
use crate::key::Key;
use crate::language::Automata;
use crate::location::Location;

/// How many steps it may take to find the pattern that decides.
const MAX_STEPS: usize = 10_000_000;

/// The things of a cross-origin request that a policy decides on.
#[derive(Debug, Clone, Copy)]
pub struct Access<'r> {
    /// The page's origin, as a browser sends it.
    pub origin: &'r str,
    /// Whether the request carries credentials.
    pub credentials: bool,
    /// What the preflight asks for, if there is one.
    pub preflight: Option<Preflight<'r>>,
    /// The names of the response headers that the page reads, in lower case.
    pub reads: &'r [String],
    /// The handlers with the policy, for a policy without `allow_methods`.
    pub handlers: Handlers<'r>,
}

/// What a preflight asks for.
#[derive(Debug, Clone, Copy)]
pub struct Preflight<'r> {
    /// The method.
    pub method: &'r str,
    /// The names of the request headers, in lower case.
    pub headers: &'r [String],
}

/// Where a policy without `allow_methods` is mounted, which decides on the methods that it grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handlers<'r> {
    /// On a handler of the requested method.
    OfTheMethod,
    /// On handlers of these methods.
    Of(&'r [String]),
    /// Around a whole router.
    Router,
}

/// The part of a request that a policy does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// The origin.
    Origin,
    /// Credentials.
    Credentials,
    /// The method of the preflight.
    Method(String),
    /// A header of the request, by its name in lower case.
    Header(String),
    /// A header of the response that the page reads, by its name in lower case.
    ResponseHeader(String),
}

/// One thing that a policy lacks to allow a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// The part of the request.
    pub missing: Missing,
    /// The key that decides.
    pub key: Key,
    /// Where the deciding entry, or its item, is written; `None` if the policy doesn't have the key.
    pub location: Option<Location>,
    /// Why it is not allowed.
    pub message: Words,
    /// The smallest change, with edits if changing the policy is enough.
    pub change: Help,
    /// What else the change allows, and what it no longer allows.
    pub effects: Vec<Words>,
}

/// What a policy decides on a request.
#[derive(Debug, Clone)]
pub struct Examined {
    /// What it lacks; nothing if it allows the request.
    pub lacks: Vec<Lack>,
    /// Where the pattern is written that matches the origin; `None` if there is none.
    pub matched: Option<Location>,
    /// Whether the answer depends on the handlers with the policy.
    pub depends_on_handlers: bool,
}

impl Examined {
    /// All edits of the smallest change together; `None` if changing the policy is not enough, or nothing is lacking.
    #[must_use]
    pub fn fix(&self) -> Option<Fix> {
        let fixes: Option<Vec<&Fix>> =
            self.lacks.iter().map(|lack| lack.change.fix.as_ref()).collect();
        let fixes = fixes?;
        let certainty = fixes.first()?.certainty;
        let all = || fixes.iter().flat_map(|fix| &fix.edits);
        // A list that takes the place of a `*` has the items that the others add.
        let is_replaced =
            |of: Key| all().any(|edit| matches!(edit, Edit::SetKey { key, .. } if *key == of));
        let is_needed =
            |edit: &&Edit| !matches!(edit, Edit::AddItem { key, .. } if is_replaced(*key));
        Some(Fix { edits: all().filter(is_needed).cloned().collect(), certainty })
    }
}

/// A policy that compiled, to examine requests with.
#[derive(Debug)]
pub struct Examiner<'p> {
    written: &'p ast::Policy,
    checked: Checked,
    table: PolicyTable,
}

impl<'p> Examiner<'p> {
    /// Compiles a policy; `None` if it has an error.
    ///
    /// ```
    /// use cors_compiler::access::{Access, Examiner, Handlers, Missing, Preflight};
    /// use cors_compiler::{Findings, Key, toml};
    ///
    /// let text = "allow_origins = [\"https://app.example.com\"]\nallow_methods = [\"PUT\"]\n";
    /// let mut findings = Findings::default();
    /// let (policy, _) = toml::parse(text, &mut findings);
    /// let examiner = Examiner::new(&policy).unwrap();
    /// let examined = examiner.examine(&Access {
    ///     origin: "https://app.example.com",
    ///     credentials: false,
    ///     preflight: Some(Preflight { method: "DELETE", headers: &[] }),
    ///     reads: &[],
    ///     handlers: Handlers::OfTheMethod,
    /// });
    /// assert_eq!(examined.lacks[0].missing, Missing::Method("DELETE".to_owned()));
    /// assert_eq!(examined.lacks[0].key, Key::AllowMethods);
    /// ```
    #[must_use]
    pub fn new(written: &'p ast::Policy) -> Option<Self> {
        let (checked, table) = check_policy(written, &mut Findings::default())?;
        Some(Self { written, checked, table })
    }

    /// The tables of the policy.
    #[must_use]
    pub fn table(&self) -> &PolicyTable {
        &self.table
    }

    /// Where a key is written.
    #[must_use]
    pub fn location(&self, key: Key) -> Option<Location> {
        let mut entries = self.written.entries.iter();
        let entry = entries.find(|entry| Key::known_as(&entry.key.value) == Some(key))?;
        Some(entry.key.location)
    }

    /// What the policy lacks to allow a request.
    #[must_use]
    pub fn examine(&self, access: &Access<'_>) -> Examined {
        let mut lacks = Vec::new();
        let origin_is_allowed = self.table.allows_origin(access.origin.as_bytes());
        if !origin_is_allowed {
            lacks.push(self.lacks_origin(access));
        }
        if access.credentials && !self.allows_credentials() {
            lacks.push(self.lacks_credentials(access));
        }
        let mut depends_on_handlers = false;
        if let Some(preflight) = access.preflight {
            let is_safelisted = is_cors_safelisted_method(preflight.method.as_bytes());
            depends_on_handlers =
                !is_safelisted && self.table.allow_methods == AllowMethods::AsMounted;
            if !is_safelisted && !self.grants_method(preflight.method, access.handlers) {
                lacks.push(self.lacks_method(preflight.method, access));
            }
            for name in preflight.headers.iter().filter(|name| !self.grants_header(name)) {
                lacks.push(self.lacks_header(name, access));
            }
        }
        for name in access.reads.iter().filter(|name| !self.exposes(name)) {
            lacks.push(self.lacks_response_header(name, access));
        }
        let matched = self.matched(access.origin).filter(|_| origin_is_allowed);
        Examined { lacks, matched, depends_on_handlers }
    }

    fn allows_credentials(&self) -> bool {
        matches!(self.table.allow_origins, AllowOrigins::Set { credentials: true, .. })
    }

    fn grants_method(&self, method: &str, handlers: Handlers<'_>) -> bool {
        match &self.table.allow_methods {
            AllowMethods::Any | AllowMethods::Mirror => true,
            AllowMethods::List(list) => list.names().contains(method.as_bytes()),
            AllowMethods::AsMounted => match handlers {
                Handlers::OfTheMethod => true,
                Handlers::Of(methods) => methods.iter().any(|one| one == method),
                Handlers::Router => false,
            },
        }
    }

    fn grants_header(&self, name: &str) -> bool {
        match &self.table.allow_headers {
            AllowHeaders::Any => name != "authorization",
            AllowHeaders::AnyAndAuthorization | AllowHeaders::Mirror => true,
            AllowHeaders::List(list) => list.names().contains(name.as_bytes()),
            AllowHeaders::Families(families) => {
                let name = name.as_bytes();
                families.listed.names().contains(name) || families.have(name)
            }
        }
    }

    fn exposes(&self, name: &str) -> bool {
        cors_tables::fetch::is_cors_safelisted_response_header_name(name.as_bytes())
            || match &self.table.expose_headers {
                ExposeHeaders::Any => true,
                ExposeHeaders::List(list) => list.names().contains(name.as_bytes()),
            }
    }

    /// The pattern of `allow_origins` that matches an origin.
    fn matched(&self, origin: &str) -> Option<Location> {
        let automata = Automata::within(MAX_STEPS);
        let list = List::new(self.checked.allowed(), &automata);
        list.matching(origin).ok().flatten().map(|found| found.location)
    }
}
