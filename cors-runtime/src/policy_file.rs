//! Policies of a file at run time: one text, and any of its policies by name.

use std::fmt;

use cors_compiler::toml;

use crate::finding::PolicyError;
use crate::policy::Policy;

/// A file of named policies in TOML, which several programs may share.
///
/// The macro compiles a policy of such a file in: `cors! { file = "cors.toml", policy = "api" }`. This type
/// reads the same file when the program runs.
///
/// ```
/// use cors_runtime::PolicyFile;
///
/// let file = PolicyFile::from_toml(
///     r#"
///     [origin_sets]
///     ours = ["https://example.com", "https://*.example.com"]
///
///     [policy.public]
///     allow_origins = "*"
///
///     [policy.api]
///     allow_origins = [{ set = "ours" }, "https://partner.example.org"]
///
///     [policy.admin]
///     extends           = "api"
///     allow_credentials = true
///     "#,
/// )?;
/// let api = file.policy("api")?;
/// assert!(api.allows_origin("https://partner.example.org"));
/// assert_eq!(api.name(), Some("api"));
///
/// // All of them:
/// for name in file.names() {
///     let policy = file.policy(name)?;
///     println!("{}", policy.explain());
/// }
/// # Ok::<(), cors_runtime::PolicyError>(())
/// ```
///
/// A policy that is only extended by others may be incomplete: a policy is checked when it is compiled.
#[derive(Clone)]
pub struct PolicyFile {
    file: toml::PolicyFile,
}

impl PolicyFile {
    /// Reads a file of policies.
    ///
    /// # Errors
    ///
    /// The mistakes in the file that affect all of its policies: its syntax, a key outside of the
    /// policies, two policies of one name. Mistakes of a policy are errors of [`policy`](Self::policy).
    ///
    /// ```
    /// use cors_runtime::PolicyFile;
    ///
    /// let error = PolicyFile::from_toml("allow_origins = \"*\"").unwrap_err();
    /// assert_eq!(
    ///     error.findings().next().unwrap().message(),
    ///     "the key `allow_origins` is outside of a policy",
    /// );
    /// ```
    pub fn from_toml(source: &str) -> Result<Self, PolicyError> {
        let file = toml::PolicyFile::parse(source);
        match file.errors() {
            Some(errors) => Err(PolicyError::new(errors)),
            None => Ok(Self { file }),
        }
    }

    /// The same file, whose errors and warnings name it.
    ///
    /// ```
    /// use cors_runtime::PolicyFile;
    ///
    /// let file = PolicyFile::from_toml("[policy.api]\nallow_origins = [\"https://example.com/\"]")?;
    /// let error = file.in_file("cors.toml").policy("api").unwrap_err();
    /// assert!(error.to_string().contains(" --> cors.toml:2:38"));
    /// # Ok::<(), cors_runtime::PolicyError>(())
    /// ```
    #[must_use]
    pub fn in_file(self, name: impl Into<String>) -> Self {
        Self { file: self.file.in_file(name) }
    }

    /// The names of the policies, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.file.names()
    }

    /// Compiles the policy of this name. Each call compiles it again: keep the policy.
    ///
    /// The policy's name in events is the name in the file, unless the policy has the key `name`. Warnings are
    /// an event of level warn, if the feature `tracing` is on.
    ///
    /// # Errors
    ///
    /// All mistakes of the policy, each where it is written: also in a set, or in a policy that this one
    /// extends. Or that the file has no policy of this name:
    ///
    /// ```
    /// use cors_runtime::PolicyFile;
    ///
    /// let file = PolicyFile::from_toml("[policy.api]\nclosed = true")?;
    /// let error = file.policy("apu").unwrap_err();
    /// assert_eq!(error.findings().next().unwrap().message(), "the file has no policy `apu`");
    /// # Ok::<(), cors_runtime::PolicyError>(())
    /// ```
    #[track_caller]
    pub fn policy(&self, name: &str) -> Result<Policy, PolicyError> {
        Policy::compiled(self.file.compile(name))
    }
}

/// Prints the names of the policies.
impl fmt::Debug for PolicyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.file.fmt(f)
    }
}
