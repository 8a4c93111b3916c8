//! The user's own machine without a port.

use super::shared_app_origin::{ON_ANDROID, is_localhost, is_of_android};
use super::{Level, Rule, allow, silence};
use crate::facts::Facts;
use crate::finding::{Finding, Findings, Help, Written, words};
use crate::key::Key;
use crate::model::origin::{Host, OriginPattern, Port};

/// The user's own machine, on the default port only.
pub static LOCALHOST_PORT: Rule = Rule {
    name: "localhost_port",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "`localhost` or a loopback address without a port",
    reason: "an origin without a port matches only the default port, and development servers usually use others",
    source: "https://url.spec.whatwg.org/#default-port",
    wrong: r#"allow_origins = ["http://localhost"]"#,
    right: r#"allow_origins = ["http://localhost:*"]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    // A list that has the host with another port as well is explicit about ports.
    let with_port: Vec<&Host> = facts
        .plain_allowed()
        .filter(|(_, plain)| plain.port() != Port::Default && is_own_machine(plain))
        .map(|(_, plain)| plain.host())
        .collect();
    let has_app = facts.has_ios_app();
    for (one, plain) in facts.plain_allowed().filter(|(_, plain)| is_own_machine(plain)) {
        let is_app = is_of_android(plain, has_app);
        if plain.port() != Port::Default || is_app || with_port.contains(&plain.host()) {
            continue;
        }
        let port = if plain.scheme() == "https" { 443_u16 } else { 80 };
        let message = words!("`{plain}` allows only port {port}", plain = plain.to_string(), port);
        let mut warning = Finding::new(&LOCALHOST_PORT, one.location, message);
        if is_localhost(plain) {
            let app = ON_ANDROID;
            warning =
                warning.note(words!("it is also the origin of every app built with {app}", app));
        }
        let entry = allow(&LOCALHOST_PORT);
        findings.push(
            warning.help(Help::write(one.location, Written::Text(format!("{plain}:*")))).help(
                silence(
                    &LOCALHOST_PORT,
                    words!("or, if the default port is intended, add {entry}", entry),
                ),
            ),
        );
    }
}

/// Whether this is a loopback address or a name of it.
fn is_own_machine(plain: &OriginPattern) -> bool {
    match plain.host() {
        Host::Domain(host) => host == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Opaque(_) | Host::Subdomains(_) => false,
    }
}
