//! What is known of a part of the origins of a policy: of those that were gained, for example.

use super::meaning::{Meaning, Patterns};
use crate::language::{Automata, Count, Language, TooLarge};
use crate::location::Located;
use crate::model::Pattern;
use crate::origins::origins;
use crate::trust::Reach;

/// How many origins are shown as examples; a part with no more of them is listed in full.
const EXAMPLES: usize = 6;

/// How many patterns are named.
const MOST_PATTERNS: usize = 8;

/// A set of origins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origins {
    pub(super) language: Language,
    pub(super) null: bool,
    /// Whether it is `*`.
    pub(super) is_any: bool,
}

impl Origins {
    pub(super) fn of(language: Language, null: bool) -> Self {
        Self { language, null, is_any: false }
    }

    pub(super) fn any() -> Self {
        Self { language: origins().clone(), null: true, is_any: true }
    }
}

/// A part of the origins of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct OriginPart {
    /// How many origins, without `null`.
    pub origins: Count,
    /// How many registrable domains they have; addresses and apps count as one each.
    pub domain_count: Count,
    /// The most readable of these, at most [`Reach::LISTED`].
    pub domains: Vec<Domain>,
    /// Whether any top-level domain is among them, including future ones.
    pub is_open: bool,
    /// Some of the origins, the most readable first: all if they are few, or else one of each of the first domains.
    pub examples: Vec<String>,
    /// Whether `null` is among the origins.
    pub null: bool,
    /// The patterns that match some of the origins, as they are written, the first few.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::serial::texts"))]
    pub patterns: Vec<Located<String>>,
    /// The patterns of `deny_origins` in the other policy that match some of the origins.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::serial::texts"))]
    pub denied_by: Vec<Located<String>>,
}

/// A registrable domain of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Domain {
    /// Its name, or an address, or the origin of an app.
    pub name: String,
    /// Whether the other policy allows no origin of it.
    pub is_new: bool,
}

impl OriginPart {
    /// Whether there are no origins.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.origins == Count::Exactly(0) && !self.null
    }

    /// Whether `examples` has all of the origins, except `null`.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.origins == Count::Exactly(self.examples.len() as u64)
    }

    fn empty() -> Self {
        Self {
            origins: Count::Exactly(0),
            domain_count: Count::Exactly(0),
            domains: Vec::new(),
            is_open: false,
            examples: Vec::new(),
            null: false,
            patterns: Vec::new(),
            denied_by: Vec::new(),
        }
    }
}

impl Default for OriginPart {
    fn default() -> Self {
        Self::empty()
    }
}

/// What only the new one of two policies allows.
pub(super) fn gained(
    old: &Meaning,
    new: &Meaning,
    automata: &Automata,
) -> Result<OriginPart, TooLarge> {
    let (before, after) = (&old.allowed, &new.allowed);
    let language = automata.difference(&after.language, &before.language)?;
    let part = Origins::of(language, after.null && !before.null);
    describe(automata, &part, &new.patterns, Some((before, &old.patterns)))
}

/// What may be added at run time to the new one of two policies, and is not possible with the old one.
pub(super) fn addable(
    old: &Meaning,
    new: &Meaning,
    automata: &Automata,
) -> Result<OriginPart, TooLarge> {
    let (before, after) = (&old.possible, &new.possible);
    let more = automata.difference(&after.language, &new.allowed.language)?;
    let language = automata.difference(&more, &before.language)?;
    let part = Origins::of(language, after.null && !new.allowed.null && !before.null);
    describe(automata, &part, &new.patterns, Some((before, &old.patterns)))
}

/// Whether some origin may be allowed by both.
pub(super) fn share_origins(
    old: &Meaning,
    new: &Meaning,
    automata: &Automata,
) -> Result<bool, TooLarge> {
    let (old, new) = (&old.possible, &new.possible);
    Ok(old.null && new.null || automata.intersects(&old.language, &new.language)?)
}

/// The origins that both may allow.
pub(super) fn kept(
    old: &Meaning,
    new: &Meaning,
    automata: &Automata,
) -> Result<OriginPart, TooLarge> {
    let (before, after) = (&old.possible, &new.possible);
    let language = automata.intersection(&before.language, &after.language)?;
    let part = Origins::of(language, before.null && after.null);
    describe(automata, &part, &new.patterns, None)
}

fn describe(
    automata: &Automata,
    part: &Origins,
    patterns: &Patterns,
    other: Option<(&Origins, &Patterns)>,
) -> Result<OriginPart, TooLarge> {
    let Origins { language, null, .. } = part;
    if language.is_empty() {
        let patterns = match null {
            true => matching(automata, part, &patterns.allowed)?,
            false => Vec::new(),
        };
        return Ok(OriginPart { null: *null, patterns, ..OriginPart::empty() });
    }
    let Reach { count, domains, is_open, outsider: _ } = automata.reach(language)?;
    let mut named = Vec::with_capacity(domains.len());
    for name in domains {
        let is_new = match other {
            Some((other, _)) => !automata.has_owner(&other.language, &name)?,
            None => false,
        };
        named.push(Domain { name, is_new });
    }
    let denied_by = match other {
        Some((_, patterns)) => matching(automata, part, &patterns.denied)?,
        None => Vec::new(),
    };
    Ok(OriginPart {
        origins: language.count(),
        domain_count: count,
        domains: named,
        is_open,
        examples: automata.examples(language, EXAMPLES)?,
        null: *null,
        patterns: matching(automata, part, &patterns.allowed)?,
        denied_by,
    })
}

/// The first patterns that match some of the origins.
fn matching(
    automata: &Automata,
    part: &Origins,
    patterns: &[Located<Pattern>],
) -> Result<Vec<Located<String>>, TooLarge> {
    let mut found = Vec::new();
    for Located { value: pattern, location } in patterns {
        let is_matching = match (pattern, pattern.exact()) {
            (Pattern::Null, _) => part.null,
            (_, Some(origin)) => part.language.contains(origin.as_bytes()),
            (pattern, None) => automata.intersects(&pattern.language(automata)?, &part.language)?,
        };
        if is_matching {
            found.push(Located::new(pattern.to_string(), *location));
        }
        if found.len() == MOST_PATTERNS {
            break;
        }
    }
    Ok(found)
}
