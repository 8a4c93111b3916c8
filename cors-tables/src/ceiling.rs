//! The origins that may be added to a policy at run time: its *ceiling*.
//!
//! ```text
//! runtime_origins = ["https://{tenant}.example.app"]        covered
//! deny_origins    = ["https://*.internal.example.app"]      denied
//!
//! a row of a database ──> covered, and not denied? ──> AddedOrigins
//! ```
//!
//! Rows are checked with the matchers for requests when they are added, so a program that adds origins
//! contains no parser and no regex engine.

use alloc::string::String;

use crate::origin_set::OriginSet;

/// The ceiling of a policy: the patterns of `runtime_origins`, and the policy's denials.
///
/// ```
/// use cors_tables::ceiling::Ceiling;
/// use cors_tables::origin_set::{OriginSet, Scheme, Shape, Strategy, StringSet, WildcardGroup};
/// use cors_tables::stored::Text;
/// let below = WildcardGroup {
///     scheme: Scheme::Https,
///     shape: Shape::Subdomains,
///     names: StringSet::One(Text::Fixed(".example.app")),
/// };
/// let ceiling = Ceiling {
///     covered: OriginSet { strategy: Strategy::Wildcards(below) },
///     denied: OriginSet { strategy: Strategy::One(Text::Fixed("https://old.example.app")) },
/// };
/// assert!(ceiling.admits(b"https://acme.example.app"));
/// assert!(!ceiling.admits(b"https://old.example.app"));
/// assert!(!ceiling.admits(b"https://example.com"));
/// ```
#[derive(Debug, Clone)]
pub struct Ceiling {
    /// The origins that the patterns of `runtime_origins` match.
    pub covered: OriginSet,
    /// The origins that the patterns of `deny_origins` match.
    pub denied: OriginSet,
}

impl Ceiling {
    /// Whether `origin` may be added.
    #[must_use]
    pub fn admits(&self, origin: &[u8]) -> bool {
        self.covered.contains(origin) && !self.denied.contains(origin)
    }

    /// The denial that matches an origin, as written.
    #[must_use]
    pub fn denial_of(&self, origin: &str) -> Option<String> {
        self.denied.pattern_of(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin_set::{Few, Strategy};
    use crate::stored::Text;

    #[test]
    fn covered_and_not_denied() {
        let texts = |texts: [&'static str; 2]| texts.map(Text::Fixed);
        let set = |origins| {
            let few = Few::new(&texts(origins)).unwrap();
            OriginSet { strategy: Strategy::Few(few) }
        };
        let ceiling = Ceiling {
            covered: set(["https://a.example", "https://b.example"]),
            denied: set(["https://b.example", "https://c.example"]),
        };
        for (origin, is_admitted, denial) in [
            ("https://a.example", true, None),
            ("https://b.example", false, Some("https://b.example")),
            ("https://c.example", false, Some("https://c.example")),
            ("https://d.example", false, None),
        ] {
            assert_eq!(ceiling.admits(origin.as_bytes()), is_admitted, "{origin}");
            assert_eq!(ceiling.denial_of(origin).as_deref(), denial, "{origin}");
        }
    }
}
