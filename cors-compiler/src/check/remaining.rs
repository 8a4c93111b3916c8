//! What the denials leave of each allowed pattern that is compiled to an automaton.
//!
//! `compile` needs it of every such pattern, whether or not a rule asked for it: a pattern without its
//! denials would allow an origin that the policy denies. So [`Remaining`] is made in one way, which
//! computes all of it, and has no way to ask for the pattern as it was written.

use super::left::Lists;
use crate::language::{Language, TooLarge};

/// For each allowed pattern, in order, the origins that it matches and no denial does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remaining {
    /// None for plain patterns, next to which the tables keep the denials.
    languages: Vec<Option<Language>>,
}

impl Remaining {
    /// Computes what is left of every pattern with a placeholder or a regex.
    ///
    /// # Errors
    ///
    /// The index of the first pattern for which that takes too much.
    pub(super) fn of(lists: &Lists<'_>) -> Result<Remaining, (usize, TooLarge)> {
        let mut languages = vec![None; lists.allowed.len()];
        for &index in lists.allowed.regular() {
            let language = lists.left(index).map_err(|error| (index, error))?;
            if let Some(slot) = languages.get_mut(index) {
                *slot = Some(language.clone());
            }
        }
        Ok(Remaining { languages })
    }

    /// What is left of the pattern at this index of the allowed ones; none if it is a plain one.
    #[must_use]
    pub fn language(&self, index: usize) -> Option<&Language> {
        self.languages.get(index)?.as_ref()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::check::left::tests::placed;
    use crate::language::Budget;
    use crate::model::Pattern;
    use crate::place::Placed;

    /// What tables are made of, without any check.
    pub(crate) fn remaining(allowed: &[Placed<Pattern>], denied: &[Placed<Pattern>]) -> Remaining {
        Remaining::of(&Lists::new(allowed, denied, &Budget::unlimited())).unwrap()
    }

    /// No rule has asked for anything, and a budget that is spent leaves nothing out.
    #[test]
    fn it_is_all_there() {
        let allowed =
            placed(&["https://{x}.a.example", "https://*.b.example", "https://{x}.c.example"]);
        let denied = placed(&["https://evil.a.example", "https://x.b.example"]);
        let budget = Budget::unlimited();
        let remaining = Remaining::of(&Lists::new(&allowed, &denied, &budget)).unwrap();
        let is_left = |index: usize, origin: &str| {
            remaining.language(index).map(|language| language.contains(origin.as_bytes()))
        };
        assert_eq!(is_left(0, "https://evil.a.example"), Some(false));
        assert_eq!(is_left(0, "https://good.a.example"), Some(true));
        assert_eq!(is_left(1, "https://x.b.example"), None);
        assert_eq!(is_left(2, "https://evil.c.example"), Some(true));
        assert_eq!(is_left(3, "https://evil.c.example"), None);
        let spent = Budget::of(1);
        assert!(Remaining::of(&Lists::new(&allowed, &denied, &spent)).is_err());
    }
}
