//! Headless Chromium. The page is an argument, so nothing has to drive it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::process::{Process, folder};
use super::{Browser, CookieGrant, Network};

pub(super) fn open(program: &Path, network: &Network, page: &str) -> Browser {
    let profile = folder("chromium");
    let mut command = Command::new(program);
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"])
        .args(["--no-first-run", "--disable-background-networking"])
        .args(["--disable-component-update", "--disable-sync"])
        // The pages' `http:` URLs stay what they are; otherwise `https:` is tried first.
        .arg("--disable-features=HttpsUpgrades")
        .arg("--remote-debugging-port=0")
        .arg(format!("--user-data-dir={}", profile.display()));
    let Network { proxy, trusted_key, is_as_shipped, cookie_grant } = network;
    if !is_as_shipped {
        // By default Chromium lets `*` cover `Authorization`; this feature follows the standard.
        command.arg("--enable-features=CorsNonWildcardRequestHeadersSupport");
    }
    if let Some(proxy) = proxy {
        command.arg(format!("--proxy-server=socks5://{proxy}"));
    }
    if !trusted_key.is_empty() {
        command.arg(format!("--ignore-certificate-errors-spki-list={trusted_key}"));
    }
    if let Some(grant) = cookie_grant {
        let settings = profile.join("Default");
        fs::create_dir_all(&settings).expect("a folder for the settings");
        fs::write(settings.join("Preferences"), preferences(grant).to_string())
            .expect("the settings are written");
    }
    command.arg(page).stdout(Stdio::null());
    Browser { _driven_by: None, _processes: vec![Process::start(&mut command, profile)] }
}

/// The settings of a user who blocks third-party cookies (1), and has allowed (1) those of one host on pages of another.
fn preferences(CookieGrant { of, to }: &CookieGrant) -> Value {
    let grant = json!({ format!("https://{of},https://{to}"): { "setting": 1 } });
    let exceptions = json!({ "storage_access": grant });
    json!({ "profile": {
        "cookie_controls_mode": 1, "content_settings": { "exceptions": exceptions },
    } })
}
