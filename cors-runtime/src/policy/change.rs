//! What changed when a policy was replaced.

use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::time::Duration;

use cors_compiler::compare::{Change, Comparison, Meaning, compare};
use cors_tables::PolicyTable;
use cors_tables::neighbours::Neighbours;
use cors_tables::policy::{AllowHeaders, AllowMethods, AllowOrigins, ExposeHeaders};

use super::{LivePolicy, PolicyRef};
use crate::{Policy, PolicyError};

/// How long browsers remember a preflight whose answer has no max-age:
/// [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch-0), step 7.9.
const DEFAULT_MAX_AGE: u32 = 5;

impl LivePolicy {
    /// Compiles a policy written in TOML and stores it, as [`Policy::from_toml`] and [`store`](Self::store) do.
    ///
    /// Origins that were added with [`set_origins`](Self::set_origins) stay, if the `runtime_origins` of the new
    /// policy cover them.
    ///
    /// ```
    /// use cors_runtime::{LivePolicy, Policy};
    ///
    /// let live = LivePolicy::from(Policy::from_toml(
    ///     "allow_origins = ['https://a.example', 'https://b.example']\nmax_age = '2h'",
    /// )?);
    /// let change = live.reload_toml(
    ///     "allow_origins = ['https://a.example', 'https://c.example']\nmax_age = '2h'",
    /// )?;
    /// assert_eq!(change.origins().gained(), ["https://c.example"]);
    /// assert_eq!(change.origins().lost(), ["https://b.example"]);
    /// assert_eq!(
    ///     change.to_string(),
    ///     "origins gained: https://c.example\n\
    ///      origins lost: https://b.example\n\
    ///      browsers may use preflights that they remember for up to 2 h",
    /// );
    ///
    /// let error = live.reload_toml("allow_origins = ['https://d.example/']").unwrap_err();
    /// assert_eq!(error.findings().next().map(|it| it.rule()), Some("origin_path"));
    /// assert!(live.load().allows_origin("https://c.example"), "the old policy stays");
    /// # Ok::<(), cors_runtime::PolicyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// All mistakes of the text, as [`Policy::from_toml`] returns them. The current policy stays.
    #[track_caller]
    pub fn reload_toml(&self, text: &str) -> Result<PolicyChange, PolicyError> {
        let policy = Policy::from_toml(text)?;
        let writer = self.lock();
        let old = self.load();
        let policy = match old.policy_ref().added {
            Some(added) if added.count() > 0 => policy.with_accepted_origins(added.iter()).0,
            _ => policy,
        };
        self.replace(policy.clone());
        // Comparing automata may take longer than other writers should wait.
        drop(writer);
        Ok(PolicyChange::between(&old, &policy))
    }
}

/// The differences between a policy and the one that replaced it, returned by
/// [`LivePolicy::reload_toml`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyChange {
    origins: ListChange,
    examples: ListChange,
    runtime_origins: ListChange,
    methods: ListChange,
    headers: ListChange,
    exposed_headers: ListChange,
    other_permissions: ListChange,
    credentials: Option<bool>,
    max_age: Option<(Option<Duration>, Option<Duration>)>,
    remembered_for: Duration,
}

/// The entries of a list that only the new policy has, and those that only the old one had.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListChange {
    gained: Vec<String>,
    lost: Vec<String>,
}

impl ListChange {
    /// The entries that only the new policy has, in alphabetical order.
    #[must_use]
    pub fn gained(&self) -> &[String] {
        &self.gained
    }

    /// The entries that only the old policy had, in alphabetical order.
    #[must_use]
    pub fn lost(&self) -> &[String] {
        &self.lost
    }

    /// Whether both policies have the same entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty()
    }

    fn between(old: &BTreeSet<String>, new: &BTreeSet<String>) -> Self {
        Self {
            gained: new.difference(old).cloned().collect(),
            lost: old.difference(new).cloned().collect(),
        }
    }
}

impl PolicyChange {
    /// The origins that the policy allows: single origins and patterns, as they are written. A single origin that the
    /// other policy allows by a pattern is not listed, and neither are patterns that were only rewritten, such as a
    /// regex in the place of `*.` for the same origins. Origins that were added at run time are included.
    #[must_use]
    pub fn origins(&self) -> &ListChange {
        &self.origins
    }

    /// Some origins that only one of the policies allows, the most readable first: what the patterns in
    /// [`origins`](Self::origins) amount to. Single origins may be among them.
    ///
    /// ```
    /// use cors_runtime::{LivePolicy, Policy};
    ///
    /// let live = LivePolicy::from(Policy::from_toml("allow_origins = ['https://*.example.com']")?);
    /// let change = live.reload_toml("allow_origins = [{ regex = 'https://(.+\\.)?example\\.com' }]")?;
    /// assert_eq!(change.examples().gained(), ["https://example.com"]);
    /// assert!(change.examples().lost().is_empty());
    /// # Ok::<(), cors_runtime::PolicyError>(())
    /// ```
    ///
    /// Both lists are empty if the automata of the policies are too large to be compared.
    #[must_use]
    pub fn examples(&self) -> &ListChange {
        &self.examples
    }

    /// The patterns of `runtime_origins`.
    #[must_use]
    pub fn runtime_origins(&self) -> &ListChange {
        &self.runtime_origins
    }

    /// The methods, where `*` and `mirror_request` are entries too.
    #[must_use]
    pub fn methods(&self) -> &ListChange {
        &self.methods
    }

    /// The request headers, where `*` and `mirror_request` are entries too.
    #[must_use]
    pub fn headers(&self) -> &ListChange {
        &self.headers
    }

    /// The response headers that pages may read.
    #[must_use]
    pub fn exposed_headers(&self) -> &ListChange {
        &self.exposed_headers
    }

    /// What pages may do by the headers next to the CORS protocol, as phrases after "may": see the timing of responses,
    /// embed responses, send cookies that the user has granted.
    #[must_use]
    pub fn other_permissions(&self) -> &ListChange {
        &self.other_permissions
    }

    /// Whether the new policy allows credentials; `None` if that did not change.
    #[must_use]
    pub fn credentials(&self) -> Option<bool> {
        self.credentials
    }

    /// The max-age of the old policy and of the new one; `None` if it did not change.
    #[must_use]
    pub fn max_age(&self) -> Option<(Option<Duration>, Option<Duration>)> {
        self.max_age
    }

    /// How long browsers may still use answers to preflights that the old policy gave: its max-age. Until then they
    /// send requests that the new policy would refuse, whose responses they do not show to pages.
    #[must_use]
    pub fn remembered_for(&self) -> Duration {
        self.remembered_for
    }

    /// Whether the new policy decides like the old one. Patterns that are too large to be compared are compared as
    /// texts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self {
            origins,
            runtime_origins,
            methods,
            headers,
            exposed_headers,
            other_permissions,
            ..
        } = self;
        [origins, runtime_origins, methods, headers, exposed_headers, other_permissions]
            .iter()
            .all(|it| it.is_empty())
            && self.credentials.is_none()
            && self.max_age.is_none()
    }

    fn between(old: &Policy, new: &Policy) -> Self {
        let (before, after) = (&old.data().table, &new.data().table);
        let seconds = |table: &PolicyTable| table.max_age.as_ref().map(|max_age| max_age.seconds);
        let max_age = |table| seconds(table).map(u64::from).map(Duration::from_secs);
        let mut origins =
            ListChange::between(&origins(old.policy_ref()), &origins(new.policy_ref()));
        let mut examples = ListChange::default();
        if let Some(comparison) = comparison(before, after) {
            let Change { gained, lost } = comparison.origins;
            // Only patterns are left in these lists below, and no origin matches them that the other policy refuses.
            if gained.is_empty() {
                origins.gained.retain(|origin| new.allows_origin(origin));
            }
            if lost.is_empty() {
                origins.lost.retain(|origin| old.allows_origin(origin));
            }
            (examples.gained, examples.lost) = (gained.examples, lost.examples);
        }
        // Rows that were added to a policy are not in the comparison.
        for change in [&mut origins, &mut examples] {
            change.gained.retain(|origin| !old.allows_origin(origin));
            change.lost.retain(|origin| !new.allows_origin(origin));
        }
        Self {
            origins,
            examples,
            runtime_origins: ListChange::between(&ceiling(before), &ceiling(after)),
            methods: ListChange::between(&methods(before), &methods(after)),
            headers: ListChange::between(&headers(before), &headers(after)),
            exposed_headers: ListChange::between(&exposed(before), &exposed(after)),
            other_permissions: ListChange::between(
                &other_permissions(before),
                &other_permissions(after),
            ),
            credentials: Some(credentials(after)).filter(|after| *after != credentials(before)),
            max_age: (seconds(before) != seconds(after)).then(|| (max_age(before), max_age(after))),
            remembered_for: Duration::from_secs(seconds(before).unwrap_or(DEFAULT_MAX_AGE).into()),
        }
    }
}

/// The policies compared by meaning, without origins that were added; `None` if that is too large.
fn comparison(before: &PolicyTable, after: &PolicyTable) -> Option<Comparison> {
    let (before, after) = (Meaning::of_table(before).ok()?, Meaning::of_table(after).ok()?);
    compare(&before, &after).ok()
}

fn collect(names: impl IntoIterator<Item = impl Into<String>>) -> BTreeSet<String> {
    names.into_iter().map(Into::into).collect()
}

fn patterns(set: &cors_tables::origin_set::OriginSet) -> BTreeSet<String> {
    let mut patterns = BTreeSet::new();
    let Ok(()) = set.try_for_each::<std::convert::Infallible>(|pattern| {
        patterns.insert(pattern.to_string());
        Ok(())
    });
    patterns
}

fn origins(policy: PolicyRef<'_>) -> BTreeSet<String> {
    let mut origins = match &policy.data.table.allow_origins {
        AllowOrigins::Any => collect(["*"]),
        AllowOrigins::Set { origins, .. } => patterns(origins),
    };
    if let Some(added) = policy.added {
        origins.extend(added.iter().map(str::to_owned));
    }
    origins
}

fn ceiling(table: &PolicyTable) -> BTreeSet<String> {
    table.runtime_origins.as_ref().map(|ceiling| patterns(&ceiling.covered)).unwrap_or_default()
}

fn credentials(table: &PolicyTable) -> bool {
    matches!(table.allow_origins, AllowOrigins::Set { credentials: true, .. })
}

fn methods(table: &PolicyTable) -> BTreeSet<String> {
    match &table.allow_methods {
        AllowMethods::Any => collect(["*"]),
        AllowMethods::List(list) => collect(list.names().iter()),
        AllowMethods::Mirror => collect(["mirror_request"]),
        AllowMethods::AsMounted => BTreeSet::new(),
    }
}

fn headers(table: &PolicyTable) -> BTreeSet<String> {
    match &table.allow_headers {
        AllowHeaders::Any => collect(["*"]),
        AllowHeaders::AnyAndAuthorization => collect(["*", "authorization"]),
        AllowHeaders::List(list) => collect(list.names().iter()),
        AllowHeaders::Families(families) => {
            let mut names = collect(families.listed.names().iter());
            names.extend(families.prefixes.iter().map(|prefix| format!("{prefix}{{name}}")));
            names
        }
        AllowHeaders::Mirror => collect(["mirror_request"]),
    }
}

fn other_permissions(table: &PolicyTable) -> BTreeSet<String> {
    collect(table.neighbours.unwrap_or(Neighbours::NOTHING).permissions())
}

fn exposed(table: &PolicyTable) -> BTreeSet<String> {
    match &table.expose_headers {
        ExposeHeaders::Any => collect(["*"]),
        ExposeHeaders::List(list) => collect(list.names().iter()),
    }
}

/// How many entries of a list are printed.
const PRINTED: usize = 5;

/// One line for each kind of difference, with at most five examples.
impl Display for PolicyChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("the policy did not change");
        }
        let lists = [
            ("origins", &self.origins),
            ("run-time origins", &self.runtime_origins),
            ("methods", &self.methods),
            ("request headers", &self.headers),
            ("exposed headers", &self.exposed_headers),
            ("permissions next to CORS", &self.other_permissions),
        ];
        for (name, ListChange { gained, lost }) in lists {
            for (verb, entries) in [("gained", gained), ("lost", lost)] {
                write_entries(name, verb, entries, f)?;
            }
        }
        match self.credentials {
            Some(true) => f.write_str("credentials are allowed now\n")?,
            Some(false) => f.write_str("credentials are no longer allowed\n")?,
            None => {}
        }
        if let Some((before, after)) = self.max_age {
            writeln!(f, "max-age: {} (before: {})", Time(after), Time(before))?;
        }
        let remembered_for = Time(Some(self.remembered_for));
        write!(f, "browsers may use preflights that they remember for up to {remembered_for}")
    }
}

fn write_entries(
    name: &str,
    verb: &str,
    entries: &[String],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let Some((first, rest)) = entries.split_first() else { return Ok(()) };
    write!(f, "{name} {verb}: {first}")?;
    for entry in rest.iter().take(PRINTED.saturating_sub(1)) {
        write!(f, ", {entry}")?;
    }
    match entries.len().saturating_sub(PRINTED) {
        0 => f.write_str("\n"),
        more => writeln!(f, ", and {more} more"),
    }
}

/// A time in the largest unit that is exact.
struct Time(Option<Duration>);

impl Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(duration) = self.0 else { return f.write_str("none") };
        let seconds = duration.as_secs();
        let units = [(3600, "h"), (60, "min")];
        let unit = units
            .into_iter()
            .find(|(size, _)| seconds >= *size && seconds.checked_rem(*size) == Some(0));
        match unit.and_then(|(size, unit)| Some((seconds.checked_div(size)?, unit))) {
            Some((count, unit)) => write!(f, "{count} {unit}"),
            None => write!(f, "{seconds} s"),
        }
    }
}
