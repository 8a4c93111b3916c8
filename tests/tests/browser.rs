//! The quickstart's page in headless Chromium, against its real servers, one after the other: the API on
//! axum, on actix-web, and on hyper through tower.
//!
//! The page goes through its table by real `fetch()` calls and posts what it saw; the preflights
//! are counted at the server. Without Chromium the test says that it was skipped; with `CI=true`
//! its absence is a failure.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use cors_examples::log::Tag;
use cors_examples::table::TABLE;
use cors_examples::{Running, Server, start};
use tokio::process::{Child, Command};

/// How long a cold browser on a busy machine may take.
const PATIENCE: Duration = Duration::from_secs(90);

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

fn open(chromium: &Path, profile: &Path, page: &str) -> Child {
    Command::new(chromium)
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
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_sees_what_the_policies_say() {
    let Some(chromium) = chromium() else {
        assert!(std::env::var_os("CI").is_none(), "there is no Chromium, and CI needs one");
        // Past the test runner's capture, so that it is seen.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: there is no Chromium; install it or set CHROMIUM"
        );
        return;
    };
    for server in Server::ALL {
        through_the_table(&chromium, server).await;
    }
}

/// The page of a server, in a browser with a fresh profile.
async fn through_the_table(chromium: &Path, server: Server) {
    let running = start(server, 0, 0).await.unwrap();
    let profile = format!("cors-browser-{}-{server}", std::process::id());
    let profile = std::env::temp_dir().join(profile);
    let mut browser = open(chromium, &profile, &running.page_origin());
    let results = tokio::time::timeout(PATIENCE, running.results()).await;
    let _ = browser.kill().await;
    let _ = std::fs::remove_dir_all(&profile);

    let results = results.expect("the page posts its results in time").expect("the page ran");
    assert_eq!(results.origin, running.page_origin());
    assert_eq!(results.cases.len(), TABLE.len());
    let wrong: Vec<_> = results.cases.iter().filter(|case| !case.differences.is_empty()).collect();
    assert!(wrong.is_empty(), "{server}: {wrong:#?}");
    let preflights = |case: &str| count(&running, &results.run, case);
    // Counted at the server, because a page cannot see its own preflights.
    for (case, want) in [
        ("open-get", 0),
        ("post-text", 0),
        ("put-json", 1),
        ("preflight-cached", 1),
        ("header-not-listed", 1),
        ("method-not-listed", 1),
        ("partner-get", 0),
        ("partner-put", 1),
    ] {
        assert!(TABLE.iter().any(|row| row.id == case), "the table has no case {case}");
        assert_eq!(preflights(case), want, "{server}: {case}");
    }
}

fn count(running: &Running, run: &str, case: &str) -> usize {
    running.observed().preflights(&Tag { run: run.to_owned(), case: case.to_owned() })
}
