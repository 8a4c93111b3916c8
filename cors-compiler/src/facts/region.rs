//! A denied host with all that belongs to it.
//!
//! Control of a host includes both web schemes, every port, and the name with a trailing dot. A
//! region is the union of these; so is that of all subdomains of a host, and that of an address range:
//!
//! ```text
//!   deny https://evil.example.com     region    https?://evil.example.com.?(:port)?
//!                                     below it  https?://*.evil.example.com.?(:port)?
//! ```

use crate::model::origin::OriginPattern;
use crate::model::pattern::{Pattern, Reader};
use crate::origins::SchemeKind;

/// A host, all subdomains of one, or an address range.
#[derive(Debug)]
pub(crate) struct Region {
    name: String,
    /// The patterns that it is the union of, each on any port.
    parts: Vec<Pattern>,
}

impl Region {
    /// The region of what a denial names: a host, subdomains, or an address range.
    pub(super) fn of(denial: &Pattern, reader: Reader<'_>) -> Option<Self> {
        match denial {
            Pattern::Plain(plain) => {
                let name = match SchemeKind::of(plain.scheme()) {
                    SchemeKind::Web => plain.host().to_string().trim_end_matches('.').to_owned(),
                    SchemeKind::Custom => format!("{}://{}", plain.scheme(), plain.host()),
                };
                let parts = plain.with_same_owner().into_iter().map(Pattern::Plain);
                Some(Self { name, parts: parts.collect() })
            }
            Pattern::Regular(regular) => {
                let range = regular.range()?;
                let parts = range.with_same_owner().into_iter();
                let parts = parts.filter_map(|part| reader.range(&part).ok().map(Pattern::Regular));
                Some(Self { name: range.to_string(), parts: parts.collect() })
            }
            Pattern::Null => None,
        }
    }

    /// The region of all subdomains of a host, unless it can have none.
    pub(super) fn below(&self) -> Option<Self> {
        let below = self.plain().filter_map(OriginPattern::subdomains);
        let parts: Vec<Pattern> = below.map(Pattern::Plain).collect();
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
