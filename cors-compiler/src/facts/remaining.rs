//! What the denials leave of each allowed pattern: found once, for every rule and for the tables.
//!
//! Most denials have nothing to do with a pattern. Of those that have, single origins are one
//! small automaton, and the others are joined two by two, so that all of them are subtracted at
//! once: ten thousand denied tenants cost one difference, and not ten thousand.

use std::cell::OnceCell;

use super::list::List;
use super::pattern::PatternFacts;
use crate::language::{Automata, Language, TooLarge};
use crate::location::Located;
use crate::model::Pattern;

/// What is allowed, what is denied, and what the one leaves of the other.
#[derive(Debug)]
pub(crate) struct Lists<'p> {
    /// The patterns of `allow_origins`, and behind them those of `runtime_origins`.
    pub(crate) allowed: List<'p>,
    pub(crate) denied: List<'p>,
    pub(crate) automata: &'p Automata,
    /// For each allowed pattern; none inside where nothing is denied of it.
    remaining: Vec<OnceCell<Result<Option<Language>, TooLarge>>>,
}

/// For each allowed pattern, in order, the origins that it matches and no denial does.
///
/// `compile` needs it for every pattern that becomes an automaton, whether or not a rule used
/// it: a pattern without its denials would allow an origin that the policy denies. So it is made in
/// one way, which computes all of it, and has no way to ask for the pattern as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remaining {
    /// None for plain patterns, next to which the tables keep the denials.
    languages: Vec<Option<Language>>,
}

impl Remaining {
    /// The remaining language of the pattern at this index of the allowed ones; none if it is a
    /// plain one.
    #[must_use]
    pub fn language(&self, index: usize) -> Option<&Language> {
        self.languages.get(index)?.as_ref()
    }
}

impl<'p> Lists<'p> {
    pub(super) fn new(
        allowed: impl IntoIterator<Item = &'p Located<Pattern>>,
        denied: &'p [Located<Pattern>],
        automata: &'p Automata,
    ) -> Self {
        let allowed = List::new(allowed, automata);
        Self {
            remaining: allowed.iter().map(|_| OnceCell::new()).collect(),
            allowed,
            denied: List::new(denied, automata),
            automata,
        }
    }

    /// What the denials leave of an allowed pattern.
    pub(crate) fn remaining<'a>(
        &'a self,
        allowed: &'a PatternFacts<'p>,
    ) -> Result<&'a Language, TooLarge> {
        // Every index is one of the list.
        let cell = self.remaining.get(allowed.index).ok_or(TooLarge::States { limit: 0 })?;
        match cell.get_or_init(|| self.minus_denied(allowed)) {
            Ok(Some(remaining)) => Ok(remaining),
            Ok(None) => allowed.language(),
            Err(error) => Err(*error),
        }
    }

    /// The remaining languages that the tables need; none if one takes too much.
    pub(super) fn all_remaining(&self) -> Option<Remaining> {
        let mut languages = vec![None; self.allowed.len()];
        for regular in self.allowed.regular() {
            let language = self.remaining(regular).ok()?.clone();
            *languages.get_mut(regular.index)? = Some(language);
        }
        Some(Remaining { languages })
    }

    /// What the denials leave of any pattern; none if all of it.
    pub(super) fn minus_denied(
        &self,
        pattern: &PatternFacts<'_>,
    ) -> Result<Option<Language>, TooLarge> {
        let (mut origins, mut languages) = (Vec::new(), Vec::new());
        for denial in self.denied.overlapping(pattern) {
            let denial = denial?;
            match &denial.exact {
                Some(origin) => origins.push(origin.as_str()),
                None => languages.push(denial.language()?.clone()),
            }
        }
        if origins.is_empty() && languages.is_empty() {
            return Ok(None);
        }
        self.automata.budget().spend(origins.iter().map(|origin| origin.len()).sum())?;
        languages.push(Language::from_strings(&origins));
        let denied = self.automata.union_of(languages)?;
        self.automata.difference(pattern.language()?, &denied).map(Some)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::location::Location;
    use crate::model::pattern;

    fn located(texts: &[&str]) -> Vec<Located<Pattern>> {
        let read = |(at, text): (usize, &&str)| {
            Located::new(pattern::parse(text).unwrap(), Location::new(at))
        };
        texts.iter().enumerate().map(read).collect()
    }

    /// What tables are made of, without any check.
    pub(crate) fn remaining(
        allowed: &[Located<Pattern>],
        denied: &[Located<Pattern>],
    ) -> Remaining {
        Lists::new(allowed, denied, &Automata::unlimited()).all_remaining().unwrap()
    }

    #[test]
    fn the_remaining_language_is_the_difference() {
        let allowed =
            located(&["https://{x}.a.example", "https://*.b.example", "https://c.example"]);
        let denied = located(&[
            "https://evil.a.example",
            "https://{x:[0-9]+}.a.example",
            "https://bad.a.example",
            "https://*.evil.b.example",
            "https://x.b.example",
        ]);
        let automata = Automata::unlimited();
        let lists = Lists::new(&allowed, &denied, &automata);
        for one in lists.allowed.iter() {
            let mut remaining = one.pattern.language(&Automata::unlimited()).unwrap();
            for denial in &denied {
                remaining = Automata::unlimited()
                    .difference(&remaining, &denial.value.language(&Automata::unlimited()).unwrap())
                    .unwrap();
            }
            assert_eq!(lists.remaining(one), Ok(&remaining), "{}", one.pattern);
        }
    }

    #[test]
    fn it_is_found_once() {
        let allowed = located(&["https://{x}.a.example"]);
        let denied = located(&["https://evil.a.example", "https://{x:[0-9]+}.a.example"]);
        let automata = Automata::unlimited();
        let lists = Lists::new(&allowed, &denied, &automata);
        let one = lists.allowed.get(0).unwrap();
        lists.remaining(one).unwrap();
        let left = automata.budget().remaining();
        lists.remaining(one).unwrap();
        assert_eq!(automata.budget().remaining(), left);
    }

    /// No rule has run, and a spent budget leaves no pattern out.
    #[test]
    fn tables_get_all_of_it() {
        let allowed =
            located(&["https://{x}.a.example", "https://*.b.example", "https://{x}.c.example"]);
        let denied = located(&["https://evil.a.example", "https://x.b.example"]);
        let found = remaining(&allowed, &denied);
        let is_left = |index: usize, origin: &str| {
            found.language(index).map(|language| language.contains(origin.as_bytes()))
        };
        assert_eq!(is_left(0, "https://evil.a.example"), Some(false));
        assert_eq!(is_left(0, "https://good.a.example"), Some(true));
        assert_eq!(is_left(1, "https://x.b.example"), None);
        assert_eq!(is_left(2, "https://evil.c.example"), Some(true));
        assert_eq!(is_left(3, "https://evil.c.example"), None);
        let spent = Automata::within(1);
        assert_eq!(Lists::new(&allowed, &denied, &spent).all_remaining(), None);
    }
}
