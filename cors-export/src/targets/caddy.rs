//! Caddy 2: three snippets of a Caddyfile.
//!
//! - A placeholder of a header joins its lines by commas, so a map of whole origins refuses several lines.
//!   `header_regexp` would match any one of them.
//! - A value can neither be edited nor be put in lower case, so groups of a regex pick the names of families out of a list as
//!   browsers send it.
//! - A header with an empty value would be sent, so a header whose value may be absent has a matcher of its own.
//! - Errors of Caddy itself have no headers of the site, so a snippet is imported there, too.
//! - `header` cannot test whether a response has a name in its `Vary`, so `Origin` is there twice if the upstream sends it, too.

use std::fmt::Write as _;

use cors_tables::neighbours::TimingAllowOrigin;

use super::{
    ALLOW_HEADERS, ALLOW_METHODS, RESOURCE_POLICY, STORAGE_ACCESS, TIMING, grants, neighbours,
    storage_access,
};
use crate::header::header;
use crate::plan::{MAX_ORIGIN_LEN, Matchers, Origins, Plan};
use crate::requested::{self, FORBIDDEN_METHODS, Families, MAX_MIRRORED};
use crate::{File, Refusal, Target};

/// The limit of one regex, for configurations that people read.
const MAX_REGEX: usize = 64 * 1024;

pub(super) fn write(plan: &Plan) -> Result<Vec<File>, Refusal> {
    let id = plan.identifier();
    let is_any = matches!(plan.origins, Origins::Any);
    let place = [
        "Put this file before the sites. In each site with the policy, import `ID` at the beginning of a `route` block \
         around everything else, `ID_upstream` into each `reverse_proxy`, and `ID_responses` into `handle_errors`, as below."
        .replace("ID", &id)];
    let place = place.each_ref().map(String::as_str);
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
         #   \t\timport {id}_responses\n\
         #   \t\trespond {{http.error.status_code}}\n\
         #   \t}}\n\
         #   }}\n"
    );
    let _ = write!(text, "\n({id}) {{\n");
    if let Origins::These { allowed, denied } = &plan.origins {
        text.push_str(&map(&id, allowed, denied)?);
        text.push('\n');
    }
    text.push_str(&requested(plan, &id)?);
    text.push_str(&preflights(plan, &id, is_any));
    let _ = write!(text, "\n\timport {id}_responses\n}}\n");
    let removed = neighbours(plan).into_iter().map(|name| format!("\theader_down -{name}\n"));
    let removed: String = removed.collect();
    let _ = write!(text, "\n({id}_upstream) {{\n\theader_down -Access-Control-*\n{removed}}}\n");
    let _ = write!(
        text,
        "\n# Responses that are not answers to preflights.\n({id}_responses) {{\n{}}}\n",
        shared(plan, &id, is_any)
    );
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

/// The parts of preflights that are sent back: the first line of a map that matches decides.
fn requested(plan: &Plan, id: &str) -> Result<String, Refusal> {
    let mut text = String::new();
    if plan.mirrors_methods {
        let _ = write!(
            text,
            "\t# Whether the requested method is one that a page can send.\n\
             \tmap {{http.request.header.Access-Control-Request-Method}} {{{id}_method}} {{\n\
             \t\t~(?i)^(?:{FORBIDDEN_METHODS})$ refused\n\
             \t\t~{} allowed\n\
             \t\tdefault refused\n\t}}\n\n",
            requested::method()
        );
    }
    if plan.mirrors_headers {
        let _ = write!(
            text,
            "\t# Whether the requested headers are a list of names, at most {MAX_MIRRORED} bytes.\n\
             \tmap {LIST} {{{id}_headers}} {{\n\
             \t\t~{} refused\n\
             \t\t`~{}` allowed\n\
             \t\tdefault refused\n\t}}\n\n",
            requested::at_least(MAX_MIRRORED.saturating_add(2)),
            requested::list_after_comma()
        );
    }
    if let Some(families) = &plan.families {
        text.push_str(&requested_names(families, id)?);
    }
    Ok(text)
}

/// The requested list, after a comma.
const LIST: &str = ",{http.request.header.Access-Control-Request-Headers}";

/// The requested headers that belong to a family.
fn requested_names(families: &Families, id: &str) -> Result<String, Refusal> {
    let (regex, count) = families.picking(|_| "(".to_owned(), false, MAX_REGEX)?;
    let groups: String = (1..=count).map(|number| format!("${{{number}}}")).collect();
    let forbidden = families.forbidden().map(|regex| format!("\t\t`~{regex}` \"\"\n"));
    let mut text = format!(
        "\t# The requested headers that belong to a family, each after a comma, if the policy allows all requested headers, and\n\
         \t# they are listed as browsers do it: in lower case and in order.\n\
         \tmap {LIST} {{{id}_names}} {{\n\
         \t\t~{} \"\"\n\
         {}\t\t~{regex} {groups}\n\
         \t\tdefault \"\"\n\t}}\n\n",
        requested::at_least(families.max_len.saturating_add(2)),
        forbidden.unwrap_or_default(),
    );
    if !families.has_listed() {
        let _ = write!(
            text,
            "\t# The same without the first comma.\n\
             \tmap {{{id}_names}} {{{id}_headers}} {{\n\
             \t\t~^,(.+)$ ${{1}}\n\
             \t\tdefault \"\"\n\t}}\n\n"
        );
    }
    Ok(text)
}

/// The headers of preflights that may be absent, each with its value and a condition.
fn answers(plan: &Plan, id: &str) -> Vec<(&'static str, String, String)> {
    let mut headers = Vec::new();
    if plan.mirrors_methods {
        let method = "{http.request.header.Access-Control-Request-Method}".to_owned();
        headers.push((ALLOW_METHODS, method, format!("{{{id}_method}} == \"allowed\"")));
    }
    if plan.mirrors_headers {
        let list = "{http.request.header.Access-Control-Request-Headers}";
        let condition = format!("{{{id}_headers}} == \"allowed\" && {list} != \"\"");
        headers.push((ALLOW_HEADERS, list.to_owned(), condition));
    }
    if plan.families.as_ref().is_some_and(|families| !families.has_listed()) {
        let names = format!("{{{id}_headers}}");
        headers.push((ALLOW_HEADERS, names.clone(), format!("{names} != \"\"")));
    }
    headers
}

fn preflights(plan: &Plan, id: &str, is_any: bool) -> String {
    let preflight =
        "method OPTIONS\n\t\theader Origin *\n\t\theader Access-Control-Request-Method *\n";
    let mut granted = Vec::new();
    let allowed = format!("{{{id}_origin}} == \"allowed\"");
    let mut text =
        format!("\t# Preflights are answered here.\n\t@{id}_granted {{\n\t\t{preflight}");
    if is_any {
        granted.push(("Access-Control-Allow-Origin", "*".to_owned()));
    } else {
        let _ = writeln!(text, "\t\texpression `{allowed}`");
        let origin = "{http.request.header.Origin}".to_owned();
        granted.push(("Access-Control-Allow-Origin", origin));
    }
    text.push_str("\t}\n");
    if plan.credentials {
        granted.push(("Access-Control-Allow-Credentials", "true".to_owned()));
    }
    granted.extend(grants(plan));
    if let (Some(families), Some(listed)) = (&plan.families, &plan.headers)
        && families.has_listed()
    {
        granted.push((ALLOW_HEADERS, format!("{listed}{{{id}_names}}")));
    }
    if let Some(vary) = plan.vary_of_granted() {
        let vary = if vary.contains(' ') { format!("\"{vary}\"") } else { vary.to_owned() };
        granted.push(("Vary", vary));
    }
    let lines: String =
        granted.iter().map(|(name, value)| format!("\t\t{name} {value}\n")).collect();
    let _ = write!(text, "\theader @{id}_granted {{\n{lines}\t}}\n");
    for (number, (name, value, condition)) in (1..).zip(answers(plan, id)) {
        let allowed = if is_any { String::new() } else { format!("{allowed} && ") };
        let matcher = format!("@{id}_answer{number}");
        let _ = write!(
            text,
            "\t{matcher} {{\n\t\t{preflight}\t\texpression `{allowed}{condition}`\n\t}}\n\
             \theader {matcher} {name} {value}\n"
        );
    }
    let _ = writeln!(text, "\trespond @{id}_granted 204");
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
fn shared(plan: &Plan, id: &str, is_any: bool) -> String {
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
    match plan.neighbours.timing {
        Some(TimingAllowOrigin::Any) => {
            let _ = writeln!(text, "\theader {TIMING} *");
        }
        Some(TimingAllowOrigin::SameOrigins) => {
            let origin = if is_any { "*" } else { "{http.request.header.Origin}" };
            headers.push((TIMING, origin.to_owned()));
        }
        None => {}
    }
    if let Some(policy) = plan.neighbours.resource_policy {
        let _ = writeln!(text, "\theader {RESOURCE_POLICY} {}", policy.value());
    }
    for (status, value) in storage_access(plan, "{http.request.header.Origin}") {
        let _ = write!(
            text,
            "\t@{id}_{status} expression `{{{id}_origin}} == \"allowed\" && \
             {{http.request.header.Sec-Fetch-Storage-Access}} == \"{status}\"`\n\
             \theader @{id}_{status} {STORAGE_ACCESS} `{value}`\n"
        );
    }
    if plan.neighbours.storage_access.is_some() {
        let _ = writeln!(text, "\theader +Vary Sec-Fetch-Storage-Access");
    }
    let matcher = if is_any {
        String::new()
    } else {
        let _ = write!(
            text,
            "\t@{id}_allowed expression `{{{id}_origin}} == \"allowed\"`\n\
             \theader +Vary Origin\n"
        );
        format!(" @{id}_allowed")
    };
    let _ = writeln!(text, "\theader{matcher} {{");
    for (name, value) in headers {
        let _ = writeln!(text, "\t\t{name} {value}");
    }
    let _ = writeln!(text, "\t\tdefer\n\t}}");
    text
}
