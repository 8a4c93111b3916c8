//! The example as a process, with its origins in a real PostgreSQL server, which is stopped and started
//! again, and in a file.
//!
//! Nothing is timed: each step waits until the server answers as expected, and a test only fails for time
//! if that takes longer than any machine should need.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod database;
mod file;
mod postgresql;
mod server;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{fs, process, thread};

/// The time after which a step has failed.
const PATIENCE: Duration = Duration::from_secs(90);

/// An origin that the program allows whatever its tenants are.
const COMPILED: &str = "https://app.example.com";
const ACME: &str = "https://acme.example.app";
const GLOBEX: &str = "https://globex.example.app";

/// Waits for a condition.
#[track_caller]
fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// A new folder, which is removed when it is dropped. It is in `/tmp` whatever `TMPDIR` is: the path of a socket must be
/// short, and PostgreSQL, which doesn't run as root, must be able to enter the folder above it.
struct Folder(PathBuf);

impl Folder {
    /// The path of a folder that does not exist yet.
    fn unused() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new("/tmp").join(format!("tenants-{}-{count}", process::id()));
        assert!(!folder.exists(), "{} exists", folder.display());
        Self(folder)
    }

    fn new() -> Self {
        let folder = Self::unused();
        fs::create_dir(&folder.0).unwrap();
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
