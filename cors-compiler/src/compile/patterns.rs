//! A list of patterns, each put where it is searched fastest.
//!
//! | pattern | part |
//! | --- | --- |
//! | one origin | a set of strings |
//! | `*.`, `:*` | the group of its scheme and form, by its suffix or host |
//! | placeholders, regexes | an automaton: each its own, or one for all |

use cors_tables::origin_set::{Automaton, FEW, Parts, Scheme, Shape, WildcardGroup};
use cors_tables::stored::{List, Text};

use super::automaton::automaton_of;
use super::strings;
use crate::check::Remaining;
use crate::language::{Automata, Language, TooLarge};
use crate::location::Located;
use crate::model::origin::{Host, OriginPattern, Port};
use crate::model::{Pattern, RegularPattern};
use crate::order::sort_by;

/// A pattern with placeholders or a regex: its text, and its language here.
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
    pub(super) fn new(patterns: &'p [Located<Pattern>]) -> Self {
        Self::with(patterns, |_, pattern| Some(pattern.language()))
    }

    /// The same, each regular pattern without what is denied of it.
    pub(super) fn minus_denied(patterns: &'p [Located<Pattern>], remaining: &'p Remaining) -> Self {
        Self::with(patterns, |index, _| remaining.language(index))
    }

    /// A regular pattern of which no language is known matches nothing.
    fn with(
        patterns: &'p [Located<Pattern>],
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

/// Lays out the patterns.
pub(super) fn parts_of(sorted: Sorted<'_>) -> Result<Parts, TooLarge> {
    Ok(Parts {
        automata: List::from(automata(&sorted.regular)?),
        wildcards: List::from(groups(&sorted.wildcards)),
        exact: strings::set_of(sorted.exact),
    })
}

/// A few automata, each with its own prefix and suffix; or one for all patterns, if they
/// are many and it does not grow too large.
fn automata(patterns: &[Regular<'_>]) -> Result<Vec<Automaton>, TooLarge> {
    if patterns.len() > FEW {
        if let Ok(joined) = joined(patterns) {
            return Ok(vec![joined]);
        }
    }
    let one = |pattern: &Regular<'_>| automaton_of(pattern.language, pattern.written.clone());
    patterns.iter().map(one).collect()
}

/// How many steps the search for one automaton may take.
const MAX_WORK: usize = 5_000_000;

fn joined(patterns: &[Regular<'_>]) -> Result<Automaton, TooLarge> {
    let automata = Automata::within(MAX_WORK);
    let mut union = Language::empty();
    let mut written = Vec::with_capacity(patterns.len());
    for pattern in patterns {
        union = automata.union(&union, pattern.language)?;
        written.push(pattern.written.clone());
    }
    automaton_of(&union, written.join("\n"))
}

/// The patterns by scheme and form; those of https first, for most requests come from there.
fn groups(patterns: &[&OriginPattern]) -> Vec<WildcardGroup> {
    // Whether the scheme is another one than https comes first, then the scheme.
    type Key<'p> = (bool, &'p str, Shape);
    let mut names: Vec<(Key<'_>, String)> = Vec::new();
    for pattern in patterns {
        let (shape, name) = match (pattern.host(), pattern.port()) {
            (Host::Subdomains(base), Port::Any) => (Shape::SubdomainsAnyPort, format!(".{base}")),
            (Host::Subdomains(base), port) => (Shape::Subdomains, format!(".{base}{port}")),
            (host, _) => (Shape::AnyPort, host.to_string()),
        };
        let is_other = pattern.scheme() != "https";
        names.push(((is_other, pattern.scheme(), shape), name));
    }
    sort_by(&mut names, |(one, _), (other, _)| one.cmp(other));
    let mut groups: Vec<(Key<'_>, Vec<String>)> = Vec::new();
    for (key, name) in names {
        match groups.last_mut() {
            Some((last, names)) if *last == key => names.push(name),
            _ => groups.push((key, vec![name])),
        }
    }
    let group = |((_, scheme, shape), names)| WildcardGroup {
        scheme: match scheme {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            custom => Scheme::Custom(Text::from(format!("{custom}://"))),
        },
        shape,
        names: strings::set_of(names),
    };
    groups.into_iter().map(group).collect()
}
