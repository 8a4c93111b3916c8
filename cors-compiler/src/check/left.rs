//! What the denials leave of each allowed pattern: found once, and asked by every rule.
//!
//! Most denials have nothing to do with a pattern. Of those that have, single origins are one
//! small automaton, and the others are joined two by two, so that all of them are taken away at
//! once: ten thousand denied tenants cost one difference, and not ten thousand.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::list::List;
use super::relation::Known;
use crate::language::{Budget, Language, StateId, TooLarge};
use crate::model::Pattern;
use crate::model::pattern::labels;
use crate::place::Placed;

/// What is allowed, what is denied, and what the one leaves of the other.
#[derive(Debug)]
pub(super) struct Lists<'p> {
    pub(super) allowed: List<'p>,
    pub(super) denied: List<'p>,
    pub(super) budget: &'p Budget,
    /// For each allowed pattern, once it was asked for; none inside where nothing is denied of it.
    left: Vec<OnceCell<Option<Language>>>,
    /// For each allowed pattern and scheme, see [`below`](Self::below).
    below: RefCell<BTreeMap<(usize, String), Rc<Starts>>>,
    /// For each allowed pattern, once it was asked for, its best origins.
    best: RefCell<BTreeMap<usize, Rc<[String]>>>,
}

/// How many origins of a pattern are tried before its automaton is asked.
const BEST: usize = 8;

/// States, each with the shortest labels that lead to it.
pub(super) type Starts = Vec<(StateId, String)>;

impl<'p> Lists<'p> {
    pub(super) fn new(
        allowed: &'p [Placed<Pattern>],
        denied: &'p [Placed<Pattern>],
        budget: &'p Budget,
    ) -> Self {
        Self {
            allowed: List::new(allowed, budget),
            denied: List::new(denied, budget),
            budget,
            left: allowed.iter().map(|_| OnceCell::new()).collect(),
            below: RefCell::default(),
            best: RefCell::default(),
        }
    }

    /// What is left of an allowed pattern.
    pub(super) fn left(&self, index: usize) -> Result<&Language, TooLarge> {
        // Every index is one of the list.
        let none = TooLarge::States { limit: 0 };
        let known = self.allowed.known().get(index).ok_or(none)?;
        let cell = self.left.get(index).ok_or(none)?;
        let left = match cell.get() {
            Some(left) => left,
            None => {
                let left = self.less_denied(known)?;
                cell.get_or_init(|| left)
            }
        };
        match left {
            Some(left) => Ok(left),
            None => known.language(self.budget),
        }
    }

    /// The best origins that are left of an allowed pattern.
    pub(super) fn best(&self, index: usize) -> Result<Rc<[String]>, TooLarge> {
        if let Some(best) = self.best.borrow().get(&index) {
            return Ok(Rc::clone(best));
        }
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let best: Rc<[String]> = self.left(index)?.shortest().take(BEST).map(text).collect();
        Ok(Rc::clone(self.best.borrow_mut().entry(index).or_insert(best)))
    }

    /// The states in which the automaton of a regular pattern may be after any subdomain labels
    /// and their dot.
    pub(super) fn below(&self, index: usize, scheme: &str) -> Result<Rc<Starts>, TooLarge> {
        let key = (index, scheme.to_owned());
        if let Some(starts) = self.below.borrow().get(&key) {
            return Ok(Rc::clone(starts));
        }
        // Every index is one of the list.
        let known = self.allowed.known().get(index).ok_or(TooLarge::States { limit: 0 })?;
        let language = known.language(self.budget)?;
        let after = language.walk(language.start(), format!("{scheme}://").as_bytes());
        let labels =
            labels(scheme, self.budget)?.then_within(&Language::literal(b"."), self.budget)?;
        let states = language.states_after(after, &labels, self.budget)?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let starts = states.into_iter().map(|(state, bytes)| (state, text(bytes))).collect();
        Ok(Rc::clone(self.below.borrow_mut().entry(key).or_insert(Rc::new(starts))))
    }

    /// What the denials leave of a pattern; none if all of it.
    pub(super) fn less_denied(&self, known: &Known<'_>) -> Result<Option<Language>, TooLarge> {
        let (mut origins, mut languages) = (Vec::new(), Vec::new());
        for denial in self.denied.overlapping(known) {
            let Some(denial) = self.denied.known().get(denial?) else { continue };
            match &denial.exact {
                Some(origin) => origins.push(origin.as_str()),
                None => languages.push(denial.language(self.budget)?.clone()),
            }
        }
        if origins.is_empty() && languages.is_empty() {
            return Ok(None);
        }
        self.budget.spend(origins.iter().map(|origin| origin.len()).sum())?;
        languages.push(Language::from_strings(&origins));
        let denied = joined(languages, self.budget)?;
        known.language(self.budget)?.difference_within(&denied, self.budget).map(Some)
    }
}

/// The union of all, joined two by two: each is looked at as often as the list can be halved.
fn joined(mut languages: Vec<Language>, budget: &Budget) -> Result<Language, TooLarge> {
    while languages.len() > 1 {
        let mut pairs = languages.into_iter();
        let mut half = Vec::with_capacity(pairs.len().div_ceil(2));
        while let Some(one) = pairs.next() {
            half.push(match pairs.next() {
                Some(other) => one.union_within(&other, budget)?,
                None => one,
            });
        }
        languages = half;
    }
    Ok(languages.pop().unwrap_or_else(Language::empty))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::pattern;
    use crate::place::Place;

    pub(in super::super) fn placed(texts: &[&str]) -> Vec<Placed<Pattern>> {
        let read =
            |(at, text): (usize, &&str)| Placed::new(pattern::parse(text).unwrap(), Place::new(at));
        texts.iter().enumerate().map(read).collect()
    }

    #[test]
    fn what_is_left_is_the_difference() {
        let allowed =
            placed(&["https://{x}.a.example", "https://*.b.example", "https://c.example"]);
        let denied = placed(&[
            "https://evil.a.example",
            "https://{x:[0-9]+}.a.example",
            "https://bad.a.example",
            "https://*.evil.b.example",
            "https://x.b.example",
        ]);
        let budget = Budget::unlimited();
        let lists = Lists::new(&allowed, &denied, &budget);
        for (index, pattern) in allowed.iter().enumerate() {
            let mut left = pattern.value.language().unwrap();
            for denial in &denied {
                left = left.difference(&denial.value.language().unwrap()).unwrap();
            }
            assert_eq!(lists.left(index), Ok(&left), "{}", pattern.value);
        }
    }

    #[test]
    fn it_is_found_once() {
        let allowed = placed(&["https://{x}.a.example"]);
        let denied = placed(&["https://evil.a.example", "https://{x:[0-9]+}.a.example"]);
        let budget = Budget::unlimited();
        let lists = Lists::new(&allowed, &denied, &budget);
        lists.left(0).unwrap();
        let left = budget.left();
        lists.left(0).unwrap();
        assert_eq!(budget.left(), left);
    }
}
