//! The printable part of a request: the facts of a decision, and no other header.
//!
//! Requests contain cookies and tokens, so no type of this crate prints a request's header map. `Debug`
//! output and events show the policy, the kind of request, its `Origin` and the refusal, escaped and
//! limited in length.

use std::fmt;

use cors_tables::escaped::Escaped;
use cors_tables::refusal::Refusal;
use cors_tables::request::{FieldLine, HeaderList};

use crate::policy::Applied;

/// The value of `Origin`.
pub(crate) fn printable(origin: FieldLine<'_>) -> Escaped<'_> {
    Escaped(origin.value().unwrap_or(b"(several lines)"))
}

/// The printable facts of a decision.
#[derive(Clone, Copy)]
pub(crate) struct Summary<'a> {
    applied: Applied<'a>,
    /// `actual`, `preflight` or `not CORS`.
    pub(crate) kind: &'static str,
    pub(crate) origin: Option<Escaped<'a>>,
    pub(crate) refusal: Option<Refusal<'a>>,
}

impl<'a> Summary<'a> {
    pub(crate) fn new(
        applied: Applied<'a>,
        decision: cors_tables::Decision,
        headers: impl HeaderList<'a>,
    ) -> Self {
        let kind = decision.kind(headers);
        let reason = decision.reason(applied.table(), headers);
        Self {
            applied,
            kind: kind.name(),
            origin: kind.origin().map(printable),
            refusal: reason
                .map(|reason| Refusal::new(applied.table(), applied.overlay().copied(), reason)),
        }
    }

    /// Prints it as a struct of this name.
    pub(crate) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut summary = f.debug_struct(name);
        summary.field("policy", &self.applied.label()).field("kind", &self.kind);
        if let Some(origin) = self.origin {
            summary.field("origin", &origin);
        }
        if let Some(refusal) = self.refusal {
            summary.field("refusal", &format_args!("{refusal}"));
        }
        summary.finish()
    }
}
