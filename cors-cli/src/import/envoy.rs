//! Envoy: what the policies of its CORS filter allow.
//!
//! ```text
//!   virtual_hosts:
//!   - typed_per_filter_config:            a policy, for all routes
//!       envoy.filters.http.cors: { … }
//!     routes:
//!     - typed_per_filter_config:          another, for one; what it leaves out is that of the virtual host
//!         envoy.filters.http.cors: { … }
//! ```
//!
//! The file is searched for such fields, so it may be a whole configuration, a part of one, or a dump. Names of fields are
//! those of protobuf or of its JSON. What the filter does is from `source/extensions/filters/http/cors/cors_filter.cc` of
//! Envoy 1.40; `tests/import/envoy.rs` asks it.

pub(super) mod matcher;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use cors_compiler::migration::AnyOrigin;

use super::Content;
use super::yaml::{self, Node};
use crate::scan::{Draft, Library, List, Unread};
use matcher::Matcher;

const ORIGINS: &str = "allow_origin_string_match";
/// The fields for origins in version 2 of Envoy's API.
const OLDER: [&str; 2] = ["allow_origin", "allow_origin_regex"];
const PER_FILTER: &str = "typed_per_filter_config";

/// The fields that a policy has from the one around it if it leaves them out.
const INHERITED: [&str; 10] = [
    ORIGINS,
    "allow_origin",
    "allow_origin_regex",
    "allow_methods",
    "allow_headers",
    "expose_headers",
    "max_age",
    "allow_credentials",
    "allow_private_network_access",
    "forward_not_matching_preflights",
];
const OWN: [&str; 2] = ["filter_enabled", "shadow_enabled"];

pub(super) const WITHOUT_VARY: &str = "Envoy's filter sends the origin of the request, but never `Vary: Origin`: a cache may send it to a page of another origin";
pub(super) const MATCHES_STAR: &str =
    "this matches the text `*` as well, and then Envoy's filter allows every origin";
pub(super) const EVERY_HEADER: &str = "Envoy's filter answers `*` with the headers that are requested, so `authorization` is allowed, too";
pub(super) const REFUSED: &str = "preflights of other origins are answered 200, with the allowed methods, headers and credentials: only `Access-Control-Allow-Origin` is missing";
const OFF: &str = "the filter is off here, unless a runtime key says otherwise";
const PARTLY: &str =
    "the filter handles only a part of the requests, so pages cannot rely on its headers";
const DISABLED: &str = "the filter is disabled here";
const NO_FILTER: &str =
    "no `http_filters` in this file have the CORS filter, and without it the policy does nothing";
const VERSION_2: &str = "this field is of version 2 of Envoy's API, which current versions refuse";
const PRIVATE_NETWORK: &str =
    "requests to private networks are allowed, too; the policy to move to does not say so";

/// The configurations in a text.
pub(super) fn read(text: &str) -> Result<Content, Unread> {
    let documents = yaml::documents(text)?;
    let mut reader = Reader::default();
    for document in &documents {
        reader.search_filter(document);
    }
    for document in &documents {
        reader.search(document, None);
    }
    Ok(reader.content)
}

/// A policy, with the fields of those around it.
struct Policy {
    range: Range<usize>,
    fields: BTreeMap<&'static str, Rc<Node>>,
    is_disabled: bool,
    /// Whether it is in `typed_per_filter_config`; otherwise it is in `cors`.
    is_typed: bool,
}

#[derive(Default)]
struct Reader {
    content: Content,
    /// Whether some `http_filters` have the filter; none if there are none.
    has_filter: Option<bool>,
    /// The places of the policies that were read: aliases have the same.
    read: BTreeSet<Vec<usize>>,
}

impl Reader {
    fn search_filter(&mut self, node: &Node) {
        if let Some(filters) = field(node, "http_filters") {
            let is_filter = |filter: &Rc<Node>| {
                let type_name = field(filter, "typed_config").and_then(|config| type_of(config));
                filter.get("name").and_then(|name| name.text()) == Some("envoy.filters.http.cors")
                    || type_name.is_some_and(|name| name.ends_with(".http.cors.v3.Cors"))
            };
            let has_filter = filters.items().iter().any(is_filter);
            self.has_filter = Some(self.has_filter.unwrap_or_default() || has_filter);
        }
        for child in node.children() {
            self.search_filter(child);
        }
    }

    /// Reads the policy of a route, a virtual host and so on, and those in it.
    fn search(&mut self, node: &Node, around: Option<&Policy>) {
        let own = self.policy(node, around);
        if let Some(policy) = &own {
            let places = policy.fields.values().map(|value| value.range.start);
            let places: Vec<usize> = [policy.range.start].into_iter().chain(places).collect();
            if self.read.insert(places) {
                let draft = self.configuration(policy);
                self.content.found.push(draft.found);
            }
        }
        let around = own.as_ref().or(around);
        for child in node.children() {
            self.search(child, around);
        }
    }

    /// The policy that a mapping has, if it has one.
    fn policy(&mut self, node: &Node, around: Option<&Policy>) -> Option<Policy> {
        let typed = field(node, PER_FILTER).and_then(|filters| {
            filters.entries().iter().find_map(|(key, value)| per_filter(key, value))
        });
        let (range, value, is_disabled, is_typed) = match typed {
            Some((range, value, is_disabled)) => (range, value, is_disabled, true),
            None => {
                let value = node.get("cors").filter(|cors| {
                    INHERITED.iter().chain(&OWN).any(|name| field(cors, name).is_some())
                })?;
                if around.is_some_and(|policy| policy.is_typed) {
                    let reason =
                        "Envoy ignores it, because there is a policy in `typed_per_filter_config`";
                    self.content.unread.push(Unread { range: value.range.clone(), reason });
                    return None;
                }
                (value.range.clone(), value, false, false)
            }
        };
        let around = around.filter(|policy| policy.is_typed == is_typed);
        let inherited = |name| around.and_then(|policy| policy.fields.get(name));
        let mut fields = BTreeMap::new();
        for name in INHERITED {
            if let Some(value) = field(value, name).or_else(|| inherited(name)) {
                fields.insert(name, Rc::clone(value));
            }
        }
        for name in OWN {
            fields.extend(field(value, name).map(|value| (name, Rc::clone(value))));
        }
        for (key, _) in value.entries() {
            let name = key.text().unwrap_or_default();
            let is_read = |known: &str| name == known || name == camel(known);
            if name != "@type" && !INHERITED.iter().chain(&OWN).any(|known| is_read(known)) {
                let reason = "this field of the policy is not read";
                self.content.unread.push(Unread { range: key.range.clone(), reason });
            }
        }
        Some(Policy { range, fields, is_disabled, is_typed })
    }

    fn configuration(&self, policy: &Policy) -> Draft {
        let mut draft = Draft::new(Library::Envoy, policy.range.clone());
        let get = |name| policy.fields.get(name);
        match get(ORIGINS) {
            Some(list) => origins(list, &|one| matcher::read(one), &mut draft),
            None if OLDER.iter().any(|name| get(name).is_some()) => {
                if let Some(list) = get("allow_origin") {
                    origins(list, &matcher::text, &mut draft);
                    draft.remark(list.range.clone(), VERSION_2);
                }
                if let Some(list) = get("allow_origin_regex").filter(|_| !draft.allows_any()) {
                    origins(list, &|one| matcher::regex("allow_origin_regex", one), &mut draft);
                    draft.remark(list.range.clone(), VERSION_2);
                }
            }
            None => {
                let reason =
                    "no origins are listed; they are those of a policy around it, if there is one";
                draft.unknown_origins(Unread { range: policy.range.clone(), reason });
            }
        }
        if let Some(value) = get("allow_credentials") {
            let range = value.range.clone();
            match value.boolean() {
                Some(is_allowed) => draft.credentials(is_allowed, range),
                None => {
                    let reason = "expected `true` or `false`";
                    draft.unknown_credentials(Unread { range, reason });
                }
            }
        }
        let lists = [
            ("allow_methods", List::Methods),
            ("allow_headers", List::Headers),
            ("expose_headers", List::Exposed),
        ];
        for (name, list) in lists {
            if let Some(value) = get(name) {
                names(value, list, &mut draft);
            }
        }
        if let Some(value) = get("max_age") {
            let seconds = value.text().and_then(|text| text.trim().parse().ok());
            draft.max_age(seconds, value.range.clone());
        }
        self.remarks(policy, &mut draft);
        draft
    }

    fn remarks(&self, policy: &Policy, draft: &mut Draft) {
        let get = |name| policy.fields.get(name);
        if self.has_filter == Some(false) {
            draft.remark(policy.range.clone(), NO_FILTER);
        }
        if policy.is_disabled {
            draft.remark(policy.range.clone(), DISABLED);
        }
        if let Some(enabled) = get("filter_enabled") {
            match share(enabled) {
                Some(0.0) => draft.remark(enabled.range.clone(), OFF),
                Some(share) if share < 1.0 => draft.remark(enabled.range.clone(), PARTLY),
                _ => {}
            }
        }
        if let Some(list) = [ORIGINS].iter().chain(&OLDER).find_map(|name| get(name)) {
            draft.remark(list.range.clone(), WITHOUT_VARY);
        }
        if let Some(forward) = get("forward_not_matching_preflights")
            && forward.boolean() == Some(false)
            && !draft.allows_any()
        {
            draft.remark(forward.range.clone(), REFUSED);
        }
        if let Some(private) = get("allow_private_network_access")
            && private.boolean() == Some(true)
        {
            draft.remark(private.range.clone(), PRIVATE_NETWORK);
        }
    }
}

/// The policy of the CORS filter in an entry of `typed_per_filter_config`, its place, and whether it is disabled.
fn per_filter<'n>(key: &Node, value: &'n Rc<Node>) -> Option<(Range<usize>, &'n Rc<Node>, bool)> {
    let is_wrapped = type_of(value).is_some_and(|name| name.ends_with(".route.v3.FilterConfig"));
    let is_disabled = value.get("disabled").and_then(|value| value.boolean()) == Some(true);
    let mut policy = if is_wrapped { value.get("config")? } else { value };
    let mut name = type_of(policy);
    // The type of a `TypedStruct` is beside its value.
    if name.is_some_and(|name| name.ends_with("TypedStruct")) {
        name = field(policy, "type_url").and_then(|url| url.text());
        policy = policy.get("value")?;
    }
    let is_policy = match name {
        Some(name) => name.ends_with(".http.cors.v3.CorsPolicy"),
        None => key.text() == Some("envoy.filters.http.cors"),
    };
    is_policy.then(|| (key.range.clone(), policy, is_wrapped && is_disabled))
}

fn type_of(node: &Node) -> Option<&str> {
    node.get("@type").and_then(|name| name.text())
}

/// The value of a field, unless it is empty, by its name or the one that it has in JSON.
fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Rc<Node>> {
    let value = node.get(name).or_else(|| node.get(&camel(name)))?;
    let is_empty = value.text().map_or_else(|| value.children().next().is_none(), str::is_empty);
    (!is_empty).then_some(value)
}

fn camel(name: &str) -> String {
    let mut camel = String::new();
    let mut is_start = false;
    for character in name.chars() {
        match character {
            '_' => is_start = true,
            _ if std::mem::take(&mut is_start) => camel.push(character.to_ascii_uppercase()),
            _ => camel.push(character),
        }
    }
    camel
}

fn origins(list: &Node, read: &dyn Fn(&Node) -> Result<Matcher, Unread>, draft: &mut Draft) {
    if list.items().is_empty() {
        let reason = "expected a list of matchers";
        draft.unknown_origins(Unread { range: list.range.clone(), reason });
    }
    let mut conditions = Vec::new();
    for one in list.items() {
        match read(one) {
            Ok(matcher) if matcher.admits_star => {
                // The origin of the request is sent, whatever it is.
                draft.any_origin(AnyOrigin::Reflected, matcher.range.clone());
                draft.remark(matcher.range, MATCHES_STAR);
                return;
            }
            Ok(matcher) => conditions.push((matcher.condition, matcher.range)),
            Err(unread) => {
                draft.unknown_origins(unread);
            }
        }
    }
    for (condition, range) in conditions {
        draft.origin(condition, range);
    }
}

/// The names of a list in a string, which is sent as it is unless it is `*`.
fn names(value: &Node, list: List, draft: &mut Draft) {
    let Some(text) = value.text() else { return };
    let range = || value.range.clone();
    if text == "*" && list != List::Exposed {
        draft.mirrored(list, range());
        if list == List::Headers {
            draft.remark(range(), EVERY_HEADER);
        }
        return;
    }
    let names: BTreeSet<&str> =
        text.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
    if names.contains("*") {
        draft.wildcard(list, range());
    }
    for name in text.split(',').map(str::trim) {
        let listed = &draft.names(list).listed;
        if !matches!(name, "" | "*") && !listed.iter().any(|other| other.value == name) {
            draft.name(list, name.to_owned(), range());
        }
    }
}

/// The share of requests that a `RuntimeFractionalPercent` is for.
fn share(enabled: &Node) -> Option<f64> {
    let value = field(enabled, "default_value")?;
    let numerator: f64 = match value.get("numerator") {
        Some(number) => number.text()?.trim().parse().ok()?,
        None => 0.0,
    };
    let denominator = match value.get("denominator").and_then(|name| name.text()) {
        None | Some("HUNDRED" | "0") => 100.0,
        Some("TEN_THOUSAND" | "1") => 10_000.0,
        Some("MILLION" | "2") => 1_000_000.0,
        Some(_) => return None,
    };
    Some(numerator / denominator)
}
