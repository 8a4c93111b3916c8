//! The rows of a map whose patterns could be read, with the automata that answer questions about them.
//!
//! Each row before `_` has a label, and 0 is that of `_`. Labels are on the states of the automaton of all rows.

use super::ast::{Map, Requests, Row};
use super::pattern::{Reader, RowPattern};
use super::{host, path};
use crate::finding::Findings;
use crate::language::{Automata, FirstMatch, Language, Numbering, Scoped, TooLarge};

/// A row whose pattern could be read.
#[derive(Debug, Clone)]
pub(super) struct Readable {
    /// Its place in the map.
    pub(super) index: usize,
    pub(super) pattern: RowPattern,
}

/// The rows before `_` that could be read.
#[derive(Debug)]
pub(crate) struct Rows<'a> {
    pub(super) map: &'a Map,
    pub(super) automata: &'a Automata,
    pub(super) readable: Vec<Readable>,
}

impl<'a> Rows<'a> {
    /// Reads the patterns of all rows.
    pub(crate) fn read(map: &'a Map, automata: &'a Automata, findings: &mut Findings) -> Self {
        let mut readable = Vec::new();
        let mut is_after_all = false;
        for (index, row) in map.rows.iter().enumerate() {
            let Requests::Pattern(text) = &row.requests.value else {
                is_after_all = true;
                continue;
            };
            match (Reader { text, location: row.requests.location, automata }).read() {
                Ok(pattern) if !is_after_all => readable.push(Readable { index, pattern }),
                Ok(_) => {}
                Err(wrong) => findings.push(*wrong),
            }
        }
        Self { map, automata, readable }
    }

    /// The label of the row at a place among those before `_`.
    pub(super) fn label(at: usize) -> u32 {
        u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The place of the row with this label; `None` for that of `_`.
    pub(super) fn position(label: u32) -> Option<usize> {
        usize::try_from(label.checked_sub(1)?).ok()
    }

    /// The row with this label.
    #[cfg(feature = "compare")]
    pub(super) fn row(&self, label: u32) -> Option<&'a Row> {
        match Self::position(label) {
            Some(at) => self.map.rows.get(self.readable.get(at)?.index),
            None => self.otherwise(),
        }
    }

    /// The row for all other requests.
    pub(super) fn otherwise(&self) -> Option<&'a Row> {
        self.map.rows.iter().find(|row| row.requests.value == Requests::All)
    }

    /// Whether a row names a host.
    pub(super) fn reads_host(&self) -> bool {
        self.readable.iter().any(|row| row.pattern.host.is_some())
    }

    /// The requests that are made, but for unusual spellings: their paths, behind their hosts if these are read.
    pub(super) fn ordinary_requests(&self, reads_host: bool) -> Result<Language, TooLarge> {
        match reads_host {
            true => self.automata.concat(&of_regex(host::ANY), &ordinary_paths()),
            false => Ok(ordinary_paths()),
        }
    }

    /// The automaton of the rows, each with its label. Whether it reads hosts must be so if a row does.
    pub(super) fn first_match(&self, reads_host: bool) -> Result<FirstMatch, TooLarge> {
        // The hosts of each scope, and its paths with their labels.
        let mut scopes: Vec<(Language, Vec<(&Language, u32)>)> = Vec::new();
        let mut hosts = Numbering::new();
        for (at, row) in self.readable.iter().enumerate() {
            let host = row.pattern.host.as_ref();
            let scope = hosts.number(host.map(|(text, _)| text.as_str()));
            if scope == scopes.len() {
                let hosts = host.map_or_else(|| of_regex("[^/]*"), |(_, hosts)| hosts.clone());
                scopes.push((hosts, Vec::new()));
            }
            if let Some((_, paths)) = scopes.get_mut(scope) {
                paths.push((&row.pattern.paths, Self::label(at)));
            }
        }
        if !reads_host {
            let paths = scopes.pop().map(|(_, paths)| paths).unwrap_or_default();
            return self.automata.first_match(&paths);
        }
        let mut scoped = Vec::new();
        for (scope, paths) in scopes {
            scoped.push(Scoped { scope, languages: self.automata.first_match(&paths)? });
        }
        self.automata.first_match_in_scopes(&scoped)
    }

    /// The first row for each path under a host that no row names.
    pub(super) fn general(&self) -> Result<FirstMatch, TooLarge> {
        let rows = self.readable.iter().enumerate();
        let general = rows.filter(|(_, row)| row.pattern.host.is_none());
        let labelled: Vec<_> =
            general.map(|(at, row)| (&row.pattern.paths, Self::label(at))).collect();
        self.automata.first_match(&labelled)
    }
}

/// The paths that requests have, but for unusual spellings.
fn ordinary_paths() -> Language {
    of_regex(path::ORDINARY)
}

fn of_regex(regex: &str) -> Language {
    Automata::unlimited().regex(regex).unwrap_or_else(|_| Language::empty())
}
