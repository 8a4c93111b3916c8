//! wrk, which generates the load.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

/// The number of connections.
pub(crate) const CONNECTIONS: usize = 32;

/// The results of wrk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) requests: u64,
    pub(crate) per_second: f64,
    /// Microseconds within which half of the answers arrived.
    pub(crate) half: f64,
    /// Microseconds within which 99 of 100 answers arrived.
    pub(crate) most: f64,
    /// Failed connections and missing answers.
    pub(crate) errors: u64,
}

/// Loads a server for this many seconds.
pub(crate) fn load(
    address: SocketAddr,
    script: &Path,
    seconds: u64,
) -> Result<Counted, Box<dyn Error>> {
    let output = Command::new("wrk")
        .args(["--threads", "1", "--connections", &CONNECTIONS.to_string()])
        .args(["--duration", &format!("{seconds}s"), "--timeout", "30s", "--script"])
        .arg(script)
        .arg(format!("http://{address}/users"))
        .output()
        .map_err(|error| absent(&error))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.strip_prefix("counted "));
    let unread = || format!("wrk: {text}{}", String::from_utf8_lossy(&output.stderr));
    let numbers: Result<Vec<u64>, _> =
        line.ok_or_else(unread)?.split_whitespace().map(str::parse).collect();
    let [requests, microseconds, half, most, errors] = numbers?[..] else {
        return Err(unread().into());
    };
    Ok(Counted {
        requests,
        per_second: requests as f64 / (microseconds as f64 / 1e6),
        half: half as f64,
        most: most as f64,
        errors,
    })
}

/// Its version, which is printed in the page.
pub(crate) fn version() -> Result<String, Box<dyn Error>> {
    let output = Command::new("wrk").arg("--version").output().map_err(|error| absent(&error))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    Ok(words.join(" "))
}

fn absent(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "this needs `wrk`, which makes the load, and it is not \
             installed: `apt-get install wrk` on Debian and Ubuntu, `brew install wrk` on macOS"
            .to_owned(),
        _ => format!("wrk: {error}"),
    }
}
