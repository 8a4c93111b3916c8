//! `accept_risk` and `allow`: exceptions from rules, each named, needed, and reported.
//!
//! An exception covers the findings of the rule that it names, at the pattern that it names if it
//! names one: they are removed, and the exception was needed. Checks never ask whether an exception
//! exists, so an exception cannot hide the finding of another rule. An exception that covers
//! nothing is reported in turn.

use cors_tables::policy::AcceptedRisk;
use cors_tables::stored::Text;

use crate::finding::{Finding, Findings, Help, words};
use crate::language::Numbering;
use crate::location::{Located, Location};
use crate::model::Unread;
use crate::rules::{Level, Rule, UNNEEDED_ALLOW, UNNEEDED_RISK};
use crate::shown::shown;

/// The exceptions of one policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exceptions {
    exceptions: Vec<Exception>,
}

/// One exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    rule: &'static Rule,
    location: Location,
    kind: ExceptionKind,
    was_needed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ExceptionKind {
    /// `accept_risk = { rule = "reason" }`, or for one pattern
    /// `accept_risk = { rule = { "pattern" = "reason" } }`.
    Risk { pattern: Option<Located<String>>, reason: String },
    /// `allow = [rule]`
    Allow,
}

/// A risk that a policy takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    rule: &'static Rule,
    pattern: Option<String>,
    reason: String,
}

impl Risk {
    /// The same for the tables.
    #[must_use]
    pub fn accepted(&self) -> AcceptedRisk {
        let Self { rule, pattern, reason } = self;
        AcceptedRisk {
            rule: Text::Fixed(rule.name),
            pattern: pattern.clone().map(Text::from),
            reason: Text::from(reason.clone()),
        }
    }
}

impl Exception {
    /// The place of the pattern that it is for, if it is for one.
    fn pattern(&self) -> Option<Location> {
        match &self.kind {
            ExceptionKind::Risk { pattern, .. } => pattern.as_ref().map(|pattern| pattern.location),
            ExceptionKind::Allow => None,
        }
    }

    /// Whether it covers findings of this level.
    fn covers(&self, level: Level) -> bool {
        match &self.kind {
            ExceptionKind::Risk { .. } => true,
            ExceptionKind::Allow => matches!(level, Level::Warning | Level::Deny),
        }
    }
}

impl Exceptions {
    /// Accepts the risk that `rule` is about: for the whole policy, or for the pattern at
    /// a place of `allow_origins`.
    pub fn accept(
        &mut self,
        rule: &'static Rule,
        pattern: Option<Located<String>>,
        reason: &str,
        location: Location,
    ) {
        self.exceptions.push(Exception {
            rule,
            location,
            kind: ExceptionKind::Risk { pattern, reason: shown(reason) },
            was_needed: false,
        });
    }

    /// Silences the warnings of `rule`.
    pub fn allow(&mut self, rule: &'static Rule, location: Location) {
        self.exceptions.push(Exception {
            rule,
            location,
            kind: ExceptionKind::Allow,
            was_needed: false,
        });
    }

    /// Takes out what the exceptions cover, each by the first exception that covers it.
    pub fn settle(&mut self, findings: &mut Findings) {
        // By the rule and the place of the pattern, or none for all patterns.
        let mut places = Numbering::new();
        let mut firsts: Vec<usize> = Vec::new();
        for (index, exception) in self.exceptions.iter().enumerate() {
            if places.number((exception.rule.name, exception.pattern())) == firsts.len() {
                firsts.push(index);
            }
        }
        let covering = |finding: &Finding| {
            let at = |location| {
                let place = places.find(&(finding.rule.name, location))?;
                firsts.get(place).copied()
            };
            let covers = |&index: &usize| {
                self.exceptions.get(index).is_some_and(|it| it.covers(finding.level))
            };
            let found = [at(Some(finding.location)), at(None)];
            found.into_iter().flatten().filter(covers).min()
        };
        let needed: Vec<usize> = findings.iter().filter_map(covering).collect();
        findings.except(|finding| covering(finding).is_some());
        for index in needed {
            if let Some(exception) = self.exceptions.get_mut(index) {
                exception.was_needed = true;
            }
        }
    }

    /// Reports the exceptions that nothing needed, nor can need once the keys of their rules are whole.
    pub fn report_unneeded(&self, unread: &Unread, findings: &mut Findings) {
        let is_unneeded =
            |exception: &&Exception| !exception.was_needed && unread.are_whole(exception.rule.keys);
        for exception in self.exceptions.iter().filter(is_unneeded) {
            let rule = exception.rule.name;
            let (broken, message) = match &exception.kind {
                ExceptionKind::Risk { pattern: None, .. } => {
                    (&UNNEEDED_RISK, words!("the policy doesn't have the risk `{rule}`", rule))
                }
                ExceptionKind::Risk { pattern: Some(Located { value: pattern, .. }), .. } => (
                    &UNNEEDED_RISK,
                    words!("`{pattern}` doesn't have the risk `{rule}`", pattern, rule),
                ),
                ExceptionKind::Allow => {
                    (&UNNEEDED_ALLOW, words!("the warning `{rule}` doesn't occur", rule))
                }
            };
            let location = exception.location;
            findings.push(Finding::new(broken, location, message).help(Help::remove(location)));
        }
    }

    /// The names of the rules whose warnings are silenced.
    pub fn silenced(&self) -> impl Iterator<Item = &'static str> {
        let allowed =
            self.exceptions.iter().filter(|exception| exception.kind == ExceptionKind::Allow);
        allowed.map(|exception| exception.rule.name)
    }

    /// The accepted risks.
    #[must_use]
    pub fn risks(&self) -> Vec<Risk> {
        let mut risks = Vec::new();
        for exception in &self.exceptions {
            if let ExceptionKind::Risk { pattern, reason } = &exception.kind {
                risks.push(Risk {
                    rule: exception.rule,
                    pattern: pattern.as_ref().map(|pattern| shown(&pattern.value)),
                    reason: reason.clone(),
                });
            }
        }
        risks
    }
}
