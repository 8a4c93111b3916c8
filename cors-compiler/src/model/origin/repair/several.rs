//! Several origins in one string.

use super::super::parse::parse_one;
use crate::language::Automata;
use crate::model::pattern::{Meant, Reader};

/// How many origins of one string are repaired.
const MOST_IN_A_STRING: usize = 32;

/// The origins in a string that contains several, if each of them is or can be made well-formed and
/// there are few enough to show.
///
/// White space separates origins only if each has a scheme.
pub(crate) fn several(text: &str) -> Option<Vec<Meant>> {
    let (inside, is_array) = match in_array(text) {
        Some(inside) => (inside, true),
        None => (text, false),
    };
    let quotes: &[char] = if is_array { &['"', '\''] } else { &[] };
    let ones = inside
        .split([',', ';', ' ', '|', '\n'])
        .map(|one| one.trim_matches(quotes))
        .filter(|one| !one.is_empty());
    if ones.clone().nth(MOST_IN_A_STRING).is_some() {
        return None;
    }
    let is_list = is_array || text.contains([',', ';', '|']);
    if !is_list && ones.clone().any(|one| !one.contains("://")) {
        return None;
    }
    // Only patterns without an automaton: the text is not known to be a list yet.
    let none = Automata::within(0);
    let each = |one: &str| match parse_one(one) {
        Ok(parsed) => Some(Meant::from(parsed)),
        Err(_) => Reader::new(&none).repaired(one),
    };
    ones.map(each).collect()
}

/// Whether a text is an array, as JSON has it.
pub(in crate::model::origin) fn is_array(text: &str) -> bool {
    in_array(text).is_some()
}

/// What is in an array of strings. The brackets of an IPv6 address enclose neither quotes nor a scheme.
fn in_array(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    inside.contains(['"', '\'']).then_some(inside)
}
