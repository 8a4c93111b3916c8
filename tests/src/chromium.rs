//! Chromium, without a window, for as long as a test needs it.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How long a cold browser on a busy machine may take.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// A browser that shows one page. Dropped, it ends, and what it kept on the disk is removed.
#[derive(Debug)]
pub struct Chromium {
    process: Child,
    profile: PathBuf,
}

/// What a browser takes for the network. By default what the system says.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Which hosts are where, in the words of `--host-resolver-rules`.
    pub host_rules: String,
    /// The key of a server that is trusted, whoever signed for it: its SHA-256 in Base64.
    pub trusted_key: String,
}

/// Where a Chromium is: where `CHROMIUM` says, or where one usually is. Without one, the test is
/// skipped and says so; with `CI` in the environment its absence is a failure.
///
/// # Panics
///
/// There is none, and `CI` needs one.
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
        // Past the test runner's capture, so that it is seen.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: there is no Chromium; install it or set CHROMIUM"
        );
    }
    program
}

impl Chromium {
    /// Opens a page with a profile of its own.
    ///
    /// # Panics
    ///
    /// The program does not start.
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
            // Chromium lets `*` cover `Authorization` unless it is told to follow the standard.
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
