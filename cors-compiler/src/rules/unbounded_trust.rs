//! A pattern that matches more registrable domains than its author can know.

use super::{Level, Rule, accept_risk};
use crate::facts::{Facts, PatternFacts};
use crate::finding::{Finding, Findings, Words, words};
use crate::key::Key;
use crate::language::Count;
use crate::location::Location;
use crate::model::Pattern;
use crate::origins::ends_in_a_number;
use crate::trust::{Reach, has_listed_top_level, is_of_customers, registrable_domain};

/// How many registrable domains a pattern may match without a finding.
pub(crate) const MAX_DOMAINS: u64 = 8;

/// A pattern that matches more registrable domains than its author can know.
pub static UNBOUNDED_TRUST: Rule = Rule {
    name: "unbounded_trust",
    level: Level::Risk,
    keys: &[Key::AllowOrigins, Key::DenyOrigins, Key::AllowCredentials],
    summary: "a pattern that matches more than eight registrable domains, or any top-level domain (only a warning for a leading `*.` without credentials)",
    reason: "anyone who registers one of these domains gets the same access as the intended domains",
    source: "https://publicsuffix.org/learn/",
    wrong: r#"allow_origins = ["https://{branch}.vercel.app"], allow_credentials = true"#,
    right: r#"allow_origins = ["https://{branch}.preview.example.com"], allow_credentials = true"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let policy = facts.policy;
    for (one, of_one) in facts.allowed().filter(|(one, _)| !facts.is_runtime(one)) {
        let Some(reach) = of_one.reach.as_ref() else { continue };
        // A denial that could not be read may exclude some of them.
        let is_certain =
            policy.unread.are_whole(&[Key::DenyOrigins]) || reach.count == Count::Infinite;
        if !reach.count.exceeds(MAX_DOMAINS) || !is_certain {
            continue;
        }
        let finding = finding(&UNBOUNDED_TRUST, one, reach, facts);
        let is_regular = matches!(one.pattern, Pattern::Regular(_));
        findings.push(if is_regular || policy.allow_credentials.is_some() {
            finding
        } else {
            finding.as_warning()
        });
    }
}

/// The finding for a pattern that matches too much, under `rule`, the rule for its key.
pub(super) fn finding(
    rule: &'static Rule,
    one: &PatternFacts<'_>,
    reach: &Reach,
    facts: &Facts<'_>,
) -> Finding {
    let written = one.pattern.to_string();
    let kind = Controller::of_reach(reach);
    let mut finding = unbounded(rule, one.location, &written, reach);
    if let Some(credentials) = facts.policy.allow_credentials {
        finding = finding.elsewhere("credentials are allowed", credentials);
    }
    let has_open_dot = match one.pattern {
        Pattern::Regular(regular) => regular.regex().is_some() && regular.unescaped_dot().is_some(),
        Pattern::Plain(_) | Pattern::Null => false,
    };
    let help = match kind {
        Controller::Domain if has_open_dot => {
            "in a regex, `.` matches any character: write `\\.` for a dot"
        }
        Controller::Domain => {
            "put the wildcard below a domain that you control, or list the origins"
        }
        Controller::Custom if !written.contains("://") => {
            "start the regex with the scheme, as in `https://`, because it must match the whole \
             origin"
        }
        Controller::Address | Controller::Custom => "list the origins",
    };
    accept_risk(finding.help(help), rule, one.pattern)
}

/// The finding for what is `written`, which matches too much: whom it trusts, without what to do about it.
pub(crate) fn unbounded(
    rule: &'static Rule,
    location: Location,
    written: &str,
    reach: &Reach,
) -> Finding {
    let outsider = reach.outsider.as_deref();
    let kind = Controller::of_reach(reach);
    let of_whom = kind.plural();
    let message = match reach.count {
        Count::Infinite => {
            words!("`{written}` matches an unlimited number of {of_whom}", written, of_whom)
        }
        Count::Exactly(count) => words!(
            "`{written}` matches {count} {of_whom}",
            written,
            count = count.to_string(),
            of_whom
        ),
        Count::MoreThan(_) => {
            words!("`{written}` matches more {of_whom} than can be counted", written, of_whom)
        }
    };
    let mut finding = Finding::new(rule, location, message);
    if *rule == UNBOUNDED_TRUST {
        finding = finding.because(kind.reason());
    }
    if reach.is_open {
        finding = finding
            .note("it matches any top-level domain, and new top-level domains are added regularly");
    }
    if let Some(outsider) = outsider {
        finding = finding.note(kind.of_outsider(outsider));
        if let Some(suffix) = suffix_below(written, outsider) {
            finding = finding.note(match is_of_customers(host(outsider)) {
                true => words!("names below `{suffix}` belong to different customers", suffix),
                false => words!(
                    "`{suffix}` is a public suffix: anyone can register a name below it",
                    suffix
                ),
            });
        }
        let is_domain = kind == Controller::Domain && !reach.is_open;
        if let Some(top_level) = unlisted_top_level(outsider).filter(|_| is_domain) {
            finding = finding.note(words!(
                "`{top_level}` is not a reserved name; for private networks there are `.internal` \
                 and `.home.arpa`",
                top_level
            ));
        }
    }
    finding
}

/// Who controls an origin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Controller {
    Domain,
    Address,
    /// An app or an extension with a custom scheme.
    Custom,
}

impl Controller {
    fn of_reach(reach: &Reach) -> Self {
        Self::of(reach.outsider.as_deref().unwrap_or_default())
    }

    fn of(origin: &str) -> Self {
        match origin.split_once("://") {
            Some(("http" | "https", rest)) if rest.starts_with('[') => Self::Address,
            Some(("http" | "https", _)) if ends_in_a_number(host(origin)) => Self::Address,
            Some(("http" | "https", _)) | None => Self::Domain,
            Some(_) => Self::Custom,
        }
    }

    const fn plural(self) -> &'static str {
        match self {
            Self::Domain => "registrable domains",
            Self::Address => "addresses",
            Self::Custom => "apps or extensions",
        }
    }

    const fn reason(self) -> &'static str {
        match self {
            Self::Domain => UNBOUNDED_TRUST.reason,
            Self::Address => {
                "anyone who controls one of these addresses gets the same access as the intended \
                 ones"
            }
            Self::Custom => {
                "anyone who publishes one of these gets the same access as the intended ones"
            }
        }
    }

    fn of_outsider(self, outsider: &str) -> Words {
        match self {
            Self::Domain if !has_listed_top_level(host(outsider)) => words!(
                "it matches `{outsider}`, which anyone can register once its top-level domain \
                 exists",
                outsider
            ),
            Self::Domain => words!("it matches `{outsider}`, which anyone can register", outsider),
            Self::Address | Self::Custom => words!("it also matches `{outsider}`", outsider),
        }
    }
}

/// The public suffix directly above the pattern's wildcard, if it can be mistaken for a registrable domain:
/// `github.io`, but not `com`.
fn suffix_below<'s>(written: &str, outsider: &'s str) -> Option<&'s str> {
    let (_, rest) = outsider.split_once("://")?;
    let host = rest.split(':').next()?;
    let (_, suffix) = host.split_once('.')?;
    let is_registrable = registrable_domain(host).is_some_and(|domain| domain == host);
    let is_written = written.replace('\\', "").contains(suffix);
    (suffix.contains('.') && is_registrable && is_written).then_some(suffix)
}

/// The top-level domain of an unintended origin, if it is neither listed nor reserved.
fn unlisted_top_level(outsider: &str) -> Option<&str> {
    let host = host(outsider);
    let is_unlisted = registrable_domain(host).is_some() && !has_listed_top_level(host);
    host.rsplit('.').next().filter(|_| is_unlisted)
}

/// The host of an origin, unless it is an IPv6 address.
fn host(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    rest.split(':').next().unwrap_or(rest)
}
