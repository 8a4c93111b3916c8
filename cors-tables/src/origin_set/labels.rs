//! The strings that `*.` matches: one or more labels.
//!
//! Labels may contain every byte that a browser can send, not only letters, digits and hyphens: Chromium
//! sends `a_b.test`, `a!b.test` and `a%2Ab.test` unchanged. The first label is never empty, so
//! `https://.example.com` is not a subdomain.
//!
//! Every byte is looked up in a table of flags, and the flags of all bytes are combined without a branch.
//! Percent signs, which are rare, are checked in a second pass.
//!
//! Source: [URL, host parsing](https://url.spec.whatwg.org/#host-parsing) and
//! [forbidden domain code points](https://url.spec.whatwg.org/#forbidden-domain-code-point).

use super::scheme::Scheme;

/// The byte cannot be in a domain of an http or https origin, not even in percent-encoding.
const NOT_IN_DOMAIN: u8 = 1;
/// The byte cannot be in an opaque host.
const NOT_IN_OPAQUE: u8 = 2;
/// The byte is the percent sign.
const PERCENT: u8 = 4;

/// The flags of each byte.
static FLAGS: [u8; 256] = flags();

const fn flags() -> [u8; 256] {
    let mut flags = [NOT_IN_DOMAIN | NOT_IN_OPAQUE; 256];
    let mut rest: &mut [u8] = &mut flags;
    let mut byte = 0_u8;
    while let Some((first, others)) = rest.split_first_mut() {
        *first = flags_of(byte);
        rest = others;
        byte = byte.wrapping_add(1);
    }
    flags
}

/// A domain has the bytes that the URL standard does not forbid in one, with upper-case letters converted
/// to lower case. An opaque host has the same bytes, upper-case letters, and the percent sign, regardless
/// of what follows it. (Chromium percent-encodes `*`.)
const fn flags_of(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z'
        | b'0'..=b'9'
        | b'.'
        | b'-'
        | b'_'
        | b'!'
        | b'"'
        | b'$'
        | b'&'
        | b'\''
        | b'('
        | b')'
        | b'*'
        | b'+'
        | b','
        | b';'
        | b'='
        | b'`'
        | b'{'
        | b'}'
        | b'~' => 0,
        b'A'..=b'Z' => NOT_IN_DOMAIN,
        b'%' => PERCENT,
        _ => NOT_IN_DOMAIN | NOT_IN_OPAQUE,
    }
}

/// Whether `labels` is one or more labels, separated by dots.
#[inline]
pub(super) fn are_labels(labels: &[u8], scheme: &Scheme) -> bool {
    if matches!(labels, [] | [b'.', ..]) {
        return false;
    }
    let flags = labels.iter().fold(0, |flags, &byte| {
        // There are 256 flags, one for every byte.
        flags | FLAGS.get(usize::from(byte)).copied().unwrap_or(u8::MAX)
    });
    match scheme {
        Scheme::Custom(_) => flags & NOT_IN_OPAQUE == 0,
        Scheme::Http | Scheme::Https if flags & PERCENT != 0 => is_encoded(labels),
        Scheme::Http | Scheme::Https => flags & NOT_IN_DOMAIN == 0,
    }
}

/// Whether every byte of `text` can be in a domain, where percent-encoding is a percent sign and two
/// upper-case hexadecimal digits.
#[cold]
fn is_encoded(text: &[u8]) -> bool {
    let mut rest = text;
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (b'%', [high, low, after @ ..]) if is_upper_hex(*high) && is_upper_hex(*low) => after,
            (byte, after) if flags_of(*byte) & (NOT_IN_DOMAIN | PERCENT) == 0 => after,
            _ => return false,
        };
    }
    true
}

const fn is_upper_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'F')
}
