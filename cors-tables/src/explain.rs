//! A description of a policy in sentences.

use core::fmt;

use crate::added::AddedOrigins;
use crate::header_families::HeaderFamilies;
use crate::name_list::Names;
use crate::neighbours::Neighbours;
use crate::origin_set::OriginSet;
use crate::policy::{
    AcceptedRisk, AllowHeaders, AllowMethods, AllowOrigins, ExactOrigin, ExposeHeaders, MaxAge,
    Outline, PolicyTable,
};

/// A description of a policy, with one line per fact.
///
/// ```
/// use cors_tables::policy::AllowOrigins;
/// use cors_tables::{PolicyTable, explain::Explanation};
///
/// let public = PolicyTable { allow_origins: AllowOrigins::Any, ..PolicyTable::NOTHING };
/// let words = Explanation::new(&public).to_string();
/// assert!(words.starts_with("Any page may read responses, without credentials."));
/// # use std::string::ToString;
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Explanation<'a> {
    policy: &'a PolicyTable,
    added: Option<&'a AddedOrigins>,
}

impl<'a> Explanation<'a> {
    /// The explanation of `policy`, to which no origins are added.
    #[must_use]
    pub const fn new(policy: &'a PolicyTable) -> Self {
        Self { policy, added: None }
    }

    /// The same where origins are `added`, if any.
    #[must_use]
    pub const fn with_added(self, added: Option<&'a AddedOrigins>) -> Self {
        Self { added, ..self }
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PolicyTable {
            allow_origins,
            runtime_origins,
            allow_methods,
            allow_headers,
            expose_headers,
            max_age,
            neighbours,
            outline,
        } = self.policy;
        let neighbours = neighbours.unwrap_or(Neighbours::NOTHING);
        if self.policy.is_closed() {
            f.write_str(
                "The policy is closed: no cross-origin page may read responses.\n\
                 All preflights get 403. Other requests always reach the handler; only the browser \
                 hides the response.",
            )?;
            neighbours.fmt(f)?;
            return explain_tests_and_exceptions(f, outline);
        }
        explain_origins(f, allow_origins, outline)?;
        if runtime_origins.is_some() {
            explain_ceiling(f, outline, self.added)?;
        }
        explain_methods(f, allow_methods)?;
        explain_request_headers(f, allow_headers)?;
        explain_response_headers(f, expose_headers)?;
        explain_max_age(f, max_age.as_ref())?;
        explain_answers(f, allow_origins)?;
        neighbours.fmt(f)?;
        explain_tests_and_exceptions(f, outline)
    }
}

/// The policy's tests and its exceptions.
fn explain_tests_and_exceptions(f: &mut fmt::Formatter<'_>, outline: &Outline) -> fmt::Result {
    // Destructured by name, so that a new field is not forgotten.
    let Outline {
        name: _,
        exact: _,
        width: _,
        trust: _,
        ceiling: _,
        must_allow,
        must_deny,
        silenced,
        risks,
    } = outline;
    for (heading, origins) in [("Must allow:", must_allow), ("Must deny:", must_deny)] {
        origins.lines().try_for_each(|origin| write!(f, "\n{heading} {origin}"))?;
    }
    if !silenced.is_empty() {
        write!(f, "\nSilenced rules: {}.", And(silenced.names()))?;
    }
    for AcceptedRisk { rule, pattern, reason } in risks.iter() {
        write!(f, "\nAccepted risk `{rule}`")?;
        if let Some(pattern) = pattern {
            write!(f, " for `{pattern}`")?;
        }
        write!(f, ": {reason}")?;
    }
    Ok(())
}

/// The response to each kind of request.
fn explain_answers(f: &mut fmt::Formatter<'_>, origins: &AllowOrigins) -> fmt::Result {
    match origins {
        AllowOrigins::Any => f.write_str(
            "\nPreflights get 204 with the permissions above. Other requests reach the handler, and any \
             page can read the response.",
        ),
        AllowOrigins::Set { .. } => f.write_str(
            "\nPreflights from these origins get 204 with the permissions above; all others get 403. \
             Other requests always reach the handler, even from refused origins; only the browser \
             hides the response.",
        ),
    }
}

/// Added if the policy's max-age does not apply to every preflight.
const OF_HANDLERS: &str = " Preflight responses for actix-web handlers, and for axum paths with \
     several policies, are not cached.";

fn explain_max_age(f: &mut fmt::Formatter<'_>, max_age: Option<&MaxAge>) -> fmt::Result {
    match max_age {
        Some(age) if age.seconds == 0 => {
            return f.write_str("Browsers don't cache preflight responses.");
        }
        Some(age) => {
            write!(f, "Browsers may cache preflight responses for {}", Span(age.seconds))?;
            f.write_str(match age.seconds {
                7201.. => " (Chromium: 2 hours, Safari: 10 minutes).",
                601.. => " (Safari: 10 minutes).",
                _ => ".",
            })?;
        }
        None => f.write_str("Browsers cache preflight responses for 5 seconds.")?,
    }
    f.write_str(OF_HANDLERS)
}

fn explain_origins(
    f: &mut fmt::Formatter<'_>,
    origins: &AllowOrigins,
    outline: &Outline,
) -> fmt::Result {
    match origins {
        AllowOrigins::Any => f.write_str("Any page may read responses, without credentials.\n"),
        AllowOrigins::Set { credentials, origins } => {
            let with = if *credentials { "with" } else { "without" };
            if origins.is_empty() {
                return writeln!(
                    f,
                    "Pages of origins that the program adds may read responses, {with} credentials."
                );
            }
            writeln!(f, "Pages of these origins may read responses, {with} credentials:")?;
            explain_exact(f, origins, outline)?;
            f.write_str(&outline.trust)
        }
    }
}

/// Which origins may be added, and how many were.
fn explain_ceiling(
    f: &mut fmt::Formatter<'_>,
    outline: &Outline,
    added: Option<&AddedOrigins>,
) -> fmt::Result {
    f.write_str("While it runs, the program may add origins that match:\n")?;
    f.write_str(&outline.ceiling)?;
    match added.map_or(0, AddedOrigins::count) {
        0 => f.write_str("No origin has been added.\n"),
        count => writeln!(f, "Origins added: {count}."),
    }
}

/// The origins that are listed in full, each with its registrable domain.
fn explain_exact(
    f: &mut fmt::Formatter<'_>,
    origins: &OriginSet,
    outline: &Outline,
) -> fmt::Result {
    let mut entries: &[u8] = &outline.exact;
    while let Some((&entry, rest)) = entries.split_first_chunk() {
        entries = rest;
        let ExactOrigin { slot, domain } = ExactOrigin::from_bytes(entry);
        let Some(origin) = origins.exact_at(slot) else { continue };
        let domain = match domain {
            0 => "any page can obtain this origin",
            length => end_of_host(origin, length.into()),
        };
        writeln!(f, "  {origin:0$}  {domain}", usize::from(outline.width))?;
    }
    Ok(())
}

/// The last `length` bytes of an origin's host, or the whole origin of an app.
fn end_of_host(origin: &str, length: usize) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let port = host.rfind(':').filter(|&colon| host.rfind(']') < Some(colon));
    let host = port.and_then(|colon| host.get(..colon)).unwrap_or(host);
    host.len().checked_sub(length).and_then(|start| host.get(start..)).unwrap_or(origin)
}

fn explain_methods(f: &mut fmt::Formatter<'_>, methods: &AllowMethods) -> fmt::Result {
    match methods {
        AllowMethods::Any | AllowMethods::Mirror => f.write_str("They may use any method.\n"),
        AllowMethods::List(list) => {
            let noun = if list.names().iter().nth(1).is_some() { "methods" } else { "method" };
            writeln!(f, "They may use the {noun} {}.", And(list.names()))
        }
        AllowMethods::AsMounted => f.write_str(
            "They may use the methods of the handlers with this policy, or `GET`, `HEAD` and \
             `POST` if it is applied to a whole router.\n",
        ),
    }
}

fn explain_request_headers(f: &mut fmt::Formatter<'_>, headers: &AllowHeaders) -> fmt::Result {
    match headers {
        AllowHeaders::Any => {
            // By the Fetch standard `*` does not cover `authorization`. See docs/browsers.md.
            f.write_str(
                "They may send any request header. The Fetch standard excludes `authorization`, but current \
                 browsers send it.\n",
            )
        }
        AllowHeaders::AnyAndAuthorization | AllowHeaders::Mirror => {
            f.write_str("They may send any request header.\n")
        }
        AllowHeaders::List(list) if list.is_empty() => {
            f.write_str("They may send only the safelisted request headers.\n")
        }
        AllowHeaders::List(list) => {
            let listed = SafelistedAnd("the safelisted request headers", list.names());
            writeln!(f, "They may send {listed}.")
        }
        AllowHeaders::Families(HeaderFamilies { listed, prefixes }) => {
            let listed = SafelistedAnd("the safelisted request headers", listed.names());
            writeln!(f, "They may send {listed}.")?;
            prefixes.iter().try_for_each(|prefix| match prefix.is_empty() {
                true => f.write_str("They may also send any request header.\n"),
                false => {
                    writeln!(f, "They may also send request headers that begin with `{prefix}`.")
                }
            })
        }
    }
}

fn explain_response_headers(f: &mut fmt::Formatter<'_>, headers: &ExposeHeaders) -> fmt::Result {
    match headers {
        ExposeHeaders::Any => {
            f.write_str("They may read all response headers except `set-cookie`.\n")
        }
        ExposeHeaders::List(list) if list.is_empty() => {
            f.write_str("They may read only the safelisted response headers.\n")
        }
        ExposeHeaders::List(list) => {
            let listed = SafelistedAnd("the safelisted response headers", list.names());
            writeln!(f, "They may read {listed}.")
        }
    }
}

/// `` `a`, `b` and `c` ``.
struct And<'a>(Names<'a>);

impl fmt::Display for And<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, 0, self.0)
    }
}

/// `` the safelisted headers, `a` and `b` ``.
struct SafelistedAnd<'a>(&'static str, Names<'a>);

impl fmt::Display for SafelistedAnd<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        list(f, 1, self.1)
    }
}

/// Names as the rest of a list of which `before` items are written already.
fn list(f: &mut fmt::Formatter<'_>, before: usize, names: Names<'_>) -> fmt::Result {
    let last = names.iter().count().saturating_sub(1).saturating_add(before);
    for (index, name) in (before..).zip(names.iter()) {
        let separator = match index {
            0 => "",
            index if index == last => " and ",
            _ => ", ",
        };
        write!(f, "{separator}`{name}`")?;
    }
    Ok(())
}

/// Seconds, in the largest unit that divides them.
struct Span(u32);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match self.0 {
            s if s % 3600 == 0 => (s / 3600, "hour"),
            s if s % 60 == 0 => (s / 60, "minute"),
            s => (s, "second"),
        };
        write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;
    use crate::origin_set::Strategy;
    use crate::stored::{List, Text};

    #[test]
    fn end_of_host_is_its_domain() {
        for (origin, length, domain) in [
            ("https://a.example.com", 11, "example.com"),
            ("https://a.example.com:8443", 11, "example.com"),
            ("http://[::1]:80", 5, "[::1]"),
            ("http://[::1]", 5, "[::1]"),
            ("app://localhost", 255, "app://localhost"),
        ] {
            assert_eq!(end_of_host(origin, length), domain);
        }
    }

    /// Each line depends on one part of the policy.
    #[test]
    fn each_part_is_described() {
        let strategy = || Strategy::One(Text::Fixed("https://a.example"));
        let open = || PolicyTable {
            allow_origins: AllowOrigins::Set {
                origins: OriginSet { strategy: strategy() },
                credentials: false,
            },
            ..PolicyTable::NOTHING
        };
        let names = |value: &'static str| crate::name_list::NameList::new(Text::Fixed(value));
        let methods = |allow_methods| PolicyTable { allow_methods, ..open() };
        let headers =
            |list| PolicyTable { allow_headers: AllowHeaders::List(names(list)), ..open() };
        let families = |prefixes| {
            let listed = names("a");
            let families = HeaderFamilies { listed, prefixes: List::Fixed(prefixes) };
            PolicyTable { allow_headers: AllowHeaders::Families(families), ..open() }
        };
        let exposed =
            |list| PolicyTable { expose_headers: ExposeHeaders::List(names(list)), ..open() };
        let kept = |seconds| {
            let value = Text::Fixed("");
            PolicyTable { max_age: Some(MaxAge { seconds, value }), ..open() }
        };
        for (policy, line) in [
            (
                PolicyTable::NOTHING,
                "The policy is closed: no cross-origin page may read responses.\nAll preflights \
                 get 403. ",
            ),
            (open(), "Pages of these origins may read responses, without credentials:\n"),
            (methods(AllowMethods::Any), "They may use any method.\n"),
            (methods(AllowMethods::List(names("A"))), "They may use the method `A`.\n"),
            (methods(AllowMethods::List(names("A,B"))), "They may use the methods `A` and `B`.\n"),
            (
                methods(AllowMethods::List(names("A,B,C"))),
                "They may use the methods `A`, `B` and `C`.\n",
            ),
            (headers(""), "They may send only the safelisted request headers.\n"),
            (headers("a"), "They may send the safelisted request headers and `a`.\n"),
            (headers("a,b"), "They may send the safelisted request headers, `a` and `b`.\n"),
            (exposed(""), "They may read only the safelisted response headers.\n"),
            (
                families(&[Text::Fixed("x-m-"), Text::Fixed("x-n-")]),
                "They may send the safelisted request headers and `a`.\nThey may also send request \
                 headers that begin with `x-m-`.\nThey may also send request headers that begin with \
                 `x-n-`.\n",
            ),
            (families(&[Text::Fixed("")]), "They may also send any request header.\n"),
            (exposed("a"), "They may read the safelisted response headers and `a`.\n"),
            (open(), "Browsers cache preflight responses for 5 seconds."),
            (kept(0), "Browsers don't cache preflight responses.\n"),
            (kept(1), "Browsers may cache preflight responses for 1 second."),
            (kept(61), "Browsers may cache preflight responses for 61 seconds."),
            (kept(120), "Browsers may cache preflight responses for 2 minutes."),
            (kept(600), "Browsers may cache preflight responses for 10 minutes."),
            (kept(3600), "Browsers may cache preflight responses for 1 hour (Safari: 10 minutes)."),
            (
                kept(7260),
                "Browsers may cache preflight responses for 121 minutes (Chromium: 2 hours, Safari: \
                 10 minutes).",
            ),
            (
                kept(7200),
                "for 2 hours (Safari: 10 minutes). Preflight responses for actix-web handlers, and for axum paths with \
                 several policies, are not cached.\n",
            ),
            (
                open(),
                "for 5 seconds. Preflight responses for actix-web handlers, and for axum paths \
                 with several policies, are not cached.\n",
            ),
            (
                open(),
                "\nPreflights from these origins get 204 with the permissions above; all others \
                 get 403. ",
            ),
        ] {
            let words = Explanation::new(&policy).to_string();
            assert_eq!(words.matches(line).count(), 1, "{line}{words}");
        }
    }
}
