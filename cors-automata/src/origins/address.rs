//! Hosts that are addresses.
//!
//! # The idea
//!
//! Every address has one spelling. For IPv4 that is four octets without leading zeros. For IPv6
//! it is eight groups of which the longest run of at least two zero groups, the first if there
//! are two, is written `::`. While reading from left to right one does not know yet how many
//! groups the `::` replaces, but one can note what would have been a better choice:
//!
//! ```text
//!   1 : 0 : 0 : 2 : : 3      a run of 2 was passed by, so `::` must be longer: 3 or more.
//!   groups read: 5             8 - 5 = 3 groups are left for it, so this is an address
//!
//!   before the `::`   a run of n zeros needs   `::` > n
//!   after the `::`    a run of n zeros needs   `::` >= n
//! ```
//!
//! The state is: the groups read, the run of zeros at the end, the least length `::` must have,
//! whether it has been read, and where in a group one is. All are at most 8.
//!
//! # Cost and source
//!
//! Some hundred states with four byte classes that lead anywhere; 118 are left when minimized.
//! URL Standard §3.6 (IPv4 and IPv6 serializer), which is RFC 5952 §4.

use crate::language::{Automata, ByteClasses, ByteSet, Language, Machine, STATE_LIMIT, TooLarge};

/// Any octet of an IPv4 address, as a regex.
pub(super) const OCTET: &str = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

/// Four octets.
pub fn ipv4() -> Result<Language, TooLarge> {
    let mut classes = ByteClasses::one();
    for bytes in [&b"0"[..], b"1", b"2", b"34", b"5", b"6789", b"."] {
        classes.refine(&ByteSet::of(bytes));
    }
    let bytes = classes.first_members();
    Automata::unlimited().explore(&mut Ipv4Reader { bytes }, classes, STATE_LIMIT)
}

struct Ipv4Reader {
    /// One byte of every class.
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Ipv4 {
    /// Octets read, but for the one being read.
    octets: u8,
    octet: Octet,
}

/// What of an octet has been read.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Octet {
    Nothing,
    /// A first digit that two others may follow: only one if it is 2, so that 256 is too much.
    One,
    Two,
    TwentyFive,
    /// What one digit may follow.
    Tens,
    /// What no digit may follow.
    Full,
}

impl Machine for Ipv4Reader {
    type State = Ipv4;

    fn start(&mut self) -> Ipv4 {
        Ipv4 { octets: 0, octet: Octet::Nothing }
    }

    fn step(&mut self, state: &Ipv4, class: usize) -> Result<Option<Ipv4>, TooLarge> {
        let Ipv4 { octets, octet } = *state;
        let next = match (octet, self.bytes[class]) {
            (Octet::Nothing, b'0') => Octet::Full,
            (Octet::Nothing, b'1') => Octet::One,
            (Octet::Nothing, b'2') => Octet::Two,
            (Octet::Nothing, b'3'..=b'9') => Octet::Tens,
            (Octet::One, b'0'..=b'9') | (Octet::Two, b'0'..=b'4') => Octet::Tens,
            (Octet::Two, b'5') => Octet::TwentyFive,
            (Octet::Two, b'6'..=b'9')
            | (Octet::TwentyFive, b'0'..=b'5')
            | (Octet::Tens, b'0'..=b'9') => Octet::Full,
            (Octet::One | Octet::Two | Octet::TwentyFive | Octet::Tens | Octet::Full, b'.')
                if octets < 3 =>
            {
                return Ok(Some(Ipv4 { octets: octets + 1, octet: Octet::Nothing }));
            }
            _ => return Ok(None),
        };
        Ok(Some(Ipv4 { octets, octet: next }))
    }

    fn accepts(&mut self, state: &Ipv4) -> bool {
        state.octets == 3 && state.octet != Octet::Nothing
    }
}

/// An IPv6 address in its brackets.
pub(super) fn bracketed_ipv6() -> Result<Language, TooLarge> {
    let mut classes = ByteClasses::one();
    for bytes in [&b"0"[..], b"123456789abcdef", b":", b"[", b"]"] {
        classes.refine(&ByteSet::of(bytes));
    }
    let bytes = classes.first_members();
    Automata::unlimited().explore(&mut Ipv6Reader { bytes }, classes, STATE_LIMIT)
}

struct Ipv6Reader {
    /// One byte of every class.
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Ipv6 {
    position: Position,
    /// Groups read, the one being read among them.
    groups: u8,
    /// How many of the last groups are zero.
    run: u8,
    /// How many groups the `::` must replace at least.
    least: u8,
    /// Whether the `::` has been read.
    compressed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Position {
    Start,
    Opened,
    FirstColon,
    /// After a group's zero, or after so many of its digits.
    Zero,
    Digits(u8),
    Colon,
    Compressed,
    Closed,
}

impl Ipv6 {
    fn at(self, position: Position) -> Ipv6 {
        Ipv6 { position, ..self }
    }

    /// A group begins.
    fn group(self, zero: bool) -> Ipv6 {
        let position = if zero { Position::Zero } else { Position::Digits(1) };
        let run = if zero { self.run + 1 } else { 0 };
        // A single zero is never compressed, so it is never a better choice than a `::`.
        let rival = match (run, self.compressed) {
            (0 | 1, _) => 2,
            (run, false) => run + 1,
            (run, true) => run,
        };
        Ipv6 { position, groups: self.groups + 1, run, least: self.least.max(rival), ..self }
    }

    /// Whether the address may end after this group, or after the `::`.
    fn is_complete(self) -> bool {
        if self.compressed {
            self.groups + self.least <= 8
        } else {
            // Without `::` there must have been no run to compress.
            self.groups == 8 && self.least == 2
        }
    }

    /// Whether any rest can complete it.
    fn is_possible(self) -> bool {
        if self.compressed { self.is_complete() } else { self.groups <= 8 }
    }

    fn step(self, byte: u8) -> Option<Ipv6> {
        let next = match (self.position, byte) {
            (Position::Start, b'[') => self.at(Position::Opened),
            (Position::Opened, b':') => self.at(Position::FirstColon),
            // The groups next to `::` are not zero, or it would have replaced them.
            (Position::FirstColon, b':') => {
                Ipv6 { compressed: true, ..self.at(Position::Compressed) }
            }
            (Position::Colon, b':') if !self.compressed && self.run == 0 => {
                Ipv6 { compressed: true, ..self.at(Position::Compressed) }
            }
            (Position::Opened | Position::Colon, b'0') => self.group(true),
            (
                Position::Opened | Position::Colon | Position::Compressed,
                b'1'..=b'9' | b'a'..=b'f',
            ) => self.group(false),
            (Position::Digits(read @ 1..=3), b'0'..=b'9' | b'a'..=b'f') => {
                self.at(Position::Digits(read + 1))
            }
            (Position::Zero | Position::Digits(_), b':') => self.at(Position::Colon),
            (Position::Zero | Position::Digits(_) | Position::Compressed, b']')
                if self.is_complete() =>
            {
                // How it came to be complete does not matter any more.
                Ipv6 { groups: 0, run: 0, least: 2, compressed: true, ..self.at(Position::Closed) }
            }
            _ => return None,
        };
        next.is_possible().then_some(next)
    }
}

impl Machine for Ipv6Reader {
    type State = Ipv6;

    fn start(&mut self) -> Ipv6 {
        Ipv6 { position: Position::Start, groups: 0, run: 0, least: 2, compressed: false }
    }

    fn step(&mut self, state: &Ipv6, class: usize) -> Result<Option<Ipv6>, TooLarge> {
        Ok(self.bytes.get(class).and_then(|&byte| state.step(byte)))
    }

    fn accepts(&mut self, state: &Ipv6) -> bool {
        state.position == Position::Closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Count;

    #[test]
    fn sizes() {
        assert_eq!(ipv4().unwrap().count(), Count::Exactly(1 << 32));
        let regex = format!(r"{OCTET}\.{OCTET}\.{OCTET}\.{OCTET}");
        assert_eq!(ipv4().unwrap(), Automata::unlimited().regex(&regex).unwrap());
        // 117 states without, 120 with the brackets and the dead state.
        assert_eq!(bracketed_ipv6().unwrap().states(), 120);
    }

    #[test]
    fn the_one_spelling() {
        let language = bracketed_ipv6().unwrap();
        for (address, canonical) in [
            ("::", true),
            ("::1", true),
            ("1::", true),
            ("0:0:0:0:0:0:0:1", false),
            ("0:1:2:3:4:5:6:7", true),
            ("::1:2:3:4:5:6:7", false),
            ("1:2:3:4:5:6:7:0", true),
            ("1:2:3:4:5:6:7::", false),
            ("1:2:3:4:5:6::", true),
            ("1::2:3:0:0:4", true),
            ("1:0:0:2:3::4", false),
            ("1:0:0:2::3", true),
            ("1:0:0:0:2::3", false),
            ("1::2:0:0:0:3", false),
            ("1:0:2:0:3:0:4:0", true),
            ("::ffff:7f00:1", true),
            ("::ffff:127.0.0.1", false),
            ("1::0", false),
            ("1::00f", false),
            ("1:2", false),
            ("12345::", false),
            ("A::", false),
            ("1::2::3", false),
            (":1::", false),
        ] {
            let host = format!("[{address}]");
            assert_eq!(language.contains(host.as_bytes()), canonical, "{address}");
        }
    }
}
