//! Headless Chromium, which runs as long as a test needs it.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The maximum time of a cold start on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A browser that shows one page. When it is dropped, the browser ends and its files are removed.
#[derive(Debug)]
pub struct Chromium {
    process: Child,
    profile: PathBuf,
}

/// The browser's view of the network. By default that of the system.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The addresses of hosts, in the format of `--host-resolver-rules`.
    pub host_rules: String,
    /// The SHA-256 of a server's key in Base64, which is trusted regardless of its certificate.
    pub trusted_key: String,
}

/// The path of Chromium: that of `CHROMIUM`, or a usual one. If there is none, the test is skipped with a
/// notice, or fails if `CI` is in the environment.
///
/// # Panics
///
/// If there is none and `CI` is set.
#[must_use]
pub fn find() -> Option<PathBuf> {
    let usual = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = || {
        std::env::split_paths(&path)
            .flat_map(|folder| usual.map(|name| folder.join(name)))
            .find(|program| program.is_file())
    };
    let program = std::env::var_os("CHROMIUM").map(PathBuf::from).or_else(found);
    if program.is_none() {
        assert!(std::env::var_os("CI").is_none(), "there is no Chromium, and CI needs one");
        // Not captured by the test runner, so that it is seen.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: there is no Chromium; install it or set CHROMIUM"
        );
    }
    program
}

impl Chromium {
    /// Opens a page with a new profile.
    ///
    /// # Panics
    ///
    /// If the program does not start.
    #[must_use]
    pub fn open(program: &PathBuf, network: &Network, page: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("cors-chromium-{}-{count}", std::process::id());
        let profile = std::env::temp_dir().join(name);
        let mut command = Command::new(program);
        command
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"])
            .args(["--no-first-run", "--disable-background-networking"])
            .args(["--disable-component-update", "--disable-sync"])
            // By default Chromium lets `*` cover `Authorization`; this feature follows the standard.
            .arg("--enable-features=CorsNonWildcardRequestHeadersSupport")
            .arg("--remote-debugging-port=0")
            .arg(format!("--user-data-dir={}", profile.display()));
        let Network { host_rules, trusted_key } = network;
        if !host_rules.is_empty() {
            command.arg(format!("--host-resolver-rules={host_rules}"));
        }
        if !trusted_key.is_empty() {
            command.arg(format!("--ignore-certificate-errors-spki-list={trusted_key}"));
        }
        command.arg(page).stdout(Stdio::null()).stderr(Stdio::null());
        Self { process: command.spawn().expect("Chromium starts"), profile }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
