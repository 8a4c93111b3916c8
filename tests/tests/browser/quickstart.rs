//! The quickstart's page against its real servers, one after the other: the API on axum, on actix-web, and
//! on hyper through tower.
//!
//! The page performs its table with real `fetch()` calls and posts the results; the preflights are counted
//! at the server.

use cors_examples::log::Tag;
use cors_examples::table::TABLE;
use cors_examples::{Running, Server, start};
use cors_tests::chromium::{self, Chromium, Network, PATIENCE};

#[tokio::test(flavor = "multi_thread")]
async fn page_gets_the_expected_results() {
    for server in Server::ALL.iter().copied() {
        through_the_table(server).await;
    }
}

async fn through_the_table(server: Server) {
    let running = start(server, 0, 0).await.unwrap();
    let Some(program) = chromium::find() else { return };
    let browser = Chromium::open(&program, &Network::default(), &running.page_origin());
    let results = tokio::time::timeout(PATIENCE, running.results()).await;
    drop(browser);

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
