//! One module per system.

mod apache;
mod caddy;
mod haproxy;
mod nginx;
mod worker;

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
        Target::Worker => worker::write(plan)?,
    };
    Ok(Export { files, differences: plan.differences(target) })
}

/// The headers of a granted preflight besides those that share the response, with their values.
fn grants(plan: &Plan) -> Vec<(&'static str, String)> {
    let max_age = plan.max_age.map(|seconds| seconds.to_string());
    let headers = [
        ("Access-Control-Allow-Methods", plan.methods.clone()),
        ("Access-Control-Allow-Headers", plan.headers.clone()),
        ("Access-Control-Max-Age", max_age),
    ];
    headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Indents each line that is not empty.
fn indented(text: &str, by: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("{by}{line}\n") };
    text.lines().map(line).collect()
}
