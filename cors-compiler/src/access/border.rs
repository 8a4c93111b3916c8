//! Origins at the border of a policy: some that it allows, and some that it narrowly refuses.
//!
//! # The idea
//!
//! A server with a mistake in its comparison of origins allows too much right next to what it should allow: it compares
//! a suffix, forgets a dot, ignores the port. So for each pattern one origin inside is taken, and changed a little:
//!
//! ```text
//!   https://*.example.com     inside     https://a.example.com
//!
//!                             byte       https://a.exampla.com   https://aaexample.com   https://a.example.co
//!                             label      https://example.com     https://aexample.com
//!                             suffix     https://a.example.com.evil.example
//!                             scheme     http://a.example.com
//!                             port       https://a.example.com:8443
//! ```
//!
//! Bytes are changed, added and removed at every position. The bytes of one class of the pattern's automaton and of the
//! automaton of all origins lead to the same states, so one byte per class covers all strings at distance one. A
//! candidate that the policy allows, that browsers can't send, or that the program may add at run time, is skipped.
//!
//! # Cost
//!
//! For each pattern the length of its witness, times its byte classes, times three look-ups in the tables.

use std::collections::BTreeSet;

use cors_tables::policy::AllowOrigins;

use super::Examiner;
use crate::language::{Automata, Language, rank};
use crate::location::{Located, Location};
use crate::model::Pattern;
use crate::origins::{origins, plain_origins};

/// Steps for the automata of all patterns.
const MAX_STEPS: usize = 50_000_000;

/// How many strings of a pattern are tried until one is allowed.
const MAX_TRIED: usize = 50;

/// The domain of an attacker: reserved, so that nobody owns it.
const ATTACKER: &str = "evil.example";

/// An origin to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BorderOrigin {
    /// The origin, as a browser sends it.
    pub origin: String,
    /// How it relates to the policy.
    pub relation: Relation,
    /// Where the pattern is written that it is made from, if there is one.
    pub pattern: Option<Location>,
}

/// How an origin relates to a pattern of a policy. The most important ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The pattern matches it, and the policy allows it.
    Inside,
    /// A denial matches it.
    Denied,
    /// `null`, which any page can obtain.
    Null,
    /// An allowed host with a domain of an attacker behind it.
    Suffix,
    /// An allowed host with letters before it, or a part of it, without a dot.
    Prefix,
    /// An allowed host in which a dot is another character.
    Dot,
    /// `http` instead of `https`, or the reverse.
    Scheme,
    /// Another port.
    Port,
    /// A parent domain, or a subdomain.
    Label,
    /// One byte is another one, is added, or is removed.
    Byte,
    /// An unrelated origin.
    Unrelated,
}

impl Relation {
    /// Whether the policy allows such origins.
    #[must_use]
    pub fn is_inside(self) -> bool {
        self == Self::Inside
    }
}

impl Examiner<'_> {
    /// Origins at the border of at most `patterns` patterns: of each an allowed one, and at most `neighbours` refused
    /// ones next to it. Those that the policy allows come first, then the others by their relation.
    ///
    /// ```
    /// use cors_compiler::access::{Examiner, Relation};
    /// use cors_compiler::{Findings, toml};
    ///
    /// let text = "allow_origins = [\"https://*.example.com\"]\n";
    /// let (policy, _) = toml::parse(text, &mut Findings::default());
    /// let border = Examiner::new(&policy).unwrap().border(8, 20);
    /// let of = |relation| border.iter().filter(move |one| one.relation == relation);
    /// assert_eq!(of(Relation::Inside).next().unwrap().origin, "https://a.example.com");
    /// assert!(of(Relation::Prefix).any(|one| one.origin == "https://evilexample.com"));
    /// ```
    #[must_use]
    pub fn border(&self, patterns: usize, neighbours: usize) -> Vec<BorderOrigin> {
        let mut border = Border { examiner: self, seen: BTreeSet::new(), found: Vec::new() };
        border.add("null", Relation::Null, None);
        border.add(&format!("https://{ATTACKER}"), Relation::Unrelated, None);
        if matches!(self.table.allow_origins, AllowOrigins::Any) {
            return border.sorted();
        }
        let automata = Automata::within(MAX_STEPS);
        for denied in self.checked.denied().iter().take(patterns) {
            let Ok(language) = denied.value.language(&automata) else { continue };
            if let Some(origin) = readable(&language, &automata, |_| true) {
                border.add(&origin, Relation::Denied, Some(denied.location));
            }
        }
        for pattern in self.checked.allowed().iter().take(patterns) {
            border.around(pattern, neighbours, &automata);
        }
        border.sorted()
    }
}

/// The origins that were found.
struct Border<'e> {
    examiner: &'e Examiner<'e>,
    seen: BTreeSet<String>,
    found: Vec<BorderOrigin>,
}

impl Border<'_> {
    fn allows(&self, origin: &str) -> bool {
        self.examiner.table.allows_origin(origin.as_bytes())
    }

    /// Adds an origin, unless it is known already; `relation` is that of a refused one.
    fn add(&mut self, origin: &str, relation: Relation, pattern: Option<Location>) {
        let ceiling = self.examiner.table.runtime_origins.as_ref();
        let is_open = ceiling.is_some_and(|ceiling| ceiling.admits(origin.as_bytes()));
        if self.seen.contains(origin) || is_open {
            return;
        }
        let is_allowed = self.allows(origin);
        let relation = if is_allowed { Relation::Inside } else { relation };
        self.seen.insert(origin.to_owned());
        self.found.push(BorderOrigin { origin: origin.to_owned(), relation, pattern });
    }

    /// An origin of a pattern, and refused ones next to it.
    fn around(&mut self, pattern: &Located<Pattern>, neighbours: usize, automata: &Automata) {
        let location = Some(pattern.location);
        if pattern.value == Pattern::Null {
            return self.add("null", Relation::Null, location);
        }
        let Ok(language) = pattern.value.language(automata) else { return };
        let Some(witness) = readable(&language, automata, |origin| self.allows(origin)) else {
            return;
        };
        self.add(&witness, Relation::Inside, location);
        let mut candidates = Vec::new();
        if let Some(parts) = Parts::of(&witness) {
            parts.neighbours(&mut candidates);
        }
        let named = candidates.len();
        bytes_changed(&witness, &language, &mut candidates);
        // Evenly over all positions.
        let bytes = candidates.split_off(named.min(candidates.len()));
        let room = neighbours.saturating_sub(named);
        let bytes = bytes.into_iter().filter(|(_, origin)| !self.allows(origin));
        let bytes: Vec<_> = bytes.collect();
        let step = bytes.len().div_ceil(room.max(1)).max(1);
        candidates.extend(bytes.into_iter().step_by(step).take(room));
        for (relation, origin) in candidates {
            let is_wanted = relation == Relation::Label || !self.allows(&origin);
            if is_wanted && origins().contains(origin.as_bytes()) {
                self.add(&origin, relation, location);
            }
        }
    }

    fn sorted(mut self) -> Vec<BorderOrigin> {
        self.found.sort_by_key(|one| (one.relation, one.pattern));
        self.found
    }
}

/// The most readable origin of a language that is wanted.
fn readable(
    language: &Language,
    automata: &Automata,
    is_wanted: impl Fn(&str) -> bool,
) -> Option<String> {
    let plain = automata.intersection(language, plain_origins()).ok()?;
    let wanted = |language: &Language| {
        let strings = language.shortest().take(MAX_TRIED);
        let mut texts = strings.filter_map(|bytes| String::from_utf8(bytes).ok());
        texts.find(|text| is_wanted(text))
    };
    wanted(&plain).or_else(|| wanted(language))
}

/// Strings at distance one: a candidate for each position and each class of bytes.
fn bytes_changed(witness: &str, language: &Language, into: &mut Vec<(Relation, String)>) {
    let (classes, _) = language.classes().join(plain_origins().classes());
    let members = classes.members();
    let bytes: Vec<char> = members
        .iter()
        .filter_map(|members| members.iter().copied().min_by_key(|&byte| rank(byte)))
        .filter(u8::is_ascii_graphic)
        .map(char::from)
        .collect();
    let mut changed = Vec::new();
    let mut add = |text: String| {
        if origins().contains(text.as_bytes()) {
            changed.push((Relation::Byte, text));
        }
    };
    let with = |at: usize, replaced: usize, new: Option<char>| {
        let before = witness.get(..at)?;
        let behind = witness.get(at.saturating_add(replaced)..)?;
        Some(before.chars().chain(new).chain(behind.chars()).collect::<String>())
    };
    for at in 0..=witness.len() {
        for &byte in &bytes {
            with(at, 1, Some(byte)).into_iter().for_each(&mut add);
            with(at, 0, Some(byte)).into_iter().for_each(&mut add);
        }
        with(at, 1, None).into_iter().for_each(&mut add);
    }
    // Those that look like real hosts first.
    changed.sort_by_key(|(_, text)| !plain_origins().contains(text.as_bytes()));
    into.extend(changed);
}

/// An origin with a domain.
struct Parts<'o> {
    scheme: &'o str,
    host: &'o str,
    /// With its colon; empty if it is the default.
    port: &'o str,
}

impl<'o> Parts<'o> {
    /// `None` if the host is an address.
    fn of(origin: &'o str) -> Option<Self> {
        let (scheme, rest) = origin.split_once("://")?;
        if rest.starts_with('[') {
            return None;
        }
        let end = rest.find(':').unwrap_or(rest.len());
        let (host, port) = rest.split_at_checked(end)?;
        Some(Self { scheme, host, port })
    }

    fn is_address(&self) -> bool {
        self.host.parse::<std::net::Ipv4Addr>().is_ok()
    }

    fn neighbours(&self, into: &mut Vec<(Relation, String)>) {
        let Self { scheme, host, port } = self;
        into.push((Relation::Suffix, format!("{scheme}://{host}.{ATTACKER}{port}")));
        let other_scheme = match *scheme {
            "https" => "http",
            "http" => "https",
            _ => return,
        };
        into.push((Relation::Scheme, format!("{other_scheme}://{host}{port}")));
        let other_port = if *port == ":8443" { ":9443" } else { ":8443" };
        into.push((Relation::Port, format!("{scheme}://{host}{other_port}")));
        if !port.is_empty() {
            into.push((Relation::Port, format!("{scheme}://{host}")));
        }
        if self.is_address() {
            return;
        }
        // `evilapp.example.com`, `evilexample.com`; a whole top-level domain is not a host.
        let mut behind = Some(*host);
        while let Some(domain) = behind {
            let rest = domain.split_once('.').map(|(_, rest)| rest);
            if rest.is_some() || domain == *host {
                into.push((Relation::Prefix, format!("{scheme}://evil{domain}{port}")));
            }
            behind = rest;
        }
        for (dot, _) in host.match_indices('.') {
            let (before, behind) = host.split_at_checked(dot).unwrap_or_default();
            let behind = behind.get(1..).unwrap_or_default();
            into.push((Relation::Dot, format!("{scheme}://{before}x{behind}{port}")));
        }
        into.push((Relation::Label, format!("{scheme}://x.{host}{port}")));
        into.push((Relation::Label, format!("{scheme}://x.y.{host}{port}")));
        if let Some((_, parent)) = host.split_once('.').filter(|(_, parent)| parent.contains('.')) {
            into.push((Relation::Label, format!("{scheme}://{parent}{port}")));
        }
        // The dot at the end of an absolute domain, which browsers send.
        into.push((Relation::Suffix, format!("{scheme}://{host}.{port}")));
    }
}
