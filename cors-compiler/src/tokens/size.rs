//! How many tokens a policy may have, so that reading them takes a second at most.

use proc_macro2::{TokenStream, TokenTree};

use crate::finding::{Words, words};

/// How many tokens a policy may have: an entry of a table has four of them.
const MAX_TOKENS: usize = 400_000;

/// How many bytes its literals may have: those of ten thousand origins have a tenth of that.
const MAX_BYTES: usize = 6 * 1024 * 1024;

/// How many bytes a number may have: reading its digits takes time that grows with their square.
const MAX_NUMBER: usize = 128;

/// Why a policy is not read, if it has too many tokens or bytes.
pub(super) fn excess(input: &TokenStream) -> Option<Words> {
    let mut size = Size { tokens: 0, bytes: 0, has_long_number: false };
    size.add(input.clone());
    if size.tokens > MAX_TOKENS {
        Some(words!("the policy has more than {most} tokens", most = MAX_TOKENS))
    } else if size.bytes > MAX_BYTES {
        Some(words!("the strings of the policy have more than {most} bytes", most = MAX_BYTES))
    } else if size.has_long_number {
        Some(words!("a number is longer than {most} bytes", most = MAX_NUMBER))
    } else {
        None
    }
}

struct Size {
    tokens: usize,
    bytes: usize,
    has_long_number: bool,
}

impl Size {
    /// Counts the tokens and what is in their groups, until there are too many.
    fn add(&mut self, input: TokenStream) {
        let mut open = vec![input.into_iter()];
        while let Some(tokens) = open.last_mut() {
            if self.tokens > MAX_TOKENS || self.bytes > MAX_BYTES {
                return;
            }
            let Some(token) = tokens.next() else {
                open.pop();
                continue;
            };
            self.tokens = self.tokens.saturating_add(1);
            match token {
                TokenTree::Group(group) => open.push(group.stream().into_iter()),
                TokenTree::Literal(literal) => {
                    let written = literal.to_string();
                    self.bytes = self.bytes.saturating_add(written.len());
                    self.has_long_number |= written.len() > MAX_NUMBER
                        && written.starts_with(|first: char| first.is_ascii_digit());
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_bytes_are_counted_in_groups_too() {
        let excess_of = |text: &str| excess(&text.parse().unwrap());
        let numbers = |count| format!("a = [{}]", "1, ".repeat(count));
        assert_eq!(excess_of(&numbers(MAX_TOKENS / 2 - 10)), None);
        assert!(excess_of(&numbers(MAX_TOKENS / 2)).unwrap().template().contains("tokens"));
        let strings = |len| format!("a = [[\"{}\"]]", "x".repeat(len));
        assert_eq!(excess_of(&strings(MAX_BYTES - 2)), None);
        assert!(excess_of(&strings(MAX_BYTES)).unwrap().template().contains("bytes"));
        let number = |len| format!("a = [{}]", "9".repeat(len));
        assert_eq!(excess_of(&number(MAX_NUMBER)), None);
        assert!(excess_of(&number(MAX_NUMBER + 1)).unwrap().template().contains("number"));
        assert_eq!(excess_of(&strings(MAX_NUMBER + 1)), None);
    }
}
