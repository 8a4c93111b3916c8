//! Which row of a map is the first for each request, without a table and without checks.

use std::collections::BTreeMap;

use super::ast::{Map, Row};
use super::rows::Rows;
use crate::finding::Findings;
use crate::language::{Automata, FirstMatch, TooLarge, Witness};

/// The automaton of the rows of a map, labelled by the first that matches.
pub(crate) struct FirstRows<'a> {
    automaton: FirstMatch,
    /// The rows before `_`, by label.
    rows: Rows<'a>,
    pub(crate) reads_host: bool,
}

impl<'a> FirstRows<'a> {
    /// The automaton of a map's rows; `None` if a row cannot be read, or if no row matches all other requests.
    pub(crate) fn of(
        map: &'a Map,
        reads_host: bool,
        automata: &'a Automata,
    ) -> Result<Option<Self>, TooLarge> {
        let mut findings = Findings::default();
        let rows = Rows::read(map, automata, &mut findings);
        if findings.has_errors() || map.has_lost_rows || rows.otherwise().is_none() {
            return Ok(None);
        }
        Ok(Some(Self { automaton: rows.first_match(reads_host)?, rows, reads_host }))
    }

    /// The labels that an ordinary request has here and in another map, each pair with an example.
    pub(crate) fn label_pairs(
        &self,
        other: &Self,
    ) -> Result<BTreeMap<(u32, u32), Witness>, TooLarge> {
        let requests = self.rows.ordinary_requests(self.reads_host)?;
        self.rows.automata.label_pairs((&self.automaton, &other.automaton), &requests)
    }

    /// The row with this label.
    pub(crate) fn row(&self, label: u32) -> Option<&'a Row> {
        self.rows.row(label)
    }
}
