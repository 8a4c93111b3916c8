//! What a pattern fits: its text is cut into parts, and every way is tried in which an origin
//! could be cut likewise.
//!
//! ```text
//! pattern   https://   *.      x-{t}.example.com            :*
//! parts     literal    labels  literal, placeholder, literal  any port
//! origin    https://   a.b     x-   7   .example.com        :8443
//! ```
//!
//! A part accepts or rejects a piece of text; the decision is made at the end. Whether
//! browsers send the whole is checked last, so `labels` may be anything that does not
//! start with a dot, and `any port` for anything behind a colon.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use regex::bytes::{Regex, RegexBuilder};

use super::can_send;

/// A pattern as it is written in a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Written {
    /// `"https://*.example.com"`
    Text(String),
    /// `regex("https://…")`
    Regex(String),
}

/// What is written, understood.
#[derive(Debug)]
pub(crate) enum Reading {
    Null,
    Parts(Vec<Part>),
}

#[derive(Debug)]
pub(crate) enum Part {
    Literal(String),
    /// One or more labels, the first not empty.
    Labels,
    /// A placeholder: whatever its regex matches and has no dot.
    Placeholder(Regex),
    /// An address range: its first address and the length of its prefix.
    Range(IpAddr, u32),
    /// `:*`
    AnyPort,
    /// A whole regex.
    Whole(Regex),
}

impl Reading {
    pub(crate) fn new(written: &Written) -> Self {
        match written {
            Written::Regex(text) => Self::Parts(vec![Part::Whole(anchored(text))]),
            Written::Text(text) if text == "null" => Self::Null,
            Written::Text(text) => Self::Parts(parts(text)),
        }
    }

    /// Whether the pattern matches `origin`, however long it is.
    pub(crate) fn matches(&self, origin: &[u8]) -> bool {
        match self {
            Self::Null => origin == b"null",
            Self::Parts(parts) => fits(parts, origin) && can_send(origin),
        }
    }
}

fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    let (text, port) = match text.strip_suffix(":*") {
        Some(text) => (text, Some(Part::AnyPort)),
        None => (text, None),
    };
    let mut rest = text;
    if let Some((scheme, base)) = text.split_once("://*.") {
        parts.extend([Part::Literal(format!("{scheme}://")), Part::Labels]);
        // The dot belongs to what follows.
        rest = &text[text.len() - base.len() - 1..];
    }
    if let Some((scheme, range, behind)) = range(rest) {
        parts.extend([Part::Literal(scheme.to_owned()), range]);
        rest = behind;
    }
    while let Some((literal, behind)) = rest.split_once('{') {
        let end = closing_brace(behind);
        let regex = match behind[..end].split_once(':') {
            Some((_name, regex)) => regex,
            None if is_web => "[a-z0-9_-]+",
            None => "[A-Za-z0-9_-]+",
        };
        parts.extend([Part::Literal(literal.to_owned()), Part::Placeholder(anchored(regex))]);
        rest = &behind[end + 1..];
    }
    parts.push(Part::Literal(rest.to_owned()));
    parts.extend(port);
    parts
}

/// The scheme with its slashes, the range, and the text behind it, if a range is the host.
fn range(text: &str) -> Option<(&str, Part, &str)> {
    let (scheme, rest) = text.split_at(text.find("://")? + 3);
    let (address, rest) = rest.split_once('/')?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (prefix, behind) = rest.split_at(digits);
    let range =
        Part::Range(address.trim_start_matches('[').parse().unwrap(), prefix.parse().unwrap());
    Some((scheme, range, behind.strip_prefix(']').unwrap_or(behind)))
}

/// Whether the first bits of the two are the same.
fn share_prefix(one: IpAddr, other: IpAddr, prefix: u32) -> bool {
    let bits = |address| match address {
        IpAddr::V4(address) => (u128::from(Ipv4Addr::to_bits(address)), 32),
        IpAddr::V6(address) => (Ipv6Addr::to_bits(address), 128),
    };
    let ((one, len), (other, other_len)) = (bits(one), bits(other));
    len == other_len && (prefix == 0 || (one ^ other) >> (len - prefix) == 0)
}

/// Our patterns have their braces in pairs.
fn closing_brace(text: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    panic!("no closing brace: {text}")
}

fn anchored(regex: &str) -> Regex {
    RegexBuilder::new(&format!("^(?:{regex})$")).unicode(false).build().unwrap()
}

/// Whether `text` can be cut into pieces that the parts fit.
fn fits(parts: &[Part], text: &[u8]) -> bool {
    match parts {
        [] => text.is_empty(),
        [Part::Literal(literal), rest @ ..] => {
            text.strip_prefix(literal.as_bytes()).is_some_and(|text| fits(rest, text))
        }
        [part] => part.fits(text),
        [part, rest @ ..] => {
            (0..=text.len()).any(|end| fits(rest, &text[end..]) && part.fits(&text[..end]))
        }
    }
}

impl Part {
    fn fits(&self, piece: &[u8]) -> bool {
        match self {
            Self::Literal(literal) => literal.as_bytes() == piece,
            Self::Labels => piece.first().is_some_and(|&first| first != b'.'),
            Self::Placeholder(regex) => !piece.contains(&b'.') && regex.is_match(piece),
            // Of all spellings of an address, browsers send one. Both brackets belong to it.
            Self::Range(network, prefix) => std::str::from_utf8(piece).is_ok_and(|piece| {
                let address = match network {
                    IpAddr::V4(_) => Some(piece),
                    IpAddr::V6(_) => {
                        piece.strip_prefix('[').and_then(|piece| piece.strip_suffix(']'))
                    }
                };
                let address = address.and_then(|address| address.parse().ok());
                address.is_some_and(|address| share_prefix(*network, address, *prefix))
            }),
            Self::AnyPort => piece.is_empty() || piece.starts_with(b":"),
            Self::Whole(regex) => regex.is_match(piece),
        }
    }
}

/// The pattern as messages have it.
impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Regex(text) => write!(f, "regex({text:?})"),
        }
    }
}
