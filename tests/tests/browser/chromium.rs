//! A headless Chromium with a profile of its own.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use tokio::process::{Child, Command};

/// How long a cold browser on a busy machine may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);

/// A browser that shows a page. Dropped, it ends.
pub(crate) struct Browser {
    process: Child,
    profile: PathBuf,
}

/// Opens a page, in a profile that is named after what is shown. Without Chromium it says that the
/// test is skipped, or fails where `CI` says that there must be one.
pub(crate) fn open(page: &str, what: &str) -> Option<Browser> {
    let Some(chromium) = chromium() else {
        assert!(std::env::var_os("CI").is_none(), "there is no Chromium, and CI needs one");
        // Past the test runner's capture, so that it is seen.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: there is no Chromium; install it or set CHROMIUM"
        );
        return None;
    };
    let profile = std::env::temp_dir().join(format!("cors-{what}-{}", std::process::id()));
    let process = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        // Chromium lets `*` cover `Authorization` unless it is told to follow the standard.
        .arg("--enable-features=CorsNonWildcardRequestHeadersSupport")
        .arg("--remote-debugging-port=0")
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(page)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    Some(Browser { process, profile })
}

impl Browser {
    pub(crate) async fn close(mut self) {
        let _ = self.process.kill().await;
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// Where a Chromium is usually found, first of all where `CHROMIUM` says.
fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let usual = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = || {
        std::env::split_paths(&path)
            .flat_map(|folder| usual.map(|name| folder.join(name)))
            .find(|program| program.is_file())
    };
    named.or_else(found)
}
