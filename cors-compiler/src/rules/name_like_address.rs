//! A domain name that looks like IPv4 addresses: `192.168.x.x`.

use super::names_beside_addresses::A_RANGE;
use super::{Level, Rule};
use crate::facts::Facts;
use crate::finding::{Finding, Findings, Help, Written, words};
use crate::key::Key;
use crate::model::origin::{Host, like_address};
use crate::model::pattern::parse;

/// A domain name that looks like an IPv4 address with letters for some of its digits.
pub static NAME_LIKE_ADDRESS: Rule = Rule {
    name: "name_like_address",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins],
    summary: "a domain name that looks like an IPv4 address",
    reason: "a host is an address only if its last part is a number; letters and hyphens don't match digits",
    source: "https://url.spec.whatwg.org/#ends-in-a-number-checker",
    wrong: r#"allow_origins = ["http://192.168.0.x:3000"]"#,
    right: r#"allow_origins = ["http://192.168.0.0/24:3000"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (one, plain) in facts.plain_allowed() {
        let Host::Domain(host) = plain.host() else { continue };
        let Some(meant) = like_address(host) else { continue };
        let message = words!("`{host}` is a domain name, not an address", host);
        let meant = meant.map(|host| format!("{}://{host}{}", plain.scheme(), plain.port()));
        let help = match meant.filter(|meant| parse(meant).is_ok()) {
            Some(meant) => Help::write(one.location, Written::Text(meant)),
            None => A_RANGE.into(),
        };
        findings.push(Finding::new(&NAME_LIKE_ADDRESS, one.location, message).help(help));
    }
}
