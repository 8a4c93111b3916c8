//! Any request header, with credentials.

use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Edit, Finding, Findings, Help, Words, Written, words};
use crate::key::Key;
use crate::model::Requested;

/// Any request header, with credentials.
pub static MIRROR_HEADERS: Rule = Rule {
    name: "mirror_headers",
    level: Level::Risk,
    keys: &[Key::AllowHeaders, Key::AllowCredentials],
    summary: "`allow_headers = mirror_request`, or nearly every header as in `x-{name}`, with credentials",
    reason: "a page could set any header that the server or a proxy trusts, such as `x-forwarded-user`",
    source: "https://fetch.spec.whatwg.org/#http-access-control-allow-headers",
    wrong: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = mirror_request, max_age = "2h""#,
    right: r#"allow_origins = ["https://example.com"], allow_credentials = true, allow_headers = ["content-type"], max_age = "2h""#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(credentials) = facts.policy.allow_credentials else { return };
    let open = facts.families.listed.iter().find(|family| family.value.is_open());
    let (location, message) = match (&facts.policy.allow_headers, open) {
        (Requested::Mirror(location), _) => {
            (*location, Words::from("any request header is allowed with credentials"))
        }
        (Requested::Listed(_), Some(family)) => (
            family.location,
            words!(
                "`{family}` matches nearly any request header, and credentials are allowed",
                family = family.value.as_str().to_owned()
            ),
        ),
        (Requested::Listed(_), None) => return,
    };
    let reason = Written::Text("the reason".to_owned());
    let risk = Written::Table(vec![(MIRROR_HEADERS.name.to_owned(), reason)]);
    let edit = Edit::SetKey { key: Key::AcceptRisk, value: risk.clone() };
    let entry = Written::entry(Key::AcceptRisk, risk);
    findings.push(
        Finding::new(&MIRROR_HEADERS, location, message)
            .elsewhere("credentials are allowed", credentials)
            .help(Help::example_of("list the headers", Key::AllowHeaders))
            .help(Help::example(words!("or accept the risk: {entry}", entry), [edit])),
    );
}
