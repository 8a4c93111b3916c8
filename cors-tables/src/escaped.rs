//! Bytes of a request in messages.

use core::fmt;

/// Bytes of a request, escaped so that they cannot forge a log line, and limited in length.
#[derive(Clone, Copy)]
pub struct Escaped<'a>(pub &'a [u8]);

/// The same, in quotes.
impl fmt::Debug for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 100;
        match self.0.split_at_checked(SHOWN) {
            Some((start, [_, ..])) => write!(f, "{}…", start.escape_ascii()),
            Some(_) | None => write!(f, "{}", self.0.escape_ascii()),
        }
    }
}
