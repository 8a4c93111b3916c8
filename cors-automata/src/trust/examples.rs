//! Origins that show what a language matches, when there is nothing unintended to point at: what a change of a policy
//! is about.
//!
//! # The idea
//!
//! If the origins are few, they are listed. If not, one origin of each of the best domains is shown, chosen as for an
//! [`outsider`](super::outsider): `https` before `http`, no port before a usual one, ordinary labels.
//!
//! # Cost
//!
//! At most four intersections with small automata for each example.

use std::sync::LazyLock;

use super::outsider::{Owner, texts};
use crate::language::{Automata, Count, Language, TooLarge};
use crate::origins::{custom_origins, plain_origins};

/// Origins as a reader believes them, and those of apps.
fn ordinary_origins() -> &'static Language {
    static ORDINARY: LazyLock<Language> = LazyLock::new(|| {
        let union = Automata::unlimited().union(plain_origins(), custom_origins());
        // Both are fixed, and the tests build them.
        union.unwrap_or_else(|_| plain_origins().clone())
    });
    &ORDINARY
}

impl Automata {
    /// At most `most` origins of a part of [`crate::origins::origins`], the most readable first: all, if they are so
    /// few.
    pub fn examples(&self, origins: &Language, most: usize) -> Result<Vec<String>, TooLarge> {
        if origins.count() <= Count::Exactly(most as u64) {
            return Ok(texts(origins).collect());
        }
        // `https://.example.com` would be correct, and nobody's.
        let ordinary = self.intersection(origins, ordinary_origins())?;
        let origins = if ordinary.is_empty() { origins } else { &ordinary };
        let hosts = self.hosts(origins)?;
        let domains = self.domains(&hosts.names)?.best(most, &|_| false)?;
        let named = domains.iter().map(|domain| Owner::Domain(domain.domain()));
        let addresses = texts(&hosts.addresses).map(Owner::Address);
        let custom = texts(&hosts.custom).map(Owner::Custom);
        let mut examples = Vec::new();
        for owner in named.chain(addresses).chain(custom).take(most) {
            examples.extend(self.origin_of(&owner, origins)?);
        }
        if examples.is_empty() {
            // Names that cannot be registered, and private addresses.
            examples.extend(self.readable_witness(origins)?);
        }
        Ok(examples)
    }

    /// Whether the language has an origin of this owner, which is one of [`Reach::domains`](super::Reach::domains).
    pub fn has_owner(&self, origins: &Language, name: &str) -> Result<bool, TooLarge> {
        Ok(self.origin_of(&Owner::named(name), origins)?.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_all_or_one_of_each_domain() {
        for (regex, examples) in [
            (
                r"https://(a|b)\.example\.com",
                &["https://a.example.com", "https://b.example.com"][..],
            ),
            (r"https://[a-z0-9-]+\.example\.com", &["https://a.example.com"]),
            (
                r"https?://pr-[0-9]+\.example\.(com|org)(:[0-9]+)?",
                &["https://pr-0.example.com", "https://pr-0.example.org"],
            ),
            (r"http://[a-z]+\.example\.com:[0-9]+", &["http://a.example.com:3000"]),
            (r"https://(b|[^/]*)?\.example\.com", &["https://a.example.com"]),
            (r"https://[a-z]+\.corp\.internal", &["https://a.corp.internal"]),
            (r"http://192\.168\.0\.[0-9]{1,3}", &["http://192.168.0.0"]),
        ] {
            let automata = Automata::unlimited();
            let language = automata.among_origins(&automata.regex(regex).unwrap()).unwrap();
            assert_eq!(automata.examples(&language, 3).unwrap(), examples, "{regex}");
        }
    }

    #[test]
    fn owners_are_found_by_their_names() {
        let language = Language::from_strings(&[
            "https://a.example.com",
            "tauri://localhost",
            "http://8.8.8.8",
        ]);
        for (name, has) in [
            ("example.com", true),
            ("example.org", false),
            ("tauri://localhost", true),
            ("app://localhost", false),
            ("8.8.8.8", true),
            ("8.8.8.80", false),
        ] {
            assert_eq!(Automata::unlimited().has_owner(&language, name), Ok(has), "{name}");
        }
    }
}
