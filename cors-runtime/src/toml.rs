//! Policies at run time: from a text in TOML to the same handle as from `cors!`.

use std::panic::Location;

use cors_compiler::toml::{self, Compiled, Report};
use cors_tables::PolicyTable;
use cors_tables::stored::Text;

use crate::events;
use crate::finding::{PolicyError, Warnings};
use crate::policy::{Policy, PolicyData};

impl Policy {
    /// Compiles a policy written in TOML, for policies that are not known before the program starts.
    ///
    /// It performs every check of [`cors!`](crate::cors), and the result has the same tables. With the
    /// feature `tracing`, warnings are logged at level warn.
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
    /// assert!(policy.allows_origin("https://admin.example.com"));
    /// assert!(!policy.allows_origin("https://example.com.evil.org"));
    /// # Ok::<(), cors_runtime::PolicyError>(())
    /// ```
    ///
    /// For origins that differ by environment, a list of them in a variable or in a database, and policies that are
    /// replaced while the program runs, see [Settings, tenants, reload](crate::environments).
    ///
    /// # Memory
    ///
    /// A policy of a few lines takes 1 to 3 KB, and one with a thousand origins 31 KB. The memory is freed
    /// with the last clone of the policy, so a program may read its configuration repeatedly. The first
    /// call also builds half a megabyte of data for the compiler, which all later calls share. Compiling
    /// takes milliseconds: do it when the configuration changes, not for each request.
    ///
    /// # Errors
    ///
    /// All mistakes in the policy, each with its location, its reason and a fix:
    ///
    /// ```
    /// use cors_runtime::Policy;
    ///
    /// let error = Policy::from_toml("allow_origins = [\"https://example.com/\"]").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     r#"error: an origin cannot have a trailing slash
    ///  --> line 1, column 38
    ///   |
    /// 1 | allow_origins = ["https://example.com/"]
    ///   |                                      ^
    ///   = note: browsers send only the scheme, host and port of a page, so this would never match
    ///   = help: write "https://example.com"
    ///   = note: rule `origin_path`, https://docs.rs/cors-runtime/latest/cors_runtime/rules/index.html#origin_path"#
    /// );
    /// ```
    #[track_caller]
    pub fn from_toml(source: &str) -> Result<Self, PolicyError> {
        Self::compiled(toml::compile(source))
    }

    /// The same for a policy whose name the program knows, such as that of a tenant.
    ///
    /// The name is in events, in `Debug` output, in [`explain`](Self::explain) and in the error. It
    /// overrides the key `name` of the text, if there is one.
    ///
    /// ```
    /// use cors_runtime::Policy;
    ///
    /// for (tenant, text) in [
    ///     ("acme", "allow_origins = [\"https://acme.example\"]"),
    ///     ("globex", "allow_origins = [\"https://globex.example/\"]"),
    /// ] {
    ///     match Policy::from_toml_named(tenant, text) {
    ///         Ok(policy) => assert_eq!(policy.name(), Some(tenant)),
    ///         Err(error) => {
    ///             assert_eq!(error.name(), Some(tenant));
    ///             assert!(error.to_string().contains(" --> policy `globex`, line 1, column 41"));
    ///         }
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`from_toml`](Self::from_toml), and if the name is empty, longer than 64 bytes, or has invisible
    /// characters.
    #[track_caller]
    pub fn from_toml_named(name: &str, source: &str) -> Result<Self, PolicyError> {
        Self::compiled(toml::compile_named(name, source))
    }

    #[track_caller]
    pub(crate) fn compiled(result: Result<Compiled, Report>) -> Result<Self, PolicyError> {
        let Compiled { table, warnings } = result.map_err(PolicyError::new)?;
        let policy = with_warnings(table, Some(warnings).filter(|warnings| !warnings.is_empty()));
        if let Some(warnings) = policy.report() {
            events::log_warnings(policy.data(), warnings);
        }
        Ok(policy)
    }

    /// The warnings of a policy that was read as text; `None` if there are none, or if the policy was made
    /// by `cors!`, whose warnings rustc prints.
    ///
    /// ```
    /// use cors_runtime::Policy;
    ///
    /// let policy = Policy::from_toml(
    ///     "allow_origins = [\"https://example.com\"]\nallow_methods = [\"PUT\"]",
    /// )?;
    /// let warnings = policy.warnings().unwrap();
    /// let found: Vec<_> = warnings.findings().map(|it| (it.line(), it.rule())).collect();
    /// assert_eq!(found, [(2, "no_max_age")]);
    /// # Ok::<(), cors_runtime::PolicyError>(())
    /// ```
    #[must_use]
    pub fn warnings(&self) -> Option<Warnings<'_>> {
        self.report().map(Warnings::new)
    }
}

/// The policy with tables that the compiler made.
#[must_use]
#[track_caller]
pub fn policy_of(table: PolicyTable) -> Policy {
    with_warnings(table, None)
}

#[track_caller]
fn with_warnings(table: PolicyTable, warnings: Option<Report>) -> Policy {
    let caller = Location::caller();
    let location = format!("{}:{}", caller.file(), caller.line());
    let label = match &table.outline.name {
        Some(name) => format!("{name} ({location})"),
        None => location.clone(),
    };
    Policy::shared(PolicyData::owned(table, Text::from(location), Text::from(label), warnings))
}
