//! [Parsing a single range header value](https://fetch.spec.whatwg.org/#simple-range-header-value) without
//! whitespace.

use std::cmp::Ordering;

/// A range: its start and its end, as decimal numbers of any length.
pub type Range<'v> = (Option<&'v [u8]>, Option<&'v [u8]>);

/// The range of `value`; `None` if it is invalid.
///
/// ```
/// use cors_user_agent::range::parse;
/// assert_eq!(parse(b"bytes=0-"), Some((Some(&b"0"[..]), None)));
/// assert_eq!(parse(b"bytes=9-5"), None);
/// ```
#[must_use]
pub fn parse(value: &[u8]) -> Option<Range<'_>> {
    // Steps 2, 5 and 6.
    let rest = value.strip_prefix(b"bytes=")?;
    // Steps 8 to 9, 11 to 12, 14 to 15.
    let (start, rest) = digits(rest);
    let (end, rest) = digits(rest.strip_prefix(b"-")?);
    // Steps 16 to 18.
    let is_range = match (start, end) {
        (None, None) => false,
        (Some(start), Some(end)) => compare(start, end) != Ordering::Greater,
        _ => true,
    };
    (rest.is_empty() && is_range).then_some((start, end))
}

/// The leading digits, and the rest.
fn digits(bytes: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let count = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at_checked(count).unwrap_or((bytes, &[]));
    ((!digits.is_empty()).then_some(digits), rest)
}

/// Compares two decimal numbers.
fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let significant = |number: &[u8]| -> Vec<u8> {
        number.iter().copied().skip_while(|&digit| digit == b'0').collect()
    };
    let (left, right) = (significant(left), significant(right));
    left.len().cmp(&right.len()).then_with(|| left.cmp(&right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for value in ["bytes=0-", "bytes=100-200", "bytes=7-7", "bytes=-500", "bytes=9-010"] {
            assert!(parse(value.as_bytes()).is_some(), "{value}");
        }
        for value in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=2-1",
            "bytes=10-9",
            "bytes=1-2,3-4",
            "bytes= 1-2",
            "bytes=1 -2",
            "bytes =1-2",
            "BYTES=1-2",
            "bytes=1-2x",
            "bytes=a-b",
        ] {
            assert!(parse(value.as_bytes()).is_none(), "{value}");
        }
    }
}
