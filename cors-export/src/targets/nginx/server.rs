//! What uses the maps: the files for `server` blocks.

use super::super::{RESOURCE_POLICY, RESPONSE_HEADERS, TIMING, neighbours};
use super::granted;
use crate::header::header;
use crate::plan::{Origins, Plan};

/// The answers to preflights. The `http` block includes the file `http`, and the headers are in a file of that name.
pub(super) fn preflights(plan: &Plan, id: &str, http: &str, headers: &str) -> String {
    let mut place = vec![
        "Include this file in each `server` block with the policy, before other `return`, `rewrite` and `if` directives of \
         that block: nginx evaluates them in their order, so an earlier one would answer preflights."
            .to_owned(),
        format!("It needs {http} in the `http` block, and {headers} in the same `server` block."),
    ];
    let is_any = matches!(plan.origins, Origins::Any);
    if !is_any {
        place.push(
            "If the `error_page` for 403 is a named location, that location answers refused preflights, too."
                .to_owned(),
        );
    }
    let place: Vec<&str> = place.iter().map(String::as_str).collect();
    let mut text = header(plan, "#", "nginx", &place, &[]);
    text.push_str(&format!("\nif (${id}_verdict = granted) {{\n    return 204;\n}}\n"));
    if !is_any {
        text.push_str(&format!("if (${id}_verdict = refused) {{\n    return 403;\n}}\n"));
    }
    text
}

/// The headers of all responses.
pub(super) fn headers(plan: &Plan, id: &str) -> String {
    let place = [
        "Include this file in each `server` block with the policy, and in each of its locations that has an `add_header` or \
         a `proxy_hide_header` of its own, because such a location inherits none of those below.",
        "For upstreams of FastCGI and others, write each `proxy_hide_header` as `fastcgi_hide_header` and so on, too.",
    ];
    let mut text = header(plan, "#", "nginx", &place, &[]);
    let hidden = RESPONSE_HEADERS.into_iter().chain(neighbours(plan));
    let hidden: String = hidden.map(|name| format!("proxy_hide_header {name};\n")).collect();
    let line = |(name, value): (&str, String)| format!("add_header {name} {value} always;\n");
    let added: String = added(plan, id).into_iter().map(line).collect();
    text.push_str(&format!(
        "\n# Those of the upstream are removed.\n{hidden}\n\
         # Responses of nginx itself get them, too. One with an empty value is not sent.\n{added}"
    ));
    text
}

/// The headers that are added, with the variables of the maps.
fn added(plan: &Plan, id: &str) -> Vec<(&'static str, String)> {
    let is_any = matches!(plan.origins, Origins::Any);
    let origin = if is_any { "*".to_owned() } else { format!("${id}_origin") };
    let mut headers = vec![("Access-Control-Allow-Origin", origin)];
    let mut add = |name, variable: &str| headers.push((name, format!("${id}_{variable}")));
    if plan.credentials {
        add("Access-Control-Allow-Credentials", "credentials");
    }
    if plan.exposed.is_some() {
        add("Access-Control-Expose-Headers", "expose");
    }
    for (name, variable, _) in granted(plan, id) {
        add(name, variable);
    }
    for name in neighbours(plan) {
        let variable = match name {
            TIMING => "timing",
            RESOURCE_POLICY => "resource_policy",
            _ => "storage_access",
        };
        add(name, variable);
    }
    if plan.neighbours.storage_access.is_some() {
        add("Vary", "vary_storage_access");
    }
    if !is_any {
        add("Vary", "vary");
    }
    headers
}
