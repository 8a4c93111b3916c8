//! Caddy 2: three snippets of a Caddyfile.
//!
//! - A placeholder of a header joins its lines by commas, so a map of whole origins refuses several lines.
//!   `header_regexp` would match any one of them.
//! - Errors of Caddy itself have no headers of the site, so a snippet repeats them there.

use std::fmt::Write as _;

use super::grants;
use crate::header::header;
use crate::plan::{MAX_ORIGIN_LEN, Matchers, Origins, Plan};
use crate::{File, Refusal, Target};

/// The limit of one regex, for configurations that people read.
const MAX_REGEX: usize = 64 * 1024;

pub(super) fn write(plan: &Plan) -> Result<Vec<File>, Refusal> {
    let id = plan.identifier();
    let is_any = matches!(plan.origins, Origins::Any);
    let place = [
        "Put this file before the sites. In each site with the policy, import the first snippet at the beginning of a \
         `route` block around everything else, the second one into each `reverse_proxy`, and the third one into \
         `handle_errors`, as below.",
    ];
    let differences = plan.differences(Target::Caddy);
    let mut text = header(plan, "#", "Caddy", &place, &differences);
    let _ = write!(
        text,
        "#\n\
         #   example.com {{\n\
         #   \troute {{\n\
         #   \t\timport {id}\n\
         #   \t\treverse_proxy localhost:8080 {{\n\
         #   \t\t\timport {id}_upstream\n\
         #   \t\t}}\n\
         #   \t}}\n\
         #   \thandle_errors {{\n\
         #   \t\timport {id}_errors\n\
         #   \t\trespond {{http.error.status_code}}\n\
         #   \t}}\n\
         #   }}\n"
    );
    let _ = write!(text, "\n({id}) {{\n");
    if let Origins::These { allowed, denied } = &plan.origins {
        text.push_str(&map(&id, allowed, denied)?);
        text.push('\n');
    }
    text.push_str(&preflights(plan, &id, is_any));
    let _ = write!(text, "\n\t# All other responses.\n{}}}\n", shared(plan, &id, is_any, "\t"));
    let _ = write!(text, "\n({id}_upstream) {{\n\theader_down -Access-Control-*\n}}\n");
    let _ = write!(text, "\n({id}_errors) {{\n{}}}\n", shared(plan, &id, is_any, "\t"));
    Ok(vec![File { name: format!("{id}.caddyfile"), text }])
}

/// The origin, if the policy allows it: the first line that matches decides.
fn map(id: &str, allowed: &Matchers, denied: &Matchers) -> Result<String, Refusal> {
    let mut text = format!(
        "\t# Whether the policy allows the origin. The first line that matches decides.\n\
         \tmap {{http.request.header.Origin}} {{{id}_origin}} {{\n\
         \t\t# longer than an origin can be\n\
         \t\t~.{{{}}} refused\n",
        MAX_ORIGIN_LEN.saturating_add(1)
    );
    for (matchers, what, verdict) in [(denied, "denied: ", "refused"), (allowed, "", "allowed")] {
        for origin in &matchers.exact {
            let _ = writeln!(text, "\t\t{origin} {verdict}");
        }
        for pattern in &matchers.patterns {
            let _ = writeln!(text, "\t\t# {what}{}", pattern.comment());
            for regex in pattern.regexes(MAX_REGEX)? {
                let _ = writeln!(text, "\t\t~{regex} {verdict}");
            }
        }
    }
    text.push_str("\t\tdefault refused\n\t}\n");
    Ok(text)
}

fn preflights(plan: &Plan, id: &str, is_any: bool) -> String {
    let preflight =
        "method OPTIONS\n\t\theader Origin *\n\t\theader Access-Control-Request-Method *\n";
    let mut granted = Vec::new();
    let mut text =
        format!("\t# Preflights are answered here.\n\t@{id}_granted {{\n\t\t{preflight}");
    if is_any {
        granted.push(("Access-Control-Allow-Origin", "*".to_owned()));
    } else {
        let _ = writeln!(text, "\t\texpression `{{{id}_origin}} == \"allowed\"`");
        let origin = "{http.request.header.Origin}".to_owned();
        granted.push(("Access-Control-Allow-Origin", origin));
    }
    text.push_str("\t}\n");
    if plan.credentials {
        granted.push(("Access-Control-Allow-Credentials", "true".to_owned()));
    }
    granted.extend(grants(plan));
    if !is_any {
        granted.push(("Vary", "Origin".to_owned()));
    }
    let lines: String =
        granted.iter().map(|(name, value)| format!("\t\t{name} {value}\n")).collect();
    let _ = write!(text, "\theader @{id}_granted {{\n{lines}\t}}\n\trespond @{id}_granted 204\n");
    if !is_any {
        let _ = write!(
            text,
            "\t@{id}_refused {{\n\t\t{preflight}\t}}\n\
             \theader @{id}_refused Vary Origin\n\
             \trespond @{id}_refused 403\n"
        );
    }
    text
}

/// The headers of responses that are not preflights.
fn shared(plan: &Plan, id: &str, is_any: bool, indent: &str) -> String {
    let mut headers = Vec::new();
    let mut text = String::new();
    if is_any {
        headers.push(("Access-Control-Allow-Origin", "*".to_owned()));
    } else {
        let origin = "{http.request.header.Origin}".to_owned();
        headers.push(("Access-Control-Allow-Origin", origin));
    }
    if plan.credentials {
        headers.push(("Access-Control-Allow-Credentials", "true".to_owned()));
    }
    if let Some(exposed) = &plan.exposed {
        headers.push(("Access-Control-Expose-Headers", exposed.clone()));
    }
    let matcher = if is_any {
        String::new()
    } else {
        let _ = write!(
            text,
            "{indent}@{id}_allowed expression `{{{id}_origin}} == \"allowed\"`\n\
             {indent}header +Vary Origin\n"
        );
        format!(" @{id}_allowed")
    };
    let _ = writeln!(text, "{indent}header{matcher} {{");
    for (name, value) in headers {
        let _ = writeln!(text, "{indent}\t{name} {value}");
    }
    let _ = writeln!(text, "{indent}\tdefer\n{indent}}}");
    text
}
