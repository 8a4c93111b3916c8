//! One module per system.

mod apache;
mod caddy;
mod envoy;
mod haproxy;
mod nginx;
mod worker;

use cors_tables::neighbours::StorageAccess;

use crate::plan::Plan;
use crate::{Export, Refusal, Target};

/// The response headers of the CORS protocol, and those of its extensions: for systems that remove headers by name.
const RESPONSE_HEADERS: [&str; 8] = [
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
    "Access-Control-Expose-Headers",
    "Access-Control-Max-Age",
    "Access-Control-Allow-Private-Network",
    "Access-Control-Allow-Local-Network",
];

pub(crate) fn write(target: Target, plan: &Plan) -> Result<Export, Refusal> {
    let files = match target {
        Target::Nginx => nginx::write(plan)?,
        Target::Haproxy => haproxy::write(plan)?,
        Target::Apache => apache::write(plan)?,
        Target::Caddy => caddy::write(plan)?,
        Target::Envoy => envoy::write(plan)?,
        // Other targets have a CORS feature of their own, which has no need of the policy's patterns.
        _ => worker::write(plan)?,
    };
    let differences = plan.differences(target);
    Ok(Export { files, differences, losses: Vec::new(), notes: Vec::new() })
}

const ALLOW_METHODS: &str = "Access-Control-Allow-Methods";
const ALLOW_HEADERS: &str = "Access-Control-Allow-Headers";
const TIMING: &str = "Timing-Allow-Origin";
const RESOURCE_POLICY: &str = "Cross-Origin-Resource-Policy";
const STORAGE_ACCESS: &str = "Activate-Storage-Access";

/// The headers next to the CORS protocol that the policy decides on, so that those of the upstream are removed.
fn neighbours(plan: &Plan) -> Vec<&'static str> {
    let neighbours = plan.neighbours;
    let decided = [
        (TIMING, neighbours.timing.is_some()),
        (RESOURCE_POLICY, neighbours.resource_policy.is_some()),
        (STORAGE_ACCESS, neighbours.storage_access.is_some()),
    ];
    decided.into_iter().filter_map(|(name, is_decided)| is_decided.then_some(name)).collect()
}

/// The values of `Activate-Storage-Access` for an allowed origin, each with the value of `Sec-Fetch-Storage-Access` for which it
/// is sent. `origin` is how the system writes the origin.
fn storage_access(plan: &Plan, origin: &str) -> Vec<(&'static str, String)> {
    let Some(access) = plan.neighbours.storage_access else { return Vec::new() };
    let mut values = vec![("inactive", format!("retry; allowed-origin=\"{origin}\""))];
    if access == StorageAccess::Load {
        values.push(("active", "load".to_owned()));
    }
    values
}

/// The headers of a granted preflight besides those that share the response, with their values, as far as they are
/// constant.
fn grants(plan: &Plan) -> Vec<(&'static str, String)> {
    let max_age = plan.max_age.map(|seconds| seconds.to_string());
    // With families, each target writes the list and the requested names.
    let allow_headers = plan.headers.clone().filter(|_| plan.families.is_none());
    let headers = [
        (ALLOW_METHODS, plan.methods.clone()),
        (ALLOW_HEADERS, allow_headers),
        ("Access-Control-Max-Age", max_age),
    ];
    headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The condition language of a system that has one line per response header.
struct Conditions<'c> {
    /// The value of `Access-Control-Allow-Origin`.
    origin: &'c str,
    /// That the origin is allowed; none if every origin is.
    allowed: Option<&'c str>,
    /// That the request is a preflight.
    preflight: &'c str,
    /// That it is not.
    not_preflight: &'c str,
}

/// Calls `line` for each CORS header of a response, with its name, its value, and the conditions under which it is
/// sent.
fn header_lines(
    plan: &Plan,
    conditions: &Conditions<'_>,
    mut line: impl FnMut(&str, &str, &[&str]),
) {
    let mut line = |name: &str, value: &str, request: Option<&str>| {
        let all: Vec<&str> = conditions.allowed.into_iter().chain(request).collect();
        line(name, value, &all);
    };
    line("Access-Control-Allow-Origin", conditions.origin, None);
    if plan.credentials {
        line("Access-Control-Allow-Credentials", "true", None);
    }
    if let Some(exposed) = &plan.exposed {
        line("Access-Control-Expose-Headers", exposed, Some(conditions.not_preflight));
    }
    for (name, value) in grants(plan) {
        line(name, &value, Some(conditions.preflight));
    }
}

/// Indents each line that is not empty.
fn indented(text: &str, by: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("{by}{line}\n") };
    text.lines().map(line).collect()
}
