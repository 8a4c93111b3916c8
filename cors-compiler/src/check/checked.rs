//! A policy that is allowed to exist.

use crate::exceptions::Risk;
use crate::facts::Remaining;
use crate::model::{HeaderName, MethodName, Pattern};
use crate::place::Placed;
use crate::trust::Reach;

/// A policy that is allowed to exist, as its tables will have it: without duplicates, sorted
/// where the order has no meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub(super) origins: CheckedOrigins,
    pub(super) methods: CheckedMethods,
    pub(super) headers: CheckedHeaders,
    pub(super) exposed: CheckedExposed,
    pub(super) max_age: Option<u32>,
    pub(super) must_allow: Vec<Placed<String>>,
    pub(super) must_deny: Vec<Placed<String>>,
    pub(super) risks: Vec<Risk>,
    pub(super) name: Option<String>,
    pub(super) silenced: Vec<&'static str>,
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
        allowed: Vec<Placed<Pattern>>,
        /// What is subtracted from them.
        denied: Vec<Placed<Pattern>>,
        /// What the denials leave of each allowed pattern that becomes an automaton.
        remaining: Remaining,
        /// How far each allowed pattern reaches that could reach far.
        reach: Vec<Option<Reach>>,
        /// Whether their requests may carry credentials.
        credentials: bool,
    },
}

/// Methods beside the safelisted ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedMethods {
    /// `*`, without credentials.
    Any,
    /// These, each once.
    These(Vec<MethodName>),
    /// What the request asks for.
    Mirror,
    /// Those of the handlers that carry the policy, which says nothing of methods.
    AsMounted,
}

/// Exposed response headers beside the safelisted ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedExposed {
    /// `*`, without credentials.
    Any,
    /// These, each once, sorted.
    These(Vec<HeaderName>),
}

/// Request headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedHeaders {
    /// `*`, without credentials.
    Any {
        /// Whether `authorization` is named beside it.
        authorization: bool,
    },
    /// These, each once, sorted.
    These(Vec<HeaderName>),
    /// What the request asks for.
    Mirror,
}

impl Checked {
    /// Which origins may read responses.
    #[must_use]
    pub fn origins(&self) -> &CheckedOrigins {
        &self.origins
    }

    /// The allowed patterns; none for any origin.
    #[must_use]
    pub fn allowed(&self) -> &[Placed<Pattern>] {
        match &self.origins {
            CheckedOrigins::Any | CheckedOrigins::Nobody => &[],
            CheckedOrigins::These { allowed, .. } => allowed,
        }
    }

    /// The denied patterns.
    #[must_use]
    pub fn denied(&self) -> &[Placed<Pattern>] {
        match &self.origins {
            CheckedOrigins::Any | CheckedOrigins::Nobody => &[],
            CheckedOrigins::These { denied, .. } => denied,
        }
    }

    /// The methods beside the safelisted ones.
    #[must_use]
    pub fn methods(&self) -> &CheckedMethods {
        &self.methods
    }

    /// The request headers.
    #[must_use]
    pub fn headers(&self) -> &CheckedHeaders {
        &self.headers
    }

    /// The exposed response headers beside the safelisted ones.
    #[must_use]
    pub fn exposed(&self) -> &CheckedExposed {
        &self.exposed
    }

    /// `max_age` in seconds.
    #[must_use]
    pub fn max_age(&self) -> Option<u32> {
        self.max_age
    }

    /// The origins that the tables must allow.
    #[must_use]
    pub fn must_allow(&self) -> &[Placed<String>] {
        &self.must_allow
    }

    /// The origins that the tables must deny.
    #[must_use]
    pub fn must_deny(&self) -> &[Placed<String>] {
        &self.must_deny
    }

    /// The policy's name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The names of the rules whose warnings are silenced.
    #[must_use]
    pub fn silenced(&self) -> &[&'static str] {
        &self.silenced
    }

    /// The accepted risks, with their reasons.
    #[must_use]
    pub fn risks(&self) -> &[Risk] {
        &self.risks
    }
}
