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
use crate::language::Count;
use crate::model::Pattern;
use crate::model::origin::{Host, Port};
use crate::trust::{Reach, registrable_domain};

/// How many patterns are told one by one.
const SHOWN: usize = 20;

/// How many registrable domains are named.
const NAMED: usize = 8;

/// Whom a policy trusts; nothing for any origin.
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
                    let party = party(plain.host());
                    self.domains.insert(party.clone());
                    return party;
                }
            }
            Pattern::Regular(regular) => {
                for origin in regular.language().shortest().take(1) {
                    let origin = String::from_utf8_lossy(&origin).into_owned();
                    let (scheme, rest) = origin.split_once("://").unwrap_or_default();
                    self.schemes.insert(scheme.to_owned());
                    let has_port = rest.rsplit(']').next().is_some_and(|rest| rest.contains(':'));
                    let port = if has_port { "those of the pattern" } else { "the default" };
                    self.ports.insert(port.to_owned());
                }
            }
        }
        self.add_reach(reach)
    }

    fn add_reach(&mut self, reach: Option<&Reach>) -> String {
        let Some(Reach { count, domains, .. }) = reach else { return String::new() };
        let all_named = matches!(count, Count::Exactly(count) if *count == domains.len() as u64);
        self.is_more |= !all_named;
        self.domains.extend(domains.iter().cloned());
        match count {
            Count::Exactly(0) => "names that nobody can register".to_owned(),
            _ if all_named => domains.join(", "),
            Count::Exactly(count) => format!("{count} registrable domains"),
            Count::MoreThan(_) | Count::WithoutEnd => "registrable domains without end".to_owned(),
        }
    }

    fn tell(&self, text: &mut String) {
        let named: Vec<&str> = self.domains.iter().take(NAMED).map(String::as_str).collect();
        let named = named.join(", ");
        // Writing to a string cannot fail.
        let _ = match (self.is_more, self.domains.len()) {
            (true, _) => writeln!(text, "Together more parties than can be named."),
            (false, 1) => writeln!(text, "Together one party: {named}."),
            (false, count) if count <= NAMED => {
                writeln!(text, "Together {count} parties: {named}.")
            }
            (false, count) => writeln!(text, "Together {count} parties, among them {named}."),
        };
        let join = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "Schemes: {}. Ports: {}.", join(&self.schemes), join(&self.ports));
    }
}

/// Who has a host: the registrable domain, or the host itself where nobody registers names.
fn party(host: &Host) -> String {
    let host = match host {
        Host::Domain(host) | Host::Opaque(host) | Host::Subdomains(host) => host.clone(),
        Host::Ipv4(_) | Host::Ipv6(_) => return host.to_string(),
    };
    registrable_domain(&host).unwrap_or(host)
}
