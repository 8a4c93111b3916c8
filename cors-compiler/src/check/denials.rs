//! Rules of `deny_origins`: it takes something away, and not everything.

use super::denied_ranges::check_range;
use super::hosts::Hosts;
use super::left::Lists;
use super::origins::report_too_large;
use super::relation::Known;
use crate::finding::{Finding, Findings};
use crate::key::Key;
use crate::language::TooLarge;
use crate::model::Unread;
use crate::model::origin::{Host, OriginPattern};
use crate::model::pattern::{self, Pattern};
use crate::place::Placed;
use crate::rules::{DENIES_EVERYTHING, DENIES_NOTHING};

/// Checks each denial against what is allowed, and each pattern against what is denied.
pub(super) fn check_denials(
    allowed: &[Placed<Pattern>],
    denied: &[Placed<Pattern>],
    lists: &Lists<'_>,
    unread: &Unread,
    findings: &mut Findings,
) {
    if lists.denied.is_empty() {
        return;
    }
    let mut hosts = Hosts::new(lists);
    for (denial, known) in denied.iter().zip(lists.denied.known()) {
        match lists.allowed.overlapping(known).next().transpose() {
            // Another denial may be the one that is missing.
            Ok(Some(_)) if !unread.are_whole(&[Key::DenyOrigins]) => {}
            Ok(Some(_)) => {
                hosts.check(denial, findings);
                match check_range(denial, lists) {
                    Ok(warning) => findings.extend(warning),
                    Err(error) => report_too_large(denial.place, error, findings),
                }
            }
            // It may be denied of what could not be read.
            Ok(None) if !unread.are_whole(&[Key::AllowOrigins]) => {}
            Ok(None) => {
                findings.push(denies_nothing(lists, denial));
                hosts.check_elsewhere(denial, findings);
            }
            Err(error) => report_too_large(denial.place, error, findings),
        }
        if lists.budget.is_spent() {
            return;
        }
    }
    for (index, (pattern, known)) in allowed.iter().zip(lists.allowed.known()).enumerate() {
        match is_taken_away(index, known, lists) {
            Ok(false) => {}
            Ok(true) => {
                let message = format!("`deny_origins` leaves nothing of `{}`", pattern.value);
                findings.push(
                    Finding::new(&DENIES_EVERYTHING, pattern.place, message)
                        .help("remove it, or remove what denies it"),
                );
            }
            Err(error) => report_too_large(pattern.place, error, findings),
        }
        if lists.budget.is_spent() {
            return;
        }
    }
}

/// A denial that stays for the day when somebody allows more.
const KEEP_DENIAL: &str = "or keep it as a precaution, and list `denies_nothing` in `allow`";

fn denies_nothing(lists: &Lists<'_>, denial: &Placed<Pattern>) -> Finding {
    let message = format!("`{}` is not allowed anyway", denial.value);
    let finding = Finding::new(&DENIES_NOTHING, denial.place, message);
    // Somebody who denies `https://example.com` thinks that `https://*.example.com` allows it.
    match subdomains(&denial.value).and_then(|plain| lists.allowed.same_host(&plain)) {
        Some(pattern) => finding
            .note(format!("`{pattern}` matches subdomains, not the domain itself"))
            .help("remove it")
            .help(KEEP_DENIAL),
        None => finding.help("remove it").help(KEEP_DENIAL),
    }
}

/// The subdomains of a denied host.
fn subdomains(denial: &Pattern) -> Option<OriginPattern> {
    let Pattern::Plain(plain) = denial else { return None };
    let Host::Domain(host) = plain.host() else { return None };
    // A name that is as long as names may be has no subdomains.
    match pattern::parse(&format!("{}://*.{host}", plain.scheme())) {
        Ok(Pattern::Plain(subdomains)) => Some(subdomains),
        _ => None,
    }
}

/// Whether nothing is left of an allowed pattern.
fn is_taken_away(index: usize, known: &Known<'_>, lists: &Lists<'_>) -> Result<bool, TooLarge> {
    if lists.denied.covering(known).next().transpose()?.is_some() {
        return Ok(true);
    }
    // Several denials together may leave nothing of a pattern that is more than one origin. Of
    // all labels there are, plain denials take only some, or all at once.
    let plain_leave_some = match known.pattern {
        Pattern::Plain(plain) => matches!(plain.host(), Host::Subdomains(_)),
        Pattern::Regular(_) | Pattern::Null => false,
    };
    if known.exact.is_some()
        || plain_leave_some && lists.denied.regular_overlapping(known).next().is_none()
    {
        return Ok(false);
    }
    Ok(lists.left(index)?.is_empty())
}
