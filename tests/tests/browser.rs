//! The quickstart's page in headless Chromium, against its real servers.
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

use std::time::Duration;

use cors_examples::log::Tag;
use cors_examples::{Running, start, table::TABLE};
use cors_tests::chromium::{self, Chromium};

/// How long a cold browser on a busy machine may take.
const PATIENCE: Duration = Duration::from_secs(90);

#[tokio::test(flavor = "multi_thread")]
async fn the_page_sees_what_the_policies_say() {
    let Some(program) = chromium::find() else { return };
    let running = start(0, 0).await.unwrap();
    let browser = Chromium::open(&program, "", &running.page_origin());
    let results = tokio::time::timeout(PATIENCE, running.results()).await;
    drop(browser);

    let results = results.expect("the page posts its results in time").expect("the page ran");
    assert_eq!(results.origin, running.page_origin());
    assert_eq!(results.cases.len(), TABLE.len());
    let wrong: Vec<_> = results.cases.iter().filter(|case| !case.differences.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
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
        assert_eq!(preflights(case), want, "{case}");
    }
}

fn count(running: &Running, run: &str, case: &str) -> usize {
    running.observed().preflights(&Tag { run: run.to_owned(), case: case.to_owned() })
}
