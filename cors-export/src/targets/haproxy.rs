//! HAProxy: lines of a frontend.
//!
//! - `req.fhdr` is the whole value of a header; `req.hdr` would split it at commas, and `evil, https://example.com`
//!   would be allowed.
//! - Headers are set in `http-after-response`, which HAProxy's own errors pass too.
//! - An engine that fails on a denial would allow its origins, so no regex sees more than an origin can have.

use std::fmt::Write as _;

use super::{Conditions, header_lines, indented};
use crate::header::header;
use crate::plan::{MAX_ORIGIN_LEN, Matchers, Origins, Plan};
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
    rules.push_str(&preflights(&id, is_any));
    rules.push_str(&responses(plan, &id, is_any));

    let mut place = vec![
        "Put these lines at the beginning of each frontend with the policy. Other `http-request` rules come after them."
            .to_owned(),
    ];
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
         http-response del-header access-control- -m beg\n",
    );
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
    if !is_any {
        let _ = writeln!(
            text,
            "http-after-response add-header Vary Origin unless {{ res.hdr(vary) -m str -i origin * }}"
        );
    }
    text
}
