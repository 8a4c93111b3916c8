//! `timing_allow_origin`, `cross_origin_resource_policy` and `activate_storage_access`.

use cors_tables::neighbours::{ResourcePolicy, StorageAccess, TimingAllowOrigin};

use super::Lowering;
use crate::ast::Value;
use crate::finding::{Certainty, Finding, Help, Written, words};
use crate::key::Key;
use crate::location::Located;
use crate::near::did_you_mean;
use crate::rules::WRONG_VALUE;

impl Lowering<'_> {
    pub(super) fn timing(&mut self, value: &Value) -> Option<Located<TimingAllowOrigin>> {
        let key = Key::TimingAllowOrigin;
        let location = value.location();
        let (meant, certainty) = match value {
            Value::Bool(allowed) => {
                let timing = allowed.value.then_some(TimingAllowOrigin::SameOrigins)?;
                return Some(Located::new(timing, location));
            }
            Value::Text(text) => match text.value.as_str() {
                "*" => return Some(Located::new(TimingAllowOrigin::Any, location)),
                "true" => (key.example(), Certainty::Certain),
                _ => (key.example(), Certainty::Example),
            },
            _ => (key.example(), Certainty::Example),
        };
        let help = Help::value(location, key, meant, certainty);
        self.wrong_value(value, "`true` or \"*\"", help);
        None
    }

    pub(super) fn resource_policy(&mut self, value: &Value) -> Option<Located<ResourcePolicy>> {
        use ResourcePolicy::{CrossOrigin, SameOrigin, SameSite};
        let all = [SameOrigin, SameSite, CrossOrigin].map(|policy| (policy.value(), policy));
        let wanted = "\"same-origin\", \"same-site\" or \"cross-origin\"";
        self.one_of(value, Key::CrossOriginResourcePolicy, &all, wanted)
    }

    pub(super) fn storage_access(&mut self, value: &Value) -> Option<Located<StorageAccess>> {
        let all =
            [StorageAccess::Retry, StorageAccess::Load].map(|access| (access.value(), access));
        self.one_of(value, Key::ActivateStorageAccess, &all, "\"retry\" or \"load\"")
    }

    /// One of a few values, each with its text.
    fn one_of<T: Copy>(
        &mut self,
        value: &Value,
        key: Key,
        all: &[(&'static str, T)],
        wanted: &'static str,
    ) -> Option<Located<T>> {
        let location = value.location();
        let (Value::Text(text) | Value::Name(text)) = value else {
            let help = Help::value(location, key, key.example(), Certainty::Example);
            self.wrong_value(value, wanted, help);
            return None;
        };
        let exact = all.iter().find(|(name, _)| *name == text.value);
        if let (Value::Text(_), Some((_, found))) = (value, exact) {
            return Some(Located::new(*found, location));
        }
        let written = text.value.to_ascii_lowercase().replace('_', "-");
        let names = all.iter().map(|(name, _)| *name);
        let (meant, certainty) = match did_you_mean(&written, names, &self.budgets.suggestions) {
            Some(meant) => (Written::Text(meant.to_owned()), Certainty::Certain),
            None => (key.example(), Certainty::Example),
        };
        self.has_left_out = true;
        let message = words!("expected {wanted}, found `{found}`", wanted, found = &text.value);
        let finding = Finding::new(&WRONG_VALUE, location, message);
        self.findings.push(
            finding
                .because("browsers ignore other values")
                .help(Help::value(location, key, meant, certainty)),
        );
        None
    }
}
