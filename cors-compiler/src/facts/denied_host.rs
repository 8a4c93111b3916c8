//! What is still allowed of each denied host.
//!
//! # The idea
//!
//! A denial of a host is meant for everything that its owner controls, its *region*: both schemes of the web, every
//! port, and the name with a trailing dot. What is still allowed there, and below it, is reported:
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
use super::relation::host_covers;
use super::{Facts, List, Lists, Repair};
use crate::key::Key;
use crate::language::{DEAD, Language, Numbering, StateId, TooLarge};
use crate::location::Located;
use crate::model::origin::{Host, OriginPattern, Port};
use crate::model::pattern::{Pattern, Reader};
use crate::order::sort_by;
use crate::origins::SchemeKind;

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

/// What an allowed pattern still has of a part of a region.
#[derive(Debug)]
pub(super) struct Share {
    pub(super) by: usize,
    witness: String,
    /// Whether it is for all labels of the part.
    is_whole: bool,
    /// What has to be denied.
    pub(super) deny: Pattern,
}

/// States of an automaton, each with the shortest labels that lead to it.
pub(super) type Starts = Vec<(StateId, String)>;

impl<'p> Facts<'p> {
    /// The denied hosts and address ranges of which something is still allowed.
    pub(crate) fn denied_hosts(&self) -> &[DeniedHost] {
        self.denied_hosts.get_or_init(|| {
            let (mut seen, mut found) = (Numbering::new(), Vec::new());
            // Another denial may be the one that is missing.
            let is_whole = self.policy.unread.are_whole(&[Key::DenyOrigins]);
            for (denial, of_denial) in self.denied().filter(|_| is_whole) {
                let Some((name, region)) = self.region(denial) else { continue };
                if found.len() >= MAX_HOSTS || seen.find(&name).is_some() {
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
                seen.number(name.clone());
                let subdomains = self.still_allowed(denial, &self.below(&region), true);
                if host.is_some() || subdomains.is_some() {
                    found.push(DeniedHost { denial: denial.index, name, host, subdomains });
                }
            }
            found
        })
    }

    /// The region of what a denial names, as patterns for any port, with the name of the host or address range.
    fn region(&self, denial: &PatternFacts<'p>) -> Option<(String, Vec<Located<Pattern>>)> {
        let (name, parts): (_, Vec<Pattern>) = match denial.pattern {
            Pattern::Plain(plain) => {
                let name = match SchemeKind::of(plain.scheme()) {
                    SchemeKind::Web => plain.host().to_string().trim_end_matches('.').to_owned(),
                    SchemeKind::Custom => format!("{}://{}", plain.scheme(), plain.host()),
                };
                (name, plain.with_same_owner().into_iter().map(Pattern::Plain).collect())
            }
            Pattern::Regular(regular) => {
                let (range, reader) = (regular.range()?, Reader::new(self.lists.automata));
                let read = |part| reader.range(&part).ok().map(Pattern::Regular);
                (range.to_string(), range.with_same_owner().into_iter().filter_map(read).collect())
            }
            Pattern::Null => return None,
        };
        Some((name, parts.into_iter().map(|part| Located::new(part, denial.location)).collect()))
    }

    /// The region of all subdomains of a host; none if it can have none, or if a denial of subdomains is reported with
    /// what it leaves of them.
    fn below(&self, region: &[Located<Pattern>]) -> Vec<Located<Pattern>> {
        let mut below = Vec::new();
        for part in region {
            let Pattern::Plain(plain) = &part.value else { continue };
            let Some(subdomains) = plain.subdomains() else { continue };
            if self.lists.denied.same_host(&subdomains).is_some() {
                return Vec::new();
            }
            below.push(Located::new(Pattern::Plain(subdomains), part.location));
        }
        below
    }

    /// What is still allowed of a region; if it has to be whole, by a pattern for all labels there.
    fn still_allowed(
        &self,
        denial: &PatternFacts<'p>,
        region: &[Located<Pattern>],
        is_whole: bool,
    ) -> Option<StillAllowed> {
        let shares = self.answer(denial.location, |_| self.shares(region))?;
        // A pattern for particular subdomains is intentional.
        let Share { by, witness, .. } = shares.iter().find(|share| share.is_whole || !is_whole)?;
        let repair = self.answer(denial.location, |automata| {
            Repair::of(&List::new(region, automata), &shares, self)
        });
        Some(StillAllowed { by: *by, witness: witness.clone(), repair: repair.flatten() })
    }

    /// What each allowed pattern still has of a region, in their order.
    fn shares(&self, region: &[Located<Pattern>]) -> Result<Vec<Share>, TooLarge> {
        let mut shares = Vec::new();
        for part in region {
            for by in self.lists.allowed.near(&part.value) {
                shares.extend(self.share(&part.value, by)?);
            }
        }
        sort_by(&mut shares, |one, other| one.by.cmp(&other.by));
        Ok(shares)
    }

    fn share(&self, part: &Pattern, by: &PatternFacts<'p>) -> Result<Option<Share>, TooLarge> {
        let (deny, is_whole, first) = match (part, by.pattern) {
            (Pattern::Plain(part), Pattern::Plain(allowed)) => {
                let is_whole = host_covers(allowed.host(), part.host());
                let both = if is_whole { allowed.at_host_of(part) } else { allowed.clone() };
                (Pattern::Plain(both), is_whole, None)
            }
            (Pattern::Plain(part), _) => match self.along(part, by)? {
                Some((both, is_whole, first)) => (Pattern::Plain(both), is_whole, Some(first)),
                None => return Ok(None),
            },
            (Pattern::Regular(_) | Pattern::Null, _) => (part.clone(), true, None),
        };
        let witness = self.remaining_origin(&deny, by, first)?;
        Ok(witness.map(|witness| Share { by: by.index, witness, is_whole, deny }))
    }

    /// What a regular pattern may have of a host, or of all of its subdomains: which ports, whether for all labels,
    /// and an origin, which a denial of subdomains may take away.
    fn along(
        &self,
        part: &OriginPattern,
        by: &PatternFacts<'p>,
    ) -> Result<Option<(OriginPattern, bool, String)>, TooLarge> {
        let (automata, scheme) = (self.lists.automata, part.scheme());
        automata.budget().spend(1)?;
        let (is_below, name) = match part.host() {
            Host::Subdomains(base) => (true, base.clone()),
            host => (false, host.to_string()),
        };
        if !by.may_have_host(&name) {
            return Ok(None);
        }
        let (language, starts) = if is_below {
            (by.language()?, self.after_labels(by, scheme)?)
        } else {
            // Of one host it is quickly found out what all denials leave.
            let remaining = self.lists.remaining(by)?;
            (remaining, Rc::new(vec![(remaining.after(scheme), String::new())]))
        };
        automata.budget().spend(starts.len().saturating_mul(name.len()))?;
        let walked = |(start, labels): &(StateId, String)| {
            (language.walk(*start, name.as_bytes()), labels.clone())
        };
        let ends: Starts = starts.iter().map(walked).collect();
        let has_port = |state: StateId| language.next(state, b':') != DEAD;
        let with_port = ends.iter().find(|&&(state, _)| has_port(state));
        let bare = ends.iter().find(|&&(state, _)| language.accepts(state));
        let Some((state, labels)) = bare.or(with_port) else { return Ok(None) };
        let mut first = format!("{scheme}://{labels}{name}");
        first.extend(automata.shortest_rest(language, *state)?.map(|port| port.to_string()));
        let both = if with_port.is_some() { part.clone() } else { part.on_default_port() };
        let is_whole = ends.iter().all(|&(state, _)| language.accepts(state) || has_port(state));
        Ok(Some((both, is_whole, first)))
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

    /// An origin of an allowed pattern and of a part of a region that no denial matches, if there is one: the first
    /// one, if it is given and remains, or one that a reader believes.
    fn remaining_origin(
        &self,
        part: &Pattern,
        by: &PatternFacts<'p>,
        first: Option<String>,
    ) -> Result<Option<String>, TooLarge> {
        let Lists { denied, automata, .. } = &self.lists;
        let part = Located::new(part.clone(), self.policy.location);
        let part = PatternFacts::new(0, &part, automata);
        if denied.covering(&part).next().transpose()?.is_some() {
            return Ok(None);
        }
        // The part is within a plain pattern, of which thousands of origins may be denied elsewhere.
        let of_regular = match by.pattern {
            Pattern::Regular(_) => Some(self.lists.remaining(by)?),
            Pattern::Plain(_) | Pattern::Null => None,
        };
        for origin in first.into_iter().chain(examples(part.pattern)) {
            let is_remaining = match of_regular {
                Some(remaining) => remaining.contains(origin.as_bytes()),
                None => denied.matching(&origin)?.is_none(),
            };
            if is_remaining {
                return Ok(Some(origin));
            }
        }
        let remaining = match of_regular {
            Some(remaining) => automata.intersection(remaining, part.language()?)?,
            None => match self.lists.minus_denied(&part)? {
                Some(remaining) => remaining,
                None => part.language()?.clone(),
            },
        };
        automata.readable_witness(&remaining)
    }
}

/// Origins of a plain pattern that a reader believes.
fn examples(pattern: &Pattern) -> Vec<String> {
    let Pattern::Plain(plain) = pattern else { return Vec::new() };
    let written = plain.to_string();
    let labels = if matches!(plain.host(), Host::Subdomains(_)) { 'a'..='z' } else { 'a'..='a' };
    let ports =
        if plain.port() == Port::Any { &["", ":8443", ":8080", ":3000"][..] } else { &[""] };
    let mut examples = Vec::new();
    for label in labels {
        let of_label = written.replacen("*.", &format!("{label}."), 1);
        examples.extend(ports.iter().map(|port| of_label.replace(":*", port)));
    }
    examples
}
