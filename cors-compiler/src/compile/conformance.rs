//! Every strategy is equal to the automaton of the same patterns: a proof by testing.
//!
//! # The idea
//!
//! The patterns of a set have a language, and the language has a minimal automaton. What the
//! server runs is code, which cannot be compared with a table, but it can be tested on
//! these strings:
//!
//! ```text
//! access(state) · byte · rest     for every state, every byte, and every rest that distinguishes
//!                                 two states
//! ```
//!
//! If it agrees with the automaton on all of them, then it goes from every state by every byte to
//! where the automaton goes: a matcher of another language with as few states
//! would differ somewhere. One more byte in between finds those with one more state. An automaton that was laid
//! out as a table is read back, and compared as a whole.
//!
//! Source: T. Chow, *Testing Software Design Modeled by Finite-State Machines*, 1978.

#![allow(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

use std::collections::{BTreeSet, VecDeque};

use cors_tables::origin_set::{
    Automaton, MAX_ORIGIN_LEN, Middle, OriginSet, Parts, Strategy, StringSet, Walk,
};

use super::strategy::choose;
use crate::check::remaining;
use crate::finding::Findings;
use crate::language::{
    Automata, ByteClasses, ByteSet, DEAD, Language, Machine, STATE_LIMIT, StateId, TooLarge,
};
use crate::location::{Located, Location};
use crate::model::Pattern;
use crate::model::pattern::{parse, parse_regex};

/// Allowed patterns, denied ones, and the strategy; a regex is what starts with `^`.
type Case = (&'static [&'static str], &'static [&'static str], &'static str);

const CASES: [Case; 34] = [
    (&[], &[], "Nothing"),
    (&["https://a.example"], &[], "One"),
    (&["null"], &[], "One"),
    (&["https://a.example", "http://b.example:8080"], &[], "Few"),
    (&["https://a.example", "https://b.example", "null", "app://X"], &[], "Few"),
    (&["https://a.x", "https://b.x", "https://c.x", "https://d.x", "https://aa.x"], &[], "Many"),
    (&["https://*.example.com"], &[], "Wildcards Subdomains One"),
    (&["http://*.example.com:8443"], &[], "Wildcards Subdomains One"),
    (&["app://*.A"], &[], "Wildcards Subdomains One"),
    (&["https://*.example.com:*"], &[], "Wildcards SubdomainsAnyPort One"),
    (&["http://*.a.test:*"], &[], "Wildcards SubdomainsAnyPort One"),
    (&["app://*.x1:*"], &[], "Wildcards SubdomainsAnyPort One"),
    (&["http://localhost:*"], &[], "Wildcards AnyPort One"),
    (&["https://10.0.0.7:*"], &[], "Wildcards AnyPort One"),
    (&["https://[2001:db8::a]:*"], &[], "Wildcards AnyPort One"),
    (&["app://X1:*"], &[], "Wildcards AnyPort One"),
    (&["http://a:*", "http://[::1]:*", "http://10.0.0.7:*"], &[], "Wildcards AnyPort Few"),
    (&["https://*.a.x", "https://*.b.x:81", "https://*.y"], &[], "Wildcards Subdomains Few"),
    (
        &["https://*.a.x", "https://*.b.a.y", "https://*.z", "https://*.zz:81", "https://*.c.y"],
        &[],
        "Wildcards Subdomains Many",
    ),
    (
        &["app://*.a:*", "app://*.b.a.c:*", "app://*.c:*", "app://*.D:*", "app://*..d:*"],
        &[],
        "Wildcards SubdomainsAnyPort Many",
    ),
    (
        &["http://a:*", "http://b:*", "http://a.b:*", "http://[::1]:*", "http://1.2.3.4:*"],
        &[],
        "Wildcards AnyPort Many",
    ),
    (&["https://{t}.example.app"], &[], "Automaton Bytes"),
    (&["https://pr-{n:[0-9]{2,4}}.x.net"], &[], "Automaton Bytes"),
    (&["^https://(eu|us)-[0-9]{1,3}\\.edge\\.example\\.org"], &[], "Automaton Walk"),
    (&["https://a{x:b?}.test:*"], &[], "Automaton Walk"),
    (&["^https?://[a-z.]+(:80)?"], &[], "Automaton Walk"),
    (
        &[
            "https://{a}.a.x",
            "https://{b}.b.x",
            "https://{c}.c.x",
            "https://{d}.d.x",
            "^https://e?.x",
        ],
        &[],
        "Automaton Walk",
    ),
    (&["https://{a}.x"], &["https://old.x", "https://{b}-x.x"], "Automaton Walk"),
    (&["https://a.x", "https://*.b.x"], &[], "Mixture"),
    (&["https://*.a.x", "http://*.a.x:*", "http://a.x:*"], &[], "Mixture"),
    (&["https://*.a.x"], &["https://b.a.x"], "Mixture denied"),
    (
        &["https://*.a.x:*", "https://a.x"],
        &["https://*.b.a.x:*", "https://c.a.x:81"],
        "Mixture denied",
    ),
    (
        &["https://{t}.x", "https://u.x.y", "https://*.y"],
        &["https://*.old.y", "https://{a}-z.x", "^https://[0-9]+\\.y"],
        "Mixture denied",
    ),
    (&["https://{a}.x", "https://{b}.y:*"], &["https://old.x"], "Mixture"),
];

fn located(list: &[&str]) -> Vec<Located<Pattern>> {
    let pattern = |text: &&str| {
        let pattern = match text.strip_prefix('^') {
            Some(regex) => Pattern::Regular(parse_regex(regex).unwrap()),
            None => parse(text).unwrap(),
        };
        Located::new(pattern, Location::new(0))
    };
    list.iter().map(pattern).collect()
}

/// The language of the patterns, by the compiler's automata alone.
fn language(allowed: &[Located<Pattern>], denied: &[Located<Pattern>]) -> Language {
    let union = |patterns: &[Located<Pattern>]| {
        patterns.iter().fold(Language::empty(), |union, pattern| {
            let language = match &pattern.value {
                Pattern::Null => Language::literal(b"null"),
                pattern => pattern.language(&Automata::unlimited()).unwrap(),
            };
            Automata::unlimited().union(&union, &language).unwrap()
        })
    };
    Automata::unlimited().difference(&union(allowed), &union(denied)).unwrap()
}

/// The strategy and, where it has one, its form.
fn name(strategy: &Strategy) -> String {
    match strategy {
        Strategy::Nothing => "Nothing".to_owned(),
        Strategy::One(_) => "One".to_owned(),
        Strategy::Few(_) => "Few".to_owned(),
        Strategy::Many(_) => "Many".to_owned(),
        Strategy::Wildcards(group) => {
            let names = match group.names {
                StringSet::Empty => "Empty",
                StringSet::One(_) => "One",
                StringSet::Few(_) => "Few",
                StringSet::Many(_) => "Many",
            };
            format!("Wildcards {:?} {names}", group.shape)
        }
        Strategy::Automaton(Automaton { middle: Middle::Bytes(_), .. }) => "Automaton Bytes".into(),
        Strategy::Automaton(Automaton { middle: Middle::Walk(_), .. }) => "Automaton Walk".into(),
        Strategy::Mixture { denied: Parts { exact, wildcards, automata }, .. } => {
            let has_denials = !(exact.is_empty() && wildcards.is_empty() && automata.is_empty());
            if has_denials { "Mixture denied".to_owned() } else { "Mixture".to_owned() }
        }
    }
}

#[test]
fn every_strategy_is_its_automaton() {
    for (allowed, denied, expected) in CASES {
        let (patterns, denials) = (located(allowed), located(denied));
        let remaining = remaining(&patterns, &denials);
        let strategy = choose(&patterns, &denials, &remaining, &mut Findings::default()).unwrap();
        let set = OriginSet { strategy };
        assert_eq!(name(&set.strategy), expected, "{allowed:?}");
        let language = language(&patterns, &denials);
        let suite = Suite::of(&language);
        suite.each(|string| {
            let want = string.len() <= MAX_ORIGIN_LEN && language.contains(string);
            assert_eq!(set.contains(string), want, "{allowed:?}: {}", string.escape_ascii());
        });
    }
}

/// The strings that a matcher is tested with.
struct Suite {
    /// For each state a string that leads to it.
    accesses: Vec<Vec<u8>>,
    /// Strings of which some is accepted from one of two states and not from the other.
    rests: Vec<Vec<u8>>,
}

impl Suite {
    fn of(language: &Language) -> Self {
        Self { accesses: accesses(language), rests: rests(language) }
    }

    fn each(&self, mut ask: impl FnMut(&[u8])) {
        for access in &self.accesses {
            for rest in &self.rests {
                ask(&[access.as_slice(), rest].concat());
                for byte in 0..=u8::MAX {
                    ask(&[access.as_slice(), &[byte], rest].concat());
                }
            }
        }
    }
}

fn accesses(language: &Language) -> Vec<Vec<u8>> {
    let bytes = language.classes().first_members();
    let mut found = vec![None; language.states()];
    found[language.start() as usize] = Some(Vec::new());
    let mut to_do = VecDeque::from([language.start()]);
    while let Some(state) = to_do.pop_front() {
        let access: Vec<u8> = found[state as usize].clone().unwrap();
        for &byte in &bytes {
            let next = language.next(state, byte);
            if found[next as usize].is_none() {
                found[next as usize] = Some([access.as_slice(), &[byte]].concat());
                to_do.push_back(next);
            }
        }
    }
    found.into_iter().flatten().collect()
}

fn rests(language: &Language) -> Vec<Vec<u8>> {
    let mut rests: Vec<Vec<u8>> = vec![Vec::new()];
    let states = || 0..language.states() as StateId;
    let accepts = |state: StateId, rest: &[u8]| {
        language.accepts(rest.iter().fold(state, |state, &byte| language.next(state, byte)))
    };
    let mut alike = vec![states().collect::<Vec<StateId>>()];
    while let Some(block) = alike.pop() {
        let (first, others) = block.split_first().unwrap();
        let Some(&other) = others.first() else { continue };
        let rest = match rests
            .iter()
            .find(|rest| others.iter().any(|&other| accepts(other, rest) != accepts(*first, rest)))
        {
            Some(rest) => rest.clone(),
            None => distinguishing(language, *first, other),
        };
        let (yes, no) = block.iter().partition(|&&state| accepts(state, &rest));
        alike.extend([yes, no]);
        rests.push(rest);
    }
    let once: BTreeSet<Vec<u8>> = rests.into_iter().collect();
    once.into_iter().collect()
}

/// The shortest string that is accepted from one of two states of a minimal automaton.
fn distinguishing(language: &Language, one: StateId, other: StateId) -> Vec<u8> {
    let bytes = language.classes().first_members();
    let mut seen = BTreeSet::from([(one, other)]);
    let mut to_do = VecDeque::from([((one, other), Vec::new())]);
    while let Some(((one, other), rest)) = to_do.pop_front() {
        if language.accepts(one) != language.accepts(other) {
            return rest;
        }
        for &byte in &bytes {
            let pair = (language.next(one, byte), language.next(other, byte));
            if seen.insert(pair) {
                to_do.push_back((pair, [rest.as_slice(), &[byte]].concat()));
            }
        }
    }
    panic!("two states of a minimal automaton accept the same")
}

/// Without queries: the language of an automaton's table is rebuilt and compared.
#[test]
fn automata_are_read_back() {
    let mut walked = 0;
    for (allowed, denied, _) in CASES {
        let (patterns, denials) = (located(allowed), located(denied));
        let remaining = remaining(&patterns, &denials);
        let strategy = choose(&patterns, &denials, &remaining, &mut Findings::default()).unwrap();
        let Strategy::Automaton(automaton) = strategy else { continue };
        let language = language(&patterns, &denials);
        let middle = match &automaton.middle {
            Middle::Bytes(others) => Repeated::new(others, &automaton).language(),
            Middle::Walk(walk) => Reader::new(walk).language(),
        };
        let prefix = Language::literal(automaton.prefix.as_bytes());
        let suffix = Language::literal(automaton.suffix.as_bytes());
        let whole = Automata::unlimited()
            .concat(&Automata::unlimited().concat(&prefix, &middle).unwrap(), &suffix)
            .unwrap();
        assert_eq!(whole, language, "{allowed:?}");
        assert_eq!(usize::from(automaton.shortest), language.shortest_length(), "{allowed:?}");
        let longest = language.longest_length().map_or(MAX_ORIGIN_LEN, |l| l.min(MAX_ORIGIN_LEN));
        assert_eq!(usize::from(automaton.longest), longest, "{allowed:?}");
        walked += 1;
    }
    assert!(walked >= 7, "{walked}");
}

/// Steps through a table as the server does.
struct Reader<'t> {
    walk: &'t Walk,
    classes: ByteClasses,
    bytes: Vec<u8>,
}

impl<'t> Reader<'t> {
    fn new(walk: &'t Walk) -> Self {
        let mut classes = ByteClasses::one();
        for class in 0..=u8::MAX {
            let bytes: Vec<u8> =
                (0..=u8::MAX).filter(|&byte| walk.class_of[usize::from(byte)] == class).collect();
            classes.refine(&ByteSet::of(&bytes));
        }
        let bytes = classes.first_members();
        Self { walk, classes, bytes }
    }

    fn language(mut self) -> Language {
        let classes = self.classes.clone();
        Automata::unlimited().explore(&mut self, classes, STATE_LIMIT).unwrap()
    }
}

impl Machine for Reader<'_> {
    type State = u16;

    fn start(&mut self) -> u16 {
        self.walk.start
    }

    fn step(&mut self, &state: &u16, class: usize) -> Result<Option<u16>, TooLarge> {
        let class = self.walk.class_of[usize::from(self.bytes[class])];
        let entry = usize::from(state) + usize::from(class);
        let next = u16::from_le_bytes([self.walk.table[2 * entry], self.walk.table[2 * entry + 1]]);
        Ok((StateId::from(next) != DEAD).then_some(next))
    }

    fn accepts(&mut self, &state: &u16) -> bool {
        state >= self.walk.first_accepting
    }
}

/// All strings over a set of bytes within bounds.
struct Repeated {
    bytes: ByteSet,
    shortest: usize,
    longest: Option<usize>,
}

impl Repeated {
    /// What the bytes and the bounds of an automaton allow between its prefix and its suffix.
    fn new(others: &[u8; 256], automaton: &Automaton) -> Self {
        let bytes: Vec<u8> = (0..=u8::MAX).filter(|&byte| others[usize::from(byte)] == 0).collect();
        let around = automaton.prefix.len() + automaton.suffix.len();
        let longest = usize::from(automaton.longest);
        Self {
            bytes: ByteSet::of(&bytes),
            shortest: usize::from(automaton.shortest) - around,
            longest: (longest < MAX_ORIGIN_LEN).then(|| longest - around),
        }
    }

    fn language(self) -> Language {
        let mut classes = ByteClasses::one();
        classes.refine(&self.bytes);
        let members = classes.first_members();
        let mut machine = Lengths { of: self, members };
        Automata::unlimited().explore(&mut machine, classes, STATE_LIMIT).unwrap()
    }
}

/// Counts the bytes.
struct Lengths {
    of: Repeated,
    /// One byte of every class.
    members: Vec<u8>,
}

impl Machine for Lengths {
    type State = usize;

    fn start(&mut self) -> usize {
        0
    }

    fn step(&mut self, &length: &usize, class: usize) -> Result<Option<usize>, TooLarge> {
        let Repeated { bytes, shortest, longest } = &self.of;
        // Without a longest string, all lengths beyond the shortest are equivalent.
        let next = if longest.is_none() { (length + 1).min(*shortest) } else { length + 1 };
        let fits =
            bytes.contains(self.members[class]) && longest.is_none_or(|longest| next <= longest);
        Ok(fits.then_some(next))
    }

    fn accepts(&mut self, &length: &usize) -> bool {
        length >= self.of.shortest
    }
}
