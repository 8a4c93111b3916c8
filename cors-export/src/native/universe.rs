//! The origins over which a configuration and a policy are compared.
//!
//! - *Wider* is judged over every origin that browsers send, except for hosts with an empty label: names of the DNS have
//!   none before the root (RFC 1035 §3.1), so no page is loaded from one.
//! - *Narrower* is judged over hosts of usual characters, as for every target.

use std::sync::LazyLock;

use cors_compiler::language::{Automata, Language, TooLarge};
use cors_compiler::origins;

use crate::Refusal;
use crate::plan::{MAX_STEPS, Plan};

/// The origins that pages can have; `None` if the automaton were too large, which the tests exclude.
static PAGES: LazyLock<Option<Language>> = LazyLock::new(|| {
    let automata = Automata::unlimited();
    let empty_label = automata.regex(r"(?s-u).*(?://|\.)\..*").ok()?;
    let pages = automata.difference(origins::origins(), &empty_label).ok()?;
    automata.union(&pages, &Language::literal(b"null")).ok()
});

/// The origins over which a configuration and a policy are compared.
#[derive(Debug)]
pub(crate) struct Universe {
    pub(crate) automata: Automata,
    pages: &'static Language,
}

impl Universe {
    pub(crate) fn new() -> Result<Self, Refusal> {
        let automata = Automata::within(MAX_STEPS);
        let pages = PAGES.as_ref().ok_or(Refusal::TooLarge(TooLarge::Budget))?;
        Ok(Self { automata, pages })
    }

    /// The origins of the policy.
    pub(crate) fn policy(&self, plan: &Plan) -> Result<Language, Refusal> {
        Ok(plan.origins.language()?.unwrap_or_else(Language::anything))
    }

    /// An origin that pages can have, and that is in the first language and not in the second one.
    pub(crate) fn beyond(
        &self,
        language: &Language,
        policy: &Language,
    ) -> Result<Option<String>, Refusal> {
        let outside = self.automata.difference(language, policy)?;
        let outside = self.automata.intersection(&outside, self.pages)?;
        Ok(self.automata.readable_witness(&outside)?)
    }
}
