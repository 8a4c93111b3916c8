//! A file of policies: named policies, the sets of origins that they share, and policies that extend
//! others.
//!
//! ```text
//! [origin_sets]         sets ──────────────────┐
//! [policy.api]          keys ──┐               │ items of a set for each `{ set = "…" }`
//! [policy.admin]        keys ──┴─ `extends` ───┴──> ast::Policy ──compile_policy──> PolicyTable
//! extends = "api"                                   Provenance  ──notes──> Findings
//! ```
//!
//! A policy is put together as if all of it were written in one place, so every rule holds for it. A
//! finding in what it takes from elsewhere is reported there, with notes that say which policy takes it.
//!
//! Only the selected policy is checked: another policy may be incomplete, because it is there to
//! be extended, and a set that no policy uses is not read. What concerns the whole file (its syntax, its
//! tables) is reported for each of its policies.
//!
//! # Cost
//!
//! One look at each key of the policies that are extended, of which there are at most [`MAX_CHAIN`], and
//! at each item of the sets that are used.

mod contents;
mod extends;
mod finding;
mod provenance;
mod sets;

use std::fmt;
use std::ops::Range;

use super::{Compiled, Locations, Report, parse};
use crate::ast::{Notation, Policy};
use crate::finding::Findings;
use contents::Contents;
use extends::Chain;
pub(crate) use finding::unknown_policy;
use provenance::Provenance;

/// How many policies a file may have.
const MAX_POLICIES: usize = 1000;

/// How many policies may be taken together by `extends`.
const MAX_CHAIN: usize = 16;

/// A file of policies that was read.
///
/// ```
/// use cors_compiler::toml::PolicyFile;
///
/// let file = PolicyFile::parse(
///     r#"
///     [origin_sets]
///     ours = ["https://example.com", "https://*.example.com"]
///
///     [policy.api]
///     allow_origins = [{ set = "ours" }, "https://partner.example.org"]
///
///     [policy.admin]
///     extends       = "api"
///     allow_headers = ["x-admin"]
///     max_age       = "2h"
///     "#,
/// );
/// assert_eq!(file.names().collect::<Vec<_>>(), ["api", "admin"]);
/// let admin = file.compile("admin").unwrap().table;
/// assert!(admin.allows_origin(b"https://partner.example.org"));
/// ```
///
/// `Debug` prints the names of the policies.
#[derive(Clone)]
pub struct PolicyFile {
    contents: Contents,
    locations: Locations,
    findings: Findings,
    shown: Option<String>,
}

impl PolicyFile {
    /// Reads a file of policies. What is wrong with it is in [`errors`](Self::errors), and in the report
    /// of each policy.
    #[must_use]
    pub fn parse(source: &str) -> Self {
        let mut findings = Findings::default();
        let (file, locations) = parse::file(source, &mut findings);
        let contents = Contents::read(file, &mut findings);
        Self { contents, locations, findings, shown: None }
    }

    /// The same file, whose reports have this name in them.
    #[must_use]
    pub fn in_file(self, name: impl Into<String>) -> Self {
        Self { shown: Some(name.into()), ..self }
    }

    /// Whether a text in TOML is a file of policies, and not a single policy: whether it has a table that only
    /// such a file has.
    ///
    /// ```
    /// use cors_compiler::toml::PolicyFile;
    ///
    /// assert!(PolicyFile::is_meant("[policy.api]\nallow_origins = []"));
    /// assert!(!PolicyFile::is_meant("allow_origins = []"));
    /// ```
    #[must_use]
    pub fn is_meant(source: &str) -> bool {
        let (file, _) = parse::file(source, &mut Findings::default());
        file.entries.iter().any(|entry| Contents::has_table(&entry.key.value))
    }

    /// The names of the policies, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.contents.names()
    }

    /// What is wrong with the file, whichever of its policies is selected.
    #[must_use]
    pub fn errors(&self) -> Option<Report> {
        self.findings.has_errors().then(|| self.report(self.findings.clone(), None))
    }

    /// Compiles the policy of this name.
    ///
    /// # Errors
    ///
    /// All mistakes of the policy and of the file, as a report that names the policy.
    pub fn compile(&self, name: &str) -> Result<Compiled, Report> {
        let mut findings = self.findings.clone();
        let Some(Assembled { policy, chain, provenance }) = self.assemble(name, &mut findings)
        else {
            findings.push(unknown_policy(Locations::whole(), name, self.names()));
            return Err(self.report(findings, None));
        };
        let table = crate::compile_policy(&policy, &mut findings);
        let report = self.report(provenance.applied_to(findings, &chain), Some(&policy));
        let report = report.in_tables(chain.tables());
        match table {
            Some(table) => Ok(Compiled { table, warnings: report }),
            None => Err(report),
        }
    }

    /// The policy of this name as it is compiled: its own keys, those that it takes by `extends`, and the
    /// origins of its sets. `None` if the file does not have it.
    #[must_use]
    pub fn policy(&self, name: &str) -> Option<Policy> {
        Some(self.assemble(name, &mut Findings::default())?.policy)
    }

    /// Where the name of a policy is declared; `None` if the file does not have it.
    #[must_use]
    pub fn declaration(&self, name: &str) -> Option<Range<usize>> {
        self.locations.range(self.contents.policy(name)?.name.location)
    }

    /// The text, and where its parts are.
    #[must_use]
    pub fn locations(&self) -> &Locations {
        &self.locations
    }

    fn assemble(&self, name: &str, findings: &mut Findings) -> Option<Assembled<'_>> {
        let chain = Chain::of(name, &self.contents, findings)?;
        let mut provenance = Provenance::default();
        let mut entries = chain.entries(&mut provenance);
        sets::put_in(&mut entries, &self.contents, &mut provenance, findings);
        let policy = Policy {
            location: chain.location(),
            notation: Notation::Toml,
            entries,
            has_lost_entries: self.contents.has_lost_entries || chain.is_broken(),
        };
        Some(Assembled { policy, chain, provenance })
    }

    fn report(&self, findings: Findings, policy: Option<&Policy>) -> Report {
        let name = policy.and_then(super::name_of);
        let report = Report::new(findings, self.locations.clone()).of_policy(name);
        match &self.shown {
            Some(shown) => report.in_file(shown),
            None => report,
        }
    }
}

/// A policy that was put together.
struct Assembled<'f> {
    policy: Policy,
    chain: Chain<'f>,
    /// Where its parts are from.
    provenance: Provenance,
}

impl fmt::Debug for PolicyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PolicyFile").field(&self.names().collect::<Vec<_>>()).finish()
    }
}
