//! Which kinds of access a change is about. Whether a change is dangerous is a function of this.

use super::{Comparison, Direction, OriginPart};

/// A kind of access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Access {
    /// Pages of other origins may read responses.
    Origins,
    /// Other origins may be added while the program runs.
    RuntimeOrigins,
    /// Any origin, by `allow_origins = "*"`.
    AnyOrigin,
    /// Origins that had access before may send credentials.
    Credentials,
    /// Origins that had access before may use other methods.
    Methods,
    /// Origins that had access before may send other request headers.
    RequestHeaders,
    /// Origins that had access before may read other response headers.
    ExposedHeaders,
    /// Pages may do more by the headers next to the CORS protocol, such as `Timing-Allow-Origin`.
    Neighbours,
}

impl Comparison {
    /// The kinds of access that were gained, or that were lost.
    #[must_use]
    pub fn access(&self, direction: Direction) -> Vec<Access> {
        let side = |gained: &OriginPart, lost: &OriginPart| match direction {
            Direction::Gained => !gained.is_empty(),
            Direction::Lost => !lost.is_empty(),
        };
        let mut found = Vec::new();
        let mut add = |is_changed: bool, access| found.extend(is_changed.then_some(access));
        add(side(&self.origins.gained, &self.origins.lost), Access::Origins);
        let runtime = &self.runtime_origins;
        add(side(&runtime.gained, &runtime.lost), Access::RuntimeOrigins);
        add(self.any_origin == Some(direction), Access::AnyOrigin);
        if let Some(changes) = &self.permissions {
            add(changes.credentials == Some(direction), Access::Credentials);
            let methods = changes.methods.as_ref();
            add(methods.is_some_and(|change| change.has(direction)), Access::Methods);
            let headers = changes.request_headers.as_ref();
            add(headers.is_some_and(|change| change.has(direction)), Access::RequestHeaders);
            let exposed = changes.exposed_headers.as_ref();
            add(exposed.is_some_and(|change| change.has(direction)), Access::ExposedHeaders);
            let neighbours = changes.neighbours.as_ref();
            add(neighbours.is_some_and(|change| change.has(direction)), Access::Neighbours);
        }
        found
    }
}
