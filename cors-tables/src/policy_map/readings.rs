//! The ways in which a path can be read.
//!
//! # The idea
//!
//! Between the request line and the handler, programs decode `%61`, collapse `//`, treat `\` as `/`,
//! cut `;parameters` off, or do none of that: axum's router matches the bytes as they are, actix-web
//! decodes all but `%2F`, file servers decode everything and collapse slashes. If one of them reads
//! `/%61dmin/x` as `/admin/x`, that path must not get the policy of other paths.
//!
//! So each unusual spelling is read in every way at once. A *reading* is a state of the automaton, and
//! where a piece of the path can be read in two ways, each reading goes on as two:
//!
//! ```text
//!   /        %61            dmin        /        /        x
//!
//!        ┌─> "%61" ─────────────────────────────────────────>  no row      closed
//!   s ───┤                           ┌─> "//" ──────────────>  ADMIN
//!        └─> "a" ───> "admin" ───────┤
//!                                    └─> "/" ───────────────>  ADMIN       ──> they differ: closed
//! ```
//!
//! | piece | is read as |
//! | --- | --- |
//! | `%XX` | its three bytes; the byte that it encodes |
//! | `%25XX`, encoded more than once | its bytes; decoded once; decoded until nothing is encoded |
//! | `%XX` of a byte that cannot be in a path itself, such as `%C3` or `%20` | that byte: it has no other spelling |
//! | `/` after a slash | a slash; nothing |
//! | `\` | itself; a slash |
//! | `;` | itself; the end of the segment |
//! | `.` or `..` as a segment, however encoded | nothing: the request is refused |
//! | `%`, encoded or not, before encoded digits: `%25%36%31` | nothing: the request is refused |
//!
//! Dot segments are refused because they mean different things at different places (a file server
//! drops those that lead out of its folder), and because browsers remove them before a request is
//! sent, `%2e` too, unless a slash next to them is encoded.
//!
//! # Cost
//!
//! A path without any of these pieces is read once. Otherwise at most [`MOST`] readings are followed;
//! a path with more of them is refused. Letters of different case are different: see
//! `docs/policy-map.md`.
//!
//! Source: [path state](https://url.spec.whatwg.org/#path-state) of the URL standard, for what browsers
//! send.

use super::{CLOSED, MapTable};
use crate::words::{all_pairs, has_zero, repeated};

/// How many readings are followed at once.
const MOST: usize = 8;

/// Whether a path has only one reading.
pub(super) fn is_plain(path: &[u8]) -> bool {
    let (Some((b'/', rest)), Some((last, before))) = (path.split_first(), path.split_last()) else {
        return false;
    };
    let are_plain = all_pairs(before, rest, are_plain);
    !is_special(*last)
        && are_plain.unwrap_or_else(|| {
            before.iter().zip(rest).all(|(&byte, &next)| !is_special(byte) && !is_odd(byte, next))
        })
}

/// Whether a byte has several readings, wherever it is.
#[inline(always)]
fn is_special(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b';')
}

/// Whether a byte has several readings together with the one after it: `//`, and `/.`, which may be a dot segment.
#[inline(always)]
fn is_odd(byte: u8, next: u8) -> bool {
    byte == b'/' && matches!(next, b'/' | b'.')
}

/// Whether the bytes of a word have one reading each; `next` are the bytes after each of them.
#[inline(always)]
fn are_plain(word: u64, next: u64) -> bool {
    let slash = repeated(b'/');
    // `.` and `/` differ in their lowest bit.
    let odd = (word ^ slash) | ((next | repeated(1)) ^ slash);
    !(has_zero(word ^ repeated(b'%'))
        | has_zero(word ^ repeated(b'\\'))
        | has_zero(word ^ repeated(b';'))
        | has_zero(odd))
}

/// The policy that all readings of a path choose; [`CLOSED`] if they differ.
pub(super) fn policy(map: &MapTable, start: u16, path: &[u8]) -> u16 {
    // `OPTIONS *`, and targets that are not a path.
    if path.first() != Some(&b'/') {
        return CLOSED;
    }
    let mut readings = Readings::new(start);
    let mut segment = Segment::default();
    let mut rest = path;
    while let Some(piece) = Piece::next(&mut rest) {
        if segment.is_dots_before(piece.decoded()) || piece.is_sign_before(rest) {
            return CLOSED;
        }
        let Some(next) = readings.after(map, piece) else { return CLOSED };
        readings = next;
    }
    if segment.is_dots() {
        return CLOSED;
    }
    readings.policy(map)
}

/// A piece of a path that all readings pass together.
#[derive(Clone, Copy)]
enum Piece<'p> {
    /// A byte that is not encoded.
    Byte(u8),
    /// An encoded byte: as it is written, and decoded.
    Encoded { written: &'p [u8], byte: u8 },
}

impl<'p> Piece<'p> {
    /// Takes the next piece.
    fn next(rest: &mut &'p [u8]) -> Option<Self> {
        let (&first, behind) = rest.split_first()?;
        let mut written = 1_usize;
        let mut decoded = None;
        // `%2561` is an encoded `%` and two digits: together they are `a`, encoded twice.
        while let Some(byte) = (first == b'%').then(|| hex(rest, written)).flatten() {
            decoded = Some(byte);
            written = written.saturating_add(2);
            if byte != b'%' {
                break;
            }
        }
        let Some((byte, (written, behind_it))) = decoded.zip(rest.split_at_checked(written)) else {
            *rest = behind;
            return Some(Self::Byte(first));
        };
        *rest = behind_it;
        Some(Self::Encoded { written, byte })
    }

    /// The byte, decoded.
    fn decoded(self) -> u8 {
        match self {
            Self::Byte(byte) | Self::Encoded { byte, .. } => byte,
        }
    }
}

impl Piece<'_> {
    /// Whether it is a `%` that only decoding makes the sign of another encoding: no browser encodes digits.
    fn is_sign_before(self, mut rest: &[u8]) -> bool {
        let mut is_digit =
            || Piece::next(&mut rest).is_some_and(|piece| piece.decoded().is_ascii_hexdigit());
        self.decoded() == b'%' && is_digit() && is_digit()
    }
}

/// The byte that two hexadecimal digits at `at` are.
fn hex(text: &[u8], at: usize) -> Option<u8> {
    let digit = |at: usize| char::from(*text.get(at)?).to_digit(16);
    let (high, low) = (digit(at)?, digit(at.checked_add(1)?)?);
    u8::try_from((high << 4) | low).ok()
}

/// Whether browsers encode this byte wherever a path has it, so that it has one spelling.
///
/// Source: [path percent-encode set](https://url.spec.whatwg.org/#path-percent-encode-set).
fn is_always_encoded(byte: u8) -> bool {
    !byte.is_ascii_graphic()
        || matches!(byte, b'"' | b'#' | b'<' | b'>' | b'?' | b'^' | b'`' | b'{' | b'}')
}

/// What the segment has so far, read in the loosest way.
#[derive(Default)]
struct Segment {
    dots: u8,
    has_others: bool,
}

impl Segment {
    /// Whether it is a dot segment that ends before this byte. Otherwise it goes on with the byte.
    fn is_dots_before(&mut self, byte: u8) -> bool {
        match byte {
            b'/' | b'\\' | b';' if self.is_dots() => return true,
            b'/' | b'\\' => *self = Self::default(),
            b'.' => self.dots = self.dots.saturating_add(1),
            _ => self.has_others = true,
        }
        false
    }

    fn is_dots(&self) -> bool {
        !self.has_others && matches!(self.dots, 1 | 2)
    }
}

/// One reading, as far as it has come.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Reading {
    state: u16,
    /// Whether the last byte was a slash.
    is_after_slash: bool,
    /// Whether the rest of the segment is left out.
    is_in_parameters: bool,
}

/// All readings, each once.
#[derive(Clone, Copy)]
struct Readings {
    readings: [Reading; MOST],
    count: usize,
}

impl Readings {
    fn new(state: u16) -> Self {
        let start = Reading { state, is_after_slash: false, is_in_parameters: false };
        Self { readings: [start; MOST], count: 1 }
    }

    fn iter(&self) -> impl Iterator<Item = Reading> {
        self.readings.iter().copied().take(self.count)
    }

    /// Adds one; `None` if there are too many.
    fn add(&mut self, reading: Reading) -> Option<()> {
        if self.iter().any(|other| other == reading) {
            return Some(());
        }
        *self.readings.get_mut(self.count)? = reading;
        self.count = self.count.saturating_add(1);
        Some(())
    }

    /// The readings after a piece; `None` if there are too many.
    fn after(&self, map: &MapTable, piece: Piece<'_>) -> Option<Self> {
        let mut after = Self { count: 0, ..*self };
        for reading in self.iter() {
            match piece {
                Piece::Byte(byte) => after.add_byte(map, reading, byte)?,
                Piece::Encoded { written, byte } => {
                    after.add_byte(map, reading, byte)?;
                    let decoded_once = written.get(3..).filter(|digits| !digits.is_empty());
                    if decoded_once.is_some() || !is_always_encoded(byte) {
                        after.add(reading.literal(map, written))?;
                    }
                    if let Some(digits) = decoded_once {
                        after.add(reading.literal(map, b"%").literal(map, digits))?;
                    }
                }
            }
        }
        Some(after)
    }

    /// Adds the ways in which a reading goes on with a byte.
    fn add_byte(&mut self, map: &MapTable, reading: Reading, byte: u8) -> Option<()> {
        match byte {
            b'/' => self.add_slash(map, reading),
            b'\\' => {
                self.add(reading.literal(map, b"\\"))?;
                self.add_slash(map, reading)
            }
            b';' => {
                self.add(reading.literal(map, b";"))?;
                self.add(Reading { is_in_parameters: true, ..reading })
            }
            _ => self.add(reading.literal(map, &[byte])),
        }
    }

    fn add_slash(&mut self, map: &MapTable, reading: Reading) -> Option<()> {
        let before = Reading { is_in_parameters: false, ..reading };
        if before.is_after_slash {
            self.add(before)?;
        }
        self.add(Reading { is_after_slash: true, ..before.literal(map, b"/") })
    }

    /// The policy that all of them choose.
    fn policy(&self, map: &MapTable) -> u16 {
        let mut policies = self.iter().map(|reading| map.policy_of(reading.state));
        match policies.next() {
            Some(first) if policies.all(|policy| policy == first) => first,
            _ => CLOSED,
        }
    }
}

impl Reading {
    /// The reading after these bytes, each as it is.
    fn literal(self, map: &MapTable, bytes: &[u8]) -> Self {
        if self.is_in_parameters {
            return self;
        }
        let state = bytes.iter().fold(self.state, |state, &byte| map.next(state, byte));
        Self { state, is_after_slash: false, is_in_parameters: false }
    }
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;

    /// Every byte, and every pair, in every place of paths of many lengths.
    #[test]
    fn plain_paths_have_none_of_the_pieces() {
        for length in 0..24_usize {
            let path = format!("/{}", "a".repeat(length));
            assert!(is_plain(path.as_bytes()), "{path}");
            for place in 1..=length {
                for byte in 0..=u8::MAX {
                    let mut path = path.clone().into_bytes();
                    path[place] = byte;
                    let after_slash = place == 1 && matches!(byte, b'/' | b'.');
                    let is_special = matches!(byte, b'%' | b'\\' | b';') || after_slash;
                    assert_eq!(is_plain(&path), !is_special, "{}", path.escape_ascii());
                    if place < length {
                        path[place] = b'/';
                        path[place + 1] = byte;
                        let is_odd = matches!(byte, b'%' | b'\\' | b';' | b'/' | b'.');
                        let is_plain = is_plain(&path) || place == 1;
                        assert_eq!(is_plain, !is_odd || place == 1, "{}", path.escape_ascii());
                    }
                }
            }
        }
        for path in ["", "a", "*", "a/b", "http://a"] {
            assert!(!is_plain(path.as_bytes()), "{path}");
        }
    }
}
