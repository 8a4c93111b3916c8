//! The domains worth showing.
//!
//! # The idea
//!
//! Of ten or of infinitely many domains a message names a few: those with the shortest and most
//! readable own labels, under suffixes of the list before others, under `com` before other suffixes,
//! under short suffixes before long ones. Each suffix has its labels in that order already, so only the heads of the sequences
//! are compared, and a suffix whose best cannot win is not opened:
//!
//! ```text
//!   com          a.com  b.com  c.com  ...      the best eight are found here
//!   github.io    a.github.io  ...              so this one is not opened
//! ```
//!
//! # Cost
//!
//! n·log n for the suffixes, then a few strings of the automata that win.

use super::domains::{Domains, Under};
use super::registrable::has_listed_top_level;
use super::suffixes::Suffixes;
use crate::language::{Cost, TooLarge, cost, rank};
use crate::order::sort_by;

/// A domain, in the order of showing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    order: Order,
    ranks: Vec<u16>,
    /// The labels before the suffix.
    own: String,
}

/// What decides first: it is known of a suffix before its labels are listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    is_unlisted: bool,
    own: Cost,
    is_not_com: bool,
    length: usize,
    suffix: String,
}

impl Candidate {
    fn new(own: &str, suffix: &str) -> Candidate {
        Candidate {
            order: Order::new(cost(own.as_bytes()), suffix),
            ranks: own.bytes().map(rank).collect(),
            own: own.to_owned(),
        }
    }

    /// The whole name.
    pub(super) fn domain(&self) -> String {
        format!("{}.{}", self.own, self.order.suffix)
    }

    /// Whether a user whose pattern matches both most likely meant this one: it has the
    /// shorter name, or the same name under the suffix that comes to mind first.
    pub(super) fn is_meant_before(&self, other: &Candidate) -> bool {
        self.own.len() < other.own.len() || self.own == other.own
    }
}

impl Order {
    fn new(own: Cost, suffix: &str) -> Order {
        let is_unlisted = !has_listed_top_level(suffix);
        let (is_not_com, length) = (suffix != "com", suffix.len());
        Order { is_unlisted, own, is_not_com, length, suffix: suffix.to_owned() }
    }
}

impl Domains<'_> {
    /// The best `n` domains that are not skipped.
    pub(super) fn best(
        &self,
        n: usize,
        skip: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Candidate>, TooLarge> {
        let mut best: Vec<Candidate> = self
            .named
            .iter()
            .filter(|name| !skip(name))
            .filter_map(|name| name.split_once('.'))
            .map(|(own, suffix)| Candidate::new(own, suffix))
            .collect();
        keep(&mut best, n);

        // All labels of one set cost the same, before any number of suffixes.
        let costs: Vec<Option<Cost>> =
            self.labels.iter().map(|labels| labels.spelled.cost_of_best()).collect();
        let mut under: Vec<(Order, &Under)> = self
            .under
            .iter()
            .filter_map(|under| {
                let cost = (*costs.get(under.labels)?)?;
                Some((Order::new(cost, &under.suffix), under))
            })
            .collect();
        sort_by(&mut under, |(one, _), (other, _)| one.cmp(other));
        for (order, under) in under {
            if best.len() == n && best.last().is_some_and(|worst| worst.order < order) {
                break;
            }
            best.extend(self.best_under(under, n, skip)?);
            keep(&mut best, n);
        }
        Ok(best)
    }

    /// The best `n` before one suffix.
    fn best_under(
        &self,
        under: &Under,
        n: usize,
        skip: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Candidate>, TooLarge> {
        let Some(labels) = self.labels.get(under.labels) else {
            return Ok(Vec::new());
        };
        let is_listed = |own: &str| {
            let last = own.rsplit('.').next().unwrap_or(own);
            under.node.is_some_and(|node| Suffixes::list().child(Some(node), last).is_some())
        };
        Ok(self
            .automata
            .reversed(&labels.spelled)?
            .shortest()
            .map(|own| String::from_utf8_lossy(&own).into_owned())
            .filter(|own| !is_listed(own))
            .map(|own| Candidate::new(&own, &under.suffix))
            .filter(|candidate| !skip(&candidate.domain()))
            .take(n)
            .collect())
    }
}

fn keep(best: &mut Vec<Candidate>, n: usize) {
    sort_by(best, Candidate::cmp);
    best.truncate(n);
}
