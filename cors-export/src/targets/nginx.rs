//! nginx: maps in the `http` block, and what uses them in a `server` block: preflights, and headers, which are a file of their
//! own, because some locations need it, too.
//!
//! ```text
//!   $http_origin ──> $cors_candidate ──> $cors_origin ──┬──> add_header, "" is not sent
//!                    short, lower case   allowed, or "" │
//!   OPTIONS, Origin, …-Request-Method ──> $cors_preflight ──> $cors_verdict ──> 204 or 403
//! ```
//!
//! - Keys of a map that are strings ignore case, so only candidates in lower case are looked up.
//! - `if` with `return` is one of its two safe uses. `if` in a location loses headers.
//! - All headers are in one place, and maps decide which responses get them: a location with headers of its own would inherit none.
//! - Without `always`, errors have no headers; one `add_header` in a location drops all inherited ones.
//! - An error of the regex engine leaves the variable empty.
//! - A value can neither be edited nor be put in lower case, so groups of a regex pick the names of families out of a list as
//!   browsers send it.

mod server;

use std::fmt::Write as _;

use cors_tables::answer::Vary;
use cors_tables::neighbours::TimingAllowOrigin;

use super::{ALLOW_HEADERS, ALLOW_METHODS, grants, storage_access};
use crate::header::header;
use crate::plan::{MAX_ORIGIN_LEN, Matchers, Origins, Plan};
use crate::requested::{self, FORBIDDEN_METHODS, Families, MAX_MIRRORED};
use crate::{File, Refusal, Target};

/// A parameter must be shorter than a buffer of 4,096 bytes.
const MAX_REGEX: usize = 4000;

/// The longest key for which nginx needs no larger buckets, on a machine with cache lines of 64 bytes. Longer origins
/// are regexes.
const MAX_KEY: usize = 46;

/// For how many keys nginx finds a hash table without larger sizes: a bucket has room for a single key of that length. More
/// of them may give a warning. The sizes must precede all maps of a configuration, so they cannot be in a file that is
/// included.
const MAX_KEYS: usize = 100;

/// The longest name of a variable for which nginx needs no larger buckets; they are those of keys.
const MAX_VARIABLE: usize = MAX_KEY;

pub(super) fn write(plan: &Plan) -> Result<Vec<File>, Refusal> {
    let id = plan.identifier();
    let names = ["http", "server", "headers"].map(|part| format!("{id}.{part}.conf"));
    let [http, server, headers] = &names;
    let maps = maps(plan, &id)?;
    let mut place = vec![format!(
        "Include this file in the `http` block, {server} and {headers} in each `server` block with the policy. None of them \
         belongs in a folder of which the `http` block includes all files, such as `conf.d`."
    )];
    place.extend(larger_hashes(plan, &id, &maps));
    let place: Vec<&str> = place.iter().map(String::as_str).collect();
    let differences = plan.differences(Target::Nginx);
    let text = format!("{}{maps}", header(plan, "#", "nginx", &place, &differences));
    Ok(vec![
        File { name: http.clone(), text },
        File { name: server.clone(), text: server::preflights(plan, &id, http, headers) },
        File { name: headers.clone(), text: server::headers(plan, &id) },
    ])
}

/// The sizes of hash tables that nginx must be given for this policy.
fn larger_hashes(plan: &Plan, id: &str, maps: &str) -> Vec<String> {
    let mut place = Vec::new();
    if let Origins::These { allowed, denied } = &plan.origins {
        let count = allowed.exact.len().saturating_add(denied.exact.len());
        if count > MAX_KEYS {
            // 2,048 is nginx's own size.
            let size = count.saturating_mul(2).next_power_of_two().max(2048);
            place.push(format!(
                "Write `map_hash_max_size {size}; map_hash_bucket_size 256;` before the first map of the `http` block."
            ));
        }
    }
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let name = |(at, _)| maps.bytes().skip(at).take_while(is_of_name).count();
    let longest = maps.match_indices(id).map(name).max().unwrap_or_default();
    if longest > MAX_VARIABLE {
        // Two pointers, the length of the name, and the name, which is aligned.
        let size = longest.saturating_add(26).next_power_of_two();
        place.push(format!(
            "Write `variables_hash_bucket_size {size};` in the `http` block: the names of the variables are long."
        ));
    }
    place
}

fn maps(plan: &Plan, id: &str) -> Result<String, Refusal> {
    let mut text = String::new();
    let origin = match &plan.origins {
        Origins::Any => {
            // Every preflight is granted.
            "*".to_owned()
        }
        Origins::These { allowed, denied } => {
            text.push_str(&origin_maps(plan, id, allowed, denied)?);
            format!("${id}_origin")
        }
    };
    let _ = write!(
        text,
        r#"
# A preflight has an `Origin` and an `Access-Control-Request-Method`, which has no colon.
map "$request_method:$http_origin:$http_access_control_request_method" ${id}_preflight {{
    default "";
    "~^OPTIONS:.+:[^:]+$" preflight;
}}

# What is answered to a preflight.
map "${id}_preflight:{origin}" ${id}_verdict {{
    default "";
    "preflight:" refused;
    "~^preflight:." granted;
}}
"#
    );
    if let Some(exposed) = &plan.exposed {
        text.push_str(&shared_map(id, &origin, "expose", exposed));
    }
    if let Origins::These { .. } = plan.origins {
        if plan.credentials {
            let _ = write!(
                text,
                "\nmap ${id}_origin ${id}_credentials {{\n    default true;\n    \"\" \"\";\n}}\n"
            );
        }
        let _ = write!(
            text,
            r#"
# `Origin`, unless the upstream's own `Vary` has it.
map $upstream_http_vary ${id}_vary {{
    default Origin;
    "~*(?:^|,)[ \t]*(?:origin|\*)[ \t]*(?:,|$)" "";
}}
"#
        );
    }
    text.push_str(&mirrored(plan, id));
    if let Some(families) = &plan.families {
        text.push_str(&requested_names(families, id)?);
    }
    text.push_str(&granted_maps(plan, id));
    text.push_str(&neighbour_maps(plan, id, &origin));
    Ok(text)
}

/// A header for allowed origins that is not in answers to preflights.
fn shared_map(id: &str, origin: &str, name: &str, value: &str) -> String {
    format!(
        r#"
# For allowed origins, but not in answers to preflights.
map "${id}_preflight:{origin}" ${id}_{name} {{
    default "";
    "~^:." "{value}";
}}
"#
    )
}

/// The values of the headers that only granted preflights get: the variable, and the value.
fn granted(plan: &Plan, id: &str) -> Vec<(&'static str, &'static str, String)> {
    let variable = |name: &str| match name {
        ALLOW_METHODS => "methods",
        ALLOW_HEADERS => "headers",
        _ => "max_age",
    };
    let constant = |(name, value)| (name, variable(name), value);
    let mut headers: Vec<_> = grants(plan).into_iter().map(constant).collect();
    if plan.mirrors_methods {
        headers.push((ALLOW_METHODS, "methods", format!("${id}_method")));
    }
    if plan.mirrors_headers {
        headers.push((ALLOW_HEADERS, "headers", format!("${id}_list")));
    }
    if plan.families.is_some() {
        let listed = plan.headers.as_deref().unwrap_or_default();
        headers.push((ALLOW_HEADERS, "headers", format!("{listed}${id}_names")));
    }
    let vary = Vary {
        origin: false,
        method: plan.mirrors_methods,
        headers: plan.answers_requested_headers(),
    };
    headers.extend(vary.value().map(|names| ("Vary", "vary_requested", names.to_owned())));
    headers
}

/// The headers that only granted preflights get.
fn granted_maps(plan: &Plan, id: &str) -> String {
    let map = |(name, variable, value): (&str, &str, String)| {
        format!(
            r#"
# `{name}` of granted preflights.
map ${id}_verdict ${id}_{variable} {{
    default "";
    granted "{value}";
}}
"#
        )
    };
    granted(plan, id).into_iter().map(map).collect()
}

/// The headers next to the CORS protocol.
fn neighbour_maps(plan: &Plan, id: &str, origin: &str) -> String {
    let constant = |name: &str, value: &str| {
        format!(
            r#"
# For all responses that are not answers to preflights.
map ${id}_preflight ${id}_{name} {{
    default {value};
    preflight "";
}}
"#
        )
    };
    let mut text = match plan.neighbours.timing {
        Some(TimingAllowOrigin::Any) => constant("timing", "*"),
        Some(TimingAllowOrigin::SameOrigins) => shared_map(id, origin, "timing", origin),
        None => String::new(),
    };
    if let Some(policy) = plan.neighbours.resource_policy {
        text.push_str(&constant("resource_policy", policy.value()));
    }
    text.push_str(&storage_access_maps(plan, id));
    text
}

/// The requested method and headers, if they may be sent back.
fn mirrored(plan: &Plan, id: &str) -> String {
    let mut text = String::new();
    if plan.mirrors_methods {
        let _ = write!(
            text,
            r#"
# The requested method, if it is one that a page can send.
map $http_access_control_request_method ${id}_method {{
    default "";
    "~*^(?:{FORBIDDEN_METHODS})$" "";
    "~{}" $http_access_control_request_method;
}}
"#,
            requested::method()
        );
    }
    if plan.mirrors_headers {
        let _ = write!(
            text,
            r#"
# The requested headers, if they are a list of names, at most {MAX_MIRRORED} bytes.
map ",$http_access_control_request_headers" ${id}_list {{
    default "";
    "~{}" "";
    "~{}" $http_access_control_request_headers;
}}
"#,
            requested::at_least(MAX_MIRRORED.saturating_add(2)),
            requested::list_after_comma()
        );
    }
    text
}

/// The requested headers that belong to a family, each after a comma, if the policy allows all requested headers.
fn requested_names(families: &Families, id: &str) -> Result<String, Refusal> {
    let open = |number| format!("(?<{id}_names{number}>");
    let (regex, count) = families.picking(open, true, MAX_REGEX)?;
    let forbidden = families.forbidden();
    let forbidden = forbidden.map(|regex| format!("    \"~{regex}\" \"\";\n")).unwrap_or_default();
    let names: String = (1..=count).map(|number| format!("${id}_names{number}")).collect();
    let picked = if families.has_listed() { "names" } else { "names_after_comma" };
    let mut text = format!(
        r#"
# The requested headers that belong to a family, each after a comma, if the policy allows all
# requested headers, and they are listed as browsers do it: in lower case and in order.
map ",$http_access_control_request_headers" ${id}_{picked} {{
    default "";
    "~{}" "";
{forbidden}    "~{regex}" "{names}";
}}
"#,
        requested::at_least(families.max_len.saturating_add(2)),
    );
    if !families.has_listed() {
        let _ = write!(
            text,
            r#"
# The same without the first comma.
map ${id}_{picked} ${id}_names {{
    default "";
    "~^,(?<{id}_names0>.+)$" ${id}_names0;
}}
"#
        );
    }
    Ok(text)
}

/// Cookies that the user has granted to pages of allowed origins.
fn storage_access_maps(plan: &Plan, id: &str) -> String {
    let values = storage_access(plan, &format!("${id}_origin"));
    if values.is_empty() {
        return String::new();
    }
    let line = |(status, value)| format!("    \"~^:{status}:.\" '{value}';\n");
    let lines: String = values.into_iter().map(line).collect();
    format!(
        r#"
# For allowed origins, but not in answers to preflights, if the user has granted storage access.
map "${id}_preflight:$http_sec_fetch_storage_access:${id}_origin" ${id}_storage_access {{
    default "";
{lines}}}

# The same for all origins, unless the upstream's own `Vary` has it.
map "${id}_preflight:$upstream_http_vary" ${id}_vary_storage_access {{
    default Sec-Fetch-Storage-Access;
    "~^preflight" "";
    "~*[:,][ \t]*(?:sec-fetch-storage-access|\*)[ \t]*(?:,|$)" "";
}}
"#
    )
}

fn origin_maps(
    plan: &Plan,
    id: &str,
    allowed: &Matchers,
    denied: &Matchers,
) -> Result<String, Refusal> {
    let mut text = String::new();
    let has_upper_case = plan.has_upper_case()?;
    let (candidate, comment) = if has_upper_case {
        (".", "The origin, if it is not longer than an origin can be.")
    } else {
        (
            "[^A-Z]",
            "The origin, if it is not longer than an origin can be, and in lower case: the next map ignores case.",
        )
    };
    let _ = write!(
        text,
        r#"
# {comment}
map $http_origin ${id}_candidate {{
    default "";
    "~^{candidate}{{1,{MAX_ORIGIN_LEN}}}$" $http_origin;
}}

# The origin, if the policy allows it.
map ${id}_candidate ${id}_origin {{
    default "";
"#
    );
    entries(&mut text, denied, "\"\"", has_upper_case)?;
    entries(&mut text, allowed, "$http_origin", has_upper_case)?;
    text.push_str("}\n");
    Ok(text)
}

/// The lines of a map, with the same value.
fn entries(
    text: &mut String,
    matchers: &Matchers,
    value: &str,
    as_regexes: bool,
) -> Result<(), Refusal> {
    let what = if value == "\"\"" { "Denied: " } else { "" };
    for origin in &matchers.exact {
        let _ = if as_regexes || origin.len() > MAX_KEY {
            writeln!(text, "    \"~{}\" {value};", crate::regex::literal(origin))
        } else {
            writeln!(text, "    \"{origin}\" {value};")
        };
    }
    for pattern in &matchers.patterns {
        let _ = writeln!(text, "    # {what}{}", pattern.comment());
        for regex in pattern.regexes(MAX_REGEX)? {
            let _ = writeln!(text, "    \"~{regex}\" {value};");
        }
    }
    Ok(())
}
