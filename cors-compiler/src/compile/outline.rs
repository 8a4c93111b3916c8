//! Whom a policy trusts, in lines: what only the compiler knows, because the suffix list is on
//! the host and not in the server.
//!
//! ```text
//!   https://example.com          example.com
//!   https://*.example.net        example.net
//!   except https://old.example.net
//! Together 2 parties: example.com, example.net.
//! Schemes: https. Ports: the default.
//! ```

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::check::CheckedOrigins;
use crate::language::{Count, Language};
use crate::model::Pattern;
use crate::model::origin::address::ends_in_a_number;
use crate::model::origin::{Host, OriginPattern, Port};
use crate::trust::{Reach, registrable_domain};

/// How many patterns are told one by one.
const SHOWN: usize = 20;

/// How many registrable domains, and how many schemes of regexes, are named.
const NAMED: usize = 8;

/// Whom a policy trusts; nothing for any origin, or for none.
pub(super) fn trust(origins: &CheckedOrigins) -> String {
    let CheckedOrigins::These { allowed, denied, reach, .. } = origins else {
        return String::new();
    };
    let mut text = String::new();
    let mut whole = Whole::default();
    let width = allowed.iter().take(SHOWN).map(|pattern| pattern.value.to_string().len()).max();
    for (index, (pattern, reach)) in allowed.iter().zip(reach).enumerate() {
        let reached = whole.add(&pattern.value, reach.as_ref());
        if index < SHOWN {
            let written = pattern.value.to_string();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {written:0$}  {reached}", width.unwrap_or_default());
        }
    }
    if allowed.len() > SHOWN {
        let _ = writeln!(text, "  and {} more", allowed.len().saturating_sub(SHOWN));
    }
    for pattern in denied.iter().take(SHOWN) {
        let _ = writeln!(text, "  except {}", pattern.value);
    }
    if denied.len() > SHOWN {
        let _ = writeln!(text, "  except {} more", denied.len().saturating_sub(SHOWN));
    }
    whole.tell(&mut text);
    text
}

/// The sum over all patterns.
#[derive(Default)]
struct Whole {
    domains: BTreeSet<String>,
    /// Set as soon as a pattern reaches more than can be named.
    is_more: bool,
    schemes: BTreeSet<String>,
    /// Set as soon as a pattern has more schemes than are named.
    has_more_schemes: bool,
    ports: BTreeSet<String>,
}

impl Whole {
    /// Adds a pattern, and says whom it reaches.
    fn add(&mut self, pattern: &Pattern, reach: Option<&Reach>) -> String {
        match pattern {
            Pattern::Null => {
                self.is_more = true;
                return "anybody".to_owned();
            }
            Pattern::Plain(plain) => {
                self.schemes.insert(plain.scheme().to_owned());
                self.ports.insert(match plain.port() {
                    Port::Default => "the default".to_owned(),
                    Port::Number(port) => port.to_string(),
                    Port::Any => "any".to_owned(),
                });
                if reach.is_none() {
                    let party = party(plain);
                    self.domains.insert(party.clone());
                    return party;
                }
            }
            Pattern::Regular(regular) => {
                self.add_schemes_and_ports(regular.language());
                let is_nobody = reach.is_some_and(|reach| reach.count == Count::Exactly(0));
                if is_nobody && has_address(regular.witness()) {
                    return "private addresses".to_owned();
                }
            }
        }
        self.add_reach(reach)
    }

    fn add_schemes_and_ports(&mut self, language: &Language) {
        // Everything but the scheme in question; own regexes parse.
        let part = |regex: &str| {
            let part = Language::from_regex(regex).ok()?;
            language.intersection(&part).ok().filter(|part| !part.is_empty())
        };
        for scheme in ["http", "https"] {
            if part(&format!("{scheme}://.*")).is_some() {
                self.schemes.insert(scheme.to_owned());
            }
        }
        let web = Language::from_regex("https?://.*").unwrap_or_else(|_| Language::empty());
        if let Ok(custom) = language.difference(&web) {
            self.add_custom_schemes(custom);
        }
        if part(r"[^:]*://(\[[^\]]*\]|[^:\[\]]*)").is_some() {
            self.ports.insert("the default".to_owned());
        }
        if part(r"[^:]*://(\[[^\]]*\]|[^:\[\]]*):[0-9]+").is_some() {
            self.ports.insert("those of the patterns".to_owned());
        }
    }

    /// Adds the schemes of a language one by one: each shows in a witness, and is taken away.
    fn add_custom_schemes(&mut self, mut language: Language) {
        let anything = Language::anything();
        while let Some(witness) = language.witness() {
            let Some((scheme, _)) = witness.split_once("://") else { return };
            if !self.schemes.contains(scheme) && self.schemes.len() >= NAMED {
                self.has_more_schemes = true;
                return;
            }
            let of_scheme = Language::literal(format!("{scheme}://").as_bytes()).then(&anything);
            let Ok(others) = of_scheme.and_then(|of_scheme| language.difference(&of_scheme)) else {
                self.has_more_schemes = true;
                return;
            };
            self.schemes.insert(scheme.to_owned());
            language = others;
        }
    }

    fn add_reach(&mut self, reach: Option<&Reach>) -> String {
        let Some(Reach { count, domains, .. }) = reach else { return String::new() };
        let all_named = matches!(count, Count::Exactly(count) if *count == domains.len() as u64);
        self.is_more |= !all_named;
        self.domains.extend(domains.iter().cloned());
        match count {
            Count::Exactly(0) => "names that nobody can register".to_owned(),
            _ if all_named => domains.join(", "),
            Count::Exactly(count) => format!("{count} parties"),
            Count::MoreThan(_) | Count::WithoutEnd => "parties without end".to_owned(),
        }
    }

    fn tell(&self, text: &mut String) {
        let named: Vec<&str> = self.domains.iter().take(NAMED).map(String::as_str).collect();
        let named = named.join(", ");
        // Writing to a string cannot fail.
        let _ = match (self.is_more, self.domains.len()) {
            (true, _) => writeln!(text, "Together more parties than can be named."),
            (false, 0) => writeln!(text, "Together nobody who registers a name."),
            (false, 1) => writeln!(text, "Together one party: {named}."),
            (false, count) if count <= NAMED => {
                writeln!(text, "Together {count} parties: {named}.")
            }
            (false, count) => writeln!(text, "Together {count} parties, among them {named}."),
        };
        let join = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
        if !self.schemes.is_empty() {
            let (schemes, ports) = (join(&self.schemes), join(&self.ports));
            let others = if self.has_more_schemes { " and others" } else { "" };
            let _ = writeln!(text, "Schemes: {schemes}{others}. Ports: {ports}.");
        }
    }
}

/// Whether the host of an origin is an address.
fn has_address(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    host.starts_with('[') || ends_in_a_number(host.split(':').next().unwrap_or_default())
}

/// Who has an origin: the registrable domain, or the host where nobody registers names. Behind a
/// scheme of its own stands an app.
fn party(plain: &OriginPattern) -> String {
    match plain.host() {
        Host::Domain(host) | Host::Subdomains(host) => {
            registrable_domain(host).unwrap_or_else(|| host.clone())
        }
        Host::Opaque(host) => format!("{}://{host}", plain.scheme()),
        host @ (Host::Ipv4(_) | Host::Ipv6(_)) => host.to_string(),
    }
}
