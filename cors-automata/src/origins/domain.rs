//! Hosts that are names.
//!
//! # The idea
//!
//! A name is any string of label bytes and dots, unless it *ends in a number*: then the URL
//! Standard reads it as an IPv4 address, and it is serialized as one or not at all. That is a
//! difference of two languages, each easily written:
//!
//! ```text
//!   a-b_c.test   example.com.   a..b     names
//!   foo.1        1.2.3.4.5      a.0x7f   end in a number, so they are none
//! ```
//!
//! A label byte is any ASCII byte except the forbidden domain code points, the upper
//! case (it is lowered) and `%` (which only occurs with two hex digits, in upper case).
//!
//! # Source
//!
//! URL Standard §3.5: host parser, "ends in a number checker", IPv4 number parser.

use super::Error;
use super::alphabet::{READABLE_LABEL, SchemeKind};
use crate::language::{Automata, Language};

/// Every name that can be the host of an `http` or `https` origin.
pub(super) fn domain() -> Result<Language, Error> {
    let names = Automata::unlimited().regex(SchemeKind::Web.host())?;
    Ok(Automata::unlimited().difference(&names, &ending_in_a_number()?)?)
}

/// Whether a browser reads `domain` as an IPv4 address, or fails to: its last label is a number.
///
/// Source: [ends in a number](https://url.spec.whatwg.org/#ends-in-a-number-checker).
#[must_use]
pub fn ends_in_a_number(domain: &str) -> bool {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let last = domain.rsplit('.').next().unwrap_or(domain);
    let is_decimal = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    is_decimal
        || last
            .strip_prefix("0x")
            .or_else(|| last.strip_prefix("0X"))
            .is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Names of ordinary labels only.
pub(super) fn plain_domain() -> Result<Language, Error> {
    let names =
        Automata::unlimited().regex(&format!(r"{READABLE_LABEL}(?:\.{READABLE_LABEL})*"))?;
    Ok(Automata::unlimited().difference(&names, &ending_in_a_number()?)?)
}

/// The last label is decimal, or hexadecimal after `0x`, regardless of what precedes it.
/// One trailing dot does not help it.
fn ending_in_a_number() -> Result<Language, Error> {
    Ok(Automata::unlimited().regex(r"(?s)(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_at_the_end() {
        for (domain, want) in [
            ("foo.1", true),
            ("foo.0x", true),
            ("foo.0x1f.", true),
            ("foo.1a", false),
            ("1.foo", false),
            ("a.09", true),
        ] {
            assert_eq!(ends_in_a_number(domain), want, "{domain}");
        }
    }
}
