//! Origins of the user's own machine: a development server on one port, or any app of a framework.

use std::collections::BTreeSet;

use super::left::Lists;
use crate::finding::{Finding, Findings};
use crate::model::Pattern;
use crate::model::origin::{Host, OriginPattern, Port};
use crate::place::{Place, Placed};
use crate::rules::{LOCALHOST_PORT, SHARED_APP_ORIGIN};

/// The origins that frameworks give to every app that is built with them.
const APPS: [(&str, &str); 10] = [
    ("capacitor://localhost", "Capacitor on iOS"),
    ("ionic://localhost", "Ionic's web view on iOS"),
    ("app://localhost", "Cordova on iOS"),
    ("tauri://localhost", "Tauri"),
    ("http://tauri.localhost", "Tauri on Windows and Android"),
    ("https://tauri.localhost", "Tauri on Windows and Android"),
    ("https://appassets.androidplatform.net", "the asset loader of Android's web view"),
    ("wails://wails", "Wails"),
    ("wails://wails.localhost", "Wails"),
    ("http://wails.localhost", "Wails on Windows"),
];

/// The frameworks whose apps on Android have the origin `localhost`.
const ON_ANDROID: &str = "Capacitor or Cordova on Android";

/// How many origins a pattern may match that lists them.
const FEW: u64 = 64;

/// What the allowed plain patterns have that the warning of one of them depends on, found once.
pub(super) struct Neighbours<'p> {
    /// The hosts that are listed with a port.
    with_port: BTreeSet<&'p Host>,
    /// Whether there is an origin of an app on iOS.
    has_app: bool,
}

impl<'p> Neighbours<'p> {
    pub(super) fn of(allowed: &'p [Placed<Pattern>]) -> Self {
        let plain = || {
            allowed.iter().filter_map(|pattern| match &pattern.value {
                Pattern::Plain(plain) => Some(plain),
                Pattern::Regular(_) | Pattern::Null => None,
            })
        };
        Self {
            with_port: plain()
                .filter(|plain| plain.port() != Port::Default)
                .map(OriginPattern::host)
                .collect(),
            has_app: plain().any(|plain| ["capacitor", "ionic"].contains(&plain.scheme())),
        }
    }
}

/// Warns of the pattern at `index`.
pub(super) fn check_local(
    index: usize,
    pattern: &Placed<Pattern>,
    neighbours: &Neighbours<'_>,
    lists: &Lists<'_>,
    credentials: Option<Place>,
    findings: &mut Findings,
) {
    let origins = APPS.iter().find(|(origin, _)| match &pattern.value {
        Pattern::Null => false,
        Pattern::Plain(plain) => {
            format!("{}://{}", plain.scheme(), plain.host()) == *origin
                && matches!(plain.port(), Port::Default | Port::Any)
        }
        // One that matches any app was meant for any.
        Pattern::Regular(regular) => {
            !regular.language().count().exceeds(FEW)
                && regular.language().contains(origin.as_bytes())
                && lists.left(index).is_ok_and(|left| left.contains(origin.as_bytes()))
        }
    });
    if let Some((origin, framework)) = origins {
        findings.push(shared(pattern.place, origin, framework, credentials));
    }
    let Pattern::Plain(plain) = &pattern.value else { return };
    if !is_default_port_of_own_machine(plain) {
        return;
    }
    let is_localhost = matches!(plain.host(), Host::Domain(host) if host == "localhost");
    if is_localhost && neighbours.has_app {
        // Beside the origin of the same app on iOS it is that of the app on Android.
        findings.push(shared(pattern.place, &plain.to_string(), ON_ANDROID, credentials));
        return;
    }
    // A list that has the host with another port as well is explicit about ports.
    if neighbours.with_port.contains(plain.host()) {
        return;
    }
    let port = if plain.scheme() == "https" { 443 } else { 80 };
    let mut warning =
        Finding::new(&LOCALHOST_PORT, pattern.place, format!("`{plain}` allows port {port} only"));
    if is_localhost {
        warning =
            warning.note(format!("it is also the origin of every app built with {ON_ANDROID}"));
    }
    findings.push(
        warning
            .help(format!("write \"{plain}:*\""))
            .help("or, if the default port is meant, add `allow = [\"localhost_port\"]`"),
    );
}

fn shared(place: Place, origin: &str, framework: &str, credentials: Option<Place>) -> Finding {
    let message = format!("`{origin}` is the origin of every app built with {framework}");
    let warning = Finding::new(&SHARED_APP_ORIGIN, place, message);
    let warning = match credentials {
        Some(credentials) => warning.elsewhere("credentials are allowed", credentials),
        None => warning,
    };
    warning.help(
        "authenticate the user rather than the origin, and add `allow = [\"shared_app_origin\"]`",
    )
}

/// Whether this is a loopback address or a name of it, without a port.
fn is_default_port_of_own_machine(plain: &OriginPattern) -> bool {
    let is_own = match plain.host() {
        Host::Domain(host) => host == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Opaque(_) | Host::Subdomains(_) => false,
    };
    is_own && plain.port() == Port::Default
}
