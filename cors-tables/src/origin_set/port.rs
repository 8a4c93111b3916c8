//! Ports in the form that browsers send: 1 to 65535, without a leading zero, and never the scheme's
//! default.
//!
//! Source: [URL, URL serializing](https://url.spec.whatwg.org/#url-serializing), and
//! [RFC 6454, section 6.2](https://www.rfc-editor.org/rfc/rfc6454#section-6.2) for origins.

use super::scheme::Scheme;

/// The maximum number of digits of a port.
const DIGITS: usize = 5;

/// Whether `rest`, the part after a host, is a port or empty.
#[inline]
pub(super) fn is_port_or_nothing(rest: &[u8], scheme: &Scheme) -> bool {
    match rest {
        [] => true,
        [b':', digits @ ..] => is_port(digits, scheme),
        _ => false,
    }
}

/// Removes a port from the end of `rest`, if there is one in the form that a browser sends.
///
/// If there is a colon without a valid port, the whole text is returned, which no host matches.
#[inline]
pub(super) fn without_port<'r>(rest: &'r [u8], scheme: &Scheme) -> Option<&'r [u8]> {
    let mut before = rest;
    for _ in 0..=DIGITS {
        match before {
            [host @ .., b':'] => {
                let digits = rest.get(before.len()..)?;
                return is_port(digits, scheme).then_some(host);
            }
            [host @ .., b'0'..=b'9'] => before = host,
            // The last digits, if any, belong to the host, as in `10.0.0.7`.
            _ => break,
        }
    }
    Some(rest)
}

#[inline]
fn is_port(digits: &[u8], scheme: &Scheme) -> bool {
    if digits.len() > DIGITS || matches!(digits, [] | [b'0', ..]) {
        return false;
    }
    let mut number = 0_u32;
    for digit in digits {
        let value = u32::from(digit.wrapping_sub(b'0'));
        if value > 9 {
            return false;
        }
        // Five digits fit.
        number = number.wrapping_mul(10).wrapping_add(value);
    }
    number <= 0xffff && scheme.default_port() != Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored::Text;

    #[test]
    fn every_number_and_some_other_texts() {
        for number in 0..70_000_u32 {
            let text = std::format!("{number}");
            for scheme in [&Scheme::Http, &Scheme::Https, &Scheme::Custom(Text::Fixed("app://"))] {
                let want = (1..=65_535).contains(&number) && scheme.default_port() != Some(number);
                assert_eq!(is_port(text.as_bytes(), scheme), want, "{number}");
                let origin = std::format!("a:{number}");
                let host = without_port(origin.as_bytes(), scheme);
                assert_eq!(host == Some(b"a"), want, "{origin}");
            }
        }
        for text in ["", "0", "080", "+80", "8a", "123456", "1:2", "99999", "00001"] {
            assert!(!is_port(text.as_bytes(), &Scheme::Https), "{text}");
            assert_ne!(
                without_port(std::format!("a:{text}").as_bytes(), &Scheme::Https),
                Some(&b"a"[..])
            );
        }
        for host in ["10.0.0.7", "a", "a1", "123456789", ""] {
            assert_eq!(without_port(host.as_bytes(), &Scheme::Https), Some(host.as_bytes()));
        }
    }
}
