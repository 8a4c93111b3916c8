//! Parts of origins, and of the language of origins, that patterns and rules ask for.

use std::sync::LazyLock;

use super::SchemeKind;
use crate::language::{Automata, Language, TooLarge};

impl Automata {
    /// One or more labels of a host, of whatever a browser can send; the first is not empty.
    pub fn labels(&self, scheme: &str) -> Result<Language, TooLarge> {
        self.own(SchemeKind::of(scheme).labels())
    }

    /// Any port, and none. Which ports a browser writes, the language of origins knows.
    pub fn any_port(&self) -> Result<Language, TooLarge> {
        self.optional(&self.own(":[0-9]{1,5}")?)
    }

    /// The origins of a language that are insecure.
    pub fn insecure(&self, language: &Language) -> Result<Language, TooLarge> {
        static HTTP: LazyLock<Language> = LazyLock::new(|| Language::own("http://.*"));
        static OWN_MACHINE: LazyLock<Language> = LazyLock::new(|| {
            Language::own(
                r"http://((.*\.)?localhost\.?|127\.[0-9]+\.[0-9]+\.[0-9]+|\[::1\])(:[0-9]+)?",
            )
        });
        self.difference(&self.intersection(language, &HTTP)?, &OWN_MACHINE)
    }

    /// The language of a regex that is our own and therefore parses.
    fn own(&self, regex: &str) -> Result<Language, TooLarge> {
        self.regex(regex).map_err(|_| TooLarge::Budget)
    }
}
