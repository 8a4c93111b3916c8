//! How far a language of origins reaches: which registrable domains it trusts.
//!
//! # The idea
//!
//! A pattern is written with one company in mind, but it trusts everyone who can register a name that
//! matches. How many that are is not obvious from the pattern, but it can be
//! computed: the number of *registrable domains* (a public suffix and one more label) of its hosts.
//!
//! ```text
//!   https://.*\.example\.com       1             example.com
//!   https://app.example.com        38            as a regex: the dots match any character
//!   https://[a-z]{2}\.com          676
//!   https://{x}.github.io          unlimited     https://a.github.io
//!
//!   origins --> hosts --> names, from the right --> along the suffix list --> labels, counted
//! ```
//!
//! * An address counts as one, unless it is private, loopback or link-local: those are
//!   not counted. An origin of a custom scheme counts as one for each scheme and host.
//! * A host that is a public suffix itself (`github.io`) counts as one.
//! * Single labels, `localhost` and reserved names (`.test`, `.local`, `.internal`, ...) are not counted:
//!   they cannot be registered.
//! * A top-level domain that is not on the list is a suffix: `https://*.newtld` is unlimited.
//! * Lengths are ignored: a label of unbounded length is an unlimited number of domains. So is a last label of
//!   unbounded length: `https://example.com{x}` matches `example.company`, and future top-level domains.
//!
//! # Cost
//!
//! Milliseconds: see `domains` and `backward`.

mod backward;
mod candidates;
mod domains;
#[cfg(feature = "compare")]
mod examples;
mod hosts;
mod labels;
mod outsider;
mod registrable;
mod suffixes;

use crate::language::{Automata, Count, Language, TooLarge};
use candidates::Candidate;

pub use registrable::{
    has_listed_top_level, is_of_customers, registrable_domain, registrable_domain_of_subdomains,
};

/// Which registrable domains a language of origins trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// How many registrable domains, addresses, and hosts of custom schemes.
    pub count: Count,
    /// The most readable of their names, at most [`Reach::LISTED`].
    pub domains: Vec<String>,
    /// If there is more than one, an origin of one that was most likely not intended.
    pub outsider: Option<String>,
    /// Whether the top-level domain may be any of infinitely many, including future ones.
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
        let best = domains.best(Reach::LISTED, &|_| false)?;
        let outsider = match count {
            Count::Exactly(0 | 1) => None,
            _ if domains.is_open && best.len() < 2 => self.stranger_to_come(origins)?,
            _ => self.stranger_of_reach(origins, &hosts, &best)?,
        };
        let is_open = domains.is_open;
        let domains = best
            .iter()
            .map(Candidate::domain)
            .chain(outsider::texts(&hosts.addresses))
            .chain(outsider::texts(&hosts.custom))
            .take(Reach::LISTED)
            .collect();
        Ok(Reach { count, domains, outsider, is_open })
    }
}
