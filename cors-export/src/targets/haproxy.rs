//! HAProxy: lines of a frontend.
//!
//! - `req.fhdr` is the whole value of a header; `req.hdr` would split it at commas, and `evil, https://example.com`
//!   would be allowed.
//! - Headers are removed and set in `http-after-response`, which HAProxy's own errors pass too: an `errorfile` may have some.
//! - `req.fhdr` without a number is the last line, so lists in several lines are neither mirrored nor searched.
//! - An engine that fails on a denial would allow its origins, so no regex sees more than an origin can have.

use std::fmt::Write as _;

use cors_tables::neighbours::TimingAllowOrigin;

use super::{
    ALLOW_HEADERS, ALLOW_METHODS, Conditions, RESOURCE_POLICY, STORAGE_ACCESS, TIMING,
    header_lines, indented, neighbours, storage_access,
};
use crate::header::header;
use crate::plan::{MAX_ORIGIN_LEN, Matchers, Origins, Plan};
use crate::requested::{self, FORBIDDEN_METHODS, Families, MAX_MIRRORED};
use crate::{File, Refusal, Target};

/// HAProxy reads lines of up to 2,048 characters without a warning in all versions since 2.4.
const MAX_REGEX: usize = 1900;

/// How many origins are listed in the configuration itself.
const MAX_LISTED: usize = 20;

pub(super) fn write(plan: &Plan) -> Result<Vec<File>, Refusal> {
    let id = plan.identifier();
    let mut files = Vec::new();
    let mut rules = String::new();
    let is_any = matches!(plan.origins, Origins::Any);
    if let Origins::These { allowed, denied } = &plan.origins {
        rules.push_str(&acls(&id, "allowed", allowed, &mut files)?);
        rules.push_str(&acls(&id, "denied", denied, &mut files)?);
        if !rules.is_empty() {
            rules.push_str(&decision(&id, denied));
        }
    }
    rules.push_str(&requested(plan, &id)?);
    rules.push_str(&preflights(&id, is_any));
    rules.push_str(&responses(plan, &id, is_any));

    // `del-header -m` is from 2.4, and `set-var-fmt` from 2.5.
    let version = if plan.families.is_some() { "2.5" } else { "2.4" };
    let mut place = vec![
        "Put these lines at the beginning of each frontend with the policy. Other `http-request` rules come after them."
            .to_owned(),
        format!("The frontend must have `mode http`. These lines require HAProxy {version} or later."),
    ];
    if !is_any {
        place.push("If there is an `errorfile` for 403, refused preflights get it.".to_owned());
    }
    if !files.is_empty() {
        let names: Vec<&str> = files.iter().map(|file: &File| file.name.as_str()).collect();
        place.push(format!(
            "The origins in {} are read when HAProxy starts; the path is relative to its working directory, or to \
             `default-path`.",
            names.join(" and ")
        ));
    }
    let place: Vec<&str> = place.iter().map(String::as_str).collect();
    let comment = header(plan, "#", "HAProxy", &place, &plan.differences(Target::Haproxy));
    let text = indented(&format!("{comment}{rules}"), "    ");
    files.insert(0, File { name: format!("{id}.cfg"), text });
    Ok(files)
}

/// The access lists for the origins of a list; several lines of one name match if one of them does.
fn acls(
    id: &str,
    what: &str,
    matchers: &Matchers,
    files: &mut Vec<File>,
) -> Result<String, Refusal> {
    let mut text = String::new();
    if matchers.exact.is_empty() && matchers.patterns.is_empty() {
        return Ok(text);
    }
    let _ = writeln!(text, "\n# The origins that are {what}.");
    if matchers.exact.len() > MAX_LISTED {
        let name = format!("{id}_{what}.lst");
        let _ = writeln!(text, "acl {id}_{what} req.fhdr(origin) -m str -f {name}");
        let lines = matchers.exact.iter().map(|origin| format!("{origin}\n"));
        files.push(File { name, text: lines.collect() });
    } else {
        for origin in &matchers.exact {
            let _ = writeln!(text, "acl {id}_{what} req.fhdr(origin) -m str {origin}");
        }
    }
    for pattern in &matchers.patterns {
        let _ = writeln!(text, "# {}", pattern.comment());
        for regex in pattern.regexes(MAX_REGEX)? {
            let _ = writeln!(text, "acl {id}_{what} req.fhdr(origin) -m reg '{regex}'");
        }
    }
    Ok(text)
}

fn decision(id: &str, denied: &Matchers) -> String {
    let is_denied = if denied.exact.is_empty() && denied.patterns.is_empty() {
        String::new()
    } else {
        format!(" !{id}_denied")
    };
    format!(
        r"
# The origin, if there is one line of it, not longer than an origin can be, and the policy allows it.
acl {id}_one_origin req.fhdr_cnt(origin) eq 1
acl {id}_short_origin req.fhdr(origin) -m len 1:{MAX_ORIGIN_LEN}
http-request set-var(txn.{id}_origin) req.fhdr(origin) if {id}_one_origin {id}_short_origin {id}_allowed{is_denied}
"
    )
}

/// The parts of preflights that are sent back.
fn requested(plan: &Plan, id: &str) -> Result<String, Refusal> {
    const METHOD: &str = "access-control-request-method";
    const LIST: &str = "access-control-request-headers";
    let mut text = String::new();
    if plan.mirrors_methods {
        let forbidden = FORBIDDEN_METHODS.replace('|', " ");
        let _ = write!(
            text,
            "
# The requested method, if it is one that a page can send.
acl {id}_one_method req.fhdr_cnt({METHOD}) eq 1
acl {id}_method req.fhdr({METHOD}) -m reg '{}'
acl {id}_forbidden_method req.fhdr({METHOD}) -m str -i {forbidden}
http-request set-var(txn.{id}_method) req.fhdr({METHOD}) if {id}_one_method {id}_method !{id}_forbidden_method
",
            quoted(&requested::method())
        );
    }
    if plan.mirrors_headers {
        let _ = write!(
            text,
            "
# The requested headers, if they are a list of names in one line, at most {MAX_MIRRORED} bytes.
acl {id}_one_list req.fhdr_cnt({LIST}) eq 1
acl {id}_short_list req.fhdr({LIST}) -m len 0:{MAX_MIRRORED}
acl {id}_list req.fhdr({LIST}) -m reg '{}'
http-request set-var(txn.{id}_headers) req.fhdr({LIST}) if {id}_one_list {id}_short_list {id}_list
",
            quoted(&requested::list())
        );
    }
    if let Some(families) = &plan.families {
        text.push_str(&requested_names(families, id, LIST)?);
    }
    if plan.neighbours.storage_access.is_some() {
        let status = "sec-fetch-storage-access";
        let _ = write!(
            text,
            "
# Whether the user has granted storage access.
http-request set-var(txn.{id}_storage_access) req.fhdr({status}) if {{ req.fhdr_cnt({status}) eq 1 }}
"
        );
    }
    Ok(text)
}

/// The requested headers that belong to a family.
fn requested_names(families: &Families, id: &str, list: &str) -> Result<String, Refusal> {
    let variable = format!("var(txn.{id}_names)");
    let longest = families.max_len.saturating_add(1);
    let forbidden = families.forbidden().map(|regex| {
        (
            format!("acl {id}_forbidden {variable} -m reg '{regex}'\n"),
            format!("{id}_one_list {id}_short_list !{id}_forbidden {id}_list"),
        )
    });
    let (forbidden, allowed) = forbidden
        .unwrap_or_else(|| (String::new(), format!("{id}_one_list {id}_short_list {id}_list")));
    let listed = if families.has_listed() {
        format!(",regsub(\",{}(?=,|$)\",,g)", families.listed())
    } else {
        String::new()
    };
    let comma = if families.has_listed() { "" } else { ",regsub(\"^,\",)" };
    Ok(format!(
        "
# The requested headers that belong to a family, in lower case, each after a comma, if the policy allows all requested headers,
# which are in one line.
http-request set-var-fmt(txn.{id}_names) ,%[req.fhdr({list}),lower]
acl {id}_one_list req.fhdr_cnt({list}) eq 1
acl {id}_short_list {variable} -m len 1:{longest}
{forbidden}acl {id}_list {variable} -m reg '{}'
http-request set-var(txn.{id}_headers) '{variable},regsub(\"[ \\t]+\",,g){listed},regsub(\",+(?=,|$)\",,g){comma}' if {allowed}
",
        families.list_after_comma(MAX_REGEX)?
    ))
}

/// A regex in single quotes: the only character of a token that would end them.
fn quoted(regex: &str) -> String {
    regex.replace('\'', "\\x27")
}

fn preflights(id: &str, is_any: bool) -> String {
    let granted =
        if is_any { String::new() } else { format!(" {{ var(txn.{id}_origin) -m found }}") };
    let refused = if is_any {
        String::new()
    } else {
        format!("http-request deny deny_status 403 if {{ var(txn.{id}_preflight) -m bool }}\n")
    };
    format!(
        r"
# Preflights are answered here.
http-request set-var(txn.{id}_preflight) bool(true) if METH_OPTIONS {{ req.fhdr_cnt(origin) gt 0 }} {{ req.fhdr_cnt(access-control-request-method) gt 0 }}
http-request return status 204 if {{ var(txn.{id}_preflight) -m bool }}{granted}
{refused}"
    )
}

fn responses(plan: &Plan, id: &str, is_any: bool) -> String {
    let preflight = format!("{{ var(txn.{id}_preflight) -m bool }}");
    let mut text = String::from(
        "\n# The headers of all responses, those of HAProxy itself among them.\n\
         http-after-response del-header access-control- -m beg\n",
    );
    for name in neighbours(plan) {
        let _ = writeln!(text, "http-after-response del-header {name}");
    }
    let (origin, allowed) = if is_any {
        ("*".to_owned(), None)
    } else {
        (format!("%[var(txn.{id}_origin)]"), Some(format!("{{ var(txn.{id}_origin) -m found }}")))
    };
    let conditions = Conditions {
        origin: &origin,
        allowed: allowed.as_deref(),
        preflight: &preflight,
        not_preflight: &format!("!{preflight}"),
    };
    header_lines(plan, &conditions, |name, value, conditions| {
        let all = if conditions.is_empty() {
            String::new()
        } else {
            format!(" if {}", conditions.join(" "))
        };
        let _ = writeln!(text, "http-after-response set-header {name} {value}{all}");
    });
    let granted = [conditions.allowed, Some(conditions.preflight)];
    let granted = granted.into_iter().flatten().collect::<Vec<_>>().join(" ");
    text.push_str(&answers(plan, id, &granted));
    text.push_str(&neighbour_lines(plan, id, &conditions));
    let has = |name: &str| format!("{{ res.hdr(vary) -m str -i {} * }}", name.to_ascii_lowercase());
    if !is_any {
        let has_origin = has("Origin");
        let _ = writeln!(text, "http-after-response add-header Vary Origin unless {has_origin}");
    }
    let mut vary = |name: &str, condition: &str| {
        let has = has(name);
        let _ = writeln!(text, "http-after-response add-header Vary {name} if {condition} !{has}");
    };
    if plan.mirrors_methods {
        vary("Access-Control-Request-Method", &granted);
    }
    if plan.answers_requested_headers() {
        vary("Access-Control-Request-Headers", &granted);
    }
    if plan.neighbours.storage_access.is_some() {
        vary("Sec-Fetch-Storage-Access", conditions.not_preflight);
    }
    text
}

/// The lists of granted preflights with a part of the request.
fn answers(plan: &Plan, id: &str, granted: &str) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str, condition: &str| {
        let _ =
            writeln!(text, "http-after-response set-header {name} {value} if {granted}{condition}");
    };
    if plan.mirrors_methods {
        let value = format!("%[var(txn.{id}_method)]");
        line(ALLOW_METHODS, &value, &format!(" {{ var(txn.{id}_method) -m found }}"));
    }
    let requested = format!("%[var(txn.{id}_headers)]");
    match &plan.families {
        Some(families) if families.has_listed() => {
            let listed = plan.headers.as_deref().unwrap_or_default();
            line(ALLOW_HEADERS, &format!("{listed}{requested}"), "");
        }
        Some(_) => {
            line(ALLOW_HEADERS, &requested, &format!(" {{ var(txn.{id}_headers) -m len gt 0 }}"));
        }
        None if plan.mirrors_headers => {
            line(ALLOW_HEADERS, &requested, &format!(" {{ var(txn.{id}_headers) -m found }}"));
        }
        None => {}
    }
    text
}

/// The headers next to the CORS protocol.
fn neighbour_lines(plan: &Plan, id: &str, conditions: &Conditions<'_>) -> String {
    let mut text = String::new();
    let Conditions { origin, allowed, not_preflight, .. } = conditions;
    let mut line = |name: &str, value: &str, condition: &str| {
        let condition = format!("{condition} {not_preflight}");
        let condition = condition.trim_start();
        let _ = writeln!(text, "http-after-response set-header {name} {value} if {condition}");
    };
    let allowed = allowed.unwrap_or_default();
    match plan.neighbours.timing {
        Some(TimingAllowOrigin::Any) => line(TIMING, "*", ""),
        Some(TimingAllowOrigin::SameOrigins) => line(TIMING, origin, allowed),
        None => {}
    }
    if let Some(policy) = plan.neighbours.resource_policy {
        line(RESOURCE_POLICY, policy.value(), "");
    }
    for (status, value) in storage_access(plan, origin) {
        let condition = format!("{allowed} {{ var(txn.{id}_storage_access) -m str {status} }}");
        line(STORAGE_ACCESS, &format!("'{value}'"), &condition);
    }
    text
}
