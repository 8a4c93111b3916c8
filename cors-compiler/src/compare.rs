//! Two policies compared by meaning: who gained access and who lost it.
//!
//! # The idea
//!
//! A policy maps each origin to permissions, the same for all origins that it allows. So two policies differ in
//! two ways only: in their sets of origins, which are regular languages and can be subtracted from each other, and
//! in the permissions of the origins that both allow.
//!
//! ```text
//!        old                new
//!    ┌──────────────┐
//!    │ lost   ┌─────┼─────────┐         lost    = old − new
//!    │        │ kept│         │         gained  = new − old
//!    └────────┼─────┘  gained │         kept    : credentials, methods, headers, max-age
//!             └───────────────┘
//! ```
//!
//! How a policy is written makes no difference: `*.` or a regex for the same origins, another order, a redundant
//! entry, a macro or a file. Because the languages are compared and not the patterns,
//! [`Comparison::is_equal`] is true exactly if both policies mean the same.
//!
//! A policy that today's rules refuse can be compared, too: rules are not checked, only what cannot be read is an
//! obstacle.
//!
//! # Cost
//!
//! Two differences for each of the two sets of origins; what is shown of a difference costs as much as
//! [`Reach`](crate::trust::Reach). All of it within one budget.

mod access;
mod maps;
mod meaning;
mod names;
mod part;
mod permissions;
mod risks;
#[cfg(feature = "serde")]
mod serial;
mod table;

use std::fmt;

pub use access::Access;
pub use maps::{MapComparison, Moved, compare_maps};
pub use meaning::Meaning;
pub use names::{MethodChange, Methods, NameChange, NameSet};
pub use part::{Domain, OriginPart};
pub use permissions::{PermissionChanges, Permissions, Replaced};
pub use risks::{RiskChanges, RiskText};

use crate::key::Key;
use crate::language::{Automata, TooLarge};

/// How many steps one comparison may take.
const STEPS: usize = 40_000_000;

/// How two policies differ.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Comparison {
    /// The origins that are allowed.
    pub origins: Change<OriginPart>,
    /// The origins that a program may add while it runs, without those that are allowed anyway. An origin that both
    /// policies grant access, the one at once and the other when it is added, is in `origins` only.
    pub runtime_origins: Change<OriginPart>,
    /// Whether `allow_origins = "*"` was added or removed.
    pub any_origin: Option<Direction>,
    /// How the permissions of the origins differ that both policies may allow; `None` if there are no such
    /// origins.
    pub permissions: Option<PermissionChanges>,
    /// The origins that both policies may allow, if their permissions differ.
    pub kept: Option<OriginPart>,
    /// The accepted risks, which document a policy and don't change its meaning.
    pub risks: RiskChanges,
    /// The keys of the old policy with parts that could not be read. They are left out, so more may be gained and
    /// less lost than is really the case.
    #[cfg_attr(feature = "serde", serde(serialize_with = "serial::keys"))]
    pub left_out: Vec<Key>,
    /// What the origins of each policy may do.
    pub granted: Replaced<Permissions>,
}

/// What was added and what was removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Change<T> {
    /// What only the new policy has.
    pub gained: T,
    /// What only the old policy has.
    pub lost: T,
}

/// Whether access was gained or lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Direction {
    /// The new policy grants it and the old one does not. This is the dangerous direction.
    Gained,
    /// The old policy grants it and the new one does not.
    Lost,
}

impl Direction {
    /// From whether the old and the new policy have something.
    #[must_use]
    pub fn between(old: bool, new: bool) -> Option<Self> {
        match (old, new) {
            (false, true) => Some(Self::Gained),
            (true, false) => Some(Self::Lost),
            (true, true) | (false, false) => None,
        }
    }
}

/// One of the two policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Side {
    /// The old one.
    Old,
    /// The new one.
    New,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Old => "old",
            Self::New => "new",
        })
    }
}

/// Why two policies can't be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotComparable {
    /// Parts of the values of these keys could not be read, so that what the policy grants is not known.
    Unread {
        /// Which policy.
        side: Side,
        /// The keys.
        keys: Vec<Key>,
    },
    /// Rows of a map could not be read.
    UnreadRows {
        /// Which map.
        side: Side,
    },
    /// The automata would be too large.
    TooLarge(TooLarge),
}

impl fmt::Display for NotComparable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread { side, keys } => {
                write!(f, "parts of the {side} policy could not be read")?;
                for (index, key) in keys.iter().enumerate() {
                    write!(f, "{}`{key}`", if index == 0 { ": " } else { ", " })?;
                }
                Ok(())
            }
            Self::UnreadRows { side } => write!(f, "rows of the {side} map could not be read"),
            Self::TooLarge(error) => write!(f, "the policies are too large to compare: {error}"),
        }
    }
}

impl std::error::Error for NotComparable {}

impl From<TooLarge> for NotComparable {
    fn from(error: TooLarge) -> Self {
        Self::TooLarge(error)
    }
}

/// Compares two policies.
///
/// # Errors
///
/// A part of the new policy could not be read, or a part of the old one whose absence would make it look wider than it
/// is; or the automata would be too large.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// use cors_compiler::compare::{Meaning, compare};
/// use cors_compiler::{Findings, toml};
///
/// let meaning = |text| Meaning::of(&toml::parse(text, &mut Findings::default()).0).unwrap();
/// let old = meaning("allow_origins = ['https://*.example.com']");
/// let new = meaning("allow_origins = [{ regex = 'https://.*example\\.com' }]");
/// let comparison = compare(&old, &new).unwrap();
/// assert!(comparison.grants_new_access());
/// assert_eq!(comparison.origins.gained.examples[0], "https://example.com");
/// assert!(comparison.origins.lost.is_empty());
/// # }
/// ```
pub fn compare(old: &Meaning, new: &Meaning) -> Result<Comparison, NotComparable> {
    old.is_readable_as(Side::Old)?;
    new.is_readable_as(Side::New)?;
    let automata = Automata::within(STEPS);
    let origins = Change {
        gained: part::gained(old, new, &automata)?,
        lost: part::gained(new, old, &automata)?,
    };
    let runtime_origins = Change {
        gained: part::addable(old, new, &automata)?,
        lost: part::addable(new, old, &automata)?,
    };
    let permissions = if part::share_origins(old, new, &automata)? {
        Some(PermissionChanges::between(&old.permissions, &new.permissions))
    } else {
        None
    };
    let kept = match &permissions {
        Some(changes) if !changes.is_empty() => Some(part::kept(old, new, &automata)?),
        _ => None,
    };
    Ok(Comparison {
        origins,
        runtime_origins,
        any_origin: Direction::between(old.allowed.is_any, new.allowed.is_any),
        permissions,
        kept,
        risks: RiskChanges::between(&old.risks, &new.risks),
        left_out: old.unread.clone(),
        granted: Replaced { old: old.permissions.clone(), new: new.permissions.clone() },
    })
}

impl Comparison {
    /// Whether both policies mean the same: every origin may do the same under both.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        let Self {
            origins,
            runtime_origins,
            any_origin,
            permissions,
            kept: _,
            risks: _,
            left_out,
            granted: _,
        } = self;
        [origins, runtime_origins].iter().all(|it| it.gained.is_empty() && it.lost.is_empty())
            && any_origin.is_none()
            && left_out.is_empty()
            && permissions.as_ref().is_none_or(PermissionChanges::is_empty)
    }

    /// Whether the new policy grants something that the old one does not.
    #[must_use]
    pub fn grants_new_access(&self) -> bool {
        !self.access(Direction::Gained).is_empty()
    }
}
