//! A host with all that belongs to it, and what is still allowed there.
//!
//! A region is the union of up to four plain patterns: a host by `http:` and `https:`, with and
//! without its trailing dot, on any port.

use std::fmt;
use std::rc::Rc;

use super::left::Lists;
use super::relation::{Known, host_covers, plain_covers};
use crate::language::{Budget, DEAD, Language, StateId, TooLarge};
use crate::model::Pattern;
use crate::model::origin::{self, Host, OriginPattern, Port};
use crate::origins::readable_witness;

/// A host, or all subdomains of one.
#[derive(Debug)]
pub(super) struct Region {
    /// Without a trailing dot.
    name: String,
    has_subdomains: bool,
    /// One of its own, or both of the web.
    custom_scheme: Option<String>,
    patterns: Vec<OriginPattern>,
}

/// What is still allowed of a region by one pattern.
#[derive(Debug)]
pub(super) struct Kept {
    /// The place of the pattern in the list of those allowed.
    pub(super) by: usize,
    /// An origin that is allowed.
    pub(super) witness: String,
    /// Whether the pattern is for all labels of the region.
    pub(super) is_whole: bool,
    /// What has to be denied.
    pub(super) to_deny: Vec<OriginPattern>,
}

/// How many origins are tried before an automaton is asked which one is allowed.
const TRIES: usize = 64;

impl Region {
    /// The region of the host of a denial.
    pub(super) fn of(denial: &OriginPattern) -> Self {
        let name = match denial.host() {
            Host::Subdomains(name) => name.clone(),
            host => host.to_string(),
        };
        let is_web = matches!(denial.scheme(), "http" | "https");
        let name = match name.strip_suffix('.') {
            Some(name) if is_web => name.to_owned(),
            _ => name,
        };
        let custom_scheme = (!is_web).then(|| denial.scheme().to_owned());
        let has_subdomains = matches!(denial.host(), Host::Subdomains(_));
        Self::new(name, has_subdomains, custom_scheme)
    }

    /// The region of all subdomains of a host, unless it can have none.
    pub(super) fn subdomains(&self) -> Option<Self> {
        (!self.has_subdomains)
            .then(|| Self::new(self.name.clone(), true, self.custom_scheme.clone()))
            .filter(|region| !region.patterns.is_empty())
    }

    fn new(name: String, has_subdomains: bool, custom_scheme: Option<String>) -> Self {
        let patterns = Vec::new();
        let mut region = Self { name, has_subdomains, custom_scheme, patterns };
        // An address has no subdomains and no trailing dot, and a name that is as long as names
        // may be has no subdomains: these are no origins.
        region.patterns = region
            .schemes()
            .iter()
            .flat_map(|scheme| region.ends().iter().map(move |end| (scheme, end)))
            .filter_map(|(scheme, end)| {
                origin::parse(&format!("{scheme}://{}{end}:*", region.host())).ok()
            })
            .collect();
        region
    }

    fn schemes(&self) -> Vec<&str> {
        match &self.custom_scheme {
            Some(scheme) => vec![scheme],
            None => vec!["https", "http"],
        }
    }

    fn ends(&self) -> &'static [&'static str] {
        if self.custom_scheme.is_none() { &["", "."] } else { &[""] }
    }

    /// As it is written in a pattern.
    fn host(&self) -> String {
        format!("{}{}", if self.has_subdomains { "*." } else { "" }, self.name)
    }

    /// The plain patterns that it is the union of.
    pub(super) fn patterns(&self) -> &[OriginPattern] {
        &self.patterns
    }

    /// Whether all that a plain pattern matches is of the region.
    pub(super) fn covers(&self, plain: &OriginPattern) -> bool {
        self.patterns.iter().any(|pattern| plain_covers(pattern, plain))
    }

    /// What is still allowed of it, by the pattern that stands first and then the others.
    pub(super) fn kept(&self, lists: &Lists<'_>) -> Result<Vec<Kept>, TooLarge> {
        let mut kept = Vec::new();
        for pattern in &self.patterns {
            for by in lists.allowed.plain_overlapping(pattern) {
                kept.extend(self.kept_by_plain(by, pattern, lists)?);
            }
        }
        for &by in lists.allowed.regular() {
            lists.budget.spend(1)?;
            kept.extend(self.kept_by_regular(by, lists)?);
        }
        kept.sort_by_key(|kept| kept.by);
        Ok(kept)
    }

    fn kept_by_plain(
        &self,
        by: usize,
        pattern: &OriginPattern,
        lists: &Lists<'_>,
    ) -> Result<Option<Kept>, TooLarge> {
        let Some(Pattern::Plain(allowed)) = lists.allowed.pattern(by) else { return Ok(None) };
        let is_whole = host_covers(allowed.host(), pattern.host());
        let host = if is_whole { pattern.host() } else { allowed.host() };
        let both = format!("{}://{host}{}", allowed.scheme(), allowed.port());
        // Both are well-formed, and so is what they have in common.
        let Ok(both) = origin::parse(&both) else { return Ok(None) };
        let witness = witness_left(&both, lists)?;
        Ok(witness.map(|witness| Kept { by, witness, is_whole, to_deny: vec![both] }))
    }

    fn kept_by_regular(&self, by: usize, lists: &Lists<'_>) -> Result<Option<Kept>, TooLarge> {
        let Some(known) = lists.allowed.known().get(by) else { return Ok(None) };
        let Pattern::Regular(regular) = known.pattern else { return Ok(None) };
        if !known.may_have_host(&self.name) {
            return Ok(None);
        }
        let mut kept = Kept { by, witness: String::new(), is_whole: false, to_deny: Vec::new() };
        for scheme in self.schemes() {
            // Of one host it is quickly asked what all denials leave.
            let language = if self.has_subdomains { regular.language() } else { lists.left(by)? };
            let after = language.walk(language.start(), format!("{scheme}://").as_bytes());
            if after == DEAD {
                continue;
            }
            let starts = match self.has_subdomains {
                true => lists.below(by, scheme)?,
                false => Rc::new(vec![(after, String::new())]),
            };
            for end in self.ends() {
                lists.budget.spend(starts.len().saturating_mul(self.name.len()))?;
                let budget = lists.budget;
                let part = self.ending(scheme, end, language, &starts, budget)?;
                let Some(part) = part else { continue };
                let witness = match self.has_subdomains {
                    true => witness_of_both(&part, language, lists)?,
                    false => Some(part.witness),
                };
                let Some(witness) = witness else { continue };
                if kept.witness.is_empty() {
                    kept.witness = witness;
                }
                kept.is_whole |= part.is_whole;
                kept.to_deny.push(part.pattern);
            }
        }
        Ok((!kept.to_deny.is_empty()).then_some(kept))
    }

    /// What a language has of the region by one scheme and with one end; `starts` are the states
    /// in which the name may begin, each with the labels that lead to it.
    fn ending(
        &self,
        scheme: &str,
        end: &str,
        language: &Language,
        starts: &[(StateId, String)],
        budget: &Budget,
    ) -> Result<Option<Ending>, TooLarge> {
        let name = format!("{}{end}", self.name);
        let behind: Vec<(StateId, &str)> = starts
            .iter()
            .map(|(start, labels)| (language.walk(*start, name.as_bytes()), labels.as_str()))
            .collect();
        let colon = |state: StateId| language.next(state, b':');
        let bare = behind.iter().find(|(state, _)| language.accepts(*state));
        let with_port = behind.iter().find(|(state, _)| colon(*state) != DEAD);
        let port = if with_port.is_some() { ":*" } else { "" };
        let witness = match (bare, with_port) {
            (Some((_, labels)), _) => format!("{scheme}://{labels}{name}"),
            (None, Some((state, labels))) => {
                let Some(port) = language.shortest_rest(colon(*state), budget)? else {
                    return Ok(None);
                };
                format!("{scheme}://{labels}{name}:{port}")
            }
            (None, None) => return Ok(None),
        };
        let star = if self.has_subdomains { "*." } else { "" };
        let Ok(pattern) = origin::parse(&format!("{scheme}://{star}{name}{port}")) else {
            return Ok(None);
        };
        Ok(Some(Ending {
            pattern,
            witness,
            is_whole: behind
                .iter()
                .all(|(state, _)| language.accepts(*state) || colon(*state) != DEAD),
        }))
    }
}

/// A part of a region that a regular pattern reaches.
struct Ending {
    /// Everything there.
    pattern: OriginPattern,
    /// An origin that the regular pattern matches.
    witness: String,
    /// Whether it matches one whatever the labels are.
    is_whole: bool,
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.custom_scheme {
            Some(scheme) => write!(f, "{scheme}://{}", self.host()),
            None => f.write_str(&self.host()),
        }
    }
}

/// An origin that a plain pattern matches and no denial, if there is one.
fn witness_left(plain: &OriginPattern, lists: &Lists<'_>) -> Result<Option<String>, TooLarge> {
    let pattern = Pattern::Plain(plain.clone());
    let known = Known::new(&pattern);
    if lists.denied.covering(&known).next().transpose()?.is_some() {
        return Ok(None);
    }
    if let Some(origin) = pattern.exact() {
        return Ok(Some(origin));
    }
    for origin in candidates(plain).take(TRIES) {
        let Ok(origin) = origin::parse(&origin).map(Pattern::Plain) else { continue };
        if lists.denied.covering(&Known::new(&origin)).next().transpose()?.is_none() {
            return Ok(origin.exact());
        }
    }
    match lists.less_denied(&known)? {
        Some(left) => readable_witness(&left, lists.budget),
        None => Ok(None),
    }
}

/// An origin of the part that is in the language too, and that no denial matches, if there is one.
fn witness_of_both(
    part: &Ending,
    language: &Language,
    lists: &Lists<'_>,
) -> Result<Option<String>, TooLarge> {
    let pattern = Pattern::Plain(part.pattern.clone());
    let known = Known::new(&pattern);
    if lists.denied.covering(&known).next().transpose()?.is_some() {
        return Ok(None);
    }
    match lists.less_denied(&known)? {
        Some(left) => {
            readable_witness(&left.intersection_within(language, lists.budget)?, lists.budget)
        }
        None => Ok(Some(part.witness.clone())),
    }
}

/// Origins that a plain pattern matches, those first that a reader believes.
fn candidates(plain: &OriginPattern) -> impl Iterator<Item = String> + '_ {
    let ports = match plain.port() {
        Port::Any => {
            vec![String::new(), ":8443".to_owned(), ":8080".to_owned(), ":3000".to_owned()]
        }
        port => vec![port.to_string()],
    };
    let hosts: Vec<String> = match plain.host() {
        Host::Subdomains(base) => {
            ('a'..='z').map(|label| format!("{}://{label}.{base}", plain.scheme())).collect()
        }
        host => vec![format!("{}://{host}", plain.scheme())],
    };
    let is_any = plain.port() == Port::Any;
    let more = is_any.then_some(1001..=u16::MAX).into_iter().flatten();
    let first = hosts.first().cloned().unwrap_or_default();
    let listed = hosts
        .into_iter()
        .flat_map(move |host| ports.clone().into_iter().map(move |port| format!("{host}{port}")));
    listed.chain(more.map(move |port| format!("{first}:{port}")))
}
