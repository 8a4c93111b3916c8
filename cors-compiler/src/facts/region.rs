//! A denied host with all that belongs to it.
//!
//! Control of a host includes both web schemes, every port, and the name with a trailing dot. A
//! region is the union of these; so is that of all subdomains of a host, and that of an address range:
//!
//! ```text
//!   deny https://evil.example.com     region    https?://evil.example.com.?(:port)?
//!                                     below it  https?://*.evil.example.com.?(:port)?
//! ```

use crate::language::Automata;
use crate::model::origin::{self, Host, OriginPattern};
use crate::model::pattern::{Pattern, Reader};

/// A host, all subdomains of one, or an address range.
#[derive(Debug)]
pub(crate) struct Region {
    name: String,
    /// The patterns that it is the union of, each on any port.
    parts: Vec<Pattern>,
}

impl Region {
    /// The region of what a denial names: a host, subdomains, or an address range.
    pub(super) fn of(denial: &Pattern, automata: &Automata) -> Option<Self> {
        match denial {
            Pattern::Plain(plain) => Some(Self::of_host(plain)),
            Pattern::Regular(regular) => {
                let name = regular.range()?.to_string();
                let part = |scheme| Reader::new(automata).text(&format!("{scheme}://{name}:*"));
                let parts = ["https", "http"].into_iter().filter_map(|scheme| part(scheme).ok());
                Some(Self { parts: parts.collect(), name })
            }
            Pattern::Null => None,
        }
    }

    fn of_host(plain: &OriginPattern) -> Self {
        let (star, host) = match plain.host() {
            Host::Subdomains(base) => ("*.", base.clone()),
            host => ("", host.to_string()),
        };
        let scheme = plain.scheme();
        let (schemes, ends, host) = match scheme {
            "http" | "https" => {
                (&["https", "http"][..], &["", "."][..], host.strip_suffix('.').unwrap_or(&host))
            }
            // An app or an extension is known by its scheme.
            _ => (&[scheme][..], &[""][..], host.as_str()),
        };
        // An address with a trailing dot is not a valid origin.
        let parts = schemes
            .iter()
            .flat_map(|scheme| {
                ends.iter().map(move |end| format!("{scheme}://{star}{host}{end}:*"))
            })
            .filter_map(|part| origin::parse(&part).ok().map(Pattern::Plain));
        let name = match schemes {
            [scheme] => format!("{scheme}://{star}{host}"),
            _ => format!("{star}{host}"),
        };
        Self { parts: parts.collect(), name }
    }

    /// The region of all subdomains of a host, unless it can have none.
    pub(super) fn below(&self) -> Option<Self> {
        let below = |part: &Pattern| match part {
            Pattern::Plain(plain) if !matches!(plain.host(), Host::Subdomains(_)) => {
                let below = format!("{}://*.{}:*", plain.scheme(), plain.host());
                // An address, or a name of the greatest length, has no subdomains.
                origin::parse(&below).ok().map(Pattern::Plain)
            }
            _ => None,
        };
        let parts: Vec<Pattern> = self.parts.iter().filter_map(below).collect();
        (!parts.is_empty()).then(|| Self { parts, name: self.name.clone() })
    }

    /// The host, as messages name it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The patterns that it is the union of, each on any port.
    pub(super) fn parts(&self) -> &[Pattern] {
        &self.parts
    }

    /// Its plain patterns.
    pub(super) fn plain(&self) -> impl Iterator<Item = &OriginPattern> {
        self.parts.iter().filter_map(|part| match part {
            Pattern::Plain(plain) => Some(plain),
            Pattern::Regular(_) | Pattern::Null => None,
        })
    }
}
