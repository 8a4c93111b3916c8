//! Policies made at test time: the syntax tree, each value at a different location, and what the
//! compiler makes of it.

use std::collections::BTreeSet;

use cors_compiler::ast::{self, Entry, Value};
use cors_compiler::rules::Level;
use cors_compiler::{Finding, Findings, Location, compile_policy, location::Located};
use cors_tables::PolicyTable;

use crate::reference::Written;

/// The contents of a policy; empty lists are left out. Without any allowed pattern it is closed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policy {
    pub(crate) allowed: Vec<Written>,
    pub(crate) denied: Vec<Written>,
    pub(crate) credentials: bool,
    pub(crate) must_allow: Vec<String>,
    pub(crate) must_deny: Vec<String>,
}

/// The places of a policy's patterns.
const ALLOWED: usize = 1_000;
const DENIED: usize = 2_000;
const MUST_ALLOW: usize = 3_000;
const MUST_DENY: usize = 4_000;
const ELSEWHERE: usize = 9_000;

impl Policy {
    /// Compiles the policy as it is.
    pub(crate) fn compile(&self) -> (Option<PolicyTable>, Vec<Finding>) {
        compile(&self.tree(&BTreeSet::new(), &BTreeSet::new()))
    }

    /// Compiles the policy with every risk accepted that it needs, and what can be silenced silenced.
    pub(crate) fn compile_at_all_risks(&self) -> (Option<PolicyTable>, Vec<Finding>) {
        let (tables, findings) = self.compile();
        let names = |level: Level| -> BTreeSet<&str> {
            let is_of = |finding: &&Finding| finding.level == level;
            findings.iter().filter(is_of).map(|finding| finding.rule.name).collect()
        };
        let (risks, silenced) = (names(Level::Risk), names(Level::Deny));
        if risks.is_empty() && silenced.is_empty() {
            return (tables, findings);
        }
        compile(&self.tree(&risks, &silenced))
    }

    fn tree(&self, risks: &BTreeSet<&str>, silenced: &BTreeSet<&str>) -> ast::Policy {
        let mut entries = Vec::new();
        let mut add = |key: &str, value| entries.push(Entry { key: elsewhere(key), value });
        let texts = |list: &[String], first| {
            let text =
                |(at, text): (usize, &String)| Value::Text(located(text.clone(), first + at));
            Value::List(elsewhere_list(list.iter().enumerate().map(text).collect()))
        };
        if self.allowed.is_empty() {
            add("closed", Value::Bool(located(true, ELSEWHERE)));
        } else {
            add("allow_origins", patterns(&self.allowed, ALLOWED));
        }
        if !self.denied.is_empty() {
            add("deny_origins", patterns(&self.denied, DENIED));
        }
        if self.credentials {
            add("allow_credentials", Value::Bool(located(true, ELSEWHERE)));
        }
        if !self.must_allow.is_empty() {
            add("must_allow", texts(&self.must_allow, MUST_ALLOW));
        }
        if !self.must_deny.is_empty() {
            add("must_deny", texts(&self.must_deny, MUST_DENY));
        }
        if !risks.is_empty() {
            let reason = || Value::Text(elsewhere("it is a test"));
            let risk = |name: &&str| Entry { key: elsewhere(name), value: reason() };
            let table = located(risks.iter().map(risk).collect(), ELSEWHERE);
            add("accept_risk", Value::Table(table));
        }
        if !silenced.is_empty() {
            let name = |name: &&str| Value::Text(elsewhere(name));
            add("allow", Value::List(elsewhere_list(silenced.iter().map(name).collect())));
        }
        ast::Policy {
            location: Location::new(ELSEWHERE),
            notation: ast::Notation::Rust,
            entries,
            has_lost_entries: false,
        }
    }
}

/// The index in its list of the item at `location`, if it is in the list that starts at `first`.
fn index(location: Location, first: usize) -> Option<usize> {
    location.index().checked_sub(first).filter(|&at| at < 1_000)
}

/// The index of the allowed pattern at `location`.
pub(crate) fn allowed_place(location: Location) -> Option<usize> {
    index(location, ALLOWED)
}

/// The index of the denied pattern at `location`.
pub(crate) fn denied_place(location: Location) -> Option<usize> {
    index(location, DENIED)
}

/// The index in `must_allow` that a finding is about.
pub(crate) fn must_allow_at(finding: &Finding) -> Option<usize> {
    index(finding.location, MUST_ALLOW)
}

/// The index in `must_deny` that a finding is about.
pub(crate) fn must_deny_at(finding: &Finding) -> Option<usize> {
    index(finding.location, MUST_DENY)
}

fn compile(tree: &ast::Policy) -> (Option<PolicyTable>, Vec<Finding>) {
    let mut findings = Findings::default();
    let tables = compile_policy(tree, &mut findings);
    (tables, findings.into_sorted())
}

fn patterns(list: &[Written], first: usize) -> Value {
    let value = |(at, written): (usize, &Written)| match written {
        Written::Text(text) => Value::Text(located(text.clone(), first + at)),
        Written::Regex(text) => Value::Regex(located(text.clone(), first + at)),
    };
    Value::List(elsewhere_list(list.iter().enumerate().map(value).collect()))
}

fn located<T>(value: T, location: usize) -> Located<T> {
    Located::new(value, Location::new(location))
}

fn elsewhere(text: &str) -> Located<String> {
    located(text.to_owned(), ELSEWHERE)
}

fn elsewhere_list(list: Vec<Value>) -> Located<Vec<Value>> {
    located(list, ELSEWHERE)
}
