//! What is tried: requests of pages at the border of the policy, and what the policy lets them do.
//!
//! ```text
//! origins inside and just outside   GET without credentials, GET with credentials
//! a page inside                     a preflight for each method and for the headers, one more that is not allowed
//! pages outside                     a preflight, for each kind of neighbour
//! error pages                       a path that does not exist; `run` adds `OPTIONS` that is not a preflight
//! ```

use cors_compiler::access::{BorderOrigin, Examiner, Relation};
use cors_tables::fetch::is_cors_safelisted_method;
use cors_tables::policy::{AllowHeaders, AllowMethods, PolicyTable};
use cors_user_agent::Url;

use crate::eval::request::{Credentials, PageRequest};

/// How many names are tried one by one.
const MOST_NAMES: usize = 8;

/// A path that no server has.
const NOT_FOUND: &str = "cors-probe-of-a-path-that-does-not-exist";

/// The subject of a trial, in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Origins that the policy allows.
    Inside,
    /// Origins that it refuses, by how they relate to it.
    Outside(Relation),
    /// Requests with credentials.
    Credentials,
    /// Methods.
    Methods,
    /// Request headers.
    Headers,
    /// Preflights of refused origins.
    RefusedPreflights,
    /// A path that does not exist.
    NotFound,
    /// `OPTIONS` that is not a preflight, which many servers answer with 405.
    Options,
    /// Several `Origin` lines, or none.
    OriginLines,
}

impl Subject {
    /// What the report calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Inside => "allowed origins",
            Self::Outside(Relation::Denied) => "origins of `deny_origins`",
            Self::Outside(Relation::Null) => "`null`",
            Self::Outside(Relation::Suffix) => "an allowed host and a suffix",
            Self::Outside(Relation::Prefix) => "an allowed host and a prefix",
            Self::Outside(Relation::Dot) => "another character for a dot",
            Self::Outside(Relation::Scheme) => "another scheme",
            Self::Outside(Relation::Port) => "another port",
            Self::Outside(Relation::Label) => "parents and subdomains",
            Self::Outside(Relation::Byte) => "one byte different",
            Self::Outside(Relation::Unrelated | Relation::Inside) => "unrelated origins",
            Self::Credentials => "credentials",
            Self::Methods => "methods",
            Self::Headers => "request headers",
            Self::RefusedPreflights => "preflights of refused origins",
            Self::NotFound => "error page 404",
            Self::Options => "`OPTIONS` without preflight",
            Self::OriginLines => "several `Origin` lines, or none",
        }
    }
}

/// A request to try.
#[derive(Debug, Clone)]
pub struct Trial {
    /// What it is about.
    pub subject: Subject,
    /// The request.
    pub request: PageRequest,
    /// Whether it has credentials.
    pub credentials: bool,
}

/// All trials of a policy at a URL, the most important ones first.
#[must_use]
pub fn trials(examiner: &Examiner<'_>, border: &[BorderOrigin], url: &Url) -> Vec<Trial> {
    let get = |origin: &str| PageRequest {
        origin: origin.to_owned(),
        method: "GET".to_owned(),
        url: url.clone(),
        headers: Vec::new(),
        credentials: Credentials::Omitted,
        has_body: false,
    };
    let mut trials = Vec::new();
    let mut add = |subject, request: PageRequest, credentials| {
        trials.push(Trial { subject, request, credentials });
    };
    for one in border {
        let subject = match one.relation {
            Relation::Inside => Subject::Inside,
            relation => Subject::Outside(relation),
        };
        add(subject, get(&one.origin), false);
    }
    let inside = border.iter().find(|one| one.relation == Relation::Inside);
    let outside = |relation| border.iter().find(move |one| one.relation == relation);
    let with_credentials = [inside, outside(Relation::Null), outside(Relation::Unrelated)];
    for one in with_credentials.into_iter().flatten() {
        add(Subject::Credentials, get(&one.origin), true);
    }
    let mut relations: Vec<Relation> = border.iter().map(|one| one.relation).collect();
    relations.sort();
    relations.dedup();
    for one in relations.into_iter().filter(|one| !one.is_inside()).filter_map(outside) {
        add(
            Subject::RefusedPreflights,
            PageRequest { method: "PUT".to_owned(), ..get(&one.origin) },
            false,
        );
    }
    let Some(inside) = inside else { return trials };
    let get = || get(&inside.origin);
    let table = examiner.table();
    for method in methods(table) {
        add(Subject::Methods, PageRequest { method, ..get() }, false);
    }
    for headers in headers(table) {
        add(Subject::Headers, PageRequest { headers, ..get() }, false);
    }
    let mut missing = url.clone();
    missing.set_query(None);
    if let Ok(mut segments) = missing.path_segments_mut() {
        segments.pop_if_empty().push(NOT_FOUND);
    }
    add(Subject::NotFound, PageRequest { url: missing, ..get() }, false);
    trials
}

/// Those of the policy, and one that it doesn't have.
fn methods(table: &PolicyTable) -> Vec<String> {
    let AllowMethods::List(list) = &table.allow_methods else { return Vec::new() };
    let is_listed = |method: &str| list.names().contains(method.as_bytes());
    let listed = list.names().iter();
    let listed = listed.filter(|method| !is_cors_safelisted_method(method.as_bytes()));
    let other = ["DELETE", "PATCH", "PUT", "QUERY"].into_iter().find(|method| !is_listed(method));
    listed.take(MOST_NAMES).chain(other).map(str::to_owned).collect()
}

/// Those of the policy together, and some that it doesn't have.
fn headers(table: &PolicyTable) -> Vec<Vec<(String, String)>> {
    // A value that is not safelisted for any name.
    let header = |name: &str| (name.to_owned(), "(".to_owned());
    let others = ["x-cors-probe", "authorization"];
    let mut all = Vec::new();
    match &table.allow_headers {
        AllowHeaders::List(list) => {
            let listed: Vec<_> = list.names().iter().take(MOST_NAMES).map(header).collect();
            if !listed.is_empty() {
                all.push(listed);
            }
        }
        AllowHeaders::Families(families) => {
            let listed = families.listed.names();
            let listed = listed.iter().take(MOST_NAMES).map(header);
            let families = families.prefixes.iter().take(MOST_NAMES);
            all.push(listed.chain(families.map(|prefix| header(&format!("{prefix}a")))).collect());
        }
        AllowHeaders::Any | AllowHeaders::AnyAndAuthorization | AllowHeaders::Mirror => {}
    }
    all.extend(others.into_iter().map(|name| vec![header(name)]));
    all
}
