//! Which characters hosts are made of, by the kind of their scheme.
//!
//! ```text
//!                     http and https                      custom schemes
//!   sent              a-z 0-9 ! " $ & ' ( ) * + , - . ;   the same, A-Z and %
//!                     = _ ` { } ~ and %2A
//!   of pages          A-Z a-z 0-9 - _ .                   A-Z a-z 0-9 - . _ ~ ! $ & ' ( ) + , ; = %
//!   a placeholder     a-z 0-9 - _                         A-Z a-z 0-9 - _
//! ```
//!
//! What can be *sent* decides what a pattern means, and it is wide: see [`origins`](super::origins).
//! What hosts of *pages* are made of decides what may be written as a plain origin: nobody has a
//! page on another host, so another character is a typing error. Upper case is among them for web
//! origins too, because it has a separate rule.
//!
//! Source: [forbidden host code points](https://url.spec.whatwg.org/#forbidden-host-code-point),
//! [forbidden domain code points](https://url.spec.whatwg.org/#forbidden-domain-code-point).

use cors_tables::fetch;

/// The two kinds of schemes, whose hosts are read in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemeKind {
    /// `http` and `https`: the host is a domain in lower case, or an address.
    Web,
    /// Any other: the host is opaque, and its case is kept.
    Custom,
}

/// A class of bytes with or without the dot, and what is percent-encoded.
macro_rules! web {
    ($dot:literal) => {
        concat!("(?:[!\"$&'()*+,\\-", $dot, "0-9;=_`a-z{}~]|%[0-9A-F]{2})")
    };
}

macro_rules! custom {
    ($dot:literal) => {
        concat!("[!\"$%&'()*+,\\-", $dot, "0-9;=A-Z_`a-z{}~]")
    };
}

impl SchemeKind {
    /// The kind of a scheme, by whether it has a default port.
    pub fn of(scheme: &str) -> Self {
        match fetch::default_port(scheme) {
            Some(_) => Self::Web,
            None => Self::Custom,
        }
    }

    /// The hosts that a browser can send, as a regex. That of web origins matches addresses too, and
    /// what only looks like one.
    pub fn host(self) -> &'static str {
        match self {
            Self::Web => concat!(web!("."), "+"),
            Self::Custom => concat!(custom!("."), "+"),
        }
    }

    /// One or more labels that a browser can send, the first of them not empty, as a regex.
    pub fn labels(self) -> &'static str {
        match self {
            Self::Web => concat!(web!(""), web!("."), "*"),
            Self::Custom => concat!(custom!(""), custom!("."), "*"),
        }
    }

    /// What a placeholder without a regex matches, a part of one label, as a regex.
    pub fn part_of_a_label(self) -> &'static str {
        match self {
            Self::Web => "[a-z0-9_-]+",
            Self::Custom => "[A-Za-z0-9_-]+",
        }
    }

    /// Whether hosts of pages have this character.
    pub fn is_of_pages(self, character: char) -> bool {
        character.is_ascii_alphanumeric()
            || match self {
                Self::Web => matches!(character, '-' | '_' | '.'),
                Self::Custom => "-._~!$&'()+,;=%".contains(character),
            }
    }
}

/// A label of a domain that a reader believes: letters, digits, underscores and inner hyphens.
pub(super) const READABLE_LABEL: &str = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";

/// A label that can be registered: letters, digits and inner hyphens.
pub const REGISTRABLE_LABEL: &str = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Automata;
    use crate::language::Language;

    const BOTH: [SchemeKind; 2] = [SchemeKind::Web, SchemeKind::Custom];

    fn language(regex: &str) -> Language {
        Automata::unlimited().regex(regex).unwrap()
    }

    /// Each of these is narrower than the one before it.
    #[test]
    fn the_alphabets_are_nested() {
        for kind in BOTH {
            let [host, labels, part] =
                [kind.host(), kind.labels(), kind.part_of_a_label()].map(language);
            assert!(
                Automata::unlimited().difference(&part, &labels).unwrap().is_empty(),
                "{kind:?}"
            );
            assert!(
                Automata::unlimited().difference(&labels, &host).unwrap().is_empty(),
                "{kind:?}"
            );
        }
        let [readable, registrable] = [READABLE_LABEL, REGISTRABLE_LABEL].map(language);
        assert!(Automata::unlimited().difference(&registrable, &readable).unwrap().is_empty());
    }

    /// Every character of pages can be sent, except for upper case in web origins and a bare `%`.
    #[test]
    fn what_pages_have_can_be_sent() {
        for kind in BOTH {
            let host = language(kind.host());
            for byte in 0..=u8::MAX {
                let is_lowered = kind == SchemeKind::Web && byte.is_ascii_uppercase();
                if kind.is_of_pages(char::from(byte)) && !is_lowered {
                    assert!(host.contains(&[byte]), "{kind:?} {byte}");
                }
            }
        }
    }
}
