//! Real browsers without a window, each of which runs as long as a test needs it.
//!
//! | module | contents |
//! | --- | --- |
//! | `chromium`, `firefox`, `webkit` | how each one is started, and what it needs in its profile |
//! | `marionette` | Firefox's protocol for programs that drive it |
//! | `hosts` | the hosts of a test, as a SOCKS proxy |
//! | `process` | a program that ends with the test, and its folder |
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod chromium;
mod firefox;
pub mod hosts;
mod marionette;
mod process;
mod webkit;

use std::env;
use std::fmt;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use process::Process;

/// The maximum time of a cold start on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(240);

/// The part of a browser that implements the Fetch standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    /// Blink, in Chromium: also that of Chrome, Edge and others.
    Chromium,
    /// Gecko, in Firefox.
    Firefox,
    /// WebKit, in the test browser of its GTK port. Safari has the same engine with another network library.
    WebKit,
}

/// An engine that is installed.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its engine.
    pub engine: Engine,
    path: PathBuf,
}

/// The browser's view of the network. By default that of the system.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The SOCKS proxy that resolves hosts: [`hosts::start`].
    pub proxy: Option<SocketAddr>,
    /// The SHA-256 of a server's key in Base64, which is trusted regardless of its certificate. Firefox and WebKit
    /// then trust every certificate.
    pub trusted_key: String,
    /// Whether Chromium keeps its default for the one setting in which tests usually make it follow the standard: there,
    /// `*` does not cover `Authorization`.
    pub is_as_shipped: bool,
    /// A grant of the user, in Chromium.
    pub cookie_grant: Option<CookieGrant>,
}

/// The user has granted the cookies of one site to pages of another, as the Storage Access API asks for.
#[derive(Clone, Copy, Debug)]
pub struct CookieGrant {
    /// The host whose cookies they are.
    pub of: &'static str,
    /// The host of the pages.
    pub to: &'static str,
}

/// A browser that shows one page. When it is dropped, the browser ends and its files are removed.
#[derive(Debug)]
pub struct Browser {
    /// Has to stay open as long as Firefox runs, and is closed first.
    _driven_by: Option<marionette::Marionette>,
    _processes: Vec<Process>,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// Its name in tables and notices.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        }
    }

    /// The variable with the path of its program, and where it usually is.
    const fn usual(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Chromium => ("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"]),
            Self::Firefox => ("FIREFOX", &["firefox-esr", "firefox"]),
            Self::WebKit => ("WEBKIT", &["MiniBrowser"]),
        }
    }

    /// The program: that of a variable, such as `FIREFOX`, or a usual one. If there is none, the test is skipped
    /// with a notice, or fails if `CI` is in the environment. WebKit is required only if `EVERY_BROWSER` is.
    ///
    /// # Panics
    ///
    /// If there is none and it is required.
    #[must_use]
    pub fn find(self) -> Option<Program> {
        let (variable, names) = self.usual();
        let folders = env::var_os("PATH").unwrap_or_default();
        let found = || {
            let own = if self == Self::WebKit { webkit::usual_folders() } else { Vec::new() };
            env::split_paths(&folders)
                .chain(own)
                .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
                .find(|program| program.is_file())
        };
        let path = env::var_os(variable).map(PathBuf::from).or_else(found);
        if path.is_none() {
            let requires = if self == Self::WebKit { "EVERY_BROWSER" } else { "CI" };
            assert!(env::var_os(requires).is_none(), "{self} is not installed");
            // Not captured by the test runner, so that it is seen.
            let _ = writeln!(
                std::io::stderr(),
                "skipped: {self} is not installed; install it or set {variable}"
            );
        }
        Some(Program { engine: self, path: path? })
    }

    /// Every engine that is installed.
    #[must_use]
    pub fn installed() -> Vec<Program> {
        Self::ALL.into_iter().filter_map(Self::find).collect()
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Program {
    /// Opens a page with a new profile.
    ///
    /// # Panics
    ///
    /// If the program does not start.
    #[must_use]
    pub fn open(&self, network: &Network, page: &str) -> Browser {
        match self.engine {
            Engine::Chromium => chromium::open(&self.path, network, page),
            Engine::Firefox => firefox::open(&self.path, network, page),
            Engine::WebKit => webkit::open(&self.path, network, page),
        }
    }

    /// What the program prints as its version.
    ///
    /// # Panics
    ///
    /// If it does not start.
    #[must_use]
    pub fn version(&self) -> String {
        let output = Command::new(&self.path).args(["--version", "--no-sandbox"]).output();
        let output = output.expect("the browser prints its version");
        String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().trim().to_owned()
    }
}
