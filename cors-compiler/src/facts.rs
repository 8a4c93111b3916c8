//! What is computed about a policy, once, before the rules check it.
//!
//! ```text
//!   model::Policy --facts--> Facts --rules--> Findings
//!                              |
//!                              '----> Checked
//! ```
//!
//! # The idea
//!
//! A rule is one function from these facts to findings, in [`crate::rules`]. What a rule needs to know of a
//! pattern is found out here, in one fixed order and within one budget, so that neither the order of the
//! rules nor a rule that is added changes what another one finds. What only messages need (witnesses,
//! what is still allowed of a denied host) is computed when a rule first needs it, and kept.
//!
//! | fact | of | file |
//! | --- | --- | --- |
//! | each item once | every list | `names` |
//! | its language, what it begins and ends with | each pattern | `pattern` |
//! | whether it covers, overlaps or matches | two patterns | `relation`, and of a list `list` |
//! | the pattern that covers it | each pattern | `cover` |
//! | whether it denies anything; whether it is denied as a whole | each denial; each allowed pattern | `denial` |
//! | the remaining language: what the denials leave | each allowed pattern | `remaining` |
//! | its reach: whom it trusts | each allowed pattern with a wildcard | `reach` |
//! | the part that is sent over plain `http:` | each allowed pattern | `insecure` |
//! | what is still allowed there, and what would deny it | each denied host | `denied_host`, `repair` |
//! | what took too much | each pattern | `failures` |

mod cover;
mod denial;
mod denied_host;
mod failures;
mod hosts;
mod insecure;
mod list;
mod names;
mod pattern;
mod reach;
mod relation;
mod remaining;
mod repair;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use cors_tables::fetch;

pub use remaining::Remaining;
#[cfg(test)]
pub(crate) use remaining::tests::remaining;

pub(crate) use denied_host::{DeniedHost, StillAllowed};
pub(crate) use insecure::Insecure;
pub(crate) use list::List;
pub(crate) use names::{Names, Repeated};
pub(crate) use pattern::PatternFacts;
pub(crate) use remaining::Lists;
pub(crate) use repair::Repair;

use crate::language::{Automata, InsertionMap, Language, TooLarge};
use crate::location::{Located, Location};
use crate::model::{
    AllowOrigins, HeaderFamily, HeaderName, MethodName, OriginPattern, Pattern, Policy,
};
use crate::trust::Reach;
use denied_host::Starts;
use failures::Failures;
use names::each_once;

/// How many steps all questions about the patterns of a policy may take: some five seconds where
/// nothing is optimised. Ten thousand denied tenants of 64 patterns take an eighth of it.
pub(crate) const MAX_STEPS: usize = 10_000_000;

/// How many patterns with a `*.`, a `:*`, a placeholder or a regex a list may have.
pub(crate) const MAX_WIDE: usize = 1000;

/// A policy, and what is known of it.
#[derive(Debug)]
pub(crate) struct Facts<'p> {
    pub(crate) policy: &'p Policy,
    /// The origins that were listed again.
    repeated: Vec<Repeated>,
    pub(crate) methods: Names<'p, MethodName>,
    pub(crate) headers: Names<'p, HeaderName>,
    pub(crate) families: Names<'p, HeaderFamily>,
    pub(crate) exposed: Names<'p, HeaderName>,
    /// The patterns; none where the origins are not listed, or cannot be compared.
    pub(crate) lists: Lists<'p>,
    /// The index of the first pattern of `runtime_origins` among the allowed ones.
    runtime_from: usize,
    /// The lists with too many wide patterns to compare them.
    pub(crate) too_wide: Vec<TooWide>,
    pub(crate) failures: Failures<'p>,
    of_allowed: Vec<AllowedFacts>,
    of_denied: Vec<DeniedFacts>,
    denied_hosts: OnceCell<Vec<DeniedHost>>,
    /// By allowed pattern and scheme, see `denied_host`.
    after_labels: RefCell<InsertionMap<(usize, String), Rc<Starts>>>,
}

/// What the tables need to know.
#[derive(Debug)]
pub(crate) struct ForTables {
    /// What the denials leave of each allowed pattern.
    pub(crate) remaining: Remaining,
    /// How far each pattern of `allow_origins` reaches.
    pub(crate) reach: Vec<Option<Reach>>,
    /// The same of `runtime_origins`.
    pub(crate) runtime_reach: Vec<Option<Reach>>,
}

/// What is known of an allowed pattern in its list.
#[derive(Debug)]
pub(crate) struct AllowedFacts {
    /// The pattern of the same key that covers it.
    pub(crate) covered_by: Option<usize>,
    /// Of a pattern of `runtime_origins`, the pattern of `allow_origins` that covers it.
    pub(crate) allowed_by: Option<usize>,
    /// Whether the denials leave nothing of it.
    pub(crate) is_denied: bool,
    /// Whom it trusts, if it may reach far.
    pub(crate) reach: Option<Reach>,
    /// The part whose pages come over plain `http:`.
    pub(crate) insecure: Insecure,
    /// An origin that remains of it.
    witness: OnceCell<Result<Option<String>, TooLarge>>,
}

/// What is known of a denied pattern.
#[derive(Debug)]
pub(crate) struct DeniedFacts {
    /// The pattern of the list that covers it.
    pub(crate) covered_by: Option<usize>,
    /// Whether it denies something that is allowed, if that was found out.
    pub(crate) denies: Option<bool>,
}

/// A list with too many patterns that are more than one origin.
#[derive(Debug)]
pub(crate) struct TooWide {
    /// The place of the first that is one too many.
    pub(crate) location: Location,
    pub(crate) count: usize,
}

impl<'p> Facts<'p> {
    /// Finds out what the rules need to know of a policy.
    pub(crate) fn of(policy: &'p Policy, repeated: Vec<Repeated>, automata: &'p Automata) -> Self {
        let mut all: [&[_]; 3] = match &policy.allow_origins {
            AllowOrigins::These(patterns) => {
                [patterns, &policy.runtime_origins, &policy.deny_origins]
            }
            AllowOrigins::Any(_) | AllowOrigins::Nobody => [&[]; 3],
        };
        let too_wide: Vec<_> = all.into_iter().filter_map(too_wide).collect();
        if !too_wide.is_empty() {
            all = [&[]; 3];
        }
        let [allowed, runtime, denied] = all;
        let runtime_from = allowed.len();
        let lists = Lists::new(allowed.iter().chain(runtime), denied, automata);
        let failures = Failures::new(automata.budget());
        let is_runtime = |index: usize| index >= runtime_from;
        let allowed_covered = cover::covering(&lists.allowed, &failures, |outer, inner| {
            is_runtime(outer) == is_runtime(inner)
        });
        let denied_covered = cover::covering(&lists.denied, &failures, |_, _| true);
        let runtime_covered = cover::covering_across(&lists.allowed, &failures, runtime_from);
        let of_denied = lists.denied.iter().zip(denied_covered).map(|(denial, covered_by)| {
            let denies = failures.answer(denial.location, || denial::denies(denial, &lists));
            DeniedFacts { covered_by, denies }
        });
        let of_denied = of_denied.collect();
        let runtime_covered = vec![None; runtime_from].into_iter().chain(runtime_covered);
        let covered = allowed_covered.into_iter().zip(runtime_covered);
        let of_allowed =
            lists.allowed.iter().zip(covered).map(|(one, (covered_by, allowed_by))| {
                let mut of_one = AllowedFacts::of(one, &lists, &failures, policy.allow_credentials);
                of_one.covered_by = covered_by;
                of_one.allowed_by = allowed_by;
                of_one
            });
        let of_allowed = of_allowed.collect();
        let is_method = fetch::is_cors_safelisted_method;
        let is_exposed = fetch::is_cors_safelisted_response_header_name;
        Self {
            policy,
            repeated,
            methods: Names::new(policy.allow_methods.these(), MethodName::as_str, is_method),
            headers: Names::new(policy.allow_headers.these(), HeaderName::as_str, |_| false),
            families: Names::new(&policy.header_families, HeaderFamily::as_normal_str, |_| false),
            exposed: Names::new(policy.expose_headers.these(), HeaderName::as_str, is_exposed),
            lists,
            runtime_from,
            too_wide,
            failures,
            of_allowed,
            of_denied,
            denied_hosts: OnceCell::new(),
            after_labels: RefCell::default(),
        }
    }

    /// What is listed again.
    pub(crate) fn repeated(&self) -> impl Iterator<Item = &Repeated> {
        let (headers, families) = (&self.headers.repeated, &self.families.repeated);
        let names = [&self.methods.repeated, headers, families, &self.exposed.repeated];
        self.repeated.iter().chain(names.into_iter().flatten())
    }

    /// Whether a pattern is one of `runtime_origins`: its origins are allowed once the program adds them.
    pub(crate) fn is_runtime(&self, allowed: &PatternFacts<'p>) -> bool {
        allowed.index >= self.runtime_from
    }

    /// Each pattern of `allow_origins` and of `runtime_origins`, with what is known of it.
    pub(crate) fn allowed(&self) -> impl Iterator<Item = (&PatternFacts<'p>, &AllowedFacts)> {
        self.lists.allowed.iter().zip(&self.of_allowed)
    }

    /// Each allowed pattern that is plain.
    pub(crate) fn plain_allowed(
        &self,
    ) -> impl Iterator<Item = (&PatternFacts<'p>, &'p OriginPattern)> {
        self.lists.allowed.iter().filter_map(|one| match one.pattern {
            Pattern::Plain(plain) => Some((one, plain)),
            Pattern::Regular(_) | Pattern::Null => None,
        })
    }

    /// Whether an origin of an app on iOS is allowed.
    pub(crate) fn has_ios_app(&self) -> bool {
        self.plain_allowed().any(|(_, plain)| ["capacitor", "ionic"].contains(&plain.scheme()))
    }

    /// Each denied pattern, with what is known of it.
    pub(crate) fn denied(&self) -> impl Iterator<Item = (&PatternFacts<'p>, &DeniedFacts)> {
        self.lists.denied.iter().zip(&self.of_denied)
    }

    /// The remaining language of an allowed pattern, if it is not too large.
    pub(crate) fn remaining<'a>(&'a self, allowed: &'a PatternFacts<'p>) -> Option<&'a Language> {
        self.failures.answer(allowed.location, || self.lists.remaining(allowed))
    }

    /// An origin that remains of an allowed pattern, if possible one whose parts can be looked up.
    fn witness(&self, allowed: &PatternFacts<'p>) -> Result<Option<&str>, TooLarge> {
        let remaining = self.lists.remaining(allowed)?;
        let Some(of_one) = self.of_allowed.get(allowed.index) else { return Ok(None) };
        let witness =
            of_one.witness.get_or_init(|| self.lists.automata.readable_witness(remaining));
        witness.as_ref().map(Option::as_deref).map_err(|&error| error)
    }

    /// The answer to a question about the pattern at a place, if it doesn't take too much.
    pub(crate) fn answer<T>(
        &self,
        location: Location,
        question: impl FnOnce(&'p Automata) -> Result<T, TooLarge>,
    ) -> Option<T> {
        self.failures.answer(location, || question(self.lists.automata))
    }

    /// What the tables need to know; none if it took too much.
    pub(crate) fn for_tables(self) -> Option<ForTables> {
        let remaining = self.lists.all_remaining().filter(|_| self.too_wide.is_empty())?;
        let reach = |of: Vec<AllowedFacts>| of.into_iter().map(|of_one| of_one.reach).collect();
        let mut of_allowed = self.of_allowed;
        let of_runtime = of_allowed.split_off(self.runtime_from.min(of_allowed.len()));
        Some(ForTables { remaining, reach: reach(of_allowed), runtime_reach: reach(of_runtime) })
    }
}

impl AllowedFacts {
    fn of(
        one: &PatternFacts<'_>,
        lists: &Lists<'_>,
        failures: &Failures<'_>,
        credentials: Option<Location>,
    ) -> Self {
        let location = one.location;
        let is_denied =
            failures.answer(location, || denial::is_denied(one, lists)).unwrap_or_default();
        Self {
            covered_by: None,
            allowed_by: None,
            is_denied,
            reach: failures.answer(location, || reach::reach(one, lists)).flatten(),
            insecure: credentials
                .and_then(|_| failures.answer(location, || insecure::part(one, lists)))
                .unwrap_or_default(),
            witness: OnceCell::new(),
        }
    }
}

/// Takes what is listed again out of the two lists of origins.
pub(crate) fn take_repeated(policy: &mut Policy) -> Vec<Repeated> {
    let mut all = Vec::new();
    let mut take = |patterns: &mut Vec<Located<Pattern>>| {
        let written = |one: &Located<Pattern>| (one.value.to_string(), one.location);
        let (once, repeated) = each_once(std::mem::take(patterns), written);
        *patterns = once;
        all.extend(repeated);
    };
    if let AllowOrigins::These(allowed) = &mut policy.allow_origins {
        take(allowed);
        take(&mut policy.runtime_origins);
        take(&mut policy.deny_origins);
    }
    all
}

fn too_wide(patterns: &[Located<Pattern>]) -> Option<TooWide> {
    let wide = || patterns.iter().filter(|pattern| pattern.value.exact().is_none());
    let over = wide().nth(MAX_WIDE)?;
    Some(TooWide { location: over.location, count: wide().count() })
}
