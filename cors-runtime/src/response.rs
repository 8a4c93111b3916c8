//! The headers of a response: one writer for the header maps of all frameworks.
//!
//! Functions that run for every response are `#[inline(always)]`: as calls with results in memory, these
//! small functions took a tenth of the cost of a layer (`cargo bench -p cors-benches --bench compare --
//! instructions`).

#[cfg(test)]
mod cases;
pub(crate) mod existing;
mod http;
pub(crate) mod map;
mod neighbours;
mod pending;
pub(crate) mod values;
mod vary;
mod writer;

use std::fmt;

use ::http::{HeaderMap, HeaderValue};

pub(crate) use existing::Existing;
pub(crate) use map::{RequestValues, ResponseHeaderMap};
#[cfg(feature = "__service")]
pub(crate) use pending::Finished;
pub(crate) use pending::PendingHeaders;
pub(crate) use values::Values;
pub(crate) use writer::Writer;

use crate::Policy;

/// The headers for an actual response, kept while the handler runs.
///
/// Made by [`Decision::response_headers`](crate::Decision::response_headers).
#[derive(Clone)]
pub struct ResponseHeaders(pub(crate) PendingHeaders<HeaderValue, Policy>);

/// Prints the policy, and the origin that may read the response.
impl fmt::Debug for ResponseHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseHeaders {
    /// Puts the CORS protocol's headers on the response.
    ///
    /// Existing `Access-Control-*` headers are replaced, or removed if the policy sends none; `Vary` is
    /// merged. If the map has no room for the headers, it gets none of them, so that no page can read the
    /// response.
    #[inline]
    pub fn apply_to(mut self, response: &mut HeaderMap) {
        self.0.write(Existing::of(response), response);
    }
}
