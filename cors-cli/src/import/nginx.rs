//! nginx: what its `add_header` directives allow.
//!
//! ```text
//!   map $http_origin $cors { … }        the values of variables, by origin       variables
//!   if ($http_origin ~ …) { … }         a condition
//!   add_header Access-Control-… $cors   one configuration for each block that has them
//! ```
//!
//! A block inherits the headers of the block around it only if it has no `add_header` of its own. Blocks of one server
//! that allow the same origins are one configuration, unless they differ in another header: the answers to preflights
//! are often in a block of their own.

mod files;
mod syntax;
mod variables;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use cors_compiler::language::{Automata, Language};
use cors_compiler::location::Location;
use cors_compiler::migration::{AnyOrigin, Condition, Origins, Predicate};

use super::Content;
use crate::scan::{Draft, Library, List, Simplified as _, Unread};
use files::Files;
use syntax::{Directive, Word};
use variables::{Case, Value, Variables};

const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// How many steps it may take to compare listed origins with the other conditions on them.
const MAX_STEPS: usize = 10_000_000;

const NOT_FOLLOWED: &str = "the value depends on something that is not followed";
const WITHOUT_ALWAYS: &str = "without `always`, nginx leaves the header off most errors, so that pages cannot read their status";
const WITHOUT_VARY: &str = "the header depends on `Origin`, but `Vary: Origin` is not added: a cache may send it to a page of another origin";
const TWICE: &str =
    "this header is added a second time: where both are sent, browsers refuse the response";
const NOT_INHERITED: &str =
    "this block has an `add_header` of its own, so it inherits none of the CORS headers around it";
const OTHER_ORIGIN: &str =
    "the origin that is sent is not the one of the request, so browsers refuse the response";

/// The configurations in a text.
pub(super) fn read(text: &str, folder: &Path) -> Result<Content, Unread> {
    let directives = syntax::parse(text)?;
    let mut files = Files { folder, unread: Vec::new(), count: 0 };
    let directives = files.include(directives, 0);
    let mut variables = Variables::default();
    add_maps(&directives, &mut variables);
    let mut reader = Reader {
        drafts: Vec::new(),
        unread: files.unread,
        server: 0,
        servers: 0,
        automata: Automata::within(MAX_STEPS),
        languages: BTreeMap::new(),
    };
    reader.block(&directives, variables, None);
    let found = reader.drafts.into_iter().map(|entry| entry.draft.found).collect();
    Ok(Content { found, unread: reader.unread })
}

/// Maps are global, wherever they are.
fn add_maps<'c>(directives: &'c [Directive], variables: &mut Variables<'c>) {
    for directive in directives {
        match &directive.block {
            Some(_) if directive.is("map") => variables.add_map(directive),
            Some(block) => add_maps(block, variables),
            None => {}
        }
    }
}

/// An `add_header`, and the condition of the `if` around it.
struct Added<'c> {
    /// `None` if it is not understood.
    condition: Option<Predicate>,
    name: String,
    value: &'c Word,
    directive: &'c Directive,
    /// Whether the block only answers with a status for which nginx always adds headers.
    is_answer: bool,
}

/// A configuration.
struct Entry {
    draft: Draft,
    server: usize,
    /// The origins that it allows, as they are written.
    origins: String,
    /// The values of its headers.
    headers: BTreeMap<String, String>,
}

struct Reader {
    drafts: Vec<Entry>,
    unread: Vec<Unread>,
    /// The server whose blocks are read, counted from 1; 0 outside of them.
    server: usize,
    servers: usize,
    automata: Automata,
    /// The languages of conditions, by their text.
    languages: BTreeMap<String, Option<Language>>,
}

impl Reader {
    /// Reads a block; `inherited` is the configuration around it.
    fn block<'c>(
        &mut self,
        block: &'c [Directive],
        mut variables: Variables<'c>,
        inherited: Option<usize>,
    ) {
        let mut added = Vec::new();
        let mut others = Vec::new();
        for directive in block {
            let always = Predicate::Constant(true);
            match directive.name.text.as_str() {
                "set" => variables.set(directive, Some(&always)),
                "add_header" => added.extend(header(directive, Some(&always), has_answer(block))),
                "more_set_headers" => self.unread_header(directive),
                "if" => {
                    let condition = variables.condition(&directive.arguments);
                    let inner = directive.block.as_deref().unwrap_or_default();
                    let mut in_if = Vec::new();
                    for one in inner {
                        match one.name.text.as_str() {
                            "set" => variables.set(one, condition.as_ref()),
                            "add_header" => {
                                in_if.extend(header(one, condition.as_ref(), has_answer(inner)));
                            }
                            "more_set_headers" => self.unread_header(one),
                            _ => {}
                        }
                    }
                    others.push(in_if);
                }
                _ => {}
            }
        }
        let has_own = !added.is_empty();
        // An `if` with headers of its own has none of those of its block.
        let lost: Vec<Range<usize>> = others
            .iter()
            .filter(|headers| !headers.is_empty() && !has_origin(headers))
            .map(|headers| headers.first().map_or(0..0, |one: &Added<'_>| one.directive.range()))
            .collect();
        let around = inherited.filter(|_| !has_own);
        let mut groups: Vec<&[Added<'c>]> = vec![&added];
        groups.extend(others.iter().map(Vec::as_slice));
        let configuration = if groups.iter().any(|headers| has_origin(headers)) {
            Some(self.configuration(&groups, &variables))
        } else {
            // What refuses requests needs no headers that grant something.
            let is_served = has_own && !has_refusal(block);
            if let (Some(outer), Some(first)) = (inherited.filter(|_| is_served), added.first()) {
                self.remark(outer, first.directive.range(), NOT_INHERITED);
            }
            around
        };
        if let Some(configuration) = configuration {
            for range in lost {
                self.remark(configuration, range, NOT_INHERITED);
            }
        }
        for directive in block {
            let Some(inner) = &directive.block else { continue };
            if directive.is("if") || directive.is("map") {
                continue;
            }
            let around = self.server;
            if directive.is("server") {
                self.servers = self.servers.saturating_add(1);
                self.server = self.servers;
            }
            self.block(inner, variables.clone(), configuration);
            self.server = around;
        }
    }

    fn unread_header(&mut self, directive: &Directive) {
        let sets_origin = |word: &Word| word.text.to_ascii_lowercase().starts_with(ALLOW_ORIGIN);
        if directive.arguments.iter().any(sets_origin) {
            let reason = "headers of `more_set_headers` are not read";
            self.unread.push(Unread { range: directive.range(), reason });
        }
    }

    fn remark(&mut self, configuration: usize, range: Range<usize>, text: &'static str) {
        if let Some(entry) = self.drafts.get_mut(configuration) {
            let remarks = &entry.draft.found.remarks;
            if !remarks.iter().any(|one| one.range == range && one.text == text) {
                entry.draft.remark(range, text);
            }
        }
    }

    /// Adds the configuration of a block's headers, or adds them to one with the same origins.
    fn configuration(&mut self, groups: &[&[Added<'_>]], variables: &Variables<'_>) -> usize {
        let all = || groups.iter().copied().flatten();
        let is_origin = |added: &&Added<'_>| added.name == ALLOW_ORIGIN;
        let origins: Vec<String> = all()
            .filter(is_origin)
            .map(|added| format!("{:?}: {}", added.condition, added.value.text))
            .collect();
        let origins = origins.join("\n");
        let headers: BTreeMap<String, String> = all()
            .filter(|added| !matches!(added.name.as_str(), ALLOW_ORIGIN | "vary"))
            .map(|added| (added.name.clone(), added.value.text.clone()))
            .collect();
        let is_same = |entry: &Entry| {
            let agrees = |(name, value): (&String, &String)| {
                entry.headers.get(name).is_none_or(|other| other == value)
            };
            entry.server == self.server && entry.origins == origins && headers.iter().all(agrees)
        };
        let index = match self.drafts.iter().position(is_same) {
            Some(same) => same,
            None => {
                let first = all().find(is_origin).map_or(0..0, |added| added.directive.range());
                let mut draft = Draft::new(Library::Nginx, first);
                for added in all().filter(is_origin) {
                    self.origins(added, variables, &mut draft);
                }
                let (server, headers) = (self.server, BTreeMap::new());
                self.drafts.push(Entry { draft, server, origins, headers });
                self.drafts.len().saturating_sub(1)
            }
        };
        if let Some(entry) = self.drafts.get_mut(index) {
            for added in all() {
                let is_new = entry.headers.insert(added.name.clone(), added.value.text.clone());
                if is_new.is_none() {
                    other_header(added, variables, &mut entry.draft);
                }
            }
        }
        for headers in groups {
            self.remarks(index, headers);
        }
        index
    }

    /// What nginx does with these headers that is easily missed.
    fn remarks(&mut self, index: usize, headers: &[Added<'_>]) {
        let mut is_second = false;
        for added in headers.iter().filter(|added| added.name == ALLOW_ORIGIN) {
            let range = added.directive.range();
            let is_always = added.directive.argument(2) == Some("always");
            if !is_always && !added.is_answer {
                self.remark(index, range.clone(), WITHOUT_ALWAYS);
            }
            let is_always_added = added.condition == Some(Predicate::Constant(true));
            let is_constant = is_always_added && !added.value.text.contains('$');
            let varies = |other: &Added<'_>| {
                let value = other.value.text.to_ascii_lowercase();
                other.name == "vary" && ["origin", "*", "$"].iter().any(|it| value.contains(it))
            };
            if !is_constant && !headers.iter().any(varies) {
                self.remark(index, range.clone(), WITHOUT_VARY);
            }
            if is_second && is_always_added {
                self.remark(index, range, TWICE);
            }
            is_second = true;
        }
    }

    /// Adds the origins that are allowed by one `Access-Control-Allow-Origin`.
    fn origins(&mut self, added: &Added<'_>, variables: &Variables<'_>, draft: &mut Draft) {
        let range = added.value.range.clone();
        let Some(condition) = &added.condition else {
            let reason = "the condition of its `if` is not understood";
            draft.unknown_origins(Unread { range, reason });
            return;
        };
        let is_variable = added.value.text.contains('$');
        let mut denied: Vec<Predicate> = Vec::new();
        for Case { predicate, value, written } in variables.value(&added.value.text) {
            if draft.allows_any() {
                return;
            }
            let predicate = Predicate::All(vec![condition.clone(), predicate]).simplified();
            if predicate == Predicate::Constant(false) {
                continue;
            }
            let is_of_all = denied.is_empty() && predicate == Predicate::Constant(true);
            let range = written.unwrap_or_else(|| range.clone());
            let predicate = match value {
                Value::Unknown => {
                    draft.unknown_origins(Unread { range, reason: NOT_FOLLOWED });
                    continue;
                }
                // Such as `0` or `none`: no origin is this text.
                Value::Text(text) if text.is_empty() || is_variable && is_of_no_origin(&text) => {
                    denied.push(predicate);
                    continue;
                }
                Value::Text(text) if text == "*" && is_of_all => {
                    draft.any_origin(AnyOrigin::Wildcard, range);
                    continue;
                }
                Value::Origin if is_of_all => {
                    draft.any_origin(AnyOrigin::Reflected, range);
                    continue;
                }
                Value::Text(text) if text == "*" => predicate,
                Value::Origin => predicate,
                Value::Text(text) => {
                    let with_it = Predicate::All(vec![predicate.clone(), Predicate::Equals(text)]);
                    if only_text(&predicate).is_some() && self.exactly(&with_it, &denied).is_none()
                    {
                        draft.remark(range, OTHER_ORIGIN);
                        continue;
                    }
                    with_it.simplified()
                }
            };
            let parts = match predicate {
                Predicate::Any(parts) => parts,
                other => vec![other],
            };
            for predicate in parts {
                let condition = match self.exactly(&predicate, &denied) {
                    Some(origin) => Condition::Exactly(origin),
                    None if only_text(&predicate).is_some() => continue,
                    None => Condition::If(without(predicate, &denied)),
                };
                // The same variable may be in several headers of a block.
                if !has_condition(draft, &condition, &range) {
                    draft.origin(condition, range.clone());
                }
            }
        }
    }

    /// The only origin that meets a predicate and none of the denied ones, if it has the text of one.
    fn exactly(&mut self, predicate: &Predicate, denied: &[Predicate]) -> Option<String> {
        let text = only_text(predicate)?;
        let parts = match predicate {
            Predicate::All(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let meets = parts.iter().all(|part| self.holds(part, text) == Some(true));
        let is_denied = denied.iter().any(|part| self.holds(part, text) != Some(false));
        (meets && !is_denied).then(|| text.to_owned())
    }

    fn holds(&mut self, predicate: &Predicate, text: &str) -> Option<bool> {
        match predicate {
            Predicate::Equals(other) => return Some(other == text),
            Predicate::Constant(value) => return Some(*value),
            _ => {}
        }
        let language = self
            .languages
            .entry(predicate.to_string())
            .or_insert_with(|| predicate.language(&self.automata).ok());
        language.as_ref().map(|language| language.contains(text.as_bytes()))
    }
}

/// Whether a configuration has a condition that is written at this place.
fn has_condition(draft: &Draft, condition: &Condition, range: &Range<usize>) -> bool {
    let Origins::Conditions(conditions) = &draft.found.configuration.origins else { return false };
    let is_there =
        |location: Location| draft.found.ranges.get(location.index()).is_some_and(|it| it == range);
    conditions.iter().any(|one| one.value == *condition && is_there(one.location))
}

/// Whether a value that is sent is neither an origin nor `*`.
fn is_of_no_origin(text: &str) -> bool {
    !text.contains("://") && !matches!(text, "*" | "null")
}

/// A text that an origin must be to meet a predicate, if it has one.
fn only_text(predicate: &Predicate) -> Option<&str> {
    match predicate {
        Predicate::Equals(text) => Some(text),
        Predicate::All(parts) => parts.iter().find_map(only_text),
        _ => None,
    }
}

fn without(predicate: Predicate, denied: &[Predicate]) -> Predicate {
    if denied.is_empty() {
        return predicate;
    }
    let denied = Predicate::Not(Box::new(Predicate::Any(denied.to_vec())));
    Predicate::All(vec![predicate, denied]).simplified()
}

/// An `add_header`, unless it is incomplete.
fn header<'c>(
    directive: &'c Directive,
    condition: Option<&Predicate>,
    is_answer: bool,
) -> Option<Added<'c>> {
    let [name, value, ..] = directive.arguments.as_slice() else { return None };
    let name = name.text.to_ascii_lowercase();
    Some(Added { condition: condition.cloned(), name, value, directive, is_answer })
}

fn has_origin(headers: &[Added<'_>]) -> bool {
    headers.iter().any(|added| added.name == ALLOW_ORIGIN)
}

/// Whether a block answers with a status for which nginx adds headers without `always`.
fn has_answer(block: &[Directive]) -> bool {
    let is_answer = |directive: &Directive| {
        directive.is("return") && matches!(directive.argument(0), Some("200" | "204"))
    };
    block.iter().any(is_answer)
}

/// Whether a block refuses all requests.
fn has_refusal(block: &[Directive]) -> bool {
    let is_refusal = |directive: &Directive| {
        directive.is("return")
            && directive.argument(0).is_some_and(|status| status.starts_with('4'))
    };
    block.iter().any(is_refusal)
}

/// Adds what another header of CORS allows.
fn other_header(added: &Added<'_>, variables: &Variables<'_>, draft: &mut Draft) {
    let list = match added.name.as_str() {
        "access-control-allow-methods" => Some(List::Methods),
        "access-control-allow-headers" => Some(List::Headers),
        "access-control-expose-headers" => Some(List::Exposed),
        _ => None,
    };
    let text = added.value.text.as_str();
    let range = added.value.range.clone();
    let unread = || Unread { range: range.clone(), reason: NOT_FOLLOWED };
    // Those that the request asks for.
    let mirrors = ["$http_access_control_request_headers", "$http_access_control_request_method"];
    if let Some(list) = list.filter(|_| mirrors.contains(&text)) {
        draft.mirrored(list, range);
        return;
    }
    let cases = variables.value(text);
    let values = || {
        cases.iter().filter_map(|case| match &case.value {
            Value::Text(text) => Some(text.as_str()),
            Value::Origin | Value::Unknown => None,
        })
    };
    let is_unknown = cases.iter().any(|case| case.value == Value::Unknown);
    if added.name == "access-control-allow-credentials" {
        if is_unknown {
            draft.unknown_credentials(unread());
        } else if values().any(|value| value == "true") {
            draft.credentials(true, range);
        }
    } else if added.name == "access-control-max-age" {
        let seconds = values().find(|value| !value.is_empty()).map(|value| value.trim().parse());
        draft.max_age(seconds.and_then(Result::ok), range);
    } else if let Some(list) = list {
        let names = values().flat_map(|value| value.split(',')).map(str::trim);
        for name in names.filter(|name| !name.is_empty()) {
            if name == "*" {
                draft.wildcard(list, range.clone());
            } else if !draft.names(list).listed.iter().any(|other| other.value == name) {
                draft.name(list, name.to_owned(), range.clone());
            }
        }
        if is_unknown {
            draft.unknown_names(list, unread());
        }
    }
}
