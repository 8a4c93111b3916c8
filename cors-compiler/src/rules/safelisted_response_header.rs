//! A response header that every page can read.

use super::safelisted_method::needless;
use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::Findings;
use crate::key::Key;

/// A response header that every page can read.
pub static SAFELISTED_RESPONSE_HEADER: Rule = Rule {
    name: "safelisted_response_header",
    level: Level::Warning,
    keys: &[Key::ExposeHeaders],
    summary: "a response header that every page can read",
    reason: "pages can always read the safelisted response headers",
    source: "https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name",
    wrong: r#"allow_origins = ["https://example.com"], expose_headers = ["content-type", "x-request-id"]"#,
    right: r#"allow_origins = ["https://example.com"], expose_headers = ["x-request-id"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for name in &facts.exposed.needless {
        findings.push(needless(&SAFELISTED_RESPONSE_HEADER, name.value.as_str(), name.location));
    }
}
