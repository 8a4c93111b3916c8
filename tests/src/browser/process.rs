//! A program that ends when it is dropped, with all programs that it has started, and its folder.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A running program.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    folder: PathBuf,
}

/// A new empty folder for a program's files.
pub(super) fn folder(name: &str) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("cors-{name}-{}-{count}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the browser's files");
    folder
}

impl Process {
    /// Starts a program in a process group of its own. Its home is the folder, which is removed when it ends.
    pub(super) fn start(command: &mut Command, folder: PathBuf) -> Self {
        let child = command
            .process_group(0)
            .env("HOME", &folder)
            .env("XDG_CACHE_HOME", folder.join("cache"))
            .env("XDG_CONFIG_HOME", folder.join("config"))
            .env("XDG_DATA_HOME", folder.join("data"))
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser starts");
        Self { child, folder }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn child(&mut self) -> &mut Child {
        &mut self.child
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
