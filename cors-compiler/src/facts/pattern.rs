//! A pattern, with what is found out about it once.

use std::cell::OnceCell;

use crate::language::{Automata, Language, TooLarge};
use crate::location::{Located, Location};
use crate::model::Pattern;
use crate::model::origin::{Host, Port};

/// What is known of a pattern of itself.
#[derive(Debug)]
pub(crate) struct PatternFacts<'p> {
    pub(crate) pattern: &'p Pattern,
    pub(crate) location: Location,
    /// Which of its list it is.
    pub(crate) index: usize,
    /// The origin, if it is exactly one.
    pub(crate) exact: Option<String>,
    pub(super) automata: &'p Automata,
    /// Of a plain pattern; a regular one brings its own.
    language: OnceCell<Result<Language, TooLarge>>,
    ends: OnceCell<Ends>,
}

/// What all origins of a pattern begin and end with.
#[derive(Debug)]
pub(super) struct Ends {
    pub(super) prefix: String,
    pub(super) suffix: String,
}

impl<'p> PatternFacts<'p> {
    pub(super) fn new(index: usize, pattern: &'p Located<Pattern>, automata: &'p Automata) -> Self {
        let Located { value: pattern, location } = pattern;
        let exact = pattern.exact();
        let (language, ends) = (OnceCell::new(), OnceCell::new());
        Self { pattern, location: *location, index, exact, automata, language, ends }
    }

    /// The origins that it matches.
    pub(crate) fn language(&self) -> Result<&Language, TooLarge> {
        if let Pattern::Regular(regular) = self.pattern {
            return Ok(regular.language());
        }
        let language = self.language.get_or_init(|| self.pattern.language(self.automata));
        language.as_ref().map_err(|&error| error)
    }

    /// Whether some origin of the pattern may have this host, as far as its end shows.
    pub(super) fn may_have_host(&self, name: &str) -> bool {
        let suffix = self.ends().suffix.as_str();
        // A suffix that ends in a letter is the end of a host: no port follows it.
        !suffix.ends_with(|last: char| last.is_ascii_lowercase())
            || name.ends_with(suffix)
            || suffix.ends_with(name)
    }

    pub(super) fn ends(&self) -> &Ends {
        self.ends.get_or_init(|| match self.pattern {
            Pattern::Null => Ends { prefix: "null".to_owned(), suffix: "null".to_owned() },
            Pattern::Regular(regular) => {
                let affixes = regular.language().affixes();
                Ends { prefix: affixes.prefix, suffix: affixes.suffix }
            }
            Pattern::Plain(plain) => {
                let (prefix, suffix) = match plain.host() {
                    Host::Subdomains(base) => (String::new(), format!(".{base}")),
                    host => (host.to_string(), host.to_string()),
                };
                Ends {
                    prefix: format!("{}://{prefix}", plain.scheme()),
                    suffix: match plain.port() {
                        Port::Any => String::new(),
                        port => format!("{suffix}{port}"),
                    },
                }
            }
        })
    }
}
