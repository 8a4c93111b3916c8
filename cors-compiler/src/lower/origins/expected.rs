//! `must_allow` and `must_deny`: lists of single origins.

use super::ORIGIN_HELP;
use super::error::Wanted;
use super::sets::set_of;
use crate::ast::Value;
use crate::finding::{Finding, words};
use crate::key::Key;
use crate::location::Located;
use crate::lower::Lowering;
use crate::model::origin::OriginErrorKind;
use crate::model::pattern::Reader;
use crate::rules::WRONG_VALUE;

impl Lowering<'_> {
    /// Origins that the finished policy must allow.
    pub(in crate::lower) fn must_allow(&mut self, value: &Value) -> Vec<Located<String>> {
        self.expected_origins(value, Key::MustAllow)
    }

    /// Origins that it must deny: whatever a client may send, well-formed or not.
    pub(in crate::lower) fn must_deny(&mut self, value: &Value) -> Vec<Located<String>> {
        self.expected_origins(value, Key::MustDeny)
    }

    fn expected_origins(&mut self, value: &Value, key: Key) -> Vec<Located<String>> {
        const HELP: &str = "write a list of origins, as in `[\"https://example.com\"]`";
        let mut origins = Vec::new();
        for item in self.items(value, "a list of origins", HELP) {
            if self.findings.is_full() {
                break;
            }
            if let Some(set) = set_of(item) {
                let located = |text: &&str| Located::new((*text).to_owned(), item.location());
                origins.extend(set.origins.iter().map(located));
                continue;
            }
            let Value::Text(text) = item else {
                self.wrong_value(item, "an origin in a string", ORIGIN_HELP);
                continue;
            };
            // A pattern is a mistake here, so it gets the smaller budget.
            let read = Reader::new(&self.budgets.repairs).text(&text.value);
            match read.map(|pattern| pattern.exact().is_some()) {
                Ok(true) => origins.push(text.clone()),
                Ok(false) => {
                    let pattern = &text.value;
                    let message =
                        words!("expected a single origin, found the pattern `{pattern}`", pattern);
                    self.findings.push(
                        Finding::new(&WRONG_VALUE, text.location, message)
                            .because(words!("`{key}` takes single origins, not patterns", key,))
                            .help("write one origin that the pattern matches"),
                    );
                }
                Err(error) => {
                    let is_reported =
                        key == Key::MustAllow || matches!(error.kind, OriginErrorKind::TooLarge(_));
                    if !is_reported {
                        origins.push(text.clone());
                        continue;
                    }
                    self.report(text, &error, Wanted::Origin);
                    if self.budgets.repairs.budget().is_spent() {
                        // It was reported, and so would be each further pattern.
                        break;
                    }
                }
            }
        }
        origins
    }
}
