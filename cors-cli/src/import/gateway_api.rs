//! The Kubernetes Gateway API: the filters of type `CORS` of an `HTTPRoute`.
//!
//! All documents of a file are searched for such filters, so it may also be a list, or a part of a route. The meaning
//! of the fields is that of `HTTPCORSFilter` in `apis/v1/httproute_types.go`, which leaves some choices to gateways.
//!
//! Source: <https://gateway-api.sigs.k8s.io/reference/spec/#httpcorsfilter>

use cors_compiler::migration::{AnyOrigin, Condition, Predicate};

use super::Content;
use super::yaml::{self, Node};
use crate::scan::{Draft, Library, List, Unread};

const FIELDS: [&str; 6] =
    ["allowOrigins", "allowCredentials", "allowMethods", "allowHeaders", "exposeHeaders", "maxAge"];

/// How many seconds preflights are cached if `maxAge` is left out.
const DEFAULT_MAX_AGE: u64 = 5;

/// What `*` in a host matches: one or more labels, with dots between them.
const LABELS: &str = "[^/:.][^/:]*";

const AUTHORIZATION: &str = "gateways differ in whether `*` allows `authorization`: they may send it as it is, or the requested headers";

/// The configurations in a text.
pub(super) fn read(text: &str) -> Result<Content, Unread> {
    let mut content = Content::default();
    yaml::each(text, &mut |node| filter(node, &mut content))?;
    Ok(content)
}

/// Reads a value if it is such a filter.
fn filter(node: &Node, content: &mut Content) {
    let is = |name: &str, expected| node.get(name).and_then(|it| it.text()) == Some(expected);
    if is("type", "CORS") {
        match node.get("cors") {
            Some(cors) => {
                let draft = configuration(cors, node, content);
                content.found.push(draft.found);
            }
            None => {
                let reason = "a filter of type `CORS` has the field `cors`";
                content.unread.push(Unread { range: node.range.clone(), reason });
            }
        }
    }
    if let Some(cors) = node.get("spec").and_then(|spec| spec.get("cors"))
        && is("kind", "SecurityPolicy")
    {
        let reason = "a `SecurityPolicy` of Envoy Gateway is not read";
        content.unread.push(Unread { range: cors.range.clone(), reason });
    }
}

fn configuration(cors: &Node, filter: &Node, content: &mut Content) -> Draft {
    let range = if cors.entries().is_empty() { &filter.range } else { &cors.range };
    let mut draft = Draft::new(Library::GatewayApi, range.clone());
    for (key, _) in cors.entries() {
        if !key.text().is_some_and(|name| FIELDS.contains(&name)) {
            let reason = "this field of the filter is not read";
            content.unread.push(Unread { range: key.range.clone(), reason });
        }
    }
    let get = |name| cors.get(name);
    if let Some(value) = get("allowCredentials") {
        let range = value.range.clone();
        match value.boolean() {
            Some(is_allowed) => draft.credentials(is_allowed, range),
            None => {
                let reason = "expected `true` or `false`";
                draft.unknown_credentials(Unread { range, reason });
            }
        }
    }
    for one in get("allowOrigins").map(|list| list.items()).unwrap_or_default() {
        origin(one, &mut draft);
    }
    let lists = [
        ("allowMethods", List::Methods),
        ("allowHeaders", List::Headers),
        ("exposeHeaders", List::Exposed),
    ];
    for (name, list) in lists {
        for one in get(name).map(|list| list.items()).unwrap_or_default() {
            name_in(list, one, &mut draft);
        }
    }
    match get("maxAge") {
        Some(value) => {
            let seconds = value.text().and_then(|text| text.parse().ok());
            draft.max_age(seconds, value.range.clone());
        }
        None => draft.max_age(Some(DEFAULT_MAX_AGE), range.clone()),
    }
    draft
}

/// Adds an entry of `allowOrigins`.
fn origin(node: &Node, draft: &mut Draft) {
    let range = node.range.clone();
    if draft.allows_any() {
        return;
    }
    match node.text() {
        // With credentials, gateways send the origin of the request instead.
        Some("*") if draft.allows_credentials() => draft.any_origin(AnyOrigin::Reflected, range),
        Some("*") => draft.any_origin(AnyOrigin::Wildcard, range),
        Some(text) => match text.split_once('*') {
            None => draft.origin(Condition::Exactly(text.to_owned()), range),
            Some((before, after)) if is_pattern(before, after) => {
                let means = Box::new(around(before, after));
                draft.origin(
                    Condition::If(Predicate::Written { text: text.to_owned(), means }),
                    range,
                );
            }
            Some(_) => {
                let reason = "`*` is at the beginning of the host only";
                draft.unknown_origins(Unread { range, reason });
            }
        },
        None => draft.unknown_origins(Unread { range, reason: "expected a string" }),
    }
}

/// Whether a text with a `*` has the form that the CRD asks for.
fn is_pattern(before: &str, after: &str) -> bool {
    let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
    let is_host = after.is_empty() || after.starts_with(['.', ':']);
    matches!(before, "http://" | "https://") && is_host && after.bytes().all(is_of_host)
}

/// The origins between which texts a `*` is.
fn around(before: &str, after: &str) -> Predicate {
    if after.is_empty() {
        // Every host; whether with every port is not said.
        return Predicate::StartsWith(before.to_owned());
    }
    let whole = format!("^{before}{LABELS}{}$", after.replace('.', r"\."));
    // The ends are what a pattern is proposed for.
    Predicate::All(vec![
        Predicate::StartsWith(before.to_owned()),
        Predicate::EndsWith(after.to_owned()),
        Predicate::Matches(whole),
    ])
}

/// Adds an entry of a list of names.
fn name_in(list: List, node: &Node, draft: &mut Draft) {
    let range = node.range.clone();
    match node.text() {
        // With credentials, gateways send what is requested instead.
        Some("*") if list != List::Exposed && draft.allows_credentials() => {
            draft.mirrored(list, range);
        }
        Some("*") => {
            draft.wildcard(list, range.clone());
            if list == List::Headers {
                draft.remark(range, AUTHORIZATION);
            }
        }
        Some(name) => draft.name(list, name.to_owned(), range),
        None => draft.unknown_names(list, Unread { range, reason: "expected a string" }),
    }
}
