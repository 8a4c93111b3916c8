//! TOML to [`ast::Policy`](crate::ast::Policy).
//!
//! ```text
//! text   = { entry | header }, each on a separate line
//! entry  = key "=" value
//! header = "[" key "]" | "[" "[" key "]" "]"
//! key    = name { "." name }
//! value  = string | number | bool | "[" [ value { "," value } [ "," ] ] "]"
//!        | "{" [ entry { "," entry } [ "," ] ] "}"
//! ```
//!
//! A mistake costs the list item or the entry that it is in: the parser continues behind it, so that
//! all mistakes of a policy show in one build. What is easily meant otherwise costs nothing: a `:` for
//! a `=`, a `;` for a `,`, a comma too many.
//!
//! Source: [TOML 1.1](https://toml.io/en/v1.1.0).

use std::ops::Range;

use super::cursor::Cursor;
use super::lexer::{Bracket, Lexeme, lex};
use super::locations::Locations;
use super::mistake::{Mistake, Problem};
use super::tree::{TooDeep, Tree};
use crate::ast::{Notation, Policy, Value};
use crate::finding::{Finding, Findings, words};
use crate::rules::POLICY_TOO_LARGE;

/// How deep lists and tables may be nested in a policy. The language needs two levels.
const MAX_DEPTH: usize = 4;

/// The same for a file, in which a policy is a table in another one.
const MAX_DEPTH_OF_FILE: usize = MAX_DEPTH + 2;

/// How many bytes a text may have, so that parsing it takes a few seconds at most: ten thousand origins
/// have a tenth of that.
pub(crate) const MAX_SOURCE: usize = 6 * 1024 * 1024;

/// Parses a policy; what is not TOML, or is not a value that a policy has, is reported and left out.
pub fn parse(source: &str, findings: &mut Findings) -> (Policy, Locations) {
    read(source, MAX_DEPTH, findings)
}

/// Parses a file of policies: its entries are tables.
pub(super) fn file(source: &str, findings: &mut Findings) -> (Policy, Locations) {
    read(source, MAX_DEPTH_OF_FILE, findings)
}

fn read(source: &str, max_depth: usize, findings: &mut Findings) -> (Policy, Locations) {
    if source.len() > MAX_SOURCE {
        let message = words!("the text is longer than {most} bytes", most = MAX_SOURCE);
        findings.push(
            Finding::new(&POLICY_TOO_LARGE, Locations::whole(), message)
                .because("the limit keeps compile times within seconds")
                .help("use patterns that cover many origins, as in \"https://*.example.com\""),
        );
        let policy = Policy {
            location: Locations::whole(),
            notation: Notation::Toml,
            entries: Vec::new(),
            has_lost_entries: true,
        };
        return (policy, Locations::new(""));
    }
    let (tokens, mistakes) = lex(source);
    let mut parser = Parser {
        cursor: Cursor::new(source, tokens),
        locations: Locations::new(source),
        findings,
        mistakes: 0,
        has_lost_entries: false,
    };
    for Mistake { range, problem } in mistakes {
        parser.report(range, problem);
    }
    let mut tree = Tree::new(Locations::whole(), max_depth);
    parser.lines(&mut tree);
    let policy = Policy {
        location: Locations::whole(),
        notation: Notation::Toml,
        entries: tree.into_entries(),
        has_lost_entries: parser.has_lost_entries,
    };
    (policy, parser.locations)
}

pub(super) struct Parser<'s, 'd> {
    pub(super) cursor: Cursor<'s>,
    pub(super) locations: Locations,
    findings: &'d mut Findings,
    /// How many mistakes were reported.
    pub(super) mistakes: usize,
    pub(super) has_lost_entries: bool,
}

/// A mistake was reported, and what it is in cannot be read any further.
pub(super) struct Reported;

impl Parser<'_, '_> {
    pub(super) fn report(&mut self, range: Range<usize>, problem: Problem) -> Reported {
        self.mistakes = self.mistakes.saturating_add(1);
        let location = self.locations.add(range);
        self.findings.push(problem.into_finding(location));
        Reported
    }

    fn lines(&mut self, tree: &mut Tree) {
        loop {
            self.cursor.skip_line_ends();
            let read = match self.cursor.peek().kind {
                Lexeme::End => return,
                Lexeme::Open(Bracket::Square) => self.header(tree),
                _ => self.entry(tree),
            };
            match read {
                Ok(()) => self.line_end(),
                Err(Reported) => self.has_lost_entries |= self.cursor.skip_to_entry(),
            }
        }
    }

    /// `[key]` or `[[key]]`
    fn header(&mut self, tree: &mut Tree) -> Result<(), Reported> {
        let open = self.cursor.next();
        let second = self.cursor.peek();
        let is_array =
            second.start == open.end && self.cursor.take(Lexeme::Open(Bracket::Square)).is_some();
        let path = self.key()?;
        let missing: &[&str] = if is_array { &["]]", "]"] } else { &["]"] };
        for missing in missing {
            if self.cursor.take(Lexeme::Close(Bracket::Square)).is_none() {
                let end = self.cursor.end_before();
                return Err(self.report(end..end, Problem::UnclosedHeader { missing }));
            }
        }
        let location = self.locations.add(open.start..self.cursor.end_before());
        let entered = tree.header(path, location, is_array);
        self.deep_enough(entered);
        Ok(())
    }

    /// `key = value`, which is added to a table. What has a key and no readable value is added too.
    pub(super) fn entry(&mut self, tree: &mut Tree) -> Result<(), Reported> {
        let path = self.key()?;
        let location = path.last().map_or_else(Locations::whole, |last| last.location);
        let room = tree.room(path.len());
        let value = self.equals(&path).and_then(|()| self.value(room));
        let is_read = value.as_ref().map(|_| ()).map_err(|_| Reported);
        let inserted = tree.insert(path, value.unwrap_or(Value::Unreadable(location)));
        self.deep_enough(inserted);
        is_read
    }

    fn deep_enough(&mut self, entered: Result<(), TooDeep>) {
        if let Err(TooDeep(location)) = entered {
            let range = self.locations.range(location).unwrap_or_default();
            self.report(range, Problem::TooDeep);
        }
    }

    /// What is behind an entry or a header on its line, where nothing should be.
    fn line_end(&mut self) {
        let mut is_reported = false;
        // Behind a list that is not closed, the next entry comes.
        while !self.cursor.is_at_line_end() && !self.cursor.is_at_line_start() {
            let token = self.cursor.peek();
            let separator = match token.kind {
                Lexeme::Comma => Some(','),
                Lexeme::Semicolon => Some(';'),
                _ => None,
            };
            let before = token.start..token.start;
            let (range, problem) = match separator {
                Some(found) => {
                    self.cursor.next();
                    let is_before_entry = self.cursor.is_at_entry();
                    (token.range(), Problem::Separator { found, is_before_entry })
                }
                None if self.cursor.is_at_entry() => (before, Problem::LineGoesOn),
                None => {
                    let found = self.cursor.written(token.range()).to_owned();
                    (before, Problem::NotLineEnd(found))
                }
            };
            if !is_reported {
                self.report(range, problem);
                is_reported = true;
            }
            if self.cursor.is_at_entry() {
                return;
            }
            if separator.is_none() {
                self.has_lost_entries |= self.cursor.skip_line();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(source: &str) -> Vec<Value> {
        let mut findings = Findings::default();
        let (policy, _) = parse(source, &mut findings);
        assert!(!findings.has_errors(), "{findings:?}");
        policy.entries.into_iter().map(|entry| entry.value).collect()
    }

    fn rules(source: &str) -> Vec<&'static str> {
        let mut findings = Findings::default();
        let _ = parse(source, &mut findings);
        findings.into_sorted().iter().map(|one| one.rule.name).collect()
    }

    #[test]
    fn entries_keep_the_order_of_the_text() {
        let values = values("b = 'first'\na = -1_000\n[c]\nz = true\n");
        let kinds: Vec<_> = values.iter().map(Value::kind).collect();
        assert_eq!(kinds, ["a string", "a number", "a table"]);
        assert!(matches!(&values[1], Value::Number(text) if text.value == "-1_000"));
    }

    #[test]
    fn a_table_with_the_one_key_regex_is_a_regex() {
        let values = values("a = [{ regex = 'x+' }, { regex = 1 }, { regex = 'x', y = 1 }]");
        let [Value::List(list)] = values.as_slice() else { panic!("no list") };
        let kinds: Vec<_> = list.value.iter().map(Value::kind).collect();
        assert_eq!(kinds, ["a regex", "a table", "a table"]);
    }

    #[test]
    fn what_no_policy_has_is_reported() {
        assert_eq!(rules("a = 2001-01-01\nb = [12:00:00]"), ["syntax", "syntax"]);
        assert_eq!(rules("a = [[[[]]]]"), [""; 0]);
        assert_eq!(rules("a = [[[[[]]]]]"), ["syntax"]);
        assert_eq!(rules("a.b.c.d.e.f = 1"), ["syntax"]);
        assert_eq!(rules("[a.b.c.d.e]"), ["syntax"]);
    }

    #[test]
    fn depth_is_bounded_before_the_stack_is() {
        for open in ["[", "{ a = ", "a.", "[a.b]\n"] {
            let deep = format!("a = {}", open.repeat(100_000));
            assert!(!rules(&deep).is_empty());
            assert!(rules(&open.repeat(1000)).len() < 10_000);
        }
    }
}
