//! Causes in words: notes about what was found, and helps that name what to change.

use crate::cause::Cause;
use crate::outcome::Outcome;
use crate::server::Framework;

/// The lines about a cause.
pub(super) fn lines(cause: &Cause, outcome: &Outcome) -> Vec<String> {
    let mut lines = Lines(Vec::new());
    let framework = outcome.asked.framework;
    match cause {
        Cause::NotPossible(_) => {
            lines.note("browsers don't send this request, whatever the server answers");
        }
        Cause::NoResponse(_) => lines.note("the server did not answer; CORS is not the cause"),
        Cause::NoPolicy { status, is_preflight } => {
            no_policy(&mut lines, *status, *is_preflight, framework);
        }
        Cause::CheckedBefore { status, is_preflight } => {
            checked_before(&mut lines, *status, *is_preflight, framework);
        }
        Cause::OutsideOfPolicy { status } => {
            lines.note(
                "a policy answered the preflight, but the response to the request comes from outside of it: it has \
                 neither `access-control-allow-origin` nor `vary: origin`",
            );
            if matches!(status, 401 | 403 | 407 | 429) {
                lines.note(&format!("the page cannot even see that the status is {status}"));
            }
            lines.help(outermost(framework));
        }
        Cause::TwoPolicies { explanation } => two_policies(&mut lines, explanation.is_some()),
        Cause::Origin { sent, answered, is_by_redirect } => {
            origin(&mut lines, sent, answered.as_deref(), *is_by_redirect);
        }
        Cause::Credentials => {
            lines.note("the policy allows the origin, but not requests with credentials");
            lines.help(
                "`allow_credentials = true` in the policy, if these pages may act as the user",
            );
        }
        Cause::AnyOriginWithCredentials => {
            lines.note("`*` allows only requests without credentials");
            lines.help(&format!(
                "list the origins: `allow_origins = [\"{}\"]` with `allow_credentials = true`",
                outcome.asked.origin
            ));
        }
        Cause::Method { method, has_wildcard } => {
            if *has_wildcard {
                lines.note("`*` is not a wildcard for requests with credentials");
            }
            let upper_case = method.to_ascii_uppercase();
            if *method != upper_case {
                lines.note(&format!(
                    "browsers send this method as it is written; `{upper_case}` is another method"
                ));
            }
            let written = if is_known(method) { method.clone() } else { format!("\"{method}\"") };
            lines.help(&format!("add `{written}` to `allow_methods` of the policy"));
        }
        Cause::Headers { names, has_wildcard } => headers(&mut lines, names, *has_wildcard),
        Cause::AuthorizationByWildcard => {
            lines.note(
                "the Fetch standard excludes `authorization` from `*`, but Chromium, Firefox and WebKit send it today, so \
                 no test can rely on either result",
            );
            lines.help(
                "if pages may send it, write `allow_headers = [\"*\", \"authorization\"]`; if not, list the headers that \
                 they may send instead of `*`",
            );
        }
        Cause::PreflightStatus(status) => {
            lines.note(&format!(
                "a policy has seen the preflight, but its status is {status}, and browsers require 200 to 299"
            ));
            lines.help(
                "mount a handler for the method, or, if something inside of the policy answers `OPTIONS`, let the \
                 policy answer it",
            );
        }
        Cause::Malformed(name) => lines.help(&format!(
            "`{name}` has to be a list of names with commas between them; a policy writes it"
        )),
        Cause::Redirect(_) => lines.help("request the URL that the server redirects to"),
    }
    lines.0
}

struct Lines(Vec<String>);

impl Lines {
    fn note(&mut self, text: &str) {
        self.0.push(format!("= note: {text}"));
    }

    fn help(&mut self, text: &str) {
        self.0.push(format!("= help: {text}"));
    }
}

fn no_policy(lines: &mut Lines, status: u16, is_preflight: bool, framework: Framework) {
    let what = if is_preflight { "answered this preflight" } else { "has seen this request" };
    lines.note(&format!(
        "no CORS policy {what}: the response has neither `access-control-allow-origin` nor `vary: origin`"
    ));
    match (status, is_preflight) {
        (405, true) => lines.note(
            "the path has handlers, and a policy around them would have answered the preflight",
        ),
        (404 | 405, _) => {
            lines.note("a path or method without a handler needs the policy, too");
        }
        _ => {}
    }
    lines.help(match framework {
        Framework::Tower => {
            "put the policy around the whole application: `protect(app, &API)`; a `CorsLayer` covers only what was \
             added to the router before it, so add it last"
        }
        Framework::ActixWeb => {
            "put the policy around the whole application, in the last `wrap`: `.wrap(Cors::new(&API))`"
        }
        Framework::Unknown => "put the policy around the whole application, outside of its routes",
    });
    lines.help("if the policies are on handlers, put one on the handler of this path and method: `#[cors(API)]`");
}

fn checked_before(lines: &mut Lines, status: u16, is_preflight: bool, framework: Framework) {
    match (status, is_preflight) {
        (429, _) => lines.note("a rate limiter answered before a CORS policy has seen the request"),
        (300..=399, _) => lines.note(
            "the preflight was redirected, for example to a login, before a CORS policy has seen it; browsers don't \
             follow redirects of preflights",
        ),
        (_, true) => lines.note(&format!(
            "the preflight was refused with {status} before a CORS policy has seen it; browsers send preflights \
             without cookies and without `authorization`"
        )),
        (_, false) => lines.note(&format!(
            "the request was refused with {status} before a CORS policy has seen it, so the page cannot even see \
             the status"
        )),
    }
    lines.help(outermost(framework));
    if status == 403 && is_preflight {
        lines.note("a handler with `#[cors(closed)]` answers its preflights with 403, too");
    }
}

/// How to put a policy around what answers before it.
fn outermost(framework: Framework) -> &'static str {
    match framework {
        Framework::Tower => {
            "the policy has to be outermost: `protect(app.layer(authentication), &API)`, or the `CorsLayer` after all \
             other layers"
        }
        Framework::ActixWeb => {
            "the policy has to be outermost, in the last `wrap`: `.wrap(authentication).wrap(Cors::new(&API))`"
        }
        Framework::Unknown => {
            "the policy has to be outermost: put what checks requests inside of it"
        }
    }
}

fn two_policies(lines: &mut Lines, is_explained: bool) {
    lines.note(if is_explained {
        "two policies apply to this request (see `cors-error`): one would answer its preflight, and the other the \
         request itself"
    } else {
        "`access-control-allow-origin` appears twice: two policies apply to this request, or the program and a proxy \
         in front of it set the header; browsers join the lines and refuse the result"
    });
    lines.help("keep one: the policy around the application, or those on handlers and scopes");
}

fn origin(lines: &mut Lines, sent: &str, answered: Option<&str>, is_by_redirect: bool) {
    lines.note(&match answered {
        Some(answered) => format!("the response is shared with `{answered}`, not with `{sent}`"),
        None => format!("a policy has seen the request, and does not allow the origin `{sent}`"),
    });
    if is_by_redirect {
        lines.note(
            "after a redirect from one other origin to another, browsers send the origin `null`",
        );
        lines.help("request the URL that the server redirects to");
    } else if sent == "null" {
        lines.help(
            "any page can obtain the origin `null`; give the page an origin of its own, and allow that one",
        );
    } else {
        lines.help(&format!("add `\"{sent}\"` to `allow_origins` of the policy"));
    }
}

fn headers(lines: &mut Lines, names: &[String], has_wildcard: bool) {
    if has_wildcard {
        lines.note("`*` is not a wildcard for requests with credentials");
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    lines.help(&format!("add `{}` to `allow_headers` of the policy", quoted.join(", ")));
}

/// Whether the policy language has a keyword for a method.
fn is_known(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS")
}
