//! The findings of the compiler in the text of a policy: errors, which form a [`PolicyError`], and
//! [`Warnings`].

use std::error::Error;
use std::fmt;

use cors_compiler::rules::Level;
use cors_compiler::toml::{Report, ReportedFinding};

/// The reason why a text is not a valid policy: all errors and warnings that were found in it.
///
/// Both [`Display`](fmt::Display) and [`Debug`] print the whole report; a program whose `main` returns the
/// error prints it with `Debug`.
#[derive(Clone)]
pub struct PolicyError {
    report: Report,
}

impl PolicyError {
    pub(crate) fn new(report: Report) -> Self {
        Self { report }
    }

    /// The same error, with the name of the file that contains the text.
    #[must_use]
    pub fn in_file(self, name: impl Into<String>) -> Self {
        Self { report: self.report.in_file(name) }
    }

    /// The name of the policy, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.report.name()
    }

    /// The errors and then the warnings, each in the order of the text.
    ///
    /// ```
    /// use cors_runtime::Policy;
    ///
    /// let error = Policy::from_toml("allow_origins = [\"https://example.com/\"]").unwrap_err();
    /// let finding = error.findings().next().unwrap();
    /// assert_eq!(finding.rule(), "origin_path");
    /// assert_eq!((finding.line(), finding.column()), (1, 38));
    /// assert_eq!(finding.helps(), ["write \"https://example.com\""]);
    /// ```
    pub fn findings(&self) -> impl Iterator<Item = Finding<'_>> {
        self.report.findings().map(|located| Finding { located })
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.report.fmt(f)
    }
}

impl fmt::Debug for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "the policy `{name}` is invalid\n\n{}", self.report),
            None => write!(f, "the policy is invalid\n\n{}", self.report),
        }
    }
}

impl Error for PolicyError {}

/// The warnings of a policy that was read as text. [`Display`](fmt::Display) prints them as rustc would.
#[derive(Clone, Copy)]
pub struct Warnings<'p> {
    report: &'p Report,
}

impl<'p> Warnings<'p> {
    pub(crate) fn new(report: &'p Report) -> Self {
        Self { report }
    }

    /// The warnings in the order of the text.
    pub fn findings(self) -> impl Iterator<Item = Finding<'p>> {
        self.report.findings().map(|located| Finding { located })
    }
}

impl fmt::Display for Warnings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.report.fmt(f)
    }
}

impl fmt::Debug for Warnings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.findings()).finish()
    }
}

/// A mistake or a risk in the text of a policy, with its location.
///
/// [`Display`](fmt::Display) prints it as rustc would, with the line of the text.
///
/// With the feature `serde` it can be serialised, for editors and other programs: with byte ranges, and
/// with edits of the text for each help that can be applied.
///
#[cfg_attr(feature = "serde", doc = "```")]
#[cfg_attr(not(feature = "serde"), doc = "```ignore")]
/// use cors_runtime::Policy;
///
/// let error = Policy::from_toml("allow_origins = [\"https://example.com/\"]").unwrap_err();
/// let json = serde_json::to_value(&error)?;
/// assert_eq!(json[0]["rule"], "origin_path");
/// let fix = &json[0]["helps"][0]["fix"];
/// assert_eq!(fix["certainty"], "certain");
/// assert_eq!(fix["edits"][0]["text"], "\"https://example.com\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Finding<'r> {
    located: ReportedFinding<'r>,
}

impl<'r> Finding<'r> {
    /// The name of the rule, such as `insecure_origin`. Names are stable.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        self.located.rule().name
    }

    /// A URL with more about the rule.
    #[must_use]
    pub fn url(&self) -> &'static str {
        self.located.rule().source
    }

    /// Whether it is an error, so that the policy does not compile.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.located.is_error()
    }

    /// The key with which a policy can make an exception from the rule: `allow` or `accept_risk`; `None` if
    /// there is no exception from it.
    #[must_use]
    pub fn exception(&self) -> Option<&'static str> {
        match self.located.rule().level {
            Level::Error => None,
            Level::Deny | Level::Warning => Some("allow"),
            Level::Risk => Some("accept_risk"),
        }
    }

    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self) -> String {
        self.located.message()
    }

    /// Alternative ways to fix it, in one line each.
    #[must_use]
    pub fn helps(&self) -> Vec<String> {
        self.located.helps()
    }

    /// The line, counted from 1. A finding about the whole policy is in its first line.
    #[must_use]
    pub fn line(&self) -> usize {
        self.located.line()
    }

    /// The column in characters, counted from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.located.column()
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.located, f)
    }
}

impl fmt::Debug for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.located, f)
    }
}

#[cfg(feature = "serde")]
mod serial {
    use serde::{Serialize, Serializer};

    use super::{Finding, PolicyError, Warnings};

    impl Serialize for Finding<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.located.record().serialize(serializer)
        }
    }

    /// A list of findings.
    impl Serialize for PolicyError {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.findings())
        }
    }

    /// A list of findings.
    impl Serialize for Warnings<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.findings())
        }
    }
}
