//! What can still be read of a text that is not TOML.
//!
//! A syntax error costs the entry that it is in, and no more: that entry is replaced by spaces, and
//! the rest of the text is parsed again. No byte moves, so every place stays where it was. A `:` for
//! a `=` and the like are replaced by what was meant, and cost nothing.

use std::collections::BTreeSet;
use std::ops::Range;

/// A text in which something was replaced.
pub(super) struct Mended {
    pub(super) text: String,
    /// The keys whose entries were taken out.
    pub(super) keys: Vec<Range<usize>>,
    /// Whether entries were taken out whose keys are not known.
    pub(super) has_lost_entries: bool,
    /// Where entries start.
    starts: Vec<usize>,
    taken_out: BTreeSet<usize>,
}

impl Mended {
    pub(super) fn new(source: &str) -> Self {
        let mut at = 0_usize;
        let mut starts = vec![0];
        for line in source.split_inclusive('\n') {
            if at > 0 && starts_entry(line.trim_end()) {
                starts.push(at);
            }
            at = at.saturating_add(line.len());
        }
        Self {
            text: source.to_owned(),
            keys: Vec::new(),
            has_lost_entries: false,
            starts,
            taken_out: BTreeSet::new(),
        }
    }

    /// Replaces one character by what was meant.
    pub(super) fn replace(&mut self, at: usize, meant: char) {
        let length = self.text.get(at..).and_then(|rest| rest.chars().next()).map(char::len_utf8);
        if length == Some(meant.len_utf8()) {
            self.text.replace_range(
                at..at.saturating_add(meant.len_utf8()),
                meant.encode_utf8(&mut [0; 4]),
            );
        }
    }

    /// Takes out the entry around `at`.
    pub(super) fn take_out(&mut self, at: usize) {
        let behind = self.starts.partition_point(|&start| start <= at);
        let start = behind.checked_sub(1).and_then(|last| self.starts.get(last)).copied();
        let start = start.unwrap_or_default().min(self.text.len());
        let end = self.starts.get(behind).copied().unwrap_or(self.text.len());
        if !self.taken_out.insert(start) {
            return;
        }
        let Some(entry) = self.text.get(start..end) else { return };
        let key_at = entry.len().saturating_sub(entry.trim_start().len());
        match key(entry.trim_start()) {
            Some(key) if entry.bytes().filter(|&byte| byte == b'=').count() < 2 => {
                let start = start.saturating_add(key_at);
                self.keys.push(start..start.saturating_add(key.len()));
            }
            _ => self.has_lost_entries = true,
        }
        let blank: String = entry
            .chars()
            .flat_map(|c| std::iter::repeat_n(if c == '\n' { '\n' } else { ' ' }, c.len_utf8()))
            .collect();
        self.text.replace_range(start..end, &blank);
    }
}

/// Whether a line begins with `key =`, with what was meant as that, or with a table's header.
fn starts_entry(line: &str) -> bool {
    let line = line.trim_start();
    key(line).is_some_and(|key| {
        let rest = line.get(key.len()..).unwrap_or_default().trim_start();
        rest.starts_with(['=', ':']) || key.contains('_')
    }) || line.starts_with('[') && line.trim_end().ends_with(']') && !line.contains(['"', '\''])
}

/// The word that a line begins with.
fn key(line: &str) -> Option<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let end = line.find(|c: char| !is_word(c)).unwrap_or(line.len());
    line.get(..end).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken_out(source: &str, at: &str) -> (String, Vec<String>, bool) {
        let mut mended = Mended::new(source);
        mended.take_out(source.find(at).unwrap());
        assert_eq!(mended.text.len(), source.len());
        let keys =
            mended.keys.iter().map(|range| source.get(range.clone()).unwrap().to_owned()).collect();
        (
            mended.text.split_whitespace().collect::<Vec<_>>().join(" "),
            keys,
            mended.has_lost_entries,
        )
    }

    #[test]
    fn one_entry_is_taken_out() {
        let source = "a = 1\n b_c = [\n 'x',\n é,\n]\nd = 2\n";
        assert_eq!(
            taken_out(source, "é"),
            ("a = 1 d = 2".to_owned(), vec!["b_c".to_owned()], false)
        );
        assert_eq!(taken_out("a = 1, b = 2\nc = 3", ","), ("c = 3".to_owned(), vec![], true));
        assert_eq!(taken_out("= 1\nc = 3", "="), ("c = 3".to_owned(), vec![], true));
        assert_eq!(
            taken_out("a = 'x\nc = 3", "'"),
            ("c = 3".to_owned(), vec!["a".to_owned()], false)
        );
    }

    #[test]
    fn a_character_is_replaced_by_one_of_its_length() {
        let mut mended = Mended::new("é: 1");
        mended.replace(2, '=');
        mended.replace(0, '=');
        mended.replace(100, '=');
        assert_eq!(mended.text, "é= 1");
    }
}
