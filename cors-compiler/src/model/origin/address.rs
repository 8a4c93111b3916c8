//! IP addresses as a browser reads and writes them.
//!
//! Source: [URL, host parsing](https://url.spec.whatwg.org/#host-parsing) and
//! [host serializing](https://url.spec.whatwg.org/#host-serializing).

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The address that a browser reads from `host` in any of the forms it knows, such as `127.1` or
/// `0x7f000001`.
///
/// Source: [IPv4 parser](https://url.spec.whatwg.org/#concept-ipv4-parser).
#[must_use]
pub fn read_ipv4(host: &str) -> Option<Ipv4Addr> {
    let numbers: Vec<u32> = host
        .strip_suffix('.')
        .unwrap_or(host)
        .split('.')
        .map(read_number)
        .collect::<Option<_>>()?;
    let (last, octets) = numbers.split_last()?;
    // The last number fills all the octets that the others leave.
    let left = 4_usize.checked_sub(octets.len()).filter(|&left| left > 0)?;
    let fits = left == 4 || u64::from(*last) < 1_u64 << (left.checked_mul(8)?);
    if !fits || octets.iter().any(|&octet| octet > 255) {
        return None;
    }
    let mut bits = *last;
    for (index, octet) in octets.iter().enumerate() {
        let shift = 24_usize.checked_sub(index.checked_mul(8)?)?;
        bits |= octet.checked_shl(u32::try_from(shift).ok()?)?;
    }
    Some(Ipv4Addr::from_bits(bits))
}

fn read_number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some("") => Some(0),
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None if text.starts_with('0') => u32::from_str_radix(text, 8).ok(),
        None => text.parse().ok(),
    }
}

/// `address` as a browser writes it: lower-case hexadecimal, no leading zeros, and `::` for the
/// first of the longest runs of at least two zero pieces; never a dotted tail.
///
/// Source: [IPv6 serializer](https://url.spec.whatwg.org/#concept-ipv6-serializer).
#[must_use]
pub fn serialise_ipv6(address: Ipv6Addr) -> String {
    let pieces = address.segments();
    let compressed = longest_zero_run(&pieces);
    let mut text = String::new();
    let mut index = 0_usize;
    while let Some(piece) = pieces.get(index) {
        match compressed {
            Some((start, len)) if start == index => {
                text.push_str("::");
                index = index.saturating_add(len);
            }
            _ => {
                if !text.is_empty() && !text.ends_with(':') {
                    text.push(':');
                }
                // Writing to a string cannot fail.
                let _ = write!(text, "{piece:x}");
                index = index.saturating_add(1);
            }
        }
    }
    text
}

/// Start and length of the first of the longest runs of at least two zero pieces.
fn longest_zero_run(pieces: &[u16; 8]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for start in 0..pieces.len() {
        let len = pieces.iter().skip(start).take_while(|&&piece| piece == 0).count();
        if len >= 2 && best.is_none_or(|(_, best_len)| len > best_len) {
            best = Some((start, len));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv6_in_the_browsers_form() {
        for (text, want) in [
            ("::1", "::1"),
            ("0:0:0:0:0:0:0:0", "::"),
            ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"),
            ("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
            ("1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"),
            ("::ffff:127.0.0.1", "::ffff:7f00:1"),
            ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
            ("2001:DB8::A", "2001:db8::a"),
        ] {
            assert_eq!(serialise_ipv6(text.parse().unwrap()), want, "{text}");
        }
    }

    #[test]
    fn ipv4_in_every_form_that_a_browser_reads() {
        for (text, want) in [
            ("127.0.0.1", Some("127.0.0.1")),
            ("127.1", Some("127.0.0.1")),
            ("1.2", Some("1.0.0.2")),
            ("1", Some("0.0.0.1")),
            ("0xff000000", Some("255.0.0.0")),
            ("01.2.3.4", Some("1.2.3.4")),
            ("1.2.3.0004", Some("1.2.3.4")),
            ("1.2.3.4.", Some("1.2.3.4")),
            ("256.0.0.1", None),
            ("255.255.255.255", Some("255.255.255.255")),
            ("0", Some("0.0.0.0")),
            ("010.1.1.1", Some("8.1.1.1")),
            ("08.1.1.1", None),
            ("1.2.3.4.5", None),
            ("1.2.3.4.0", None),
            ("foo.1", None),
            ("1.2.3.256", None),
            ("4294967296", None),
        ] {
            assert_eq!(read_ipv4(text).map(|a| a.to_string()).as_deref(), want, "{text}");
        }
    }
}
