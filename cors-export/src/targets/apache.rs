//! Apache httpd 2.4: lines of a virtual host.
//!
//! - `SetEnvIf` sees all lines of a header, joined by commas, so a regex of one origin refuses several.
//! - `[NV]` keeps mod_rewrite from adding the headers of its conditions to `Vary`.
//! - `Header always` reaches errors, but adds to a header of the upstream, so that one is removed first.
//! - An engine that fails on a denial would allow its origins, so what is longer than an origin can be is refused last.
//! - `SetEnvIf` looks for a header before it looks for a variable, so its lines read `Origin` and no variable: a client
//!   can send any header.

use std::fmt::Write as _;

use super::{Conditions, RESPONSE_HEADERS, header_lines, indented};
use crate::header::header;
use crate::plan::{MAX_ORIGIN_LEN, Matchers, Origins, Plan};
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
    rules.push_str(&preflights(&env, is_any));
    rules.push_str(&responses(plan, &env, is_any));

    let mut place = vec![
        "Include this file at the beginning of each virtual host with the policy, before other rewrite rules.".to_owned(),
        "Modules: headers, rewrite, setenvif.".to_owned(),
    ];
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

fn preflights(env: &str, is_any: bool) -> String {
    let granted =
        if is_any { String::new() } else { format!("RewriteCond %{{ENV:{env}_ORIGIN}} .\n") };
    let refused = if is_any {
        String::new()
    } else {
        format!("RewriteCond %{{ENV:{env}_PREFLIGHT}} =yes\nRewriteRule ^ - [F]\n")
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
    let mut text =
        String::from("\n# The headers of all responses, those of Apache itself among them.\n");
    for name in RESPONSE_HEADERS {
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
    if !is_any {
        text.push_str("Header always merge Vary Origin\n");
    }
    text
}
