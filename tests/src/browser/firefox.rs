//! Headless Firefox, driven by its own protocol.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::marionette::Marionette;
use super::process::{Process, folder};
use super::{Browser, Network, PATIENCE};

pub(super) fn open(program: &Path, network: &Network, page: &str) -> Browser {
    let profile = folder("firefox");
    fs::write(profile.join("user.js"), preferences(network)).expect("the preferences are written");
    let mut command = Command::new(program);
    command.args(["--headless", "--no-remote", "--marionette", "--profile"]).arg(&profile);
    let process = Process::start(command.stdout(Stdio::null()), profile);
    let mut marionette = Marionette::connect(port(&process));
    marionette.start_session(!network.trusted_key.is_empty());
    marionette.navigate(page);
    Browser { _driven_by: Some(marionette), _processes: vec![process] }
}

/// The port that Firefox writes to its profile.
fn port(process: &Process) -> u16 {
    let file = process.folder().join("MarionetteActivePort");
    let start = Instant::now();
    loop {
        let text = fs::read_to_string(&file).unwrap_or_default();
        if let Ok(port) = text.trim().parse() {
            return port;
        }
        assert!(start.elapsed() < PATIENCE, "Firefox does not open its port");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// The lines of `user.js`. Firefox sets further ones, against requests of its own, when it is driven.
fn preferences(network: &Network) -> String {
    let mut lines = vec![
        ("marionette.port", "0".to_owned()),
        // The pages' `http:` URLs stay what they are; otherwise `https:` is tried first.
        ("dom.security.https_first", "false".to_owned()),
        ("dom.security.https_first_pbm", "false".to_owned()),
    ];
    if let Some(proxy) = network.proxy {
        lines.extend([
            ("network.proxy.type", "1".to_owned()),
            ("network.proxy.socks", format!("\"{}\"", proxy.ip())),
            ("network.proxy.socks_port", proxy.port().to_string()),
            ("network.proxy.socks_version", "5".to_owned()),
            ("network.proxy.socks5_remote_dns", "true".to_owned()),
        ]);
    }
    lines.into_iter().map(|(name, value)| format!("user_pref(\"{name}\", {value});\n")).collect()
}
