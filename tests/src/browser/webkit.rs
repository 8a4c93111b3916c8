//! The test browser of WebKit's GTK port, on a virtual screen.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::process::{Process, folder};
use super::{Browser, Network};

/// Where `MiniBrowser` is: in a folder with the version and the machine in its name.
pub(super) fn usual_folders() -> Vec<PathBuf> {
    let library = Path::new("/usr/lib");
    let machine = library.join(format!("{}-linux-gnu", std::env::consts::ARCH));
    ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"]
        .into_iter()
        .flat_map(|name| [machine.join(name), library.join(name)])
        .collect()
}

pub(super) fn open(program: &Path, network: &Network, page: &str) -> Browser {
    let (screen, display) = screen();
    let mut command = Command::new(program);
    command
        .env("DISPLAY", display)
        // No desktop is running.
        .env("GSETTINGS_BACKEND", "memory")
        .env("NO_AT_BRIDGE", "1")
        .stdout(Stdio::null());
    if let Some(proxy) = network.proxy {
        command.arg(format!("--proxy=socks5://{proxy}"));
    }
    if !network.trusted_key.is_empty() {
        command.arg("--ignore-tls-errors");
    }
    let browser = Process::start(command.arg(page), folder("webkit"));
    Browser { _driven_by: None, _processes: vec![browser, screen] }
}

/// A virtual screen and its name. It chooses a number that is free.
fn screen() -> (Process, String) {
    let mut command = Command::new("Xvfb");
    command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
    let mut screen = Process::start(command.stdout(Stdio::piped()), folder("screen"));
    let output = screen.child().stdout.take().expect("Xvfb has an output");
    let mut number = String::new();
    BufReader::new(output).read_line(&mut number).expect("Xvfb prints its number");
    (screen, format!(":{}", number.trim()))
}
