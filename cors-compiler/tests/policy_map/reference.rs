//! A map read as its documentation says, row by row and reading by reading.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use regex::bytes::Regex;

/// A row: its pattern and its policy.
pub(crate) struct Row {
    pub(crate) pattern: String,
    pub(crate) policy: String,
}

/// Whether a row is for this host and this path, which is one reading.
pub(crate) fn matches(pattern: &str, host: &str, path: &[u8]) -> bool {
    match pattern.strip_prefix("//") {
        None => matches_path(pattern, path),
        Some(behind) => {
            let (of_host, of_path) = behind.split_at(slash(behind));
            let host = host.to_ascii_lowercase();
            let regex = regex_of(of_host, "[a-z0-9_-]+", true);
            regex.is_match(host.as_bytes()) && matches_path(of_path, path)
        }
    }
}

/// Where the path starts: at the first slash that is not in a placeholder.
fn slash(text: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b'/' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

fn matches_path(pattern: &str, path: &[u8]) -> bool {
    let pattern = pattern.strip_suffix('/').unwrap_or(pattern);
    let (before, rest) = match pattern.rsplit_once("/{*") {
        Some((before, _)) => (before, true),
        None => (pattern, false),
    };
    let segments: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
    let wanted: Vec<&str> = before.split('/').collect();
    let is_one =
        |(wanted, segment): (&&str, &&[u8])| regex_of(wanted, "[^/]+", false).is_match(segment);
    if !path.starts_with(b"/") || segments.len() < wanted.len() {
        return false;
    }
    let (first, behind) = segments.split_at(wanted.len());
    // The text before the first slash is empty, as is a path without segments.
    wanted.iter().zip(first).skip(1).all(is_one) && (rest || behind.is_empty() || behind == [b""])
}

/// The regex of a host or a segment with placeholders.
fn regex_of(text: &str, default: &str, is_host: bool) -> Rc<Regex> {
    let mut regex = String::from("^(?s-u:");
    let mut rest = text;
    while let Some((literal, behind)) = rest.split_once('{') {
        let (body, behind) = behind.split_once('}').expect("a placeholder is closed");
        regex.push_str(&regex::escape(literal));
        match body.split_once(':') {
            // A dot that is not repeated is a dot.
            Some((_, of_placeholder)) if is_host && of_placeholder != ".+" => {
                regex.push_str(&format!("(?:{})", of_placeholder.replace('.', r"\.")));
            }
            Some((_, of_placeholder)) => regex.push_str(&format!("(?:{of_placeholder})")),
            None => regex.push_str(default),
        }
        rest = behind;
    }
    regex.push_str(&regex::escape(rest));
    regex.push_str(")$");
    cached(&regex)
}

/// A regex, which is made once.
fn cached(regex: &str) -> Rc<Regex> {
    thread_local! {
        static MADE: RefCell<BTreeMap<String, Rc<Regex>>> = RefCell::default();
    }
    MADE.with_borrow_mut(|made| {
        let make = || Rc::new(Regex::new(regex).expect("a regex"));
        Rc::clone(made.entry(regex.to_owned()).or_insert_with(make))
    })
}

/// The policy of the first row that matches one reading.
pub(crate) fn first_match<'m>(
    rows: &'m [Row],
    otherwise: &'m str,
    host: &str,
    path: &[u8],
) -> &'m str {
    rows.iter().find(|row| matches(&row.pattern, host, path)).map_or(otherwise, |row| &row.policy)
}

/// Every way to read a path; `None` where one of them has a dot segment, and for what is not a path.
pub(crate) fn readings(path: &[u8]) -> Option<BTreeSet<Vec<u8>>> {
    if !path.starts_with(b"/") {
        return None;
    }
    let mut all = BTreeSet::new();
    read(path, Reading::default(), &mut all)?;
    Some(all)
}

#[derive(Default, Clone)]
struct Reading {
    path: Vec<u8>,
    /// The segment, decoded, with no parameters cut off.
    segment: Vec<u8>,
    skips: bool,
    after_slash: bool,
}

fn read(rest: &[u8], reading: Reading, all: &mut BTreeSet<Vec<u8>>) -> Option<()> {
    let Some(&first) = rest.first() else {
        if matches!(&reading.segment[..], b"." | b"..") {
            return None;
        }
        all.insert(reading.path);
        return Some(());
    };
    let (length, byte) = decoded(rest);
    let mut decoded = reading.clone();
    if matches!(byte, b'/' | b'\\' | b';') && matches!(&decoded.segment[..], b"." | b"..") {
        return None;
    }
    if byte == b'%' && makes_an_encoding(&rest[length..]) {
        return None;
    }
    match byte {
        b'/' | b'\\' => decoded.segment.clear(),
        byte => decoded.segment.push(byte),
    }
    for next in goes_on(&decoded, byte) {
        read(&rest[length..], next, all)?;
    }
    if length == 1 {
        return Some(());
    }
    // As it is written, and decoded once.
    let spelt_in_one_way = b"\"#<>?^`{}".contains(&byte) || !byte.is_ascii_graphic();
    if length > 3 || !spelt_in_one_way {
        read(&rest[length..], literal(&decoded, &rest[..length]), all)?;
    }
    if length > 3 {
        let once = [&[first], &rest[3..length]].concat();
        read(&rest[length..], literal(&decoded, &once), all)?;
    }
    Some(())
}

/// The first byte, however often it is encoded, and how many bytes that are.
fn decoded(rest: &[u8]) -> (usize, u8) {
    let encoded = cached(r"^(?-u)%((?:25)*)([0-9a-fA-F]{2})?");
    let Some(caught) = encoded.captures(rest) else { return (1, rest[0]) };
    match (caught[1].len(), caught.get(2)) {
        (signs, Some(digits)) => {
            let digits = std::str::from_utf8(digits.as_bytes()).expect("digits");
            (signs + 3, u8::from_str_radix(digits, 16).expect("digits"))
        }
        (0, None) => (1, b'%'),
        (signs, None) => (signs + 1, b'%'),
    }
}

/// Whether two bytes that are digits once they are decoded come next.
fn makes_an_encoding(rest: &[u8]) -> bool {
    let digit = |rest: &[u8]| {
        let (length, byte) = if rest.is_empty() { (0, 0) } else { decoded(rest) };
        byte.is_ascii_hexdigit().then_some(length)
    };
    digit(rest).is_some_and(|length| digit(&rest[length..]).is_some())
}

fn literal(reading: &Reading, bytes: &[u8]) -> Reading {
    let mut next = reading.clone();
    if !next.skips {
        next.path.extend_from_slice(bytes);
        next.after_slash = false;
    }
    next
}

fn goes_on(reading: &Reading, byte: u8) -> Vec<Reading> {
    let slash = || {
        let next = Reading { skips: false, ..reading.clone() };
        let kept = Reading { after_slash: true, ..literal(&next, b"/") };
        let mut both = vec![kept];
        if next.after_slash {
            both.push(next);
        }
        both
    };
    match byte {
        b'/' => slash(),
        b'\\' => [slash(), vec![literal(reading, b"\\")]].concat(),
        b';' => vec![literal(reading, b";"), Reading { skips: true, ..reading.clone() }],
        byte => vec![literal(reading, &[byte])],
    }
}
