//! Policies at run time: from a text in TOML to the handle that `cors!` gives.

use std::error::Error;
use std::fmt;
use std::panic::Location;

use cors_compiler::Tables;
use cors_compiler::text::{self, Compiled, Report};

use crate::events;
use crate::policy::{Policy, StaticPolicy};

impl Policy {
    /// Compiles a policy written in TOML, for one that is not known before the program starts.
    ///
    /// It goes through every check of [`cors!`](crate::cors), and what comes out is the same:
    /// constant tables, behind a handle that is `Copy`. Warnings are an event of level warn, if the
    /// feature `tracing` is on.
    ///
    /// ```
    /// use cors_runtime::Policy;
    ///
    /// let policy = Policy::from_toml(
    ///     r#"
    ///     allow_origins = ["https://example.com", "https://*.example.com"]
    ///     allow_methods = ["PUT", "DELETE"]
    ///     max_age       = "2h"
    ///     "#,
    /// )?;
    /// assert!(policy.allows_origin(b"https://admin.example.com"));
    /// assert!(!policy.allows_origin(b"https://example.com.evil.org"));
    /// # Ok::<(), cors_runtime::PolicyError>(())
    /// ```
    ///
    #[cfg_attr(feature = "macros", doc = include_str!("../../docs/environments.md"))]
    ///
    /// # Memory
    ///
    /// The tables live as long as the program; nothing frees them. That is 1 to 3 KB for a policy
    /// of a few lines, and 31 KB for one of a thousand origins. So call it when the program starts
    /// or its configuration is read anew, not for each request. A text that does not compile leaves
    /// nothing behind. The first call also builds what the compiler itself knows, half a megabyte
    /// that all later calls share.
    ///
    /// # Errors
    ///
    /// All mistakes of the policy, each with its place, its reason and its repair:
    ///
    /// ```
    /// use cors_runtime::Policy;
    ///
    /// let error = Policy::from_toml("allow_origins = [\"https://example.com/\"]").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     r#"error: an origin has no trailing slash
    ///  --> line 1, column 38
    ///   |
    /// 1 | allow_origins = ["https://example.com/"]
    ///   |                                      ^
    ///   = note: a browser sends nothing after the host and port of a page, so this would never match
    ///   = help: write "https://example.com"
    ///   = note: rule `origin_path`, https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin"#
    /// );
    /// ```
    #[track_caller]
    pub fn from_toml(source: &str) -> Result<Self, PolicyError> {
        match text::compile(source) {
            Ok(Compiled { tables, warnings }) => {
                let policy = leak(tables);
                if !warnings.is_empty() {
                    events::log_warnings(policy, &warnings);
                }
                Ok(policy)
            }
            Err(report) => Err(PolicyError { report }),
        }
    }
}

/// The handle of tables that will never be freed: the one place where a policy is leaked.
#[must_use]
#[track_caller]
pub fn leak(tables: Tables) -> Policy {
    let tables: &'static Tables = Box::leak(Box::new(tables));
    let borrowed = Box::leak(Box::new(tables.borrowed()));
    let caller = Location::caller();
    let place = String::leak(format!("{}:{}", caller.file(), caller.line()));
    Policy::__new(Box::leak(Box::new(StaticPolicy::new(tables.table(borrowed), place))))
}

/// Why a text is no policy: everything that is wrong with it.
///
/// Both [`Display`](fmt::Display) and [`Debug`] print the whole report, for a program whose
/// `main` returns it prints the second.
#[derive(Clone)]
pub struct PolicyError {
    report: Report,
}

impl PolicyError {
    /// The same error, which names the file that the text came from.
    #[must_use]
    pub fn in_file(self, name: impl Into<String>) -> Self {
        Self { report: self.report.in_file(name) }
    }

    /// The mistakes as data: rule, message, line and column of each.
    ///
    /// ```
    /// use cors_runtime::Policy;
    ///
    /// let error = Policy::from_toml("allow_origins = [\"https://example.com/\"]").unwrap_err();
    /// let mistake = error.report().findings().next().unwrap();
    /// assert_eq!(mistake.rule().name, "origin_path");
    /// assert_eq!((mistake.line(), mistake.column()), (1, 38));
    /// ```
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.report.fmt(f)
    }
}

impl fmt::Debug for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the policy is refused\n\n{}", self.report)
    }
}

impl Error for PolicyError {}
