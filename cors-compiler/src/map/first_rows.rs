//! Which row of a map is the first for each request, without a table and without checks.

use super::ast::{Map, Requests, Row};
use super::check;
use super::compile::{Compiling, Readable, first_match};
use crate::finding::Findings;
use crate::language::{Automata, FirstMatch, TooLarge};

/// The automaton of the rows of a map, labelled by the first that matches.
pub(crate) struct FirstRows {
    pub(crate) automaton: FirstMatch,
    /// The rows before `_`, by label.
    rows: Vec<Readable>,
}

/// The automaton of a map's rows; none if one cannot be read, or if there is no row for all other requests.
pub(crate) fn first_rows(
    map: &Map,
    reads_host: bool,
    automata: &Automata,
) -> Result<Option<FirstRows>, TooLarge> {
    let mut findings = Findings::default();
    let rows = check::read(map, automata, &mut findings);
    let has_all = map.rows.iter().any(|row| row.requests.value == Requests::All);
    if findings.has_errors() || map.has_lost_rows || !has_all {
        return Ok(None);
    }
    let automaton = first_match(&rows, reads_host, automata)?;
    Ok(Some(FirstRows { automaton, rows }))
}

impl FirstRows {
    /// The row with this label.
    pub(crate) fn row<'m>(&self, map: &'m Map, label: u32) -> Option<&'m Row> {
        match Compiling::position(label) {
            Some(at) => map.rows.get(self.rows.get(at)?.index),
            None => map.rows.iter().find(|row| row.requests.value == Requests::All),
        }
    }
}
