//! An example of an unintended origin: one that shows who else is trusted.
//!
//! # The idea
//!
//! A concrete origin such as `https://a.github.io` is clearer than a number. Of all trusted owners the one
//! with the most readable name is chosen, leaving out those that are known to be meant, and of
//! its origins the one that a reader believes at first sight: `https` before `http`, no port
//! before a port, ordinary labels before what only an attacker would write.
//!
//! ```text
//!   https?://.*example\.com(:\d+)?  ->  domains  example.com, aexample.com, bexample.com ...
//!                                   ->  https://aexample.com
//! ```
//!
//! # Cost
//!
//! At most three intersections with small automata.

use std::sync::LazyLock;

use super::candidates::Candidate;
use super::hosts::Hosts;
use super::registrable::{has_listed_top_level, is_reserved, registrable_domain};
use crate::language::{Automata, Language, TooLarge};
use crate::origins::REGISTRABLE_LABEL;
#[cfg(feature = "compare")]
use crate::origins::ends_in_a_number;

/// The owner of trusted origins.
pub(super) enum Owner {
    Domain(String),
    Address(String),
    /// The origin without its port.
    Custom(String),
}

impl Owner {
    /// The owner of this name: a domain, an address, or an origin with a custom scheme.
    #[cfg(feature = "compare")]
    pub(super) fn named(name: &str) -> Self {
        let name_of = || name.to_owned();
        match name {
            _ if name.contains("://") => Self::Custom(name_of()),
            _ if name.starts_with('[') || ends_in_a_number(name) => Self::Address(name_of()),
            _ => Self::Domain(name_of()),
        }
    }
}

impl Automata {
    /// The most readable origin of the language whose registrable domain is none of `known`.
    ///
    /// The language must be a part of [`crate::origins::origins`]. Addresses, and the hosts of
    /// custom schemes (as `scheme://host`), may be among the known, too.
    pub fn outsider(&self, origins: &Language, known: &[&str]) -> Result<Option<String>, TooLarge> {
        let hosts = self.hosts(origins)?;
        let domains = self.domains(&hosts.names)?;
        let skip = |name: &str| known.contains(&name);
        let best = domains.best(1, &skip)?.first().map(Candidate::domain);
        match best.map(Owner::Domain).or_else(|| other_owner(&hosts, skip)) {
            Some(owner) => self.origin_of(&owner, origins),
            None => Ok(None),
        }
    }

    /// The unintended origin to show for a reach, given its best domains: not the one that was most likely meant.
    pub(super) fn stranger_of_reach(
        &self,
        origins: &Language,
        hosts: &Hosts,
        best: &[Candidate],
    ) -> Result<Option<String>, TooLarge> {
        let owner = match best {
            [] => other_owner(hosts, |_| false),
            [only] => other_owner(hosts, |_| false).or(Some(Owner::Domain(only.domain()))),
            [first, second, ..] if first.is_meant_before(second) => {
                Some(Owner::Domain(second.domain()))
            }
            [first, ..] => Some(Owner::Domain(first.domain())),
        };
        owner.map_or(Ok(None), |owner| self.origin_of(&owner, origins))
    }

    /// An origin under a top-level domain that does not exist yet.
    pub(super) fn stranger_to_come(&self, origins: &Language) -> Result<Option<String>, TooLarge> {
        let is_new = |origin: &String| {
            let host = host_of(origin);
            !has_listed_top_level(host) && !host.rsplit('.').next().is_some_and(is_reserved)
        };
        static FORMS: LazyLock<[Language; 2]> = LazyLock::new(|| {
            [
                Language::own(r"https://(?:[^/]*\.)?[a-z0-9-]+\.[a-z0-9-]+"),
                Language::own(r"https?://(?:[^/]*\.)?[a-z0-9-]+\.[a-z0-9-]+(?::[0-9]+)?"),
            ]
        });
        for form in FORMS.iter() {
            let found = texts(&self.intersection(origins, form)?).take(TRIES).find(is_new);
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

fn other_owner(hosts: &Hosts, skip: impl Fn(&str) -> bool) -> Option<Owner> {
    let address = texts(&hosts.addresses).find(|address| !skip(address)).map(Owner::Address);
    address.or_else(|| texts(&hosts.custom).find(|origin| !skip(origin)).map(Owner::Custom))
}

pub(super) fn texts(language: &Language) -> impl Iterator<Item = String> + '_ {
    language.shortest().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The ports that servers in development listen on; most others are blocked by browsers or look made up.
const USUAL_PORT: &str = "(?::(?:3000|8000|8080|8443))?";

/// How many origins are tried before one is found whose domain is that of the owner: below
/// `amazonaws.com` lie other suffixes.
const TRIES: usize = 64;

impl Automata {
    /// The most readable origin of an owner.
    pub(super) fn origin_of(
        &self,
        owner: &Owner,
        origins: &Language,
    ) -> Result<Option<String>, TooLarge> {
        let label = REGISTRABLE_LABEL;
        let forms = match owner {
            Owner::Domain(domain) => {
                let domain = escape(domain);
                vec![
                    format!(r"https://(?:{label}\.)*{domain}"),
                    format!(r"https?://(?:{label}\.)*{domain}{USUAL_PORT}"),
                    format!(r"https?://(?:{label}\.)*{domain}(?::[0-9]+)?"),
                    format!(r"https?://(?:[^/]*\.)?{domain}\.?(?::[0-9]+)?"),
                ]
            }
            Owner::Address(address) => {
                let address = escape(address);
                vec![format!("https://{address}"), format!("https?://{address}(?::[0-9]+)?")]
            }
            Owner::Custom(origin) => vec![format!("{}(?::[0-9]+)?", escape(origin))],
        };
        for form in forms {
            let Ok(form) = Automata::unlimited().regex(&form) else {
                continue;
            };
            let origins = self.intersection(&form, origins)?;
            let found = texts(&origins).take(TRIES).find(|origin| is_of(owner, origin));
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

fn is_of(owner: &Owner, origin: &str) -> bool {
    let Owner::Domain(domain) = owner else {
        return true;
    };
    registrable_domain(host_of(origin)).as_ref() == Some(domain)
}

/// The host of an origin, if it is a name.
fn host_of(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    host.split(':').next().unwrap_or(host)
}

/// The regex that matches the text only.
fn escape(text: &str) -> String {
    let escape = |c: char| {
        if c.is_ascii_alphanumeric() { None } else { Some('\\') }
    };
    text.chars().flat_map(|c| escape(c).into_iter().chain([c])).collect()
}
