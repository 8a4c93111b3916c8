//! `allow_origins`, `runtime_origins` and `deny_origins`: lists of patterns.

mod error;
mod expected;
mod pattern;
mod repair;
mod sets;

use sets::OriginSets;

use super::variables::{ENVIRONMENTS, has_variable};
use super::{Lowering, closed};
use crate::ast::Value;
use crate::finding::{Edit, Finding, Help, Written, words};
use crate::key::Key;
use crate::location::Located;
use crate::model::pattern::{Pattern, Reader};
use crate::model::{AllowOrigins, origin};
use crate::rules::{ANY_ORIGIN_BESIDE_OTHERS, EMPTY_LIST, NULL_ORIGIN};

/// What a list of origins looks like.
fn a_list() -> Help {
    Help::example_of("write `allow_origins = [\"https://example.com\"]`", Key::AllowOrigins)
}

/// What to write instead of an item that is not a string.
fn an_origin(item: &Value) -> Help {
    let with = Written::Text("https://example.com".to_owned());
    let edit = Edit::Replace { location: item.location(), with };
    Help::example("write the origin itself, as in \"https://example.com\"", [edit])
}

/// Whether a name is what other libraries call any origin.
fn is_any(name: &str) -> bool {
    ["any", "all"].iter().any(|any| any.eq_ignore_ascii_case(name))
}

/// What to write for any origin.
fn any_origin() -> Help {
    let any = Written::Text("*".to_owned());
    let entry = Written::entry(Key::AllowOrigins, any.clone());
    let edit = Edit::SetKey { key: Key::AllowOrigins, value: any };
    Help::certain(words!("write {entry}", entry), [edit])
}

impl Lowering<'_> {
    pub(super) fn allow_origins(&mut self, value: &Value) -> AllowOrigins {
        match value {
            Value::Text(text) if text.value == "*" => return AllowOrigins::Any(text.location),
            Value::Text(text) => return AllowOrigins::These(self.origin_without_list(value, text)),
            Value::Name(name) if is_any(&name.value) => {
                self.wrong_value(value, "a list of origins", any_origin());
                return AllowOrigins::These(Vec::new());
            }
            Value::List(list) if list.value.is_empty() => {
                self.has_left_out = true;
                let finding = Finding::new(&EMPTY_LIST, list.location, "the list is empty");
                let finding = finding.help(a_list());
                let has_others = self.entries.iter().any(|keyed| keyed.key == Key::RuntimeOrigins);
                self.findings.push(if has_others {
                    let words = "or remove `allow_origins`, if all origins are added at run time";
                    let edit = Edit::RemoveKey { key: Key::AllowOrigins };
                    finding.help(Help::example(words, [edit]))
                } else {
                    finding.help(closed::instead())
                });
                return AllowOrigins::These(Vec::new());
            }
            _ => {}
        }
        let items = self.items(value, "a list of origins", a_list());
        let mut patterns = Vec::new();
        let mut sets = OriginSets::default();
        self.budgets.regular = 0;
        for item in items {
            if self.findings.is_full() {
                break;
            }
            if sets.take(item) {
                continue;
            }
            match item {
                Value::Text(text) if text.value == "*" => {
                    if items.len() == 1 {
                        return AllowOrigins::Any(text.location);
                    }
                    self.has_left_out = true;
                    self.findings.push(
                        Finding::new(
                            &ANY_ORIGIN_BESIDE_OTHERS,
                            text.location,
                            "`*` is combined with other origins",
                        )
                        .help(Help::example(
                            "write `allow_origins = \"*\"`, or remove `\"*\"`",
                            [Edit::Remove { location: text.location }],
                        )),
                    );
                }
                Value::Name(name) if is_any(&name.value) => {
                    self.wrong_value(item, "an origin in a string", any_origin());
                }
                other => {
                    let pattern = self.pattern(other);
                    self.no_null(pattern.as_ref());
                    patterns.extend(pattern);
                }
            }
        }
        sets.put_in(&mut patterns);
        AllowOrigins::These(patterns)
    }

    /// A string in the place of the list, which may hold several origins.
    fn origin_without_list(
        &mut self,
        value: &Value,
        text: &Located<String>,
    ) -> Vec<Located<Pattern>> {
        let read = Reader::new(&self.budgets.patterns).text(&text.value);
        let in_list = |items: Vec<Written>| {
            let list = Written::List(items);
            let entry = Written::entry(Key::AllowOrigins, list.clone());
            let edit = Edit::Replace { location: text.location, with: list };
            Help::certain(words!("write {entry}", entry), [edit])
        };
        let several = || origin::several(&text.value).filter(|several| !several.is_empty());
        let help = match &read {
            Ok(pattern) => in_list(vec![Written::from(pattern)]),
            Err(_) if has_variable(&text.value) => ENVIRONMENTS.into(),
            Err(_) => match several() {
                Some(several) => in_list(several.iter().map(Written::from).collect()),
                None => a_list(),
            },
        };
        self.wrong_value(value, "a list of origins", help);
        self.has_left_out = read.is_err();
        read.into_iter().map(|pattern| Located::new(pattern, text.location)).collect()
    }

    pub(super) fn runtime_origins(&mut self, value: &Value) -> Vec<Located<Pattern>> {
        let help = Help::example_of(
            "write `runtime_origins = [\"https://{tenant}.example.app\"]`, or remove the key",
            Key::RuntimeOrigins,
        );
        let mut patterns = Vec::new();
        let mut sets = OriginSets::default();
        self.budgets.regular = 0;
        for item in self.items(value, "a list of patterns", help) {
            if self.findings.is_full() {
                break;
            }
            if sets.take(item) {
                continue;
            }
            match item {
                Value::Text(text) if text.value == "*" => {
                    let with = Written::Text("https://{tenant}.example.app".to_owned());
                    let help = Help::example(
                        "write the pattern that the origins have in common, such as \
                         \"https://{tenant}.example.app\"",
                        [Edit::Replace { location: text.location, with }],
                    );
                    self.wrong_value(item, "a pattern that matches only some origins", help);
                }
                other => {
                    let pattern = self.pattern(other);
                    self.no_null(pattern.as_ref());
                    patterns.extend(pattern);
                }
            }
        }
        sets.put_in(&mut patterns);
        patterns
    }

    pub(super) fn deny_origins(&mut self, value: &Value) -> Vec<Located<Pattern>> {
        let help = Help::example_of(
            "write `deny_origins = [\"https://old.example.com\"]`",
            Key::DenyOrigins,
        );
        let mut patterns = Vec::new();
        let mut sets = OriginSets::default();
        self.budgets.regular = 0;
        for item in self.items(value, "a list of origins", help) {
            if self.findings.is_full() {
                break;
            }
            if sets.take(item) {
                continue;
            }
            match item {
                Value::Text(text) if text.value == "*" => self.wrong_value(
                    item,
                    "an origin, and not all of them",
                    "remove it; origins that `allow_origins` doesn't list are denied anyway",
                ),
                other => patterns.extend(self.pattern(other)),
            }
        }
        sets.put_in(&mut patterns);
        patterns
    }

    fn no_null(&mut self, pattern: Option<&Located<Pattern>>) {
        let Some(Located { value: Pattern::Null, location }) = pattern else { return };
        self.findings.push(
            Finding::new(&NULL_ORIGIN, *location, "any page can obtain the origin `null`")
                .help("remove it, and serve the page from its own origin")
                .help(accept_null()),
        );
    }
}

/// The risk of `null` by its name.
fn accept_null() -> Help {
    let reason = Written::Text("the reason".to_owned());
    let risks = Written::Table(vec![(NULL_ORIGIN.name.to_owned(), reason)]);
    let entry = Written::entry(Key::AcceptRisk, risks.clone());
    let edit = Edit::SetKey { key: Key::AcceptRisk, value: risks };
    Help::example(words!("or accept the risk: {entry}", entry), [edit])
}
