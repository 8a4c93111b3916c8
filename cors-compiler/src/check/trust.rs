//! Rules of trust: how far patterns reach, and what goes over an open line.

use super::left::Lists;
use super::origins::report_too_large;
use crate::exceptions::offered;
use crate::finding::{Finding, Findings, Help, Written};
use crate::language::{Budget, Count, Language, TooLarge};
use crate::model::origin::address::ends_in_a_number;
use crate::model::origin::{Host, OriginPattern};
use crate::model::pattern::over_https;
use crate::model::{Pattern, RegularPattern, UnescapedDot};
use crate::origins::readable_witness;
use crate::place::{Place, Placed};
use crate::rules::{INSECURE_ORIGIN, UNBOUNDED_TRUST, UNESCAPED_DOT};
use crate::trust::{
    Reach, has_listed_top_level, is_of_customers, reach_within, registrable_domain,
    registrable_domain_of_subdomains,
};

/// How many registrable domains a pattern may reach without a question.
const MAX_DOMAINS: u64 = 8;

/// How far a pattern reaches, counted; reported if it is too far.
///
/// A list of plain origins is never in question.
pub(super) fn check_reach(
    index: usize,
    pattern: &Placed<Pattern>,
    lists: &Lists<'_>,
    credentials: Option<Place>,
    findings: &mut Findings,
) -> Option<Reach> {
    let is_regular = match &pattern.value {
        Pattern::Regular(_) => true,
        Pattern::Plain(plain) => {
            let Host::Subdomains(_) = plain.host() else { return None };
            false
        }
        Pattern::Null => return None,
    };
    match count(index, &pattern.value, lists) {
        Ok(reach) => {
            if reach.count.exceeds(MAX_DOMAINS) {
                let finding = unbounded(pattern, &reach, credentials);
                findings.push(if is_regular || credentials.is_some() {
                    finding
                } else {
                    finding.as_warning()
                });
            }
            // Whatever the count: an accepted risk covers its own rule and no other.
            if let Pattern::Regular(regular) = &pattern.value {
                match unescaped(pattern.place, regular, lists.budget) {
                    Ok(None) => {}
                    Ok(Some(finding)) => findings.push(finding),
                    Err(error) => report_too_large(pattern.place, error, findings),
                }
            }
            Some(reach)
        }
        Err(error) => {
            report_too_large(pattern.place, error, findings);
            None
        }
    }
}

fn count(index: usize, pattern: &Pattern, lists: &Lists<'_>) -> Result<Reach, TooLarge> {
    if let Pattern::Plain(plain) = pattern
        && let Host::Subdomains(base) = plain.host()
        && let Some(domain) = registrable_domain_of_subdomains(base)
    {
        let (count, domains) = (Count::Exactly(1), vec![domain]);
        return Ok(Reach { count, domains, stranger: None, is_open: false });
    }
    reach_within(lists.left(index)?, lists.budget)
}

fn unbounded(pattern: &Placed<Pattern>, reach: &Reach, credentials: Option<Place>) -> Finding {
    let written = &pattern.value;
    let kind = Kind::of(reach.stranger.as_deref().unwrap_or_default());
    let parties = match kind {
        Kind::Domain => "registrable domains",
        Kind::Address => "addresses",
        Kind::Custom => "apps or extensions",
    };
    let message = match reach.count {
        Count::WithoutEnd => format!("`{written}` matches an unlimited number of {parties}"),
        Count::Exactly(count) => format!("`{written}` matches {count} {parties}"),
        Count::MoreThan(_) => format!("`{written}` matches more {parties} than can be counted"),
    };
    let reason = match kind {
        Kind::Domain => UNBOUNDED_TRUST.reason,
        Kind::Address => {
            "anyone who controls one of these addresses gets the same access as the intended ones"
        }
        Kind::Custom => {
            "anyone who publishes one of these gets the same access as the intended ones"
        }
    };
    let mut finding = Finding::new(&UNBOUNDED_TRUST, pattern.place, message).because(reason);
    if reach.is_open {
        finding =
            finding.note("it leaves the top-level domain open, and new ones are added regularly");
    }
    if let Some(stranger) = &reach.stranger {
        finding = finding.note(match kind {
            Kind::Domain if !has_listed_top_level(host(stranger)) => format!(
                "it lets in `{stranger}`, which anyone can register once its top-level domain is opened"
            ),
            Kind::Domain => format!("it lets in `{stranger}`, which anyone can register"),
            Kind::Address | Kind::Custom => format!("it lets in `{stranger}` too"),
        });
    }
    if let Some(suffix) = suffix_below(written, reach) {
        let stranger = reach.stranger.as_deref().unwrap_or_default();
        finding = finding.note(match is_of_customers(host(stranger)) {
            true => format!("names below `{suffix}` belong to different customers"),
            false => format!("`{suffix}` is a public suffix: anyone can register a name below it"),
        });
    }
    if kind == Kind::Domain
        && let Some(top_level) = unlisted_top_level(reach)
    {
        finding = finding.note(format!(
            "`{top_level}` is not a reserved name; for private networks there are `.internal` and `.home.arpa`"
        ));
    }
    if let Some(credentials) = credentials {
        finding = finding.elsewhere("credentials are allowed", credentials);
    }
    let has_open_dot = match written {
        Pattern::Regular(regular) => regular.unescaped_dot().is_some(),
        Pattern::Plain(_) | Pattern::Null => false,
    };
    let help = match kind {
        Kind::Domain if has_open_dot => "in a regex `.` is any character: write `\\.` for a dot",
        Kind::Domain => "put the wildcard below a domain of your own, or list the origins",
        Kind::Custom if !written.to_string().contains("://") => {
            "begin the regex with the scheme, as in `https://`: it matches the whole origin"
        }
        Kind::Address | Kind::Custom => "list the origins",
    };
    let [for_it, for_all] = offered(&UNBOUNDED_TRUST, written);
    finding.help(help).help(for_it).help(for_all)
}

/// The public suffix right below which a pattern has its wildcard, if it is one that passes for
/// somebody's domain: `github.io`, and not `com`.
fn suffix_below<'r>(pattern: &Pattern, reach: &'r Reach) -> Option<&'r str> {
    let (_, rest) = reach.stranger.as_deref()?.split_once("://")?;
    let host = rest.split(':').next()?;
    let (_, suffix) = host.split_once('.')?;
    let is_registrable = registrable_domain(host).is_some_and(|domain| domain == host);
    let is_written = pattern.to_string().replace('\\', "").contains(suffix);
    (suffix.contains('.') && is_registrable && is_written).then_some(suffix)
}

/// The top-level domain that a pattern is written with, if it is neither listed nor reserved.
fn unlisted_top_level(reach: &Reach) -> Option<&str> {
    let host = host(reach.stranger.as_deref().filter(|_| !reach.is_open)?);
    let is_unlisted = registrable_domain(host).is_some() && !has_listed_top_level(host);
    host.rsplit('.').next().filter(|_| is_unlisted)
}

/// Who is behind an origin.
#[derive(PartialEq, Eq)]
enum Kind {
    Domain,
    Address,
    /// An app or an extension, behind a scheme of its own.
    Custom,
}

impl Kind {
    fn of(origin: &str) -> Self {
        match origin.split_once("://") {
            Some(("http" | "https", rest)) if rest.starts_with('[') => Self::Address,
            Some(("http" | "https", _)) if ends_in_a_number(host(origin)) => Self::Address,
            Some(("http" | "https", _)) | None => Self::Domain,
            Some(_) => Self::Custom,
        }
    }
}

/// The host of an origin, unless it is an IPv6 address.
fn host(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    rest.split(':').next().unwrap_or(rest)
}

/// A dot that lets in others than it was written for: few enough to pass by their number, or names
/// without a dot, which nobody registers and any local network may have.
fn unescaped(
    place: Place,
    regular: &RegularPattern,
    budget: &Budget,
) -> Result<Option<Finding>, TooLarge> {
    let Some(UnescapedDot { range, escaped, plain }) = regular.unescaped_dot() else {
        return Ok(None);
    };
    // What parses without a backslash parses with it.
    let Ok(meant) = Language::from_regex_within(escaped, budget) else { return Ok(None) };
    let others = regular.language().difference_within(&meant, budget)?;
    let Some(witness) = readable_witness(&others, budget)? else { return Ok(None) };
    let finding = Finding::new(&UNESCAPED_DOT, place, "a dot in a regex is any character")
        .within(range.clone())
        .note(format!("it lets in `{witness}`"))
        .help(Help::write(place, Written::Regex(escaped.clone())));
    let finding = match plain {
        Some(plain) => finding.help(format!("or replace the regex with \"{plain}\"")),
        None => finding.help("or, where any character is meant, write a class such as `[a-z]`"),
    };
    Ok(Some(finding))
}

/// Reports credentials over plain http.
pub(super) fn check_insecure(
    index: usize,
    pattern: &Placed<Pattern>,
    lists: &Lists<'_>,
    credentials: Place,
    findings: &mut Findings,
) {
    let insecure = match &pattern.value {
        Pattern::Null => Ok(None),
        Pattern::Plain(plain) => Ok(is_insecure(plain).then(|| plain.to_string())),
        Pattern::Regular(_) => {
            lists.left(index).and_then(|language| insecure_witness(language, lists.budget))
        }
    };
    match insecure {
        Ok(None) => {}
        Ok(Some(origin)) => {
            let message = format!("`{origin}` has credentials over plain `http:`");
            let [for_it, for_all] = offered(&INSECURE_ORIGIN, &pattern.value);
            findings.push(
                Finding::new(&INSECURE_ORIGIN, pattern.place, message)
                    .elsewhere("credentials are allowed", credentials)
                    .help(match over_https(&pattern.value) {
                        Some(secure) => format!("write \"{secure}\""),
                        None => "serve the page over https, and allow that origin".to_owned(),
                    })
                    .help(for_it)
                    .help(for_all),
            );
        }
        Err(error) => report_too_large(pattern.place, error, findings),
    }
}

/// Whether pages of the pattern come over plain http from elsewhere than the user's own machine.
///
/// Source: [potentially trustworthy
/// origins](https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy);
/// [RFC 6761, section 6.3](https://www.rfc-editor.org/rfc/rfc6761#section-6.3) for `localhost`.
fn is_insecure(plain: &OriginPattern) -> bool {
    plain.scheme() == "http"
        && match plain.host() {
            Host::Domain(host) | Host::Subdomains(host) => {
                let host = host.strip_suffix('.').unwrap_or(host);
                host != "localhost" && !host.ends_with(".localhost")
            }
            Host::Ipv4(address) => !address.is_loopback(),
            Host::Ipv6(address) => !address.is_loopback(),
            Host::Opaque(_) => false,
        }
}

/// An origin of the language that is not secure, if there is one.
fn insecure_witness(language: &Language, budget: &Budget) -> Result<Option<String>, TooLarge> {
    const HTTP: &str = "http://.*";
    const OWN_MACHINE: &str =
        r"http://((.*\.)?localhost\.?|127\.[0-9]+\.[0-9]+\.[0-9]+|\[::1\])(:[0-9]+)?";
    // Our own regexes parse.
    let own = |regex| Language::from_regex(regex).map_err(|_| TooLarge::States { limit: 0 });
    let insecure = language
        .intersection_within(&own(HTTP)?, budget)?
        .difference_within(&own(OWN_MACHINE)?, budget)?;
    if insecure.is_empty() {
        return Ok(None);
    }
    readable_witness(&insecure, budget)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pattern::parse;
    use crate::trust::reach;

    /// What is said of a `*.` pattern without counting is what counting says.
    #[test]
    fn the_short_way_and_the_count_agree() {
        for base in [
            "com",
            "example.com",
            "a.example.com",
            "example.com.",
            "co.uk",
            "example.co.uk",
            "github.io",
            "me.github.io",
            "amazonaws.com",
            "s3.amazonaws.com",
            "bucket.s3.amazonaws.com",
            "kawasaki.jp",
            "a.kawasaki.jp",
            "city.kawasaki.jp",
            "b.a.kawasaki.jp",
            "ck",
            "www.ck",
            "internal",
            "corp.internal",
            "localhost",
            "example.unlisted",
        ] {
            let pattern = parse(&format!("https://*.{base}")).unwrap();
            let counted = reach(&pattern.language().unwrap()).unwrap();
            if let Some(domain) = registrable_domain_of_subdomains(base) {
                assert_eq!(
                    (counted.count, counted.domains),
                    (Count::Exactly(1), vec![domain]),
                    "{base}"
                );
            }
        }
    }
}
