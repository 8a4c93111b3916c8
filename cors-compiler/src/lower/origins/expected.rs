//! `must_allow` and `must_deny`: lists of single origins.

use super::an_origin;
use super::error::Wanted;
use super::sets::set_of;
use crate::ast::Value;
use crate::finding::{Edit, Finding, Help, Written, words};
use crate::key::Key;
use crate::location::{Located, Location};
use crate::lower::Lowering;
use crate::model::origin::{self, OriginErrorKind};
use crate::model::pattern::{Pattern, Reader};
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
        let example = Written::List(vec![Written::Text("https://example.com".to_owned())]);
        let help = Help::example(
            "write a list of origins, as in `[\"https://example.com\"]`",
            [Edit::SetKey { key, value: example }],
        );
        let mut origins = Vec::new();
        for item in self.items(value, "a list of origins", help) {
            if self.findings.is_full() {
                break;
            }
            if let Some(set) = set_of(item) {
                let located = |text: &&str| Located::new((*text).to_owned(), item.location());
                origins.extend(set.origins.iter().map(located));
                continue;
            }
            let Value::Text(text) = item else {
                self.wrong_value(item, "an origin in a string", an_origin(item));
                continue;
            };
            // A pattern is a mistake here, so it gets the smaller budget.
            let read = Reader::new(&self.budgets.repairs).text(&text.value);
            match read {
                Ok(pattern) if pattern.exact().is_some() => origins.push(text.clone()),
                Ok(several) => {
                    let pattern = &text.value;
                    let message =
                        words!("expected a single origin, found the pattern `{pattern}`", pattern);
                    self.findings.push(
                        Finding::new(&WRONG_VALUE, text.location, message)
                            .because(words!("`{key}` takes single origins, not patterns", key,))
                            .help(one_of(&several, text.location)),
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

/// An origin to write instead of a pattern.
fn one_of(pattern: &Pattern, location: Location) -> Help {
    let (words, sample) = ("write one origin that the pattern matches", pattern.sample());
    match origin::parse(&sample) {
        Ok(_) => Help::example(words, [Edit::Replace { location, with: Written::Text(sample) }]),
        // A regex may match only origins with an unusual host.
        Err(_) => Help::advice(words),
    }
}
