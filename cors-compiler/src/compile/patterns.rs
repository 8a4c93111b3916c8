//! A list of patterns, each put where it is searched fastest.
//!
//! | pattern | part |
//! | --- | --- |
//! | one origin | a set of strings |
//! | `*.`, `:*` | the group of its scheme and form, by its suffix or host |
//! | placeholders, regexes | an automaton: each its own, or one for all |

use std::collections::BTreeMap;

use cors_tables::origin_set::{Automaton, FEW, Parts, Scheme, Shape, WildcardGroup};

use super::automaton::OwnedAutomaton;
use super::strings::OwnedStrings;
use crate::check::Remaining;
use crate::language::{Budget, Language, TooLarge};
use crate::model::origin::{Host, OriginPattern, Port};
use crate::model::{Pattern, RegularPattern};
use crate::place::Placed;

/// [`Parts`] that own what they are made of.
#[derive(Debug, Clone)]
pub(super) struct OwnedParts {
    exact: OwnedStrings,
    wildcards: Vec<OwnedGroup>,
    automata: Vec<OwnedAutomaton>,
}

#[derive(Debug, Clone)]
struct OwnedGroup {
    /// With its `://`.
    scheme: String,
    shape: Shape,
    names: OwnedStrings,
}

/// What [`Parts`] borrow that is neither text nor bytes.
#[derive(Debug)]
pub(super) struct BorrowedParts<'t> {
    wildcards: Vec<WildcardGroup<'t>>,
    automata: Vec<Automaton<'t>>,
}

/// A pattern with placeholders or a regex: what was written, and what it stands for here.
#[derive(Debug)]
pub(super) struct Regular<'p> {
    written: String,
    language: &'p Language,
}

/// A list of patterns, by kind.
#[derive(Debug)]
pub(super) struct Sorted<'p> {
    pub(super) exact: Vec<String>,
    pub(super) wildcards: Vec<&'p OriginPattern>,
    pub(super) regular: Vec<Regular<'p>>,
}

impl<'p> Sorted<'p> {
    pub(super) fn new(patterns: &'p [Placed<Pattern>]) -> Self {
        Self::with(patterns, |_, pattern| Some(pattern.language()))
    }

    /// The same, each regular pattern without what is denied of it.
    pub(super) fn minus_denied(patterns: &'p [Placed<Pattern>], remaining: &'p Remaining) -> Self {
        Self::with(patterns, |index, _| remaining.language(index))
    }

    /// A regular pattern of which no language is known matches nothing.
    fn with(
        patterns: &'p [Placed<Pattern>],
        language: impl Fn(usize, &'p RegularPattern) -> Option<&'p Language>,
    ) -> Self {
        let mut sorted = Self { exact: Vec::new(), wildcards: Vec::new(), regular: Vec::new() };
        for (index, pattern) in patterns.iter().enumerate() {
            match (&pattern.value, pattern.value.exact()) {
                (_, Some(origin)) => sorted.exact.push(origin),
                (Pattern::Plain(plain), None) => sorted.wildcards.push(plain),
                (Pattern::Regular(pattern), None) => {
                    let written = pattern.to_string();
                    let language = language(index, pattern);
                    sorted.regular.extend(language.map(|language| Regular { written, language }));
                }
                (Pattern::Null, None) => {}
            }
        }
        sorted
    }
}

impl OwnedParts {
    pub(super) const NONE: Self =
        Self { exact: OwnedStrings::Few(Vec::new()), wildcards: Vec::new(), automata: Vec::new() };

    /// Lays out the patterns.
    pub(super) fn new(sorted: Sorted<'_>) -> Result<Self, TooLarge> {
        Ok(Self {
            automata: automata(&sorted.regular)?,
            wildcards: groups(&sorted.wildcards),
            exact: OwnedStrings::new(sorted.exact),
        })
    }

    pub(super) fn borrowed(&self) -> BorrowedParts<'_> {
        BorrowedParts {
            wildcards: self.wildcards.iter().map(OwnedGroup::borrow).collect(),
            automata: self.automata.iter().map(OwnedAutomaton::borrow).collect(),
        }
    }

    pub(super) fn borrow<'t>(&'t self, borrowed: &'t BorrowedParts<'t>) -> Parts<'t> {
        Parts {
            exact: self.exact.borrow(),
            wildcards: &borrowed.wildcards,
            automata: &borrowed.automata,
        }
    }
}

/// A few automata, each with a prefix and a suffix of its own; or one for all patterns, if they
/// are many and it does not grow too large.
fn automata(patterns: &[Regular<'_>]) -> Result<Vec<OwnedAutomaton>, TooLarge> {
    if patterns.len() > FEW
        && let Ok(joined) = joined(patterns)
    {
        return Ok(vec![joined]);
    }
    let one =
        |pattern: &Regular<'_>| OwnedAutomaton::new(pattern.language, pattern.written.clone());
    patterns.iter().map(one).collect()
}

/// How many steps the search for one automaton may take.
const MAX_WORK: usize = 5_000_000;

fn joined(patterns: &[Regular<'_>]) -> Result<OwnedAutomaton, TooLarge> {
    let budget = Budget::of(MAX_WORK);
    let mut union = Language::empty();
    let mut written = Vec::with_capacity(patterns.len());
    for pattern in patterns {
        union = union.union_within(pattern.language, &budget)?;
        written.push(pattern.written.clone());
    }
    OwnedAutomaton::new(&union, written.join("\n"))
}

/// The patterns by scheme and form; those of https first, for most requests come from there.
fn groups(patterns: &[&OriginPattern]) -> Vec<OwnedGroup> {
    let mut names: BTreeMap<(bool, &str, Shape), Vec<String>> = BTreeMap::new();
    for pattern in patterns {
        let (shape, name) = match (pattern.host(), pattern.port()) {
            (Host::Subdomains(base), Port::Any) => (Shape::SubdomainsAnyPort, format!(".{base}")),
            (Host::Subdomains(base), port) => (Shape::Subdomains, format!(".{base}{port}")),
            (host, _) => (Shape::AnyPort, host.to_string()),
        };
        let is_other = pattern.scheme() != "https";
        names.entry((is_other, pattern.scheme(), shape)).or_default().push(name);
    }
    let group = |((_, scheme, shape), names)| OwnedGroup {
        scheme: format!("{scheme}://"),
        shape,
        names: OwnedStrings::new(names),
    };
    names.into_iter().map(group).collect()
}

impl OwnedGroup {
    fn borrow(&self) -> WildcardGroup<'_> {
        WildcardGroup {
            scheme: match self.scheme.as_str() {
                "http://" => Scheme::Http,
                "https://" => Scheme::Https,
                scheme => Scheme::Custom(scheme),
            },
            shape: self.shape,
            names: self.names.borrow(),
        }
    }
}
