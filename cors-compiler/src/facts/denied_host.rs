//! What is still allowed of each denied host.
//!
//! # The idea
//!
//! A denial of a host is meant for its whole [`Region`], and what is still allowed there is reported:
//!
//! ```text
//!   deny https://evil.example.com     region    https?://evil.example.com.?(:port)?
//!   allow https://*.example.com:*     has of it https://evil.example.com:*
//!         http://{x}.example.com                http://evil.example.com
//! ```
//!
//! A plain pattern has a plain part of a region, which one denial covers or not. The automaton of a
//! regular one is run on the host: the state that it reaches determines what may follow.
//!
//! # Cost
//!
//! A few look-ups for each denied host, and for each regular pattern a walk along it.

use std::rc::Rc;

use super::pattern::PatternFacts;
use super::region::Region;
use super::relation::host_covers;
use super::{Facts, Lists, Repair};
use crate::key::Key;
use crate::language::{DEAD, Language, Numbering, StateId, TooLarge};
use crate::location::Located;
use crate::model::origin::{Host, OriginPattern, Port};
use crate::model::pattern::{Pattern, Reader};

/// How many hosts are looked for of which something is still allowed; a rule is silenced for all of
/// them or none.
const MAX_HOSTS: usize = 1000;

/// A denied host.
#[derive(Debug)]
pub(crate) struct DeniedHost {
    /// Which of the denied patterns names it first.
    pub(crate) denial: usize,
    /// The host as messages name it.
    pub(crate) name: String,
    /// What is still allowed of it, if anything.
    pub(crate) host: Option<StillAllowed>,
    /// What is still allowed of its subdomains, if a pattern matches all labels there.
    pub(crate) subdomains: Option<StillAllowed>,
}

/// What is still allowed of a region.
#[derive(Debug)]
pub(crate) struct StillAllowed {
    /// The allowed pattern to show.
    pub(crate) by: usize,
    /// An origin that it allows.
    pub(crate) witness: String,
    /// How to deny all of it.
    pub(crate) repair: Option<Repair>,
}

/// What one pattern has of a region, or of a part of it.
#[derive(Debug)]
pub(super) struct Share {
    witness: String,
    /// Whether it is for all labels of the region.
    is_whole: bool,
    /// What has to be denied.
    pub(super) to_deny: Vec<Pattern>,
}

/// States of an automaton, each with the shortest labels that lead to it.
pub(super) type Starts = Vec<(StateId, String)>;

impl<'p> Facts<'p> {
    /// The denied hosts and address ranges of which something is still allowed.
    pub(crate) fn denied_hosts(&self) -> &[DeniedHost] {
        self.denied_hosts.get_or_init(|| {
            let (mut seen, mut found) = (Numbering::new(), Vec::new());
            let reader = Reader::new(self.lists.automata);
            // Another denial may be the one that is missing.
            let is_whole = self.policy.unread.are_whole(&[Key::DenyOrigins]);
            for (denial, of_denial) in self.denied().filter(|_| is_whole) {
                let Some(region) = Region::of(denial.pattern, reader) else {
                    continue;
                };
                if found.len() >= MAX_HOSTS || seen.find(region.name()).is_some() {
                    continue;
                }
                let host = self.still_allowed(denial, &region, false);
                // A denial without effect is of a host that another scheme or port allows, or it is
                // of what could not be read.
                let is_elsewhere = host.is_some()
                    && self.policy.unread.are_whole(&[Key::AllowOrigins, Key::RuntimeOrigins]);
                if of_denial.denies != Some(true) && !is_elsewhere {
                    continue;
                }
                seen.number(region.name().to_owned());
                // A denial of subdomains is reported with what it leaves of them.
                let is_denied =
                    |plain: &OriginPattern| self.lists.denied.same_host(plain).is_some();
                let below = region.below().filter(|below| !below.plain().any(is_denied));
                let subdomains = below.and_then(|below| self.still_allowed(denial, &below, true));
                if host.is_some() || subdomains.is_some() {
                    let name = region.name().to_owned();
                    found.push(DeniedHost { denial: denial.index, name, host, subdomains });
                }
            }
            found
        })
    }

    /// What is still allowed of a region; if it has to be whole, by a pattern for all labels there.
    fn still_allowed(
        &self,
        denial: &PatternFacts<'p>,
        region: &Region,
        is_whole: bool,
    ) -> Option<StillAllowed> {
        let shares = self.answer(denial.location, |_| self.shares(region))?;
        // A pattern for particular subdomains is intentional.
        let shown = shares.iter().find(|(_, share)| share.is_whole || !is_whole);
        let (by, Share { witness, .. }) = shown?;
        let repair = self.answer(denial.location, |_| Repair::of(region, &shares, self)).flatten();
        Some(StillAllowed { by: *by, witness: witness.clone(), repair })
    }

    /// What each allowed pattern still has of a region, in their order.
    fn shares(&self, region: &Region) -> Result<Vec<(usize, Share)>, TooLarge> {
        let mut shares: Vec<(usize, Share)> = Vec::new();
        for part in region.parts() {
            for by in self.lists.allowed.near(part) {
                let Some(share) = self.share(part, by)? else { continue };
                match shares.binary_search_by(|(other, _)| other.cmp(&by.index)) {
                    Err(at) => shares.insert(at, (by.index, share)),
                    Ok(at) => {
                        let Some((_, other)) = shares.get_mut(at) else { continue };
                        other.is_whole |= share.is_whole;
                        other.to_deny.extend(share.to_deny);
                    }
                }
            }
        }
        Ok(shares)
    }

    /// What an allowed pattern still has of a part of a region.
    fn share(&self, part: &Pattern, by: &PatternFacts<'p>) -> Result<Option<Share>, TooLarge> {
        match (part, by.pattern) {
            (Pattern::Plain(part), Pattern::Plain(allowed)) => {
                let is_whole = host_covers(allowed.host(), part.host());
                let both = if is_whole { allowed.at_host_of(part) } else { allowed.clone() };
                let witness = self.remaining_origin(&both, None)?;
                Ok(Share::of(witness, is_whole, Pattern::Plain(both)))
            }
            (Pattern::Plain(part), Pattern::Regular(_)) => self.walked_share(part, by),
            (Pattern::Regular(range), Pattern::Regular(_)) => {
                let automata = self.lists.automata;
                let remaining = self.lists.remaining(by)?;
                let both = automata.intersection(remaining, range.language())?;
                Ok(Share::of(automata.readable_witness(&both)?, true, part.clone()))
            }
            _ => Ok(None),
        }
    }

    /// What a regular pattern still has of a host, or of all of its subdomains.
    fn walked_share(
        &self,
        part: &OriginPattern,
        by: &PatternFacts<'p>,
    ) -> Result<Option<Share>, TooLarge> {
        let automata = self.lists.automata;
        automata.budget().spend(1)?;
        let scheme = part.scheme();
        let (below, name) = match part.host() {
            Host::Subdomains(base) => (Some(base), base.clone()),
            host => (None, host.to_string()),
        };
        if !by.may_have_host(&name) {
            return Ok(None);
        }
        // Of one host it is quickly found out what all denials leave.
        let (language, starts) = match below {
            Some(_) => (by.language()?, self.after_labels(by, scheme)?),
            None => {
                let remaining = self.lists.remaining(by)?;
                (remaining, Rc::new(vec![(remaining.after(scheme), String::new())]))
            }
        };
        automata.budget().spend(starts.len().saturating_mul(name.len()))?;
        let walked = |(start, labels): &(StateId, String)| {
            (language.walk(*start, name.as_bytes()), labels.clone())
        };
        let ends: Starts = starts.iter().map(walked).collect();
        let has_port = |state: StateId| language.next(state, b':') != DEAD;
        let bare = ends.iter().find(|&&(state, _)| language.accepts(state));
        let with_port = ends.iter().find(|&&(state, _)| has_port(state));
        let Some((state, labels)) = bare.or(with_port) else { return Ok(None) };
        let mut first = format!("{scheme}://{labels}{name}");
        if bare.is_none() {
            let port = automata.shortest_rest(language, *state)?;
            first.extend(port.map(|port| port.to_string()));
        }
        let all = if with_port.is_some() { part.clone() } else { part.on_default_port() };
        let witness = match below {
            Some(_) => self.remaining_origin(&all, Some((language, first)))?,
            None => Some(first),
        };
        let is_whole = ends.iter().all(|&(state, _)| language.accepts(state) || has_port(state));
        Ok(Share::of(witness, is_whole, Pattern::Plain(all)))
    }

    /// The states in which the automaton of a regular pattern may be after any subdomain labels and
    /// their dot.
    fn after_labels(&self, by: &PatternFacts<'p>, scheme: &str) -> Result<Rc<Starts>, TooLarge> {
        let key = (by.index, scheme.to_owned());
        if let Some(starts) = self.after_labels.borrow().get(&key) {
            return Ok(Rc::clone(starts));
        }
        let (language, automata) = (by.language()?, self.lists.automata);
        let labels = automata.concat(&automata.labels(scheme)?, &Language::literal(b"."))?;
        let states = automata.states_after(language, language.after(scheme), &labels)?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let starts = states.into_iter().map(|(state, bytes)| (state, text(bytes))).collect();
        Ok(Rc::clone(self.after_labels.borrow_mut().or_insert(key, Rc::new(starts))))
    }

    /// An origin that a plain pattern matches and no denial, if there is one; of a language too, if
    /// one is given with an origin that both have.
    fn remaining_origin(
        &self,
        plain: &OriginPattern,
        of: Option<(&Language, String)>,
    ) -> Result<Option<String>, TooLarge> {
        let Lists { denied, automata, .. } = &self.lists;
        let pattern = Located::new(Pattern::Plain(plain.clone()), self.policy.location);
        let pattern = PatternFacts::new(0, &pattern, automata);
        if denied.covering(&pattern).next().transpose()?.is_some() {
            return Ok(None);
        }
        let (language, first) = of.unzip();
        let is_remaining = |origin: &str| {
            let is_one = language.is_none_or(|language| language.contains(origin.as_bytes()));
            Ok(is_one && denied.matching(origin)?.is_none())
        };
        if let Some(first) = first {
            if is_remaining(&first)? {
                return Ok(Some(first));
            }
        }
        if let Some(example) = example(plain, is_remaining)? {
            return Ok(Some(example));
        }
        let mut remaining = match self.lists.minus_denied(&pattern)? {
            Some(remaining) => remaining,
            None => pattern.language()?.clone(),
        };
        if let Some(language) = language {
            remaining = automata.intersection(&remaining, language)?;
        }
        automata.readable_witness(&remaining)
    }
}

impl Share {
    fn of(witness: Option<String>, is_whole: bool, to_deny: Pattern) -> Option<Self> {
        witness.map(|witness| Self { witness, is_whole, to_deny: vec![to_deny] })
    }
}

/// The first of some origins that a plain pattern matches and a reader believes, for which the answer is yes.
fn example(
    plain: &OriginPattern,
    is_one: impl Fn(&str) -> Result<bool, TooLarge>,
) -> Result<Option<String>, TooLarge> {
    let written = plain.to_string();
    let labels = if matches!(plain.host(), Host::Subdomains(_)) { 'a'..='z' } else { 'a'..='a' };
    let ports =
        if plain.port() == Port::Any { &["", ":8443", ":8080", ":3000"][..] } else { &[""] };
    for label in labels {
        let of_label = written.replacen("*.", &format!("{label}."), 1);
        for port in ports {
            let origin = of_label.replace(":*", port);
            if is_one(&origin)? {
                return Ok(Some(origin));
            }
        }
    }
    Ok(None)
}
