//! Origins that all apps of a framework share.

use super::{Level, Rule, allow, silence};
use crate::facts::{Facts, PatternFacts};
use crate::finding::{Finding, Findings, words};
use crate::key::Key;
use crate::model::Pattern;
use crate::model::origin::{Host, OriginPattern, Port};

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
pub(super) const ON_ANDROID: &str = "Capacitor or Cordova on Android";

/// How many origins a pattern may match that lists them.
const FEW: u64 = 64;

/// The origin of all apps that are built with a framework.
pub static SHARED_APP_ORIGIN: Rule = Rule {
    name: "shared_app_origin",
    level: Level::Warning,
    keys: &[Key::AllowOrigins, Key::RuntimeOrigins, Key::DenyOrigins, Key::MustAllow],
    summary: "an origin that all apps of a framework share",
    reason: "the origin doesn't identify the app, so it cannot restrict access to one app",
    source: "https://capacitorjs.com/docs/config",
    wrong: r#"allow_origins = ["capacitor://localhost"]"#,
    right: r#"allow_origins = ["capacitor://localhost"], allow = [shared_app_origin]"#,
};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let has_app = facts.has_ios_app();
    // An origin set has several origins at one location, and one warning is enough.
    let mut reported = None;
    for (one, _) in facts.allowed() {
        if reported == Some(one.location) {
            continue;
        }
        let shared = APPS.iter().copied().find(|(origin, _)| is_or_lists(one, origin, facts));
        if let Some((origin, framework)) = shared {
            findings.push(finding(one, origin, framework, facts));
            reported = Some(one.location);
        }
        match one.pattern {
            Pattern::Plain(plain) if is_of_android(plain, has_app) => {
                findings.push(finding(one, &plain.to_string(), ON_ANDROID, facts));
                reported = Some(one.location);
            }
            _ => {}
        }
    }
}

/// Whether a pattern is the origin of an app, or one of a few that it lists: one that matches any app
/// is meant for any.
fn is_or_lists<'p>(one: &PatternFacts<'p>, origin: &str, facts: &Facts<'p>) -> bool {
    match one.pattern {
        Pattern::Null => false,
        Pattern::Plain(plain) => {
            format!("{}://{}", plain.scheme(), plain.host()) == origin
                && matches!(plain.port(), Port::Default | Port::Any)
        }
        Pattern::Regular(regular) => {
            regular.language().contains(origin.as_bytes())
                && !regular.language().count().exceeds(FEW)
                && facts.remaining(one).is_some_and(|rest| rest.contains(origin.as_bytes()))
        }
    }
}

/// Whether this is the origin of an app on Android, next to that of the same app on iOS.
pub(super) fn is_of_android(plain: &OriginPattern, has_ios_app: bool) -> bool {
    has_ios_app && is_localhost(plain) && plain.port() == Port::Default
}

pub(super) fn is_localhost(plain: &OriginPattern) -> bool {
    matches!(plain.host(), Host::Domain(host) if host == "localhost")
}

fn finding(one: &PatternFacts<'_>, origin: &str, framework: &str, facts: &Facts<'_>) -> Finding {
    let message =
        words!("`{origin}` is the origin of every app built with {framework}", origin, framework);
    let warning = Finding::new(&SHARED_APP_ORIGIN, one.location, message);
    let warning = match facts.policy.allow_credentials {
        Some(credentials) => warning.elsewhere("credentials are allowed", credentials),
        None => warning,
    };
    let entry = allow(&SHARED_APP_ORIGIN);
    warning.help(silence(
        &SHARED_APP_ORIGIN,
        words!("authenticate the user rather than the origin, and add {entry}", entry),
    ))
}
