//! A set of ASCII bytes, and how it is written.

use std::fmt;

/// A set of ASCII bytes, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Class(u128);

impl Class {
    /// The set of these bytes; `None` if one is not ASCII.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        bytes.iter().try_fold(Self(0), |set, &byte| {
            byte.is_ascii().then(|| Self(set.0 | 1 << u32::from(byte)))
        })
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn contains(self, byte: u8) -> bool {
        byte.is_ascii() && self.0 >> u32::from(byte) & 1 == 1
    }

    /// The bytes, ascending.
    pub(super) fn bytes(self) -> impl Iterator<Item = u8> {
        (0..128).filter(move |&byte| self.contains(byte))
    }

    /// The number of bytes when written.
    pub(super) fn len(self) -> usize {
        let mut length = Length(0);
        // Counting does not fail.
        let _ = fmt::write(&mut length, format_args!("{self}"));
        length.0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

struct Length(usize);

impl fmt::Write for Length {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.saturating_add(text.len());
        Ok(())
    }
}

/// A backslash, if the character needs one outside of a class.
pub(super) fn escape(char: char) -> impl Iterator<Item = char> {
    r".+*?()[]{}|^$\".contains(char).then_some('\\').into_iter()
}

/// One character, or a class in the order in which people write them: letters, digits, punctuation, and `-` last.
impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(only), None) = (self.bytes().next(), self.bytes().nth(1)) {
            let char = char::from(only);
            return escape(char).chain([char]).try_for_each(|char| write!(f, "{char}"));
        }
        f.write_str("[")?;
        for group in [b'A'..=b'Z', b'a'..=b'z', b'0'..=b'9'] {
            let mut rest = group.filter(|&byte| self.contains(byte)).peekable();
            while let Some(first) = rest.next() {
                let mut last = first;
                while let Some(next) = rest.next_if(|&next| next == last.saturating_add(1)) {
                    last = next;
                }
                range(f, first, last)?;
            }
        }
        for byte in self.bytes().filter(|&byte| !byte.is_ascii_alphanumeric() && byte != b'-') {
            let char = char::from(byte);
            match char {
                '[' | ']' | '\\' | '^' => write!(f, "\\{char}")?,
                _ => write!(f, "{char}")?,
            }
        }
        if self.contains(b'-') {
            f.write_str("-")?;
        }
        f.write_str("]")
    }
}

fn range(f: &mut fmt::Formatter<'_>, first: u8, last: u8) -> fmt::Result {
    let (start, end) = (char::from(first), char::from(last));
    match last.saturating_sub(first) {
        0 => write!(f, "{start}"),
        1 => write!(f, "{start}{end}"),
        _ => write!(f, "{start}-{end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_written_as_people_write_them() {
        for (bytes, text) in [
            (&b"a"[..], "a"),
            (b".", r"\."),
            (b"-", "-"),
            (b"-_9876543210abc", "[a-c0-9_-]"),
            (b"ab", "[ab]"),
            (br"[]^\-", r"[\[\\\]\^-]"),
        ] {
            assert_eq!(Class::of(bytes).unwrap().to_string(), text);
        }
        assert_eq!(Class::of(b"a\x80"), None);
    }
}
