//! Istio: `corsPolicy` of a `VirtualService`, which Istio translates to the CORS filter of Envoy, field by field.
//!
//! All documents of a file are searched for such fields. Lists are sent as they are, unless they are `*` alone.
//!
//! Source: <https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy>

use std::rc::Rc;

use cors_compiler::migration::{AnyOrigin, Condition};

use super::Content;
use super::envoy::{EVERY_HEADER, MATCHES_STAR, REFUSED, WITHOUT_VARY, matcher};
use super::yaml::{self, Node};
use crate::scan::{Draft, Library, List, Unread};

const FIELDS: [&str; 8] = [
    "allowOrigins",
    "allowOrigin",
    "allowCredentials",
    "allowMethods",
    "allowHeaders",
    "exposeHeaders",
    "maxAge",
    "unmatchedPreflights",
];

/// The configurations in a text.
pub(super) fn read(text: &str) -> Result<Content, Unread> {
    let mut content = Content::default();
    yaml::each(text, &mut |node| {
        if let Some(cors) = node.get("corsPolicy") {
            policy(cors, &mut content);
        }
    })?;
    Ok(content)
}

fn policy(cors: &Node, content: &mut Content) {
    for (key, _) in cors.entries() {
        if !key.text().is_some_and(|name| FIELDS.contains(&name)) {
            let reason = "this field of the policy is not read";
            content.unread.push(Unread { range: key.range.clone(), reason });
        }
    }
    content.found.push(configuration(cors).found);
}

fn configuration(cors: &Node) -> Draft {
    let mut draft = Draft::new(Library::Istio, cors.range.clone());
    if let Some(value) = cors.get("allowCredentials") {
        let range = value.range.clone();
        match value.boolean() {
            Some(is_allowed) => draft.credentials(is_allowed, range),
            None => {
                let reason = "expected `true` or `false`";
                draft.unknown_credentials(Unread { range, reason });
            }
        }
    }
    origins(cors, &mut draft);
    let lists = [
        ("allowMethods", List::Methods),
        ("allowHeaders", List::Headers),
        ("exposeHeaders", List::Exposed),
    ];
    for (name, list) in lists {
        names(cors.get(name).map(|names| names.items()).unwrap_or_default(), list, &mut draft);
    }
    if let Some(value) = cors.get("maxAge") {
        match value.text().and_then(seconds) {
            Some(seconds) => draft.max_age(Some(seconds), value.range.clone()),
            None => {
                let reason = "expected hours, minutes and seconds, such as `24h` or `1h30m`";
                draft.found.unread.push(Unread { range: value.range.clone(), reason });
            }
        }
    }
    if let Some(value) = cors.get("unmatchedPreflights")
        && value.text() == Some("IGNORE")
        && !draft.allows_any()
    {
        draft.remark(value.range.clone(), REFUSED);
    }
    draft
}

fn origins(cors: &Node, draft: &mut Draft) {
    // The older field has origins instead of matchers, and is read if the newer one is empty.
    let items = |name| cors.get(name).map(|list| list.items()).unwrap_or_default();
    let matchers = items("allowOrigins");
    let is_older = matchers.is_empty();
    let all = if is_older { items("allowOrigin") } else { matchers };
    let mut conditions = Vec::new();
    for one in all {
        let read = match one.text() {
            Some(origin) if is_older => Ok(matcher::exactly(origin, one)),
            _ => matcher::read(one),
        };
        match read {
            Ok(matcher) if matcher.admits_star => {
                draft.any_origin(AnyOrigin::Reflected, matcher.range.clone());
                draft.remark(matcher.range.clone(), MATCHES_STAR);
                draft.remark(matcher.range, WITHOUT_VARY);
                return;
            }
            Ok(matcher) => conditions.push((matcher.condition, matcher.range)),
            Err(Unread { range, reason }) => {
                draft.found.unread.push(Unread { range: range.clone(), reason });
                conditions.push((Condition::Unknown, range));
            }
        }
    }
    if let Some(first) = all.first() {
        draft.remark(first.range.clone(), WITHOUT_VARY);
    }
    for (condition, range) in conditions {
        draft.origin(condition, range);
    }
}

fn names(items: &[Rc<Node>], list: List, draft: &mut Draft) {
    let is_star = |node: &&Rc<Node>| node.text() == Some("*");
    if let ([only], true) = (items, list != List::Exposed)
        && is_star(&only)
    {
        draft.mirrored(list, only.range.clone());
        if list == List::Headers {
            draft.remark(only.range.clone(), EVERY_HEADER);
        }
        return;
    }
    if let Some(star) = items.iter().find(is_star) {
        draft.wildcard(list, star.range.clone());
    }
    for one in items.iter().filter(|node| !is_star(node)) {
        let range = one.range.clone();
        match one.text() {
            Some(name) => draft.name(list, name.to_owned(), range),
            None => draft.unknown_names(list, Unread { range, reason: "expected a string" }),
        }
    }
}

/// The seconds of a duration such as `1h30m`.
fn seconds(text: &str) -> Option<u64> {
    let mut sum = 0_u64;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(|character: char| !character.is_ascii_digit())?;
        let (number, unit) = rest.split_at(end);
        let length = match unit.chars().next()? {
            'h' => 3_600,
            'm' if !unit.starts_with("ms") => 60,
            's' => 1,
            _ => return None,
        };
        sum = sum.checked_add(number.parse::<u64>().ok()?.checked_mul(length)?)?;
        rest = unit.get(1..)?;
    }
    Some(sum).filter(|_| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, expected) in [
            ("24h", Some(86_400)),
            ("1h30m5s", Some(5_405)),
            ("600s", Some(600)),
            ("0s", Some(0)),
            ("", None),
            ("600", None),
            ("s", None),
            ("500ms", None),
            ("1.5h", None),
            ("99999999999999999999s", None),
            ("9999999999999999999h", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
