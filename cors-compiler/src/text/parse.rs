//! TOML to [`ast::Policy`].
//!
//! The parser of TOML is somebody else's and gives a tree whose keys and values know their
//! bytes. Here that tree becomes ours:
//!
//! ```text
//! string                  Text        array                   List
//! integer, float          Number      { regex = string }      Regex
//! boolean                 Bool        any other table         Table
//! ```
//!
//! Tables may be written in any of TOML's ways: in braces, under a `[header]`, with dotted keys.
//!
//! A syntax error costs the entry that it is in: see [`recovery`](super::recovery). A key that is
//! written twice is not such an error.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, Error};

use super::places::Places;
use super::recovery::Mended;
use crate::ast::{Entry, Notation, Policy, Value};
use crate::finding::{Finding, Findings};
use crate::place::{Place, Placed};
use crate::rules::{POLICY_TOO_LARGE, REPEATED_KEY, SYNTAX};

/// How deep lists and tables may stand in each other. The language needs two levels.
const MAX_DEPTH: usize = 4;

const CLOSE_LIST: &str = "close the list before this, with a `]`";

/// How often a text is parsed again, without what was wrong with it the last time.
const MAX_ROUNDS: usize = 4;

/// How many bytes a text may have, so that parsing it takes a few seconds at most: ten thousand origins
/// have a tenth of that.
const MAX_SOURCE: usize = 6 * 1024 * 1024;

/// What the parser says of a key that is written twice.
const DUPLICATE_KEY: &str = "duplicate key";

/// Parses a policy; what is not TOML, or is not a value that a policy has, is reported and left out.
pub fn parse(source: &str, findings: &mut Findings) -> (Policy, Places) {
    if source.len() > MAX_SOURCE {
        let message = format!("the text is longer than {MAX_SOURCE} bytes");
        findings.push(
            Finding::new(&POLICY_TOO_LARGE, Places::whole(), message)
                .because("it is not read, so that a policy compiles within seconds")
                .help("use patterns that cover many origins, as in \"https://*.example.com\""),
        );
        let policy = Policy {
            place: Places::whole(),
            notation: Notation::Toml,
            entries: Vec::new(),
            has_lost_entries: true,
        };
        return (policy, Places::new(""));
    }
    let (document, errors) = DeTable::parse_recoverable(source);
    let (repeated, broken) = apart(errors);
    let mut reading =
        Reading { source, places: Places::new(source), findings, keys: BTreeMap::new() };
    for (range, message) in first_mistakes(source, &broken) {
        reading.syntax(range, message);
    }
    let (entries, has_lost_entries) = if broken.is_empty() {
        let entries = reading.entries(document.into_inner(), MAX_DEPTH);
        for error in &repeated {
            reading.repeated(error.span());
        }
        (entries, false)
    } else {
        reading.recovered(&broken)
    };
    let policy =
        Policy { place: Places::whole(), notation: Notation::Toml, entries, has_lost_entries };
    (policy, reading.places)
}

/// The errors about keys that are written twice, and the others.
fn apart(errors: Vec<Error>) -> (Vec<Error>, Vec<Error>) {
    errors.into_iter().partition(|error| error.message() == DUPLICATE_KEY)
}

/// Mends the text at each mistake; where that was tried before, the entry is taken out.
fn mend(mended: &mut Mended, mistakes: &[(Range<usize>, &str)], reported: &mut BTreeSet<usize>) {
    for (range, message) in mistakes {
        let rest = mended.text.get(range.start..).unwrap_or_default();
        let meant = meant_character(message, rest);
        // A list that is not closed is only noticed at the next entry.
        let is_open_list = syntax_help(message, "", "", rest).as_deref() == Some(CLOSE_LIST);
        match meant {
            _ if !reported.insert(range.start) => mended.take_out(range.start),
            Some(meant) => mended.replace(range.start, meant),
            None if is_open_list => mended.take_out(range.start.saturating_sub(1)),
            None => mended.take_out(range.start),
        }
    }
}

/// What to replace the character at an error with, if that mends the text.
fn meant_character(message: &str, rest: &str) -> Option<char> {
    let behind = rest.get(1..)?.trim_start_matches([' ', '\t', '\r']);
    let is_last = behind.is_empty() || behind.starts_with(['\n', '#']);
    match syntax_help(message, "", "", rest)?.as_str() {
        "write `=`" => Some('='),
        "write `,`" => Some(','),
        "remove the comma" => Some(' '),
        help if help.ends_with("an entry ends with its line") && is_last => Some(' '),
        _ => None,
    }
}

/// The syntax errors that do not follow from others: the first of each line, and nothing behind
/// a list or string that is not closed.
fn first_mistakes<'e>(source: &str, errors: &'e [Error]) -> Vec<(Range<usize>, &'e str)> {
    let is_unclosed = errors.iter().any(|error| error.message().starts_with("unclosed"));
    let mut errors: Vec<_> = errors
        .iter()
        .map(|error| (error.span().unwrap_or(source.len()..source.len()), error.message()))
        .collect();
    errors.sort_by_key(|(range, _)| range.start);
    let mut behind = 0;
    errors.retain(|(range, _)| {
        let is_first = range.start >= behind;
        if is_first {
            let rest = source.get(range.start..).unwrap_or_default();
            let line = rest.find('\n').unwrap_or(rest.len());
            behind = range.start.saturating_add(line).saturating_add(1);
        }
        is_first
    });
    errors.truncate(if is_unclosed { 1 } else { usize::MAX });
    errors
}

/// What to write instead, by what the parser of TOML reports and what was written there.
fn syntax_help(message: &str, before: &str, written: &str, rest: &str) -> Option<String> {
    let in_list = message.contains("array");
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    // Behind the last line nothing comes.
    let help = match rest.chars().next().unwrap_or('\n') {
        ':' => "write `=`",
        ',' if in_list => "remove the comma",
        ',' => "remove the comma: an entry ends with its line",
        ';' if in_list => "write `,`",
        ';' => "remove it: an entry ends with its line",
        // The next entry stands in the list.
        _ if in_list && rest.trim_start_matches(is_word).trim_start().starts_with('=') => {
            CLOSE_LIST
        }
        _ if message.starts_with("key with no value") && before.ends_with("closed") => {
            "write ` = true` before this"
        }
        _ if message.starts_with("missing comma") => "write a comma before this",
        first if message.starts_with("unexpected key or value") && first != '=' => {
            "write it on a line of its own"
        }
        _ if ["string values must be quoted", "invalid boolean"]
            .iter()
            .any(|start| message.starts_with(start)) =>
        {
            return match written.to_ascii_lowercase().as_str() {
                truth @ ("true" | "false") => Some(format!("write `{truth}`")),
                _ => written.chars().all(is_word).then(|| format!("write \"{written}\"")),
            };
        }
        _ => return None,
    };
    Some(help.to_owned())
}

struct Reading<'s, 'd> {
    source: &'s str,
    places: Places,
    findings: &'d mut Findings,
    /// Where each key is written first, by its text; a table's own before those of its values.
    keys: BTreeMap<&'s str, Place>,
}

impl<'s> Reading<'s, '_> {
    /// The rule's own reason speaks of commas, which a file has not.
    fn syntax(&mut self, range: Range<usize>, message: &str) -> Place {
        let written = self.source.get(range.clone()).unwrap_or_default();
        let rest = self.source.get(range.start..).unwrap_or_default();
        let before = self.source.get(..range.start).unwrap_or_default();
        let help = syntax_help(message, before, written, rest);
        // What stands for something else is one character.
        let is_character = range.is_empty() && rest.starts_with([':', ',', ';']);
        let end = range.end.saturating_add(usize::from(is_character));
        let place = self.places.add(range.start..end);
        let finding = Finding::new(&SYNTAX, place, message.to_owned()).because(
            "a policy in a file is TOML: one `key = value` a line, with every name in quotes",
        );
        self.findings.push(match help {
            Some(help) => finding.help(help),
            None => finding,
        });
        place
    }

    /// The entries of a text with syntax errors, without those that the errors are in; and whether
    /// others may have been lost.
    fn recovered(&mut self, broken: &[Error]) -> (Vec<Entry>, bool) {
        let mut mended = Mended::new(self.source);
        let mut reported = BTreeSet::new();
        mend(&mut mended, &first_mistakes(self.source, broken), &mut reported);
        for _ in 0..MAX_ROUNDS {
            let text = mended.text.clone();
            let (document, errors) = DeTable::parse_recoverable(&text);
            let (_, broken) = apart(errors);
            if broken.is_empty() {
                let mut entries = self.entries(document.into_inner(), MAX_DEPTH);
                for range in mended.keys {
                    let key = self.source.get(range.clone()).unwrap_or_default().to_owned();
                    let place = self.places.add(range);
                    let key = Placed::new(key, place);
                    entries.push(Entry { key, value: Value::Unreadable(place) });
                }
                return (entries, mended.has_lost_entries);
            }
            let mistakes = first_mistakes(&text, &broken);
            for (range, message) in &mistakes {
                if !reported.contains(&range.start) {
                    self.syntax(range.clone(), message);
                }
            }
            mend(&mut mended, &mistakes, &mut reported);
        }
        (Vec::new(), true)
    }

    fn repeated(&mut self, range: Option<Range<usize>>) {
        let range = range.unwrap_or_default();
        let key = self.source.get(range.clone()).unwrap_or_default();
        let place = self.places.add(range);
        let mut finding =
            Finding::new(&REPEATED_KEY, place, format!("the key `{key}` is written twice"));
        if let Some(&first) = self.keys.get(key).filter(|&&first| first < place) {
            finding = finding.elsewhere("it is written first", first);
        }
        self.findings.push(finding.help("write one list, or remove one of the two"));
    }

    /// The entries of a table, in the order of the text; the parser sorts them by key.
    fn entries(&mut self, table: DeTable<'_>, depth: usize) -> Vec<Entry> {
        let mut pairs: Vec<(Spanned<DeString<'_>>, Spanned<DeValue<'_>>)> =
            table.into_iter().collect();
        pairs.sort_by_key(|(key, _)| key.span().start);
        let keyed: Vec<_> = pairs
            .into_iter()
            .map(|(key, value)| {
                let range = key.span();
                let place = self.places.add(range.clone());
                if let Some(written) = self.source.get(range) {
                    self.keys.entry(written).or_insert(place);
                }
                (Placed::new(key.into_inner().into_owned(), place), value)
            })
            .collect();
        keyed
            .into_iter()
            .map(|(key, value)| Entry { key, value: self.value(value, depth) })
            .collect()
    }

    /// What is no value that a policy has is reported.
    fn value(&mut self, value: Spanned<DeValue<'_>>, depth: usize) -> Value {
        let range = value.span();
        match value.into_inner() {
            DeValue::String(text) => {
                Value::Text(Placed::new(text.into_owned(), self.places.add(range)))
            }
            // As it was written, so that a message can show it.
            DeValue::Integer(_) | DeValue::Float(_) => {
                let written = self.source.get(range.clone()).unwrap_or_default().to_owned();
                Value::Number(Placed::new(written, self.places.add(range)))
            }
            DeValue::Boolean(truth) => Value::Bool(Placed::new(truth, self.places.add(range))),
            DeValue::Datetime(_) => {
                Value::Unreadable(self.syntax(range, "a policy has no dates and no times"))
            }
            DeValue::Array(items) => match self.deeper(&range, depth) {
                Ok(depth) => {
                    let place = self.places.add(range);
                    let items = items.into_iter().map(|item| self.value(item, depth)).collect();
                    Value::List(Placed::new(items, place))
                }
                Err(place) => Value::Unreadable(place),
            },
            DeValue::Table(table) => match self.deeper(&range, depth) {
                Ok(depth) => {
                    let place = self.places.add(range);
                    let entries = self.entries(table, depth);
                    Value::table(Placed::new(entries, place))
                }
                Err(place) => Value::Unreadable(place),
            },
        }
    }

    /// How deep one may still go inside the list or table here; if no deeper, that is reported.
    fn deeper(&mut self, range: &Range<usize>, depth: usize) -> Result<usize, Place> {
        depth
            .checked_sub(1)
            .ok_or_else(|| self.syntax(range.clone(), "lists and tables are nested too deeply"))
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
