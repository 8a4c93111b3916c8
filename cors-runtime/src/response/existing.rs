//! The headers that a response has before the policy's headers are written.

#[cfg(feature = "__service")]
use super::map::Header;
use super::map::ResponseHeaderMap;
#[cfg(feature = "__service")]
use crate::stacked::{self, Mark, MarkedBy, PolicyScope};

/// Which of the headers that the library writes a response already has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Existing {
    /// Whether it has a `Vary`.
    pub(super) vary: bool,
    /// Whether it has CORS headers.
    pub(super) cors: bool,
}

impl Existing {
    /// The result for an empty map.
    pub(crate) const NOTHING: Self = Self { vary: false, cors: false };

    /// Looks at all names: few responses have one of these headers, and one pass over the names costs less
    /// than a look-up for each.
    #[inline(always)]
    pub(crate) fn of<M: ResponseHeaderMap>(response: &M) -> Self {
        let mut existing = Self::NOTHING;
        for name in response.names() {
            existing.vary |= name.eq_ignore_ascii_case("vary");
            existing.cors |= is_of_cors(name);
        }
        existing
    }

    /// The mark of another policy that has handled the response already, if there is one.
    #[cfg(feature = "__service")]
    #[inline]
    pub(super) fn inner_mark<M: ResponseHeaderMap>(
        self,
        policy_scope: PolicyScope,
        response: &M,
        extension: Option<MarkedBy>,
    ) -> Option<&'static Mark> {
        if !self.vary && !self.cors {
            return None;
        }
        stacked::inner_mark(
            policy_scope,
            response.lines(Header::Vary),
            response.lines(Header::AllowOrigin).next(),
            extension,
        )
    }
}

/// Whether a name is that of a CORS header: one of the protocol's, or one that browsers have tried or may
/// introduce, such as `access-control-allow-private-network`.
#[inline(always)]
pub(crate) fn is_of_cors(name: &str) -> bool {
    const PREFIX: &[u8] = b"access-control-";
    name.as_bytes().get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cors() {
        for name in [
            "access-control-allow-origin",
            "access-control-allow-private-network",
            "Access-Control-Max-Age",
        ] {
            assert!(is_of_cors(name), "{name}");
        }
        for name in [
            "content-security-policy-report-only",
            "x-access-control-",
            "access-control",
            "vary",
            "",
        ] {
            assert!(!is_of_cors(name), "{name}");
        }
    }
}
