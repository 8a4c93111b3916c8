//! Random policies, and several ways to write each.

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

/// A pattern, and an equal one that is written in another way.
type Spelled = (&'static str, &'static str);

/// Patterns that overlap, as TOML. The second of each is a regex with the same origins.
pub(crate) const PATTERNS: [Spelled; 16] = [
    ("'https://example.com'", r"{ regex = 'https://example\.com' }"),
    ("'https://a.example.com'", r"{ regex = 'https://[a]\.example\.com' }"),
    ("'https://b.example.com'", r"{ regex = 'https://b[.]example\.com' }"),
    ("'https://a.example.com:8443'", r"{ regex = 'https://a\.example\.com:8{1}443' }"),
    ("'https://*.example.com'", r"{ regex = 'https://[^.].*\.example\.com' }"),
    ("'https://*.a.example.com'", r"{ regex = 'https://[^.].*[.]a[.]example[.]com' }"),
    ("'https://{t}.example.com'", r"{ regex = 'https://[a-z0-9_-]+\.example\.com' }"),
    ("'https://pr-{n:[0-9]+}.example.com'", r"{ regex = 'https://pr-\d+\.example\.com' }"),
    ("'https://a.example.com:*'", r"{ regex = 'https://a\.example\.com(:\d+)?' }"),
    ("'https://*.example.com:8443'", r"{ regex = 'https://[^.].*\.example\.com:8443' }"),
    ("'http://localhost:*'", r"{ regex = 'http://localhost(:\d+)?' }"),
    ("'http://localhost:3000'", r"{ regex = 'http://localhost:30{3}' }"),
    ("'https://example.net'", r"{ regex = '(https)://example\.net' }"),
    ("'https://*.example.net'", r"{ regex = 'https://[^.].*\.example\.net' }"),
    ("'https://example.org'", r"{ regex = 'https://example.org|https://example\.org' }"),
    ("'tauri://localhost'", r"{ regex = 'tauri://localhost' }"),
];

/// A policy.
#[derive(Debug, Clone)]
pub(crate) struct Random {
    pub(crate) allowed: Vec<usize>,
    pub(crate) denied: Vec<usize>,
    pub(crate) runtime: Vec<usize>,
    pub(crate) credentials: bool,
    pub(crate) methods: &'static str,
    pub(crate) headers: &'static str,
    pub(crate) exposed: &'static str,
    pub(crate) max_age: &'static str,
}

/// Values of `allow_methods`, `allow_headers` and `expose_headers`; empty where the key is absent. The first three can
/// be next to credentials.
pub(crate) const METHODS: [&str; 5] =
    ["", "['PUT']", "['DELETE', 'PUT']", "'*'", "'mirror_request'"];
pub(crate) const HEADERS: [&str; 5] =
    ["", "['x-a']", "['x-b', 'x-a']", "'*'", "['*', 'authorization']"];
pub(crate) const EXPOSED: [&str; 4] = ["", "['x-c']", "['x-d', 'x-c']", "'*'"];
pub(crate) const MAX_AGES: [&str; 4] = ["", "0", "'10m'", "'2h'"];

/// `example.org` is only denied or allowed in full: its second form matches more.
const WIDE: usize = 14;

pub(crate) fn random() -> impl Strategy<Value = Random> {
    let patterns = || (0..PATTERNS.len()).filter(|&one| one != WIDE).collect::<Vec<_>>();
    let listed = (
        subsequence(patterns(), 1..6).prop_shuffle(),
        subsequence(patterns(), 0..3),
        prop_oneof![3 => Just(Vec::new()), 1 => subsequence(patterns(), 1..3)],
    );
    let permissions = (
        any::<bool>(),
        select(&METHODS[..]),
        select(&HEADERS[..]),
        select(&EXPOSED[..]),
        select(&MAX_AGES[..]),
    );
    (listed, permissions).prop_map(
        |((allowed, denied, runtime), (credentials, methods, headers, exposed, max_age))| {
            let denied = denied.into_iter().filter(|one| !allowed.contains(one)).collect();
            Random { allowed, denied, runtime, credentials, methods, headers, exposed, max_age }
                .without_wildcards()
        },
    )
}

/// A policy and an edit of it.
pub(crate) fn edited() -> impl Strategy<Value = (Random, Random)> {
    (random(), random(), 0..8_usize, any::<Index>()).prop_map(|(old, other, key, index)| {
        let mut new = old.clone();
        let one = index.index(PATTERNS.len());
        let flip = |list: &mut Vec<usize>| match list.iter().position(|&it| it == one) {
            Some(at) if list.len() > 1 => drop(list.remove(at)),
            Some(_) => {}
            None if one != WIDE => list.push(one),
            None => {}
        };
        match key {
            0 | 1 => flip(&mut new.allowed),
            2 => flip(&mut new.denied),
            3 => flip(&mut new.runtime),
            4 => new.credentials = !old.credentials,
            5 => new.methods = other.methods,
            6 => new.headers = other.headers,
            _ => new.exposed = other.exposed,
        }
        (old, new.without_wildcards())
    })
}

impl Random {
    /// Credentials and `*` are refused together.
    fn without_wildcards(mut self) -> Self {
        if self.credentials {
            for value in [&mut self.methods, &mut self.headers, &mut self.exposed] {
                if value.contains('*') {
                    *value = "";
                }
            }
        }
        self
    }

    /// Whether only the runtime ceiling is listed.
    pub(crate) fn text(&self) -> String {
        self.written(|one| PATTERNS[one].0.to_owned(), |entries| entries)
    }

    /// The policy with each pattern and the entries written by these functions.
    pub(crate) fn written(
        &self,
        pattern: impl Fn(usize) -> String,
        arrange: impl Fn(Vec<String>) -> Vec<String>,
    ) -> String {
        let list = |patterns: &[usize]| {
            let patterns: Vec<String> = patterns.iter().map(|&one| pattern(one)).collect();
            format!("[{}]", arrange(patterns).join(", "))
        };
        let mut entries = vec![format!("allow_origins = {}", list(&self.allowed))];
        let mut add = |key: &str, value: &str| {
            if !value.is_empty() {
                entries.push(format!("{key} = {value}"));
            }
        };
        for (key, patterns) in [("deny_origins", &self.denied), ("runtime_origins", &self.runtime)]
        {
            if !patterns.is_empty() {
                add(key, &list(patterns));
            }
        }
        add("allow_credentials", if self.credentials { "true" } else { "" });
        add("allow_methods", self.methods);
        add("allow_headers", self.headers);
        add("expose_headers", self.exposed);
        add("max_age", self.max_age);
        arrange(entries).join("\n")
    }
}
