//! From what was written to what it means: one function a key, none stops at its first mistake.

mod budgets;
mod closed;
mod entries;
mod exceptions;
mod names;
mod neighbours;
mod origins;
mod scalars;
mod variables;

use crate::ast::{self, Value};
use crate::exceptions::Exceptions;
use crate::finding::{Finding, Findings, Help, words};
use crate::key::Key;
use crate::limits;
use crate::location::Located;
use crate::model::{self, AllowOrigins, HeaderFamily, Unread};
use crate::rules::{EMPTY_LIST, WRONG_VALUE};
use budgets::Budgets;
use entries::{Entries, Keyed};

/// Why a policy takes no constant, no macro and no call.
pub(crate) const NO_EXPRESSIONS: &str =
    "a policy is evaluated at compile time, when expressions have no value yet";

/// Reads the meaning of each entry; what has none is reported and left out.
pub fn lower(policy: &ast::Policy, findings: &mut Findings) -> (model::Policy, Exceptions) {
    let limited = limits::within(policy, findings);
    let policy = limited.as_ref();
    let entries = Entries::of(policy, findings);
    let mut lowering = Lowering {
        credentials: entries.keyed.iter().any(scalars::allows_credentials),
        entries: &entries.keyed,
        findings,
        exceptions: Exceptions::default(),
        budgets: Budgets::new(),
        has_left_out: false,
        families: Vec::new(),
        unread: entries.unread,
    };
    let mut model = model::Policy::empty(policy.location);
    for keyed in &entries.keyed {
        lowering.has_left_out = keyed.is_repeated;
        if keyed.is_repeated {
            // For its own mistakes only: it is ambiguous which of the two applies.
            lowering.entry(keyed, &mut model::Policy::empty(policy.location));
        } else {
            lowering.entry(keyed, &mut model);
        }
        if lowering.has_left_out {
            lowering.unread.add(keyed.key);
        }
    }
    model.unread = lowering.unread;
    (model, lowering.exceptions)
}

/// What reading a policy has at hand, and what it adds to.
struct Lowering<'p> {
    /// The entries of the policy.
    entries: &'p [Keyed<'p>],
    /// Whether the policy allows credentials, in whichever entry.
    credentials: bool,
    findings: &'p mut Findings,
    exceptions: Exceptions,
    budgets: Budgets,
    /// Whether a part of the entry that is being read was left out.
    has_left_out: bool,
    /// The families of headers in the list that is being read.
    families: Vec<Located<HeaderFamily>>,
    unread: Unread,
}

impl Lowering<'_> {
    fn entry(&mut self, keyed: &Keyed<'_>, model: &mut model::Policy) {
        let value = &keyed.entry.value;
        match keyed.key {
            Key::Name => model.name = self.name(value),
            Key::AllowOrigins => {
                let origins = self.allow_origins(value);
                if model.allow_origins != AllowOrigins::Nobody {
                    model.allow_origins = origins;
                }
            }
            Key::Closed => {
                if self.closed(keyed) {
                    model.allow_origins = AllowOrigins::Nobody;
                }
            }
            Key::RuntimeOrigins => model.runtime_origins = self.runtime_origins(value),
            Key::DenyOrigins => model.deny_origins = self.deny_origins(value),
            Key::AllowCredentials => model.allow_credentials = self.credentials(value),
            Key::AllowMethods => {
                model.allow_methods = self.requested(value, &names::METHODS);
            }
            Key::AllowHeaders => {
                model.allow_headers = self.requested(value, &names::REQUEST_HEADERS);
                model.header_families = std::mem::take(&mut self.families);
            }
            Key::ExposeHeaders => {
                model.expose_headers = self.listed(value, &names::EXPOSED_HEADERS);
            }
            Key::MaxAge => model.max_age = self.max_age(value),
            Key::TimingAllowOrigin => model.neighbours.timing = self.timing(value),
            Key::CrossOriginResourcePolicy => {
                model.neighbours.resource_policy = self.resource_policy(value);
            }
            Key::ActivateStorageAccess => {
                model.neighbours.storage_access = self.storage_access(value);
            }
            Key::MustAllow => model.must_allow = self.must_allow(value),
            Key::MustDeny => model.must_deny = self.must_deny(value),
            Key::AcceptRisk => self.accept_risk(value),
            Key::Allow => self.allow(value),
        }
    }

    fn wrong_value(&mut self, value: &Value, wanted: &'static str, help: impl Into<Help>) {
        self.has_left_out = true;
        if value.is_unreadable() {
            return;
        }
        let message = words!("expected {wanted}, found {kind}", wanted, kind = value.kind());
        let finding = Finding::new(&WRONG_VALUE, value.location(), message);
        self.findings.push(match value {
            Value::Name(name) if name.value == "None" => {
                finding.help("remove the entry, which is optional")
            }
            Value::Name(_) => finding
                .note(words!("constants can't be used here: {reason}", reason = NO_EXPRESSIONS))
                .help(help),
            _ => finding.help(help),
        });
    }

    /// The items of a list that has some.
    fn items<'v>(
        &mut self,
        value: &'v Value,
        wanted: &'static str,
        help: impl Into<Help>,
    ) -> &'v [Value] {
        match value {
            Value::List(list) => {
                if list.value.is_empty() {
                    self.has_left_out = true;
                    self.findings.push(
                        Finding::new(&EMPTY_LIST, list.location, "the list is empty").help(help),
                    );
                }
                &list.value
            }
            other => {
                self.wrong_value(other, wanted, help);
                &[]
            }
        }
    }
}
