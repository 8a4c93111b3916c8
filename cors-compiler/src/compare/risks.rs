//! Accepted risks that were added and removed.

use cors_tables::policy::AcceptedRisk;
use cors_tables::stored::Text;

use crate::exceptions::Risk;

/// An accepted risk, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RiskText {
    /// The name of the rule.
    pub rule: String,
    /// The pattern for which it is accepted; `None` for all.
    pub pattern: Option<String>,
    /// The reason.
    pub reason: String,
}

/// How the accepted risks differ. A changed reason is a risk that was removed and one that was added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RiskChanges {
    /// Those that only the new policy accepts.
    pub added: Vec<RiskText>,
    /// Those that only the old policy accepts.
    pub removed: Vec<RiskText>,
}

impl RiskText {
    pub(super) fn of(risk: &Risk) -> Self {
        Self::accepted(&risk.accepted())
    }

    pub(super) fn accepted(accepted: &AcceptedRisk) -> Self {
        let text = |text: &Text| text.value().to_string();
        Self {
            rule: text(&accepted.rule),
            pattern: accepted.pattern.as_ref().map(text),
            reason: text(&accepted.reason),
        }
    }
}

impl RiskChanges {
    pub(super) fn between(old: &[RiskText], new: &[RiskText]) -> Self {
        let minus = |one: &[RiskText], other: &[RiskText]| {
            let mut only: Vec<RiskText> =
                one.iter().filter(|risk| !other.contains(risk)).cloned().collect();
            only.sort();
            only.dedup();
            only
        };
        Self { added: minus(new, old), removed: minus(old, new) }
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}
