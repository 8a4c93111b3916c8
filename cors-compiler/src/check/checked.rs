//! A policy that is allowed to exist.

use std::ops::Deref;

use cors_tables::neighbours::Neighbours;
use cors_tables::policy::{AllowHeaders, AllowMethods, ExposeHeaders};

use crate::exceptions::Risk;
use crate::facts::Remaining;
use crate::location::Located;
use crate::model::Pattern;
use crate::trust::Reach;

/// A policy that is allowed to exist. Only [`check`](super::check) makes one.
#[derive(Debug, Clone)]
pub struct Checked(pub(super) Contents);

impl Deref for Checked {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.0
    }
}

/// The contents of a checked policy, as its tables will have them: without duplicates, sorted where the order
/// has no meaning.
#[derive(Debug, Clone)]
pub struct Contents {
    /// Which origins may read responses.
    pub origins: CheckedOrigins,
    /// The methods, as the tables have them.
    pub methods: AllowMethods,
    /// The request headers, as the tables have them.
    pub headers: AllowHeaders,
    /// The exposed response headers, as the tables have them.
    pub exposed: ExposeHeaders,
    /// `max_age` in seconds.
    pub max_age: Option<u32>,
    /// The headers next to the CORS protocol.
    pub neighbours: Option<Neighbours>,
    /// The origins that the tables must allow.
    pub must_allow: Vec<Located<String>>,
    /// The origins that the tables must deny.
    pub must_deny: Vec<Located<String>>,
    /// The accepted risks, with their reasons.
    pub risks: Vec<Risk>,
    /// The policy's name.
    pub name: Option<String>,
    /// The names of the rules whose warnings are silenced.
    pub silenced: Vec<&'static str>,
}

/// Which origins may read responses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedOrigins {
    /// Any, without credentials.
    Any,
    /// None.
    Nobody,
    /// These.
    These {
        /// The patterns, each once, in the order in which they were written.
        allowed: Vec<Located<Pattern>>,
        /// What is subtracted from them.
        denied: Vec<Located<Pattern>>,
        /// What the denials leave of each allowed pattern that becomes an automaton, and then of each of the ceiling.
        remaining: Remaining,
        /// How far each allowed pattern reaches that could reach far.
        reach: Vec<Option<Reach>>,
        /// The patterns of `runtime_origins`, in the order in which they were written.
        ceiling: Vec<Located<Pattern>>,
        /// How far each of them reaches that could reach far.
        ceiling_reach: Vec<Option<Reach>>,
        /// Whether their requests may carry credentials.
        credentials: bool,
    },
}

impl Contents {
    /// The allowed patterns; none for any origin.
    #[must_use]
    pub fn allowed(&self) -> &[Located<Pattern>] {
        match &self.origins {
            CheckedOrigins::Any | CheckedOrigins::Nobody => &[],
            CheckedOrigins::These { allowed, .. } => allowed,
        }
    }

    /// The patterns of `runtime_origins`.
    #[must_use]
    pub fn ceiling(&self) -> &[Located<Pattern>] {
        match &self.origins {
            CheckedOrigins::Any | CheckedOrigins::Nobody => &[],
            CheckedOrigins::These { ceiling, .. } => ceiling,
        }
    }

    /// The denied patterns.
    #[must_use]
    pub fn denied(&self) -> &[Located<Pattern>] {
        match &self.origins {
            CheckedOrigins::Any | CheckedOrigins::Nobody => &[],
            CheckedOrigins::These { denied, .. } => denied,
        }
    }
}
