//! The keys of the policy language.
//!
//! A stage that treats each key on its own matches on [`Key`], so that rustc names each of these
//! places when a key is added. What all stages need to know of a key is in its [`Definition`]: how it
//! is written, what other libraries call it, and its row in cors-runtime/docs/language.md. docs/adding-a-key.md has
//! the steps.

mod definition;

use std::fmt;

pub use definition::{Definition, Key};

use crate::language::Budget;
use crate::near::did_you_mean;

impl Key {
    /// The key as it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.definition().name
    }

    /// The key of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.name() == name)
    }

    /// The key of this name, or the one that another library calls so.
    #[must_use]
    pub fn known_as(name: &str) -> Option<Self> {
        let is_key = |key: &Self| key.name() == name || key.definition().taught.contains(&name);
        Self::ALL.iter().copied().find(is_key)
    }

    /// The key that `written` is meant as: its name, the name in another library, or one that is
    /// near.
    #[must_use]
    pub fn meant(written: &str) -> Option<Self> {
        let lower_case = written.to_ascii_lowercase().replace('-', "_");
        Self::known_as(&lower_case).or_else(|| {
            let names = Self::ALL.iter().map(|key| key.name());
            did_you_mean(&lower_case, names, &Budget::unlimited()).and_then(Self::named)
        })
    }

    /// The key that sets this response header, whose name is in lower case.
    #[must_use]
    pub fn of_header(header: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.definition().header == Some(header))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_that_of_two_keys() {
        let mut names: Vec<&str> = Vec::new();
        for key in Key::ALL {
            let Definition { name, taught, .. } = key.definition();
            names.push(name);
            names.extend(*taught);
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn the_keys_that_were_meant() {
        for (written, meant) in [
            ("allow_origins", Some(Key::AllowOrigins)),
            ("Allowed-Origins", Some(Key::AllowOrigins)),
            ("Access-Control-Max-Age", Some(Key::MaxAge)),
            ("allow_credentails", Some(Key::AllowCredentials)),
            ("deny_all", Some(Key::Closed)),
            ("vary", None),
        ] {
            assert_eq!(Key::meant(written), meant, "{written}");
        }
        assert_eq!(Key::known_as("allow_credentails"), None);
        assert_eq!(Key::of_header("access-control-expose-headers"), Some(Key::ExposeHeaders));
    }
}
