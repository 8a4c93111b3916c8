//! How far a language of origins reaches: whom does it trust?
//!
//! # The idea
//!
//! A pattern is written with one company in mind and lets in whoever can register a name that
//! fits. How many parties that is does not show in the look of the pattern, but it can be
//! counted: the *registrable domains* (a public suffix and one label more) of its hosts.
//!
//! ```text
//!   https://.*\.example\.com       1             example.com
//!   https://app.example.com        38            as a regex: the dots are any character
//!   https://[a-z]{2}\.com          676
//!   https://{x}.github.io          without end   https://a.github.io
//!
//!   origins --> hosts --> names, from the right --> along the suffix list --> labels, counted
//! ```
//!
//! * An address counts one, unless it is of a private network, loopback or link-local: those count
//!   nothing. An origin of a custom scheme counts one for each scheme and host.
//! * A host that is a public suffix itself (`github.io`) counts one.
//! * Single labels, `localhost` and reserved names (`.test`, `.local`, `.internal`, ...) count nothing:
//!   nobody can register them.
//! * A top-level domain that is not on the list is a suffix: `https://*.newtld` is unlimited.
//! * Lengths do not count: a label that may grow forever is without end. So is a last label that
//!   may: `https://example.com{x}` lets in `example.company`, and whatever top-level domains come.
//!
//! # Cost
//!
//! Milliseconds: see `domains` and `backward`.

mod backward;
mod candidates;
mod domains;
mod hosts;
mod labels;
mod registrable;
mod stranger;
mod suffixes;

use crate::language::{Automata, Count, Language, TooLarge};
use candidates::Candidate;

pub use registrable::{
    has_listed_top_level, is_of_customers, registrable_domain, registrable_domain_of_subdomains,
};

/// Whom a language of origins trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// How many parties: registrable domains, addresses, and hosts of custom schemes.
    pub count: Count,
    /// The most readable of their names, at most [`Reach::LISTED`].
    pub domains: Vec<String>,
    /// If there are more parties than one, an origin of one that was most likely not meant.
    pub stranger: Option<String>,
    /// Whether the top-level domain may be any of infinitely many, those to come among them.
    pub is_open: bool,
}

impl Reach {
    /// How many names are listed at most.
    pub const LISTED: usize = 8;
}

impl Automata {
    /// How far a part of [`crate::origins::origins`] reaches.
    pub fn reach(&self, origins: &Language) -> Result<Reach, TooLarge> {
        let hosts = self.hosts(origins)?;
        let domains = self.domains(&hosts.names)?;
        let count = domains.count.plus(hosts.addresses.count()).plus(hosts.custom.count());
        let best = domains.best(Reach::LISTED, |_| false)?;
        let stranger = match count {
            Count::Exactly(0 | 1) => None,
            _ if domains.is_open && best.len() < 2 => self.stranger_to_come(origins)?,
            _ => self.stranger_of_reach(origins, &hosts, &best)?,
        };
        let is_open = domains.is_open;
        let domains = best
            .iter()
            .map(Candidate::domain)
            .chain(stranger::texts(&hosts.addresses))
            .chain(stranger::texts(&hosts.custom))
            .take(Reach::LISTED)
            .collect();
        Ok(Reach { count, domains, stranger, is_open })
    }
}
