//! Rules of `deny_origins`: it takes something away, and not everything.

use super::origins::too_large;
use super::relation::{covers, overlaps};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::language::{Language, TooLarge};
use crate::model::origin::{Host, Port};
use crate::model::pattern::{self, Pattern};
use crate::place::Placed;
use crate::rules::{DENIAL_KEEPS_HOST, DENIAL_KEEPS_SUBDOMAINS, DENIES_EVERYTHING, DENIES_NOTHING};

/// Checks each denial against what is allowed, and each pattern against what is denied.
pub(super) fn check_denials(
    allowed: &[Placed<Pattern>],
    denied: &[Placed<Pattern>],
    diagnostics: &mut Diagnostics,
) {
    for denial in denied {
        match any(allowed, |pattern| overlaps(pattern, &denial.value)) {
            Ok(true) => {
                check_subdomains(allowed, denied, denial, diagnostics);
                check_host(allowed, denied, denial, diagnostics);
            }
            Ok(false) => diagnostics.push(denies_nothing(allowed, denial)),
            Err(error) => diagnostics.push(too_large(denial.place, error)),
        }
    }
    for pattern in allowed {
        match is_taken_away(&pattern.value, denied) {
            Ok(false) => {}
            Ok(true) => {
                let message = format!("`deny_origins` leaves nothing of `{}`", pattern.value);
                diagnostics.push(
                    Diagnostic::new(&DENIES_EVERYTHING, pattern.place, message)
                        .help("remove it, or remove what denies it"),
                );
            }
            Err(error) => diagnostics.push(too_large(pattern.place, error)),
        }
    }
}

fn denies_nothing(allowed: &[Placed<Pattern>], denial: &Placed<Pattern>) -> Diagnostic {
    let message = format!("`{}` is not allowed anyway", denial.value);
    let diagnostic = Diagnostic::new(&DENIES_NOTHING, denial.place, message);
    // Somebody who denies `https://example.com` thinks that `https://*.example.com` allows it.
    let base = |pattern: &&Placed<Pattern>| match (&pattern.value, &denial.value) {
        (Pattern::Plain(pattern), Pattern::Plain(denied)) => {
            matches!((pattern.host(), denied.host()),
                (Host::Subdomains(base), Host::Domain(host)) if base == host)
        }
        _ => false,
    };
    match allowed.iter().find(base) {
        Some(pattern) => diagnostic
            .note(format!("`{}` matches subdomains, and not the domain itself", pattern.value))
            .help("remove it"),
        None => diagnostic.help("remove it"),
    }
}

/// Whether nothing is left of `pattern`.
fn is_taken_away(pattern: &Pattern, denied: &[Placed<Pattern>]) -> Result<bool, TooLarge> {
    if denied.is_empty() {
        return Ok(false);
    }
    if any(denied, |denial| covers(denial, pattern))? {
        return Ok(true);
    }
    // Several denials together may leave nothing of a pattern that is more than one origin.
    if pattern.exact().is_some() || denied.len() < 2 {
        return Ok(false);
    }
    Ok(what_is_left(pattern, denied)?.is_empty())
}

/// What the denials leave of a pattern. Most have nothing to do with it, which is quickly seen.
pub(crate) fn what_is_left(
    pattern: &Pattern,
    denied: &[Placed<Pattern>],
) -> Result<Language, TooLarge> {
    let mut left = pattern.language()?;
    for denial in denied {
        if overlaps(pattern, &denial.value)? {
            left = left.difference(&denial.value.language()?)?;
        }
    }
    Ok(left)
}

/// Warns of a denied host whose subdomains are still allowed.
fn check_subdomains(
    allowed: &[Placed<Pattern>],
    denied: &[Placed<Pattern>],
    denial: &Placed<Pattern>,
    diagnostics: &mut Diagnostics,
) {
    let Pattern::Plain(plain) = &denial.value else { return };
    let Host::Domain(host) = plain.host() else { return };
    let subdomains = format!("{}://*.{host}{}", plain.scheme(), plain.port());
    // A name that is as long as names may be has no subdomains.
    let Ok(subdomains) = pattern::parse(&subdomains) else { return };
    let is_allowed = any(allowed, |pattern| covers(pattern, &subdomains));
    let is_denied = any(denied, |other| covers(other, &subdomains));
    if let (Ok(true), Ok(false)) = (is_allowed, is_denied) {
        let message = format!("`{subdomains}` is still allowed");
        diagnostics.push(
            Diagnostic::new(&DENIAL_KEEPS_SUBDOMAINS, denial.place, message)
                .help(format!("add \"{subdomains}\" to `deny_origins`")),
        );
    }
}

/// Warns of a denied host that another port or the other web scheme still lets in.
fn check_host(
    allowed: &[Placed<Pattern>],
    denied: &[Placed<Pattern>],
    denial: &Placed<Pattern>,
    diagnostics: &mut Diagnostics,
) {
    let Pattern::Plain(plain) = &denial.value else { return };
    for scheme in ["https", "http"] {
        let any_port = format!("{scheme}://{}:*", plain.host());
        let Ok(any_port) = pattern::parse(&any_port) else { continue };
        let is_other = |pattern: &Pattern| {
            // What the denial itself takes away is no loss.
            Ok(overlaps(pattern, &any_port)? && !covers(&denial.value, pattern)?)
        };
        let is_allowed = any(allowed, |pattern| {
            let reaches_more = match pattern {
                Pattern::Plain(allowed) => {
                    allowed.scheme() != plain.scheme()
                        || (allowed.port() != plain.port() && plain.port() != Port::Any)
                }
                Pattern::Regular(_) | Pattern::Null => false,
            };
            Ok(reaches_more && is_other(pattern)?)
        });
        let is_denied = any(denied, |other| covers(other, &any_port));
        if let (Ok(true), Ok(false)) = (is_allowed, is_denied) {
            let message = if scheme == plain.scheme() {
                format!("`{}` is still allowed on other ports", plain.host())
            } else {
                format!("`{}` is still allowed by `{scheme}:`", plain.host())
            };
            diagnostics.push(
                Diagnostic::new(&DENIAL_KEEPS_HOST, denial.place, message)
                    .help(format!("add \"{any_port}\" to `deny_origins`")),
            );
        }
    }
}

fn any(
    patterns: &[Placed<Pattern>],
    mut is_so: impl FnMut(&Pattern) -> Result<bool, TooLarge>,
) -> Result<bool, TooLarge> {
    for pattern in patterns {
        if is_so(&pattern.value)? {
            return Ok(true);
        }
    }
    Ok(false)
}
