//! The quickstart's page against its real servers, one after the other: the API on axum, on actix-web, and
//! on hyper through tower.
//!
//! The page performs its table with real `fetch()` calls and posts the results; the preflights are counted
//! at the server.

use cors_examples::log::Tag;
use cors_examples::table::TABLE;
use cors_examples::{Running, Server, start};
use cors_tests::browser::{Engine, Network, PATIENCE, Program};

#[tokio::test(flavor = "multi_thread")]
async fn page_gets_the_expected_results() {
    for program in Engine::installed() {
        // The servers' answers are the same, so the other browsers load the page of one.
        let servers =
            if program.engine == Engine::Chromium { Server::ALL } else { &Server::ALL[..1] };
        for server in servers.iter().copied() {
            through_the_table(program.clone(), server).await;
        }
    }
}

async fn through_the_table(program: Program, server: Server) {
    let engine = program.engine;
    let running = start(server, 0, 0).await.unwrap();
    let page = running.page_origin();
    let browser = tokio::task::spawn_blocking(move || program.open(&Network::default(), &page));
    let browser = browser.await.unwrap();
    let results = tokio::time::timeout(PATIENCE, running.results()).await;
    drop(browser);

    let results = results.expect("the page posts its results in time").expect("the page ran");
    assert_eq!(results.origin, running.page_origin());
    assert_eq!(results.cases.len(), TABLE.len());
    let wrong: Vec<_> = results.cases.iter().filter(|case| !case.differences.is_empty()).collect();
    assert!(wrong.is_empty(), "{server} in {engine}: {wrong:#?}");
    let preflights = |case: &str| count(&running, &results.run, case);
    // Counted at the server, because a page cannot see its own preflights.
    for (case, want) in [
        ("open-get", 0),
        ("post-text", 0),
        ("put-json", 1),
        // As the page explains there, Firefox caches none of a server on this machine.
        ("preflight-cached", if engine == Engine::Firefox { 2 } else { 1 }),
        ("header-not-listed", 1),
        ("method-not-listed", 1),
        ("partner-get", 0),
        ("partner-put", 1),
    ] {
        assert!(TABLE.iter().any(|row| row.id == case), "the table has no case {case}");
        assert_eq!(preflights(case), want, "{server} in {engine}: {case}");
    }
}

fn count(running: &Running, run: &str, case: &str) -> usize {
    running.observed().preflights(&Tag { run: run.to_owned(), case: case.to_owned() })
}
