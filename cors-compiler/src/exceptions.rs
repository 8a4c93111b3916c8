//! `accept_risk` and `allow`: exceptions from rules, each named, needed, and told.
//!
//! A diagnostic is an exception's business if it names the diagnostic's rule: then it is taken
//! out, and the exception was needed. What no exception needed is reported in its turn.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::place::Place;
use crate::rules::{Level, Rule, UNNEEDED_ALLOW, UNNEEDED_RISK};

/// The exceptions of one policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exceptions {
    exceptions: Vec<Exception>,
}

/// One exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    rule: &'static Rule,
    place: Place,
    kind: Kind,
    was_needed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// `accept_risk = { rule = "reason" }`
    Risk { reason: String },
    /// `allow = [rule]`
    Allow,
}

impl Exceptions {
    /// Accepts the risk that `rule` is about.
    pub fn accept(&mut self, rule: &'static Rule, reason: String, place: Place) {
        self.exceptions.push(Exception {
            rule,
            place,
            kind: Kind::Risk { reason },
            was_needed: false,
        });
    }

    /// Silences the warnings of `rule`.
    pub fn allow(&mut self, rule: &'static Rule, place: Place) {
        self.exceptions.push(Exception { rule, place, kind: Kind::Allow, was_needed: false });
    }

    /// Takes out what the exceptions cover.
    pub fn settle(&mut self, diagnostics: &mut Diagnostics) {
        for exception in &mut self.exceptions {
            let covers = |diagnostic: &Diagnostic| {
                diagnostic.rule == exception.rule
                    && match exception.kind {
                        Kind::Risk { .. } => true,
                        Kind::Allow => {
                            matches!(diagnostic.level, Level::Warning | Level::Deny)
                        }
                    }
            };
            exception.was_needed |= diagnostics.iter().any(&covers);
            diagnostics.except(covers);
        }
    }

    /// Reports the exceptions that nothing needed.
    pub fn report_unneeded(&self, diagnostics: &mut Diagnostics) {
        for exception in self.exceptions.iter().filter(|exception| !exception.was_needed) {
            let name = exception.rule.name;
            diagnostics.push(match exception.kind {
                Kind::Risk { .. } => Diagnostic::new(
                    &UNNEEDED_RISK,
                    exception.place,
                    format!("nothing in the policy needs the risk `{name}`"),
                )
                .help("remove it"),
                Kind::Allow => Diagnostic::new(
                    &UNNEEDED_ALLOW,
                    exception.place,
                    format!("the warning `{name}` does not occur"),
                )
                .help("remove it"),
            });
        }
    }

    /// The accepted risks: the rule's name and the reason.
    pub fn risks(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.exceptions.iter().filter_map(|exception| match &exception.kind {
            Kind::Risk { reason } => Some((exception.rule.name, reason.as_str())),
            Kind::Allow => None,
        })
    }
}
