//! From a language of origins to the languages of its hosts.
//!
//! # The idea
//!
//! Who is trusted does not depend on `http` or `https`, nor on the port. So the automaton is
//! started in two places at once, after `http://` and after `https://`, and what follows is
//! accepted where the origin could end, or where a port could begin:
//!
//! ```text
//!   http://  --> p --\                            accepts, or reads ":" next
//!                     {p, q} --a--> ... --m--> {p', q'}*
//!   https:// --> q --/
//! ```
//!
//! The hosts are then classified: names, IPv4 addresses, IPv6 addresses. An origin with a custom scheme
//! is kept whole except for the port, because the meaning of its host is unknown.
//!
//! # Cost
//!
//! One walk through the reachable states for each of the two kinds of schemes.

use std::sync::LazyLock;

use crate::language::{Automata, DEAD, Language, Machine, STATE_LIMIT, StateId, TooLarge};
use crate::origins;

/// The hosts of a language of origins.
pub(super) struct Hosts {
    /// Names; also IPv4 addresses, which end in no name of the suffix list.
    pub(super) names: Language,
    /// IPv4 addresses, and IPv6 addresses in their brackets, but for those of private networks, which
    /// no registry assigns.
    pub(super) addresses: Language,
    /// Origins of other schemes, without the port.
    pub(super) custom: Language,
}

impl Automata {
    /// The hosts of a part of [`origins::origins`].
    pub(super) fn hosts(&self, origins: &Language) -> Result<Hosts, TooLarge> {
        static BRACKETED: LazyLock<Language> = LazyLock::new(|| Language::own(r"\[[0-9a-f:]*\]"));
        static IPV4: LazyLock<Language> =
            LazyLock::new(|| origins::ipv4().unwrap_or(Language::empty()));

        let hosts = self
            .project(origins, Reading::Host([after(origins, "http"), after(origins, "https")]))?;
        let names = self.difference(&hosts, &BRACKETED)?;
        let ipv6 = self.intersection(&hosts, &BRACKETED)?;
        let addresses = self.union(&self.intersection(&names, &IPV4)?, &ipv6)?;
        let addresses = match addresses.is_empty() {
            true => addresses,
            false => self.difference(&addresses, origins::private_hosts())?,
        };
        let custom = self.project(origins, Reading::Scheme(origins.start(), Letters::Some(0)))?;
        Ok(Hosts { names, addresses, custom })
    }

    fn project(&self, origins: &Language, start: Reading) -> Result<Language, TooLarge> {
        let mut classes = origins.classes().clone();
        classes.single_out(b"htps:/[]");
        let bytes = classes.first_members();
        self.explore(
            &mut Projection { origins, start, bytes },
            classes,
            STATE_LIMIT + 2 * origins.states(),
        )
    }
}

/// The state after the scheme and its `://`.
fn after(origins: &Language, scheme: &str) -> StateId {
    let bytes = scheme.bytes().chain(*b"://");
    bytes.fold(origins.start(), |state, byte| origins.next(state, byte))
}

struct Projection<'a> {
    origins: &'a Language,
    start: Reading,
    bytes: Vec<u8>,
}

/// Which part of the origin is being read, and the states the automaton may be in.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Reading {
    /// A scheme other than `http` and `https`.
    Scheme(StateId, Letters),
    /// So many of the two slashes.
    Slashes(StateId, u8),
    Host([StateId; 2]),
    Bracketed([StateId; 2]),
    AfterBracket([StateId; 2]),
}

/// How much of the word "https" has been read.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Letters {
    Some(u8),
    Other,
}

impl Letters {
    fn read(self, byte: u8) -> Letters {
        match self {
            Letters::Some(n) if b"https".get(usize::from(n)) == Some(&byte) => Letters::Some(n + 1),
            _ => Letters::Other,
        }
    }

    fn is_http_or_https(self) -> bool {
        matches!(self, Letters::Some(4 | 5))
    }
}

impl Machine for Projection<'_> {
    type State = Reading;

    fn start(&mut self) -> Reading {
        self.start
    }

    fn step(&mut self, part: &Reading, class: usize) -> Result<Option<Reading>, TooLarge> {
        let Some(&byte) = self.bytes.get(class) else {
            return Ok(None);
        };
        let next = |state| self.origins.next(state, byte);
        let both = |[a, b]: [StateId; 2]| [next(a), next(b)];
        let part = match (*part, byte) {
            (Reading::Scheme(_, letters), b':') if letters.is_http_or_https() => return Ok(None),
            (Reading::Scheme(state, _), b':') => Reading::Slashes(next(state), 0),
            (Reading::Scheme(state, letters), _) => {
                Reading::Scheme(next(state), letters.read(byte))
            }
            (Reading::Slashes(state, 0), b'/') => Reading::Slashes(next(state), 1),
            (Reading::Slashes(state, 1), b'/') => Reading::Host([next(state), DEAD]),
            (Reading::Slashes(..), _) => return Ok(None),
            (Reading::Host(_), b':') | (Reading::AfterBracket(_), _) => return Ok(None),
            (Reading::Host(states), b'[') => Reading::Bracketed(both(states)),
            (Reading::Host(states), _) => Reading::Host(both(states)),
            (Reading::Bracketed(states), b']') => Reading::AfterBracket(both(states)),
            (Reading::Bracketed(states), _) => Reading::Bracketed(both(states)),
        };
        let hopeless = match part {
            Reading::Scheme(state, _) | Reading::Slashes(state, _) => state == DEAD,
            Reading::Host(states) | Reading::Bracketed(states) | Reading::AfterBracket(states) => {
                states == [DEAD; 2]
            }
        };
        Ok(if hopeless { None } else { Some(part) })
    }

    fn accepts(&mut self, part: &Reading) -> bool {
        match *part {
            Reading::Host(states) | Reading::AfterBracket(states) => states.iter().any(|&state| {
                self.origins.accepts(state) || self.origins.next(state, b':') != DEAD
            }),
            Reading::Scheme(..) | Reading::Slashes(..) | Reading::Bracketed(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_classified() {
        let origins = Language::from_strings(&[
            "http://a.com",
            "https://a.com:8443",
            "https://b.com",
            "http://127.0.0.1:80",
            "http://8.8.8.8:81",
            "http://[::1]",
            "http://[fd00::1]",
            "https://[1::2]:81",
            "tauri://localhost",
            "app://x:1",
            "httpss://y",
            "htt://z",
        ]);
        let hosts = Automata::unlimited().hosts(&origins).unwrap();
        assert_eq!(
            hosts.names,
            Language::from_strings(&["a.com", "b.com", "127.0.0.1", "8.8.8.8"])
        );
        assert_eq!(hosts.addresses, Language::from_strings(&["8.8.8.8", "[1::2]"]));
        let custom = ["tauri://localhost", "app://x", "httpss://y", "htt://z"];
        assert_eq!(hosts.custom, Language::from_strings(&custom));
    }
}
