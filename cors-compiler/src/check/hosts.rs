//! Rules of `deny_origins`: what it leaves of the hosts that it names.
//!
//! # The idea
//!
//! Whoever has a host has it by both web schemes, on every port, with a trailing dot too, and has
//! its subdomains. So a denial of one of these asks for all, its *region*, and what is still
//! allowed there is shown:
//!
//! ```text
//!   deny https://evil.example.com     region    https?://evil.example.com.?(:port)?
//!                                     below it  https?://*.evil.example.com.?(:port)?
//!   allow https://*.example.com:*     meets the region in  https://evil.example.com:*
//!         http://{x}.example.com                           http://evil.example.com
//! ```
//!
//! An allowed plain pattern meets a region in a plain pattern, which one denial covers or not; of
//! a regular one it is asked what all denials together leave. Each region is told of once, at its
//! first denial, with all that has to be denied.
//!
//! # Cost
//!
//! A few look-ups for each denied host, and for each regular pattern a walk along it.

use std::collections::BTreeSet;

use super::left::Lists;
use super::origins::report_too_large;
use super::region::{Kept, Region};
use super::repair::Repair;
use crate::finding::{Finding, Findings};
use crate::language::TooLarge;
use crate::model::Pattern;
use crate::place::Placed;
use crate::rules::{DENIAL_KEEPS_HOST, DENIAL_KEEPS_SUBDOMAINS, Rule};

/// How many warnings of each rule are looked for; `allow` silences all of them or none.
const MAX_FINDINGS: usize = 1000;

/// The denied hosts that have been checked.
pub(super) struct Hosts<'a, 'p> {
    lists: &'a Lists<'p>,
    checked: BTreeSet<String>,
    /// How many hosts are known to be kept.
    hosts: usize,
    /// How many hosts are known whose subdomains are kept.
    subdomains: usize,
}

impl<'a, 'p> Hosts<'a, 'p> {
    pub(super) fn new(lists: &'a Lists<'p>) -> Self {
        Self { lists, checked: BTreeSet::new(), hosts: 0, subdomains: 0 }
    }

    /// Warns of a denied host of which something is still allowed.
    pub(super) fn check(&mut self, denial: &Placed<Pattern>, findings: &mut Findings) {
        let Pattern::Plain(plain) = &denial.value else { return };
        let region = Region::of(plain);
        if !self.checked.insert(region.to_string()) {
            return;
        }
        let host =
            if self.hosts < MAX_FINDINGS { self.keeps_host(denial, &region) } else { Ok(None) };
        self.report(denial, &region, host, findings);
    }

    /// The same for a denial that denies nothing, if its host is allowed by another scheme or port.
    pub(super) fn check_elsewhere(&mut self, denial: &Placed<Pattern>, findings: &mut Findings) {
        let Pattern::Plain(plain) = &denial.value else { return };
        let region = Region::of(plain);
        if self.hosts >= MAX_FINDINGS || self.checked.contains(&region.to_string()) {
            return;
        }
        // What is too large is reported where the lists are compared next.
        if let host @ Ok(Some(_)) = self.keeps_host(denial, &region) {
            self.checked.insert(region.to_string());
            self.report(denial, &region, host, findings);
        }
    }

    /// Reports what was found of a host, and what is allowed of its subdomains.
    fn report(
        &mut self,
        denial: &Placed<Pattern>,
        region: &Region,
        host: Result<Option<Finding>, TooLarge>,
        findings: &mut Findings,
    ) {
        match host {
            Ok(warning) => {
                self.hosts = self.hosts.saturating_add(usize::from(warning.is_some()));
                findings.extend(warning);
            }
            Err(error) => report_too_large(denial.place, error, findings),
        }
        if self.subdomains >= MAX_FINDINGS {
            return;
        }
        let Some(below) = region.subdomains() else { return };
        // A denial of subdomains is told what it leaves of them.
        if below.patterns().iter().any(|plain| self.lists.denied.same_host(plain).is_some()) {
            return;
        }
        match self.keeps_subdomains(denial, region, &below) {
            Ok(warning) => {
                self.subdomains = self.subdomains.saturating_add(usize::from(warning.is_some()));
                findings.extend(warning);
            }
            Err(error) => report_too_large(denial.place, error, findings),
        }
    }

    fn keeps_host(
        &self,
        denial: &Placed<Pattern>,
        region: &Region,
    ) -> Result<Option<Finding>, TooLarge> {
        let kept = region.kept(self.lists)?;
        let Some(first) = kept.first() else { return Ok(None) };
        let message = format!("`{region}` is still allowed, as `{}`", first.witness);
        let warning = self.told_by(&DENIAL_KEEPS_HOST, denial, message, first);
        Ok(Some(self.with_help(warning, &DENIAL_KEEPS_HOST, region, &kept)?))
    }

    fn keeps_subdomains(
        &self,
        denial: &Placed<Pattern>,
        region: &Region,
        below: &Region,
    ) -> Result<Option<Finding>, TooLarge> {
        let kept = below.kept(self.lists)?;
        // What is allowed for some subdomains by name is meant.
        let is_whole = |kept: &&Kept| kept.is_whole;
        let Some(first) = kept.iter().find(is_whole) else { return Ok(None) };
        let message = format!("subdomains of `{region}` are still allowed, as `{}`", first.witness);
        let warning = self.told_by(&DENIAL_KEEPS_SUBDOMAINS, denial, message, first);
        Ok(Some(self.with_help(warning, &DENIAL_KEEPS_SUBDOMAINS, below, &kept)?))
    }

    fn told_by(
        &self,
        rule: &'static Rule,
        denial: &Placed<Pattern>,
        message: String,
        kept: &Kept,
    ) -> Finding {
        let warning = Finding::new(rule, denial.place, message);
        match (self.lists.allowed.pattern(kept.by), self.lists.allowed.place(kept.by)) {
            (Some(pattern), Some(place)) => {
                warning.elsewhere(format!("it matches `{pattern}`"), place)
            }
            _ => warning,
        }
    }

    fn with_help(
        &self,
        warning: Finding,
        rule: &Rule,
        region: &Region,
        kept: &[Kept],
    ) -> Result<Finding, TooLarge> {
        Ok(match Repair::of(region, kept, self.lists)? {
            Some(repair) => warning.help(repair.to_string()),
            None => warning.help(format!("if this is meant, write `allow = [\"{}\"]`", rule.name)),
        })
    }
}
