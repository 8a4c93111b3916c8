//! The events of the feature `tracing`, which the documentation of the crate lists.
//!
//! Everything that comes from a request is escaped and limited in length, so that it can neither forge a
//! line nor fill a log. Of the headers, only `Origin` and those that a refusal quotes are logged. Without a
//! subscriber for level debug, nothing is formatted or allocated. Without the feature, all of this compiles
//! to nothing.

#[cfg(feature = "tracing")]
mod half_preflight;
#[cfg(feature = "tracing")]
mod log;
#[cfg(not(feature = "tracing"))]
#[path = "events/silent.rs"]
mod log;
#[cfg(all(feature = "tracing", feature = "__service"))]
mod unreadable;

#[cfg(all(feature = "tracing", feature = "__handlers"))]
pub(crate) use half_preflight::log_half_preflight;
pub(crate) use log::EventContext;
pub(crate) use log::Pending;
#[cfg(all(not(feature = "tracing"), feature = "__handlers"))]
pub(crate) use log::log_half_preflight;
#[cfg(feature = "toml")]
pub(crate) use log::log_warnings;
#[cfg(feature = "__service")]
pub(crate) use log::{log_guarded, log_stacked};
pub(crate) use log::{log_replaced, log_without_room};
#[cfg(all(feature = "tracing", feature = "__service"))]
pub(crate) use unreadable::Reported;

/// The target of all events, which users write into filters. It is part of the API.
#[cfg(feature = "tracing")]
const TARGET: &str = "cors_runtime";

/// The part of a request that events include.
#[cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "nothing is logged"))]
#[derive(Clone, Copy)]
pub(crate) struct RequestLine<'r> {
    pub(crate) method: &'r str,
    /// Without the query, which may contain tokens.
    pub(crate) path: &'r str,
}

impl<'r> RequestLine<'r> {
    #[inline]
    pub(crate) fn of<B>(request: &'r http::Request<B>) -> Self {
        Self { method: request.method().as_str(), path: request.uri().path() }
    }
}
