//! The actions that add response headers: one for each case, because an action is chosen as a whole.

use cors_tables::neighbours::TimingAllowOrigin;

use super::{Verdicts, add_headers, below, header_is, quoted, without_dash};
use crate::plan::{Origins, Plan};
use crate::targets::{
    ALLOW_HEADERS, ALLOW_METHODS, RESOURCE_POLICY, STORAGE_ACCESS, TIMING, grants, indented,
    storage_access,
};

/// Response headers with their values in YAML.
type Headers = Vec<(&'static str, String)>;

/// What follows if a preflight is granted: `action`, or a `matcher` with one for each part of the request that may be sent
/// back or not.
pub(super) fn granted(verdicts: &mut Verdicts<'_>) -> String {
    let plan = verdicts.plan;
    let mut always = sharing(plan);
    always.extend(grants(plan).into_iter().map(|(name, value)| (name, quoted(&value))));
    if plan.families.is_some() {
        let id = verdicts.id;
        always.push((ALLOW_HEADERS, format!("'%DYNAMIC_METADATA({id}:headers)%'")));
    }
    for (depends, name) in [
        (plan.mirrors_methods, "Access-Control-Request-Method"),
        (plan.answers_requested_headers(), "Access-Control-Request-Headers"),
    ] {
        if depends {
            always.push(("Vary", name.to_owned()));
        }
    }
    let method = (ALLOW_METHODS, "'%REQ(access-control-request-method)%'".to_owned());
    let list = (ALLOW_HEADERS, "'%REQ(access-control-request-headers)%'".to_owned());
    let with = |added: &[&(&'static str, String)]| {
        let headers: Headers =
            always.iter().cloned().chain(added.iter().map(|&header| header.clone())).collect();
        add_headers("granted", &headers)
    };
    let mut cases = Vec::new();
    if plan.mirrors_methods && plan.mirrors_headers {
        let (has_method, has_list) = (verdicts.method(), verdicts.list());
        let item = |predicate: &str| format!("    -{}\n", below(predicate, 4));
        let both =
            format!("\n  and_matcher:\n    predicate:\n{}{}", item(&has_method), item(&has_list));
        cases.push((both, with(&[&method, &list])));
    }
    if plan.mirrors_methods {
        cases.push((verdicts.method(), with(&[&method])));
    }
    if plan.mirrors_headers {
        cases.push((verdicts.list(), with(&[&list])));
    }
    one_of(&cases, &with(&[]))
}

/// What follows if the origin is allowed, and the request is not a preflight.
pub(super) fn shared(plan: &Plan) -> String {
    let mut headers = sharing(plan);
    if let Some(exposed) = &plan.exposed {
        headers.push(("Access-Control-Expose-Headers", quoted(exposed)));
    }
    if plan.neighbours.timing == Some(TimingAllowOrigin::SameOrigins) {
        headers.push((TIMING, origin(plan).to_owned()));
    }
    headers.extend(on_all(plan));
    let case = |(status, value): (&'static str, String)| {
        let has_status = header_is("sec-fetch-storage-access", &format!("exact: {status}"));
        let header = (STORAGE_ACCESS, quoted(&value));
        let headers: Headers = headers.iter().cloned().chain([header]).collect();
        let predicate = format!("\n{}", indented(&without_dash(&has_status), "  "));
        (predicate, add_headers("shared", &headers))
    };
    let cases: Vec<_> = storage_access(plan, "%REQ(origin)%").into_iter().map(case).collect();
    one_of(&cases, &add_headers("shared", &headers))
}

/// The action for the responses to all other requests that are not preflights, if they get headers.
pub(super) fn others(plan: &Plan) -> Option<String> {
    let headers = on_all(plan);
    (!headers.is_empty()).then(|| add_headers("others", &headers))
}

/// The headers that share a response.
fn sharing(plan: &Plan) -> Headers {
    let mut headers = vec![("Access-Control-Allow-Origin", origin(plan).to_owned())];
    if plan.credentials {
        headers.push(("Access-Control-Allow-Credentials", "'true'".to_owned()));
    }
    headers
}

fn origin(plan: &Plan) -> &'static str {
    match plan.origins {
        Origins::Any => "'*'",
        Origins::These { .. } => "'%REQ(origin)%'",
    }
}

/// The headers of all responses that are not answers to preflights.
fn on_all(plan: &Plan) -> Headers {
    let mut headers = Vec::new();
    if plan.neighbours.timing == Some(TimingAllowOrigin::Any) {
        headers.push((TIMING, "'*'".to_owned()));
    }
    if let Some(policy) = plan.neighbours.resource_policy {
        headers.push((RESOURCE_POLICY, policy.value().to_owned()));
    }
    if plan.neighbours.storage_access.is_some() {
        headers.push(("Vary", "Sec-Fetch-Storage-Access".to_owned()));
    }
    headers
}

/// The action of the first of these predicates that is true, or `otherwise`.
fn one_of(cases: &[(String, String)], otherwise: &str) -> String {
    if cases.is_empty() {
        return otherwise.to_owned();
    }
    let case = |(predicate, action): &(String, String)| {
        format!(
            "    - predicate:{}\n      on_match:\n{}",
            below(predicate, 6),
            indented(action, "        ")
        )
    };
    let cases: String = cases.iter().map(case).collect();
    format!(
        "matcher:\n  matcher_list:\n    matchers:\n{cases}  on_no_match:\n{}",
        indented(otherwise, "    ")
    )
}
