//! The parts of the API: a path prefix under one policy, and that policy's text.

use cors_runtime::Policy;

use crate::policies::{ACCOUNT, OPEN, PARTNER};

/// A part of the API that has one policy.
#[derive(Debug)]
pub struct Area {
    /// The policy's name in the Rust source.
    pub name: &'static str,
    /// Every path of the part starts with this.
    pub prefix: &'static str,
    /// The policy.
    pub policy: &'static Policy,
}

/// The catalogue, for any page.
pub static OPEN_AREA: Area = Area { name: "OPEN", prefix: "/open", policy: &OPEN };
/// The account, for pages from this machine.
pub static ACCOUNT_AREA: Area = Area { name: "ACCOUNT", prefix: "/account", policy: &ACCOUNT };
/// The orders, for one other origin.
pub static PARTNER_AREA: Area = Area { name: "PARTNER", prefix: "/partner", policy: &PARTNER };

/// All parts, in the order in which they are shown.
pub static AREAS: [&Area; 3] = [&OPEN_AREA, &ACCOUNT_AREA, &PARTNER_AREA];

impl Area {
    /// The part that contains a path, if any.
    #[must_use]
    pub fn of(path: &str) -> Option<&'static Self> {
        AREAS.into_iter().find(|area| {
            path.strip_prefix(area.prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// The policy as written in the Rust source. It is compiled and shown from the same file, so the two
    /// cannot differ.
    #[must_use]
    pub fn source(&self) -> &'static str {
        let start = format!("pub static {}:", self.name);
        let mut paragraphs = include_str!("policies.rs").split("\n\n");
        paragraphs.find(|paragraph| paragraph.contains(&start)).unwrap_or_default().trim_end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_where_a_path_segment_ends() {
        assert_eq!(Area::of("/open/books").map(|area| area.name), Some("OPEN"));
        assert_eq!(Area::of("/open").map(|area| area.name), Some("OPEN"));
        assert!(Area::of("/opening").is_none());
    }

    #[test]
    fn every_policy_is_shown_whole() {
        for area in AREAS {
            assert!(area.source().starts_with("///"), "{} has no doc comment", area.name);
            assert!(area.source().ends_with("};"), "{} has a blank line inside", area.name);
        }
    }
}
