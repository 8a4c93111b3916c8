//! What is wrong with a configuration: findings of the rules that policies must keep.
//!
//! ```text
//!   listed origins and names ──> a policy that lists the same ──> findings that are true of any server
//!   predicates               ──> their languages              ──> whom they trust, as of a pattern
//!   every origin             ──> with credentials?
//! ```
//!
//! A rule that is only about how policies are written, such as `duplicate`, is left out, and so is advice on how to
//! accept a risk, for the configuration has no place for it.

use super::{AnyOrigin, Condition, Configuration, Names, Origins, Predicate, PredicateError};
use crate::ast::{Entry, Notation, Policy, Value};
use crate::compile_policy;
use crate::finding::{Edit, Finding, Findings, words};
use crate::key::Key;
use crate::language::{Automata, Language, TooLarge};
use crate::location::{Located, Location};
use crate::model::pattern::{self, Pattern, with_dots_escaped};
use crate::origins::http_origins;
use crate::rules::{self, Rule};
use crate::trust::Reach;

/// How many steps the automata of one configuration may take: as of a policy.
pub(super) const MAX_STEPS: usize = 10_000_000;

/// What was found out about a configuration.
#[derive(Debug)]
pub struct Review {
    /// What is wrong with it, in the order of its text.
    pub findings: Vec<Finding>,
    /// What was found out about each condition, in order; nothing if every origin is allowed.
    pub conditions: Vec<Reviewed>,
    pub(super) automata: Automata,
}

/// What was found out about one condition.
#[derive(Debug)]
pub struct Reviewed {
    /// The origins that meet it, as far as browsers send them; `None` if it could not be read.
    pub origins: Option<Language>,
    /// Which registrable domains have origins that meet it, of a predicate. Only origins of web pages count, if
    /// there are any: an app with a scheme of its own is not bound to CORS.
    pub reach: Option<Reach>,
    /// Why the predicate has no language.
    pub error: Option<PredicateError>,
}

/// Finds out what a configuration allows, and what is wrong with it.
///
/// ```
/// use cors_compiler::location::{Located, Location};
/// use cors_compiler::migration::*;
///
/// let at = Location::new(0);
/// let predicate = Predicate::EndsWith("example.com".to_owned());
/// let review = review(&Configuration {
///     location: at,
///     library: "tower-http",
///     origins: Origins::Conditions(vec![Located::new(Condition::If(predicate), at)]),
///     credentials: Credentials::No,
///     methods: Names::default(),
///     headers: Names::default(),
///     exposed: Names::default(),
///     max_age: None,
/// });
/// assert_eq!(review.findings[0].rule.name, "unbounded_trust");
/// let outsider = review.conditions[0].reach.as_ref().unwrap().outsider.as_deref();
/// assert_eq!(outsider, Some("https://aexample.com"));
/// ```
#[must_use]
pub fn review(configuration: &Configuration) -> Review {
    let mut review = Review {
        findings: of_lists(configuration),
        conditions: Vec::new(),
        automata: Automata::within(MAX_STEPS),
    };
    match &configuration.origins {
        Origins::Any(any) => review.findings.extend(of_any(*any, configuration)),
        Origins::Conditions(conditions) => {
            for Located { value, location } in conditions {
                let mut findings = Findings::default();
                let reviewed =
                    of_condition(value, *location, configuration, &review.automata, &mut findings);
                review.conditions.push(reviewed);
                review.findings.extend(findings.into_sorted());
            }
        }
    }
    review.findings.extend(of_names(configuration));
    review.findings.sort_by_key(|one| (one.location, one.rule.name));
    review
}

/// The rules that are about more than how a policy is written.
static OF_LISTS: &[&Rule] = &[
    &rules::ORIGIN_SCHEME,
    &rules::ORIGIN_PATH,
    &rules::ORIGIN_USER_INFO,
    &rules::ORIGIN_CASE,
    &rules::ORIGIN_UNICODE,
    &rules::ORIGIN_HOST,
    &rules::ORIGIN_ADDRESS,
    &rules::ORIGIN_PORT,
    &rules::ORIGIN_DEFAULT_PORT,
    &rules::ORIGIN_BLOCKED_PORT,
    &rules::SHARED_APP_ORIGIN,
    &rules::ORIGIN_WHITE_SPACE,
    &rules::ORIGIN_SEVERAL,
    &rules::ORIGIN_LENGTH,
    &rules::NULL_ORIGIN,
    &rules::INSECURE_ORIGIN,
    &rules::METHOD_TOKEN,
    &rules::FORBIDDEN_METHOD,
    &rules::METHOD_CASE,
    &rules::HEADER_TOKEN,
    &rules::FORBIDDEN_REQUEST_HEADER,
    &rules::RESPONSE_HEADER_ALLOWED,
    &rules::FORBIDDEN_RESPONSE_HEADER,
    &rules::REQUEST_HEADER_EXPOSED,
];

/// What is wrong with the listed origins and names.
fn of_lists(configuration: &Configuration) -> Vec<Finding> {
    let mut findings = Findings::default();
    let policy = listed(configuration);
    let _ = compile_policy(&policy, &mut findings);
    let is_about_more = |finding: &Finding| OF_LISTS.contains(&finding.rule);
    findings.into_sorted().into_iter().filter(is_about_more).map(without_edits).collect()
}

/// Without the edits, which are of a policy, and without the ways to make an exception.
pub(super) fn without_edits(mut finding: Finding) -> Finding {
    let is_of_value = |edit: &Edit| {
        matches!(edit, Edit::Replace { .. } | Edit::ReplaceWithin { .. } | Edit::Remove { .. })
    };
    finding.helps.retain(|help| help.fix.iter().flat_map(|fix| &fix.edits).all(is_of_value));
    for help in &mut finding.helps {
        help.fix = None;
    }
    finding
}

/// The policy that lists the same.
fn listed(configuration: &Configuration) -> Policy {
    let at = configuration.location;
    let text = |name: &Located<String>| Value::Text(name.clone());
    let names = |names: &Names| -> Vec<Value> {
        names.listed.iter().filter(|name| !name.value.contains('*')).map(text).collect()
    };
    let mut origins = Vec::new();
    if let Origins::Conditions(conditions) = &configuration.origins {
        for Located { value, location } in conditions {
            if let Condition::Exactly(origin) = value {
                if !is_pattern(origin) {
                    origins.push(Value::Text(Located::new(origin.clone(), *location)));
                }
            }
        }
    }
    let lists = [
        (Key::AllowOrigins, origins),
        (Key::AllowMethods, names(&configuration.methods)),
        (Key::AllowHeaders, names(&configuration.headers)),
        (Key::ExposeHeaders, names(&configuration.exposed)),
    ];
    let entry =
        |key: Key, value: Value| Entry { key: Located::new(key.name().to_owned(), at), value };
    let mut entries: Vec<Entry> = lists
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(key, values)| entry(key, Value::List(Located::new(values, at))))
        .collect();
    if let Some(location) = configuration.credentials.location() {
        entries.push(entry(Key::AllowCredentials, Value::Bool(Located::new(true, location))));
    }
    Policy { location: at, notation: Notation::Rust, entries, has_lost_entries: false }
}

/// Whether a policy would read the text as a pattern, and another library as a text.
pub(super) fn is_pattern(origin: &str) -> bool {
    match pattern::parse(origin) {
        Ok(Pattern::Plain(plain)) => !plain.is_exact(),
        Ok(Pattern::Regular(_)) => true,
        Ok(Pattern::Null) => false,
        Err(_) => origin.contains(['*', '{']),
    }
}

fn of_any(any: Located<AnyOrigin>, configuration: &Configuration) -> Option<Finding> {
    let credentials = configuration.credentials.location()?;
    let rule = &rules::CREDENTIALS_WITH_ANY_ORIGIN;
    let finding = match any.value {
        AnyOrigin::Wildcard => {
            Finding::new(rule, any.location, "credentials cannot be allowed for every origin")
        }
        AnyOrigin::Reflected => {
            Finding::new(rule, any.location, "every origin is allowed with credentials")
                .because(
                    "any page can send requests with the credentials of its visitor, and read the \
                     responses",
                )
                .note("for example, it allows `https://evil.example` and `null`")
        }
    };
    Some(
        finding
            .elsewhere("credentials are allowed", credentials)
            .help("list the origins, or don't allow credentials"),
    )
}

fn of_condition(
    condition: &Condition,
    location: Location,
    configuration: &Configuration,
    automata: &Automata,
    findings: &mut Findings,
) -> Reviewed {
    let failed = |error| Reviewed { origins: None, reach: None, error: Some(error) };
    match condition {
        Condition::Unknown => Reviewed { origins: None, reach: None, error: None },
        Condition::Exactly(origin) => {
            if is_pattern(origin) {
                findings.push(compared_as_text(origin, location, configuration.library));
            }
            match automata.among_origins(&Language::literal(origin.as_bytes())) {
                Ok(origins) => Reviewed { origins: Some(origins), reach: None, error: None },
                Err(error) => failed(error.into()),
            }
        }
        Condition::If(predicate) => {
            let reviewed = predicate.language(automata).and_then(|language| {
                let it = OfPredicate { predicate, language: &language, location };
                Ok(it.review(configuration, automata, findings)?)
            });
            reviewed.unwrap_or_else(failed)
        }
    }
}

fn compared_as_text(origin: &str, location: Location, library: &'static str) -> Finding {
    let message = words!("`{origin}` matches only this text", origin);
    Finding::new(&rules::ORIGIN_WILDCARD, location, message)
        .because(words!("{library} compares it byte by byte, so it is not a pattern", library))
        .help("a policy can have such a pattern")
}

/// A predicate, and the texts for which it holds.
struct OfPredicate<'a> {
    predicate: &'a Predicate,
    language: &'a Language,
    location: Location,
}

impl OfPredicate<'_> {
    fn review(
        &self,
        configuration: &Configuration,
        automata: &Automata,
        findings: &mut Findings,
    ) -> Result<Reviewed, TooLarge> {
        let origins = automata.among_origins(self.language)?;
        let of_pages = of_pages(automata, &origins)?;
        let credentials = configuration.credentials.location();
        let has_null = self.language.contains(b"null");
        if origins.is_empty() && !has_null {
            let message =
                words!("no origin meets `{predicate}`", predicate = self.predicate.to_string());
            let finding = Finding::new(&rules::PATTERN_MATCHES_NOTHING, self.location, message);
            findings.push(finding);
        }
        let reach = automata.reach(&of_pages)?;
        let is_any = automata.is_within(http_origins(), &of_pages)?;
        if is_any && credentials.is_some() {
            let any = Located::new(AnyOrigin::Reflected, self.location);
            findings.extend(of_any(any, configuration));
        } else if !is_any {
            if reach.count.exceeds(rules::MAX_DOMAINS) {
                findings.push(self.unbounded(&reach, credentials));
            } else if let Some(regex) = regex_of(self.predicate) {
                findings.extend(self.unescaped_dot(regex, automata)?);
            }
            if has_null {
                let message =
                    words!("`null` meets `{predicate}`", predicate = self.predicate.to_string());
                findings.push(Finding::new(&rules::NULL_ORIGIN, self.location, message));
            }
            if let Some(credentials) = credentials {
                findings.extend(self.insecure(&of_pages, credentials, automata)?);
            }
        }
        Ok(Reviewed { origins: Some(origins), reach: Some(reach), error: None })
    }

    fn unbounded(&self, reach: &Reach, credentials: Option<Location>) -> Finding {
        let mut finding = rules::unbounded(
            &rules::UNBOUNDED_TRUST,
            self.location,
            &self.predicate.to_string(),
            reach,
        );
        if let Some(credentials) = credentials {
            finding = finding.elsewhere("credentials are allowed", credentials);
        }
        match advice(self.predicate) {
            Some(advice) => finding.help(advice),
            None => finding,
        }
    }

    /// The finding for a dot that is any character, unless the regex trusts too many for that reason.
    fn unescaped_dot(&self, regex: &str, automata: &Automata) -> Result<Option<Finding>, TooLarge> {
        let escaped = with_dots_escaped(regex);
        let Ok(meant) = automata.search(&escaped) else { return Ok(None) };
        let others = automata.difference(self.language, &meant)?;
        let others = automata.among_origins(&others)?;
        let Some(other) = automata.readable_witness(&others)? else { return Ok(None) };
        let finding = Finding::new(
            &rules::UNESCAPED_DOT,
            self.location,
            "`.` in a regex matches any character",
        )
        .note(words!("it also matches `{other}`", other))
        .help(words!("write `{escaped}`", escaped));
        Ok(Some(finding))
    }

    fn insecure(
        &self,
        of_pages: &Language,
        credentials: Location,
        automata: &Automata,
    ) -> Result<Option<Finding>, TooLarge> {
        let insecure = automata.insecure(of_pages)?;
        let witness = match automata.outsider(&insecure, &[])? {
            Some(witness) => Some(witness),
            None => automata.readable_witness(&insecure)?,
        };
        let Some(origin) = witness else { return Ok(None) };
        let message = words!("credentials are allowed for `{origin}` over plain `http:`", origin);
        Ok(Some(
            Finding::new(&rules::INSECURE_ORIGIN, self.location, message)
                .elsewhere("credentials are allowed", credentials)
                .help("compare the scheme too"),
        ))
    }
}

/// The origins of web pages among these; all of them if there are none.
pub(super) fn of_pages(automata: &Automata, origins: &Language) -> Result<Language, TooLarge> {
    let of_pages = automata.intersection(origins, http_origins())?;
    Ok(if of_pages.is_empty() { origins.clone() } else { of_pages })
}

/// The regex that a predicate is.
fn regex_of(predicate: &Predicate) -> Option<&str> {
    match predicate {
        Predicate::Matches(regex) => Some(regex),
        Predicate::Written { means, .. } => regex_of(means),
        _ => None,
    }
}

/// How the predicate that reaches too far can be written.
fn advice(predicate: &Predicate) -> Option<&'static str> {
    Some(match predicate {
        Predicate::StartsWith(_) => "compare the whole origin: anything may follow a prefix",
        Predicate::EndsWith(suffix) if !suffix.starts_with(['.', '/']) => {
            "start the suffix with a dot, and compare the domain itself as a whole"
        }
        Predicate::EndsWith(_) => "compare a suffix that has a registrable domain",
        Predicate::Contains(_) => "compare the whole origin: anything may be around a part of it",
        Predicate::Matches(regex) if !regex.starts_with('^') || !regex.ends_with('$') => {
            "anchor the regex with `^` and `$`, so that it matches the whole origin"
        }
        Predicate::Matches(regex) if with_dots_escaped(regex) != *regex => {
            "in a regex, `.` matches any character: write `\\.` for a dot"
        }
        Predicate::Matches(_) => "match below a domain that you control, or list the origins",
        Predicate::Host(inner) | Predicate::Written { means: inner, .. } => return advice(inner),
        Predicate::Any(parts) => return parts.iter().find_map(advice),
        // The first part is often the scheme.
        Predicate::All(parts) => return parts.iter().rev().find_map(advice),
        Predicate::Constant(_)
        | Predicate::Equals(_)
        | Predicate::Scheme(_)
        | Predicate::Not(_) => return None,
    })
}

/// Every name, with credentials.
fn of_names(configuration: &Configuration) -> Vec<Finding> {
    let Some(credentials) = configuration.credentials.location() else { return Vec::new() };
    let mut findings = Vec::new();
    if let Some(location) = configuration.headers.mirrored {
        findings.push(
            Finding::new(
                &rules::MIRROR_HEADERS,
                location,
                "any request header is allowed with credentials",
            )
            .help("list the headers"),
        );
    }
    for (names, rule) in [
        (&configuration.methods, &rules::CREDENTIALS_WITH_ANY_METHOD),
        (&configuration.headers, &rules::CREDENTIALS_WITH_ANY_HEADER),
        (&configuration.exposed, &rules::CREDENTIALS_WITH_ANY_EXPOSED_HEADER),
    ] {
        if let Some(location) = names.wildcard {
            let message = "`*` is not a wildcard when credentials are allowed";
            findings.push(Finding::new(rule, location, message).help("list the names"));
        }
    }
    let elsewhere = |finding: Finding| finding.elsewhere("credentials are allowed", credentials);
    findings.into_iter().map(elsewhere).collect()
}
