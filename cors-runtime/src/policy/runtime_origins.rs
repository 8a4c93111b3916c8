//! `with_origins`: the origins of a database, added to a policy within its ceiling.
//!
//! ```text
//! row ──> allowed by the policy itself?  yes: nothing to add
//!         admitted by the ceiling?       yes: into the index
//!         what is wrong with its bytes?  or is it denied, or not covered?  the error
//! ```
//!
//! The matchers for requests decide whether a row may be added; only a refused row is examined more
//! closely.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::Arc;

use cors_tables::PolicyTable;
use cors_tables::added::AddedOrigins;
use cors_tables::ceiling::Ceiling;
use cors_tables::policy::AllowOrigins;

use super::Policy;
use super::refused_row::{RefusedRow, RowError, RuntimeOriginsError};

impl Policy {
    /// The same policy with origins that are only known at run time, such as those of customers. They
    /// replace the ones that were added before.
    ///
    /// Each row is one origin as a browser sends it, never a pattern. The key `runtime_origins` of the
    /// policy is the ceiling: a row must match one of its patterns, and no pattern of `deny_origins`. A row
    /// that the policy allows already is accepted, and so is a repeated row.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{Policy, cors};
    ///
    /// static API: Policy = cors! {
    ///     allow_origins   = ["https://app.example.com"],
    ///     runtime_origins = ["https://{tenant}.example.app"],
    ///     deny_origins    = ["https://internal.example.app"],
    /// };
    ///
    /// let rows = ["https://acme.example.app", "https://globex.example.app"]; // of a database
    /// let policy = API.with_origins(rows)?;
    /// assert!(policy.allows_origin("https://app.example.com"));
    /// assert!(policy.allows_origin("https://acme.example.app"));
    /// assert!(!API.allows_origin("https://acme.example.app"));
    ///
    /// let error = API.with_origins(["https://acme.example.app/", "https://evil.example"]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "2 rows cannot be added to the policy:\n  \
    ///      row 0, `https://acme.example.app/`: has a trailing slash\n  \
    ///      row 1, `https://evil.example`: is not covered by `https://{tenant}.example.app`",
    /// );
    /// # Ok::<(), cors_runtime::RuntimeOriginsError>(())
    /// ```
    ///
    /// # Removal is not revocation
    ///
    /// When a policy without an origin is in use, pages of that origin can no longer read responses. But a
    /// browser with a cached preflight continues to send the requests that it allowed until `max_age` is
    /// over, and handlers continue to execute them. If that matters, choose a short `max_age` and
    /// authenticate requests in the handlers: CORS is not authorization.
    ///
    /// # Cost
    ///
    /// Tables and header values are shared with this policy, so each policy only needs memory for its rows.
    /// Building is linear in their number, with a few allocations in total. A look-up hashes the origin once and compares
    /// one row, regardless of their number. The index is built from a random seed, so rows chosen by an attacker
    /// cannot make it slow.
    ///
    /// # Errors
    ///
    /// Every row that cannot be added, with its index and the reason. In this case none is added; see
    /// [`with_accepted_origins`](Self::with_accepted_origins) for the alternative.
    pub fn with_origins<Row: AsRef<str>>(
        &self,
        rows: impl IntoIterator<Item = Row>,
    ) -> Result<Self, RuntimeOriginsError> {
        let (policy, refused) = self.with_accepted_origins(rows);
        if refused.is_empty() { Ok(policy) } else { Err(RuntimeOriginsError::new(refused)) }
    }

    /// The same policy with the rows that can be added, and the list of rows that cannot, each with its
    /// index and the reason.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{Policy, RowError, cors};
    ///
    /// static API: Policy = cors! { runtime_origins = ["https://{tenant}.example.app"] };
    ///
    /// let rows = ["https://acme.example.app", "https://Globex.example.app"];
    /// let (policy, refused) = API.with_accepted_origins(rows);
    /// assert!(policy.allows_origin("https://acme.example.app"));
    /// assert_eq!((refused[0].index(), refused[0].error()), (1, &RowError::UpperCase));
    /// ```
    pub fn with_accepted_origins<Row: AsRef<str>>(
        &self,
        rows: impl IntoIterator<Item = Row>,
    ) -> (Self, Vec<RefusedRow>) {
        // The index borrows the rows until it is built, so none of them is copied.
        let rows: Vec<Row> = rows.into_iter().collect();
        let mut rules = RowRules { table: &self.data().table, patterns: None };
        let (mut admitted, mut refused) = (Vec::with_capacity(rows.len()), Vec::new());
        for (index, row) in rows.iter().enumerate() {
            let row = row.as_ref();
            match rules.check(row) {
                Ok(Accepted::AlreadyAllowed) => {}
                Ok(Accepted::Admitted) => admitted.push(row),
                Err(error) => refused.push(RefusedRow::new(index, row, error)),
            }
        }
        let seed = RandomState::new().hash_one(());
        let added = Arc::new(AddedOrigins::new(&admitted, seed));
        (Self { __base: self.__base.clone(), __added: Some(added) }, refused)
    }
}

/// A row that may be in a policy.
enum Accepted {
    /// The policy allows it already.
    AlreadyAllowed,
    /// The ceiling allows it.
    Admitted,
}

/// The data that rows are checked with.
struct RowRules<'p> {
    table: &'p PolicyTable,
    /// The patterns of the ceiling as written, filled when a row is refused that they don't cover.
    patterns: Option<Arc<[String]>>,
}

impl RowRules<'_> {
    fn check(&mut self, row: &str) -> Result<Accepted, RowError> {
        if RowError::is_pattern(row) {
            return Err(RowError::of_bytes(row).unwrap_or(RowError::Pattern));
        }
        let is_allowed = self.table.allows_origin(row.as_bytes());
        match (&self.table.allow_origins, &self.table.runtime_origins) {
            // `*` also allows values that are not origins.
            (AllowOrigins::Any, _) => {
                RowError::of_bytes(row).map_or(Ok(Accepted::AlreadyAllowed), Err)
            }
            (AllowOrigins::Set { .. }, _) if is_allowed => Ok(Accepted::AlreadyAllowed),
            (AllowOrigins::Set { .. }, Some(ceiling)) => self.check_ceiling(ceiling, row),
            (AllowOrigins::Set { .. }, None) => {
                Err(RowError::of_bytes(row).unwrap_or(RowError::NoRuntimeOrigins))
            }
        }
    }

    fn check_ceiling(&mut self, ceiling: &Ceiling, row: &str) -> Result<Accepted, RowError> {
        if ceiling.admits(row.as_bytes()) {
            return Ok(Accepted::Admitted);
        }
        if let Some(error) = RowError::of_bytes(row) {
            return Err(error);
        }
        if !ceiling.covered.contains(row.as_bytes()) {
            return Err(RowError::NotCovered { patterns: self.patterns() });
        }
        let pattern = ceiling.denial_of(row).unwrap_or_default();
        Err(RowError::Denied { pattern })
    }

    fn patterns(&mut self) -> Arc<[String]> {
        let table = self.table;
        let patterns = self.patterns.get_or_insert_with(|| {
            let mut patterns = Vec::new();
            if let Some(ceiling) = &table.runtime_origins {
                let _ = ceiling.covered.try_for_each::<()>(|pattern| {
                    patterns.push(pattern.to_string());
                    Ok(())
                });
            }
            patterns.into()
        });
        Arc::clone(patterns)
    }
}
