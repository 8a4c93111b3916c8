//! The functions of `log` without the feature `tracing`, which do nothing.

use cors_tables::request::HeaderList;

use crate::events::RequestLine;
use crate::policy::Applied;
#[cfg(any(feature = "__service", feature = "toml"))]
use crate::policy::PolicyData;
#[cfg(feature = "__service")]
use crate::stacked::Stacked;

#[derive(Clone)]
pub(crate) struct EventContext;

impl EventContext {
    pub(crate) const NONE: Self = Self;

    #[cfg(feature = "__service")]
    #[inline]
    pub(crate) fn new<'r>(
        _: cors_tables::Decision,
        _: impl FnOnce() -> RequestLine<'r>,
        _: impl HeaderList<'r>,
        _: impl FnOnce() -> bool,
    ) -> Self {
        Self
    }

    #[cfg(feature = "__service")]
    #[inline]
    pub(crate) fn log_stacked(&self, _: &Stacked) {}

    #[cfg(feature = "__service")]
    #[inline]
    pub(crate) fn log_unreadable<'n>(
        &self,
        _: &PolicyData,
        _: u16,
        _: impl Iterator<Item = &'n str>,
    ) {
    }
}

pub(crate) struct Pending;

impl Pending {
    #[inline]
    pub(crate) fn new<'r>(
        _: Applied<'_>,
        _: cors_tables::Decision,
        _: impl FnOnce() -> RequestLine<'r>,
        _: impl HeaderList<'r>,
    ) -> Self {
        Self
    }

    #[inline]
    pub(crate) fn log(self) {}

    #[cfg(feature = "__service")]
    #[inline]
    pub(crate) fn discard(self) {}
}

#[inline]
pub(crate) fn log_replaced(_: Applied<'_>, _: &EventContext) {}

#[inline]
pub(crate) fn log_without_room(_: Applied<'_>, _: &EventContext, _: bool) {}

#[cfg(feature = "toml")]
pub(crate) fn log_warnings(_: &PolicyData, _: &cors_compiler::toml::Report) {}

#[cfg(feature = "__service")]
pub(crate) fn log_stacked(_: &Stacked, _: RequestLine<'_>) {}

#[cfg(feature = "__service")]
pub(crate) fn log_guarded(_: &crate::guard::GuardRefusal<'_>, _: RequestLine<'_>) {}

#[cfg(feature = "__handlers")]
#[inline]
pub(crate) fn log_half_preflight<'r>(
    _: Applied<'_>,
    _: RequestLine<'_>,
    _: impl HeaderList<'r>,
    _: impl FnOnce() -> bool,
) {
}
