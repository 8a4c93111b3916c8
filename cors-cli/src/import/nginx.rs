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
mod origins;
mod syntax;
mod variables;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use cors_compiler::language::{Automata, Language};
use cors_compiler::migration::Predicate;

use super::Content;
use crate::scan::{Draft, Library, List, Unread};
use files::Files;
use syntax::{Directive, Word};
use variables::{Case, Holds, Value, Variables};

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
const NOT_IN_IF: &str = "nginx does not add this header where an `if` of its block with an `add_header` of its own applies: repeat it in the `if`";
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
            let always = Holds::For(Predicate::Constant(true));
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
            self.configurations(&groups, &variables)
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

    /// Adds the configurations of a block's headers and those of its `if`s, and returns that of the block.
    ///
    /// nginx sends the headers of the last `if` that applies, or else those of the block. If they differ in nothing but
    /// their origins, they are one configuration.
    fn configurations(
        &mut self,
        groups: &[&[Added<'_>]],
        variables: &Variables<'_>,
    ) -> Option<usize> {
        let others = |headers: &[Added<'_>]| -> BTreeMap<String, String> {
            let others = headers.iter().filter(|added| !is_origin_or_vary(&added.name));
            others.map(|added| (added.name.clone(), added.value.text.clone())).collect()
        };
        let origins = |headers: &[Added<'_>]| -> Vec<String> {
            let origins = headers.iter().filter(|added| added.name == ALLOW_ORIGIN);
            origins.map(written_origin).collect()
        };
        let mut rest: Vec<&[Added<'_>]> =
            groups.iter().copied().filter(|headers| has_origin(headers)).collect();
        let mut first = None;
        while let Some(&one) = rest.first() {
            let is_alike = |headers: &&&[Added<'_>]| {
                origins(headers) == origins(one) || others(headers) == others(one)
            };
            let alike: Vec<&[Added<'_>]> = rest.iter().filter(is_alike).copied().collect();
            rest.retain(|headers| !is_alike(&headers));
            let index = self.configuration(&alike, variables);
            first = first.or(Some(index));
        }
        // The headers of the block that has no origin are for those of its `if`s.
        let block = groups.first().copied().unwrap_or_default();
        if let Some(index) = first.filter(|_| !has_origin(block)) {
            for added in block {
                if let Some(entry) = self.drafts.get_mut(index) {
                    other_header(added, variables, &mut entry.draft);
                }
                if added.name.starts_with("access-control-") {
                    self.remark(index, added.directive.range(), NOT_IN_IF);
                }
            }
        }
        first
    }

    /// Adds the configuration of headers, or adds them to one with the same origins.
    fn configuration(&mut self, groups: &[&[Added<'_>]], variables: &Variables<'_>) -> usize {
        let all = || groups.iter().copied().flatten();
        // Several `if`s may allow the same origins, for one method each.
        let mut origins: Vec<String> = Vec::new();
        let mut of_origins: Vec<&Added<'_>> = Vec::new();
        for added in all().filter(|added| added.name == ALLOW_ORIGIN) {
            let written = written_origin(added);
            if !origins.contains(&written) {
                origins.push(written);
                of_origins.push(added);
            }
        }
        let origins = origins.join("\n");
        let headers: BTreeMap<String, String> = all()
            .filter(|added| !is_origin_or_vary(&added.name))
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
                let first = of_origins.first().map_or(0..0, |added| added.directive.range());
                let mut draft = Draft::new(Library::Nginx, first);
                for added in of_origins {
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
}

/// An `add_header`, unless it is incomplete.
fn header<'c>(
    directive: &'c Directive,
    condition: Option<&Holds>,
    is_answer: bool,
) -> Option<Added<'c>> {
    let [name, value, ..] = directive.arguments.as_slice() else { return None };
    let name = name.text.to_ascii_lowercase();
    let condition = condition.cloned().map(Holds::origins);
    Some(Added { condition, name, value, directive, is_answer })
}

/// When which origins are allowed, as it is written.
fn written_origin(added: &Added<'_>) -> String {
    format!("{:?}: {}", added.condition, added.value.text)
}

fn is_origin_or_vary(name: &str) -> bool {
    matches!(name, ALLOW_ORIGIN | "vary")
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
    let cases: Vec<Case> = variables.values(text).into_iter().flatten().collect();
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
