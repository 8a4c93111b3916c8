//! Any request header, with credentials.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, Written, words};
use crate::key::Key;
use crate::model::Requested;

/// Any request header, with credentials.
pub static MIRROR_HEADERS: Rule = Rule {
    name: "mirror_headers",
    level: Level::Risk,
    keys: &[Key::AllowHeaders, Key::AllowCredentials],
    summary: "`allow_headers = mirror_request` with credentials",
    reason: "a page could set any header that the server or a proxy trusts, such as `x-forwarded-user`",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = mirror_request, max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = ["content-type"], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Requested::Mirror(location) = facts.policy.allow_headers else { return };
    let Some(credentials) = facts.policy.allow_credentials else { return };
    let reason = Written::Text("the reason".to_owned());
    let risk = Written::Table(vec![(MIRROR_HEADERS.name.to_owned(), reason)]);
    let edit = Edit::SetKey { key: Key::AcceptRisk, value: risk.clone() };
    let entry = Written::entry(Key::AcceptRisk, risk);
    let message = "any request header is allowed with credentials";
    findings.push(
        Finding::new(&MIRROR_HEADERS, location, message)
            .elsewhere("credentials are allowed", credentials)
            .help("list the headers")
            .help(Help::example(words!("or accept the risk: {entry}", entry), [edit])),
    );
}
