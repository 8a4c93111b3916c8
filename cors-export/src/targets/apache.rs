//! Apache httpd 2.4: lines of a virtual host.
//!
//! - `SetEnvIf` sees all lines of a header, joined by commas, so a regex of one origin refuses several.
//! - `[NV]` keeps mod_rewrite from adding the headers of its conditions to `Vary`.
//! - `Header always` reaches errors, but adds to a header of the upstream, so that one is removed first.
//! - An engine that fails on a denial would allow its origins, so what is longer than an origin can be is refused last.
//! - `SetEnvIf` looks for a header before it looks for a variable, so its lines read `Origin` and no variable: a client
//!   can send any header.

use std::fmt::Write as _;

use cors_tables::neighbours::TimingAllowOrigin;

use super::{
    ALLOW_HEADERS, ALLOW_METHODS, Conditions, RESOURCE_POLICY, RESPONSE_HEADERS, STORAGE_ACCESS,
    TIMING, header_lines, indented, neighbours, storage_access,
};
use crate::header::header;
use crate::plan::{MAX_ORIGIN_LEN, Matchers, Origins, Plan};
use crate::requested::{self, FORBIDDEN_METHODS, Families, MAX_MIRRORED};
use crate::{File, Refusal, Target, regex};

/// A directive may have 8,192 bytes.
const MAX_REGEX: usize = 8000;

/// How many origins are listed in the configuration itself; the regexes are tried one after the other.
const MAX_LISTED: usize = 50;

pub(super) fn write(plan: &Plan) -> Result<Vec<File>, Refusal> {
    let id = plan.identifier();
    let env = id.to_ascii_uppercase();
    let is_any = matches!(plan.origins, Origins::Any);
    let mut files = Vec::new();
    let mut rules = String::from("\nRewriteEngine On\n");
    if let Origins::These { allowed, denied } = &plan.origins {
        rules.push_str(&origins(&id, &env, allowed, denied, &mut files)?);
    }
    rules.push_str(&requested(plan, &id, &env)?);
    rules.push_str(&preflights(&env, is_any));
    rules.push_str(&responses(plan, &env, is_any));

    let mut place = vec![
        "Include this file at the beginning of each virtual host with the policy, before other rewrite rules.".to_owned(),
        "Modules: headers, rewrite, setenvif.".to_owned(),
    ];
    if !is_any {
        place.push("If there is an `ErrorDocument` for 403, refused preflights get it.".to_owned());
    }
    if !files.is_empty() {
        place.push(format!("The path of {id}.map is relative to `ServerRoot`."));
    }
    let place: Vec<&str> = place.iter().map(String::as_str).collect();
    let comment = header(plan, "#", "Apache httpd", &place, &plan.differences(Target::Apache));
    files.insert(
        0,
        File { name: format!("{id}.conf"), text: indented(&format!("{comment}{rules}"), "") },
    );
    Ok(files)
}

fn origins(
    id: &str,
    env: &str,
    allowed: &Matchers,
    denied: &Matchers,
    files: &mut Vec<File>,
) -> Result<String, Refusal> {
    let mut text = String::from("\n# The origin, if the policy allows it.\n");
    let is_long = allowed.exact.len() > MAX_LISTED;
    if !is_long {
        for origin in &allowed.exact {
            let literal = regex::literal(origin);
            let _ = writeln!(text, "SetEnvIf Origin \"{literal}\" {env}_ORIGIN=$0");
        }
    }
    for pattern in &allowed.patterns {
        let _ = writeln!(text, "# {}", pattern.comment());
        for regex in pattern.regexes(MAX_REGEX)? {
            let _ = writeln!(text, "SetEnvIf Origin \"{regex}\" {env}_ORIGIN=$0");
        }
    }
    for origin in &denied.exact {
        let literal = regex::literal(origin);
        let _ = writeln!(text, "SetEnvIf Origin \"{literal}\" !{env}_ORIGIN");
    }
    for pattern in &denied.patterns {
        let _ = writeln!(text, "# Denied: {}", pattern.comment());
        for regex in pattern.regexes(MAX_REGEX)? {
            let _ = writeln!(text, "SetEnvIf Origin \"{regex}\" !{env}_ORIGIN");
        }
    }
    if !allowed.patterns.is_empty() {
        let too_long = MAX_ORIGIN_LEN.saturating_add(1);
        let _ = write!(
            text,
            "# Longer than an origin can be.\nSetEnvIf Origin \"^.{{{too_long}}}\" !{env}_ORIGIN\n"
        );
    }
    if is_long {
        let name = format!("{id}.map");
        let _ = write!(
            text,
            "RewriteMap {id} \"txt:{name}\"\n\
             RewriteCond ${{{id}:%{{HTTP:Origin}}}} =allowed [NV]\n\
             RewriteRule ^ - [E={env}_ORIGIN:%{{HTTP:Origin}}]\n"
        );
        let lines = allowed.exact.iter().map(|origin| format!("{origin} allowed\n"));
        files.push(File { name, text: lines.collect() });
    }
    Ok(text)
}

/// The requested list, after a comma.
const LIST: &str = ",%{HTTP:Access-Control-Request-Headers}";

/// The parts of requests on which answers depend.
fn requested(plan: &Plan, id: &str, env: &str) -> Result<String, Refusal> {
    let mut text = String::new();
    if plan.mirrors_methods {
        let _ = write!(
            text,
            "
# The requested method, if it is one that a page can send.
SetEnvIf Access-Control-Request-Method \"{}\" {env}_METHOD=$0
SetEnvIfNoCase Access-Control-Request-Method \"^(?:{FORBIDDEN_METHODS})$\" !{env}_METHOD
",
            requested::method()
        );
    }
    if plan.mirrors_headers {
        let _ = write!(
            text,
            "
# The requested headers, if they are a list of names, at most {MAX_MIRRORED} bytes.
RewriteCond \"{LIST}\" \"!{}\" [NV]
RewriteCond \"{LIST}\" \"{}\" [NV]
RewriteRule ^ - [E={env}_HEADERS:%{{HTTP:Access-Control-Request-Headers}}]
",
            requested::at_least(MAX_MIRRORED.saturating_add(2)),
            requested::list_after_comma()
        );
    }
    if let Some(families) = &plan.families {
        text.push_str(&requested_names(families, id, env)?);
    }
    if plan.neighbours.storage_access.is_some() {
        let _ = write!(
            text,
            "
# Whether the user has granted storage access.
SetEnvIf Sec-Fetch-Storage-Access \"^(?:active|inactive)$\" {env}_STORAGE_ACCESS=$0
"
        );
    }
    Ok(text)
}

/// The requested headers, if some of them belong to a family.
fn requested_names(families: &Families, id: &str, env: &str) -> Result<String, Refusal> {
    let forbidden =
        families.forbidden().map(|regex| format!("RewriteCond \"{LIST}\" \"!{regex}\" [NV,NC]\n"));
    Ok(format!(
        "
# The requested headers in lower case, if the policy allows all of them, and some belong to a family.
RewriteMap {id}_lower int:tolower
RewriteCond \"{LIST}\" \"!{}\" [NV]
{}RewriteCond \"{LIST}\" \"{}\" [NV,NC]
RewriteCond \"{LIST}\" \"{}\" [NV,NC]
RewriteRule ^ - [E={env}_HEADERS:${{{id}_lower:%{{HTTP:Access-Control-Request-Headers}}}}]
",
        requested::at_least(families.max_len.saturating_add(2)),
        forbidden.unwrap_or_default(),
        families.element(MAX_REGEX)?,
        families.list_after_comma(MAX_REGEX)?,
    ))
}

/// The lists of granted preflights with a part of the request.
fn answers(plan: &Plan, env: &str, granted: &[&str]) -> String {
    let mut text = String::new();
    let mut line = |action: &str, name: &str, value: &str, condition: &str| {
        let mut all = granted.to_vec();
        all.push(condition);
        let all = all.join(" && ");
        let _ = writeln!(text, "Header always {action} {name} {value} \"expr={all}\"");
    };
    let (has_method, has_headers) =
        (format!("-n reqenv('{env}_METHOD')"), format!("-n reqenv('{env}_HEADERS')"));
    if plan.mirrors_methods {
        line("set", ALLOW_METHODS, &format!("%{{{env}_METHOD}}e"), &has_method);
    }
    let headers = format!("%{{{env}_HEADERS}}e");
    match &plan.families {
        Some(families) => {
            let listed = plan.headers.as_deref().unwrap_or_default();
            if families.has_listed() {
                line("set", ALLOW_HEADERS, listed, &format!("-z reqenv('{env}_HEADERS')"));
            }
            line("set", ALLOW_HEADERS, &format!(",{headers}"), &has_headers);
            line("edit*", ALLOW_HEADERS, "\"[ \\t]+\" \"\"", &has_headers);
            if families.has_listed() {
                let regex = format!("\",{}(?=,|$)\" \"\"", families.listed());
                line("edit*", ALLOW_HEADERS, &regex, &has_headers);
            }
            line("edit*", ALLOW_HEADERS, "\",+(?=,|$)\" \"\"", &has_headers);
            let start = if families.has_listed() { "^" } else { "^," };
            line("edit", ALLOW_HEADERS, &format!("{start} \"{listed}\""), &has_headers);
        }
        None if plan.mirrors_headers => line("set", ALLOW_HEADERS, &headers, &has_headers),
        None => {}
    }
    text
}

/// The headers next to the CORS protocol.
fn neighbour_lines(plan: &Plan, env: &str, conditions: &Conditions<'_>) -> String {
    let mut text = String::new();
    let Conditions { origin, allowed, not_preflight, .. } = conditions;
    let mut line = |name: &str, value: &str, all: &[&str]| {
        let all: Vec<&str> = all.iter().copied().chain([*not_preflight]).collect();
        let _ = writeln!(text, "Header always set {name} {value} \"expr={}\"", all.join(" && "));
    };
    let allowed: Vec<&str> = allowed.iter().copied().collect();
    match plan.neighbours.timing {
        Some(TimingAllowOrigin::Any) => line(TIMING, "*", &[]),
        Some(TimingAllowOrigin::SameOrigins) => line(TIMING, origin, &allowed),
        None => {}
    }
    if let Some(policy) = plan.neighbours.resource_policy {
        line(RESOURCE_POLICY, policy.value(), &[]);
    }
    for (status, value) in storage_access(plan, origin) {
        let has_status = format!("reqenv('{env}_STORAGE_ACCESS') == '{status}'");
        let all: Vec<&str> = allowed.iter().copied().chain([has_status.as_str()]).collect();
        line(STORAGE_ACCESS, &format!("\"{}\"", value.replace('"', "\\\"")), &all);
    }
    text
}

fn preflights(env: &str, is_any: bool) -> String {
    let granted =
        if is_any { String::new() } else { format!("RewriteCond %{{ENV:{env}_ORIGIN}} .\n") };
    let refused = if is_any {
        String::new()
    } else {
        format!(
            "RewriteCond %{{ENV:{env}_PREFLIGHT}} =yes\n\
             RewriteRule ^ - [F]\n\
             # An `ErrorDocument` for 403 is requested by `GET`.\n\
             RewriteCond %{{ENV:REDIRECT_{env}_PREFLIGHT}} =yes\n\
             RewriteRule ^ - [E={env}_PREFLIGHT:yes]\n"
        )
    };
    format!(
        "\n# Preflights are answered here.\n\
         RewriteCond %{{REQUEST_METHOD}} =OPTIONS\n\
         RewriteCond %{{HTTP:Origin}} . [NV]\n\
         RewriteCond %{{HTTP:Access-Control-Request-Method}} . [NV]\n\
         RewriteRule ^ - [E={env}_PREFLIGHT:yes]\n\
         RewriteCond %{{ENV:{env}_PREFLIGHT}} =yes\n\
         {granted}RewriteRule ^ - [R=204,L]\n\
         {refused}"
    )
}

fn responses(plan: &Plan, env: &str, is_any: bool) -> String {
    let mut text = String::from(
        "\n# The headers of all responses, those of Apache itself among them. Apache has two tables of response headers: those of\n\
             # the upstream are in the one without `always`, so they are removed there; only those in the other table are sent\n\
             # with errors.\n",
    );
    for name in RESPONSE_HEADERS.into_iter().chain(neighbours(plan)) {
        let _ = writeln!(text, "Header unset {name}");
    }
    let preflight = format!("reqenv('{env}_PREFLIGHT') == 'yes'");
    let (origin, allowed) = if is_any {
        ("*".to_owned(), None)
    } else {
        (format!("%{{{env}_ORIGIN}}e"), Some(format!("-n reqenv('{env}_ORIGIN')")))
    };
    let conditions = Conditions {
        origin: &origin,
        allowed: allowed.as_deref(),
        preflight: &preflight,
        not_preflight: &format!("!({preflight})"),
    };
    header_lines(plan, &conditions, |name, value, conditions| {
        let all = if conditions.is_empty() {
            String::new()
        } else {
            format!(" \"expr={}\"", conditions.join(" && "))
        };
        let _ = writeln!(text, "Header always set {name} {value}{all}");
    });
    let granted: Vec<&str> = allowed.as_deref().into_iter().chain([preflight.as_str()]).collect();
    text.push_str(&answers(plan, env, &granted));
    text.push_str(&neighbour_lines(plan, env, &conditions));
    if !is_any {
        text.push_str("Header always merge Vary Origin\n");
    }
    let granted = granted.join(" && ");
    for (depends, name, condition) in [
        (plan.mirrors_methods, "Access-Control-Request-Method", &granted),
        (plan.answers_requested_headers(), "Access-Control-Request-Headers", &granted),
        (
            plan.neighbours.storage_access.is_some(),
            "Sec-Fetch-Storage-Access",
            &format!("!({preflight})"),
        ),
    ] {
        if depends {
            let _ = writeln!(text, "Header always merge Vary {name} \"expr={condition}\"");
        }
    }
    text
}
