//! The strings in which a regex matches somewhere, as `Regex::is_match` finds.
//!
//! # The idea
//!
//! A regex of a policy must match a whole origin; one that is given to a search engine may match any part
//! of it, and has `^` and `$` where it must not. Both are characters here: the text is read between marks,
//! which are bytes that no text has, `^` is the first mark and `$` the last one.
//!
//! ```text
//!   ^https://a|b$     .*(«https://a|b»).*        searched in     «…« text »…»
//! ```
//!
//! Then the marks are taken off: the automaton starts behind those before the text, and accepts where it would
//! accept after those behind it. An anchor uses a mark up, so there are as many as the regex has anchors.
//!
//! # Cost
//!
//! That of the regex, and `.*` before it: in the worst case exponential, so bounded like any other.

use regex_syntax::hir::{
    Capture, Class, ClassBytes, ClassBytesRange, Hir, HirKind, Look, Repetition,
};

use super::{PATTERN_LIMIT, Refused, RegexError, RegexErrorKind, parse};
use crate::language::minimize::Raw;
use crate::language::{Automata, Language, StateId, TooLarge};

/// The mark before the text, and the one behind it.
const MARKS: [u8; 2] = [0xfe, 0xff];

/// How many anchors a regex may have.
const MOST_ANCHORS: usize = 64;

impl Automata {
    /// The ASCII strings that have a part which the regex matches.
    ///
    /// # Errors
    ///
    /// The regex does not parse, has an assertion that cannot be read as a character, or its automaton is too
    /// large.
    ///
    /// ```
    /// use cors_automata::language::Automata;
    ///
    /// let found = Automata::unlimited().search(r"^https://(.*\.)?example\.com").unwrap();
    /// assert!(found.contains(b"https://example.com.evil.org"));
    /// assert!(!found.contains(b"http://example.com"));
    /// ```
    pub fn search(&self, pattern: &str) -> Result<Language, SearchError> {
        if pattern.len() > PATTERN_LIMIT {
            return Err(
                RegexError { kind: RegexErrorKind::TooLong, range: 0..pattern.len() }.into()
            );
        }
        let hir = parse(pattern, Refused { anchors: false })?;
        let mut anchors = 0;
        let marked = marked(&hir, &mut anchors)?;
        let language = self.of_hir(&Hir::concat(vec![anything(), marked, anything()]))?;
        Ok(self.intersection(&unmarked(&language, anchors), &ascii_text())?)
    }
}

/// Why the strings in which a regex matches could not be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchError {
    /// The regex cannot be read.
    Regex(RegexError),
    /// An anchor is repeated, as in `(^a)*`, or there are more than a regex has room for.
    Anchors,
    /// The automaton would be too large.
    TooLarge(TooLarge),
}

impl From<RegexError> for SearchError {
    fn from(error: RegexError) -> Self {
        Self::Regex(error)
    }
}

impl From<TooLarge> for SearchError {
    fn from(error: TooLarge) -> Self {
        Self::TooLarge(error)
    }
}

/// The same with marks for anchors, and without what is not ASCII. Nested no deeper than the parser allows.
fn marked(hir: &Hir, anchors: &mut usize) -> Result<Hir, SearchError> {
    let mut all = |parts: &[Hir]| -> Result<Vec<Hir>, SearchError> {
        parts.iter().map(|part| marked(part, anchors)).collect()
    };
    Ok(match hir.kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0.clone()),
        HirKind::Class(Class::Bytes(class)) => {
            let mut class = class.clone();
            class.intersect(&ascii());
            Hir::class(Class::Bytes(class))
        }
        // Alternatives of one character each are such a class, too.
        HirKind::Class(Class::Unicode(class)) => {
            let of_ascii = class.iter().filter_map(|range| {
                let start = u8::try_from(range.start()).ok()?;
                Some(ClassBytesRange::new(start, u8::try_from(range.end()).unwrap_or(u8::MAX)))
            });
            let mut class = ClassBytes::new(of_ascii);
            class.intersect(&ascii());
            Hir::class(Class::Bytes(class))
        }
        HirKind::Look(look) => {
            let [before, behind] = MARKS;
            *anchors = anchors.saturating_add(1);
            if *anchors > MOST_ANCHORS {
                return Err(SearchError::Anchors);
            }
            match look {
                Look::Start | Look::StartLF | Look::StartCRLF => Hir::literal([before]),
                Look::End | Look::EndLF | Look::EndCRLF => Hir::literal([behind]),
                _ => return Err(SearchError::Anchors),
            }
        }
        HirKind::Repetition(repetition) => {
            let is_optional = (repetition.min, repetition.max) == (0, Some(1));
            if !is_optional && !repetition.sub.properties().look_set().is_empty() {
                return Err(SearchError::Anchors);
            }
            let sub = Box::new(marked(&repetition.sub, anchors)?);
            Hir::repetition(Repetition { sub, ..repetition.clone() })
        }
        HirKind::Capture(Capture { sub, .. }) => marked(sub, anchors)?,
        HirKind::Concat(parts) => Hir::concat(all(parts)?),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)?),
    })
}

fn ascii() -> ClassBytes {
    ClassBytes::new([ClassBytesRange::new(0, 0x7f)])
}

fn repeated(class: ClassBytes) -> Hir {
    let sub = Box::new(Hir::class(Class::Bytes(class)));
    Hir::repetition(Repetition { min: 0, max: None, greedy: true, sub })
}

/// Text and marks.
fn anything() -> Hir {
    let mut class = ascii();
    for mark in MARKS {
        class.push(ClassBytesRange::new(mark, mark));
    }
    repeated(class)
}

fn ascii_text() -> Language {
    Language::own(r"(?s-u)[\x00-\x7f]*")
}

/// The texts without their marks.
fn unmarked(marked: &Language, anchors: usize) -> Language {
    let [before, behind] = MARKS.map(|mark| vec![mark; anchors]);
    let accepts = |state| marked.accepts(marked.walk(state, &behind));
    let states = 0..marked.states() as StateId;
    let start = marked.walk(marked.start(), &before);
    let accepting = states.map(accepts).collect();
    Raw { classes: marked.classes().clone(), table: marked.table.clone(), accepting, start }
        .minimize()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the search engine finds, the language has, for all short texts of some bytes.
    #[test]
    fn the_same_texts_as_a_search_engine_finds() {
        let alphabet = b"ab.:";
        let mut texts: Vec<Vec<u8>> = vec![Vec::new()];
        for length in 0..5 {
            let longer: Vec<Vec<u8>> = texts
                .iter()
                .filter(|text| text.len() == length)
                .flat_map(|text| alphabet.iter().map(|&byte| [text.as_slice(), &[byte]].concat()))
                .collect();
            texts.extend(longer);
        }
        for pattern in [
            "a",
            "^a",
            "a$",
            "^a$",
            "^a|b$",
            "^(a|b)$",
            "(^|\\.)b$",
            "a.b",
            "^.b",
            "^$",
            "",
            "^^a",
            "(?:^a)?b$",
            "[^a]b",
            "a{2}",
            "$a",
            "a^",
            "(?m)^a$",
            r"\Aa\.b\z",
            "(?i)A$",
            "^a*(b|:)+$",
            "(^a|^b|:)(a|$)",
            ".",
            "^.{3}$",
            "a|",
        ] {
            let language = Automata::unlimited().search(pattern).unwrap();
            let engine = regex::bytes::Regex::new(pattern).unwrap();
            for text in &texts {
                let shown = String::from_utf8_lossy(text);
                assert_eq!(
                    language.contains(text),
                    engine.is_match(text),
                    "{pattern} in {shown:?}"
                );
            }
        }
    }

    #[test]
    fn what_cannot_be_searched_for() {
        for pattern in [r"\ba", r"a\B", "(^a)*", "(a$){2}", r"\pL", "(a", &"^".repeat(100)] {
            assert!(Automata::unlimited().search(pattern).is_err(), "{pattern}");
        }
    }
}
