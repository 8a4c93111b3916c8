//! What browsers send, and how they judge responses, where the Fetch standard or a server's author may expect something
//! else: facts about Chromium, Firefox and WebKit, measured by scripts of a page. No policy of the library is involved.
//!
//! | file | contents |
//! | --- | --- |
//! | `facts` | each fact: the script of a page, and its result by the standard and in each engine |
//! | `server` | a server whose answers are in the URL, and which logs requests |
//! | `page.js` | what the scripts can call |
//! | `document` | the table of `docs/browsers.md` |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod document;
mod facts;
mod server;
#[path = "../matrix/tls.rs"]
mod tls;

use std::io::Write as _;
use std::time::Instant;

use cors_tests::browser::{Engine, Network, PATIENCE, hosts};

use facts::{FACTS, Fact, Page};
use server::Server;
use tls::Tls;

#[tokio::test(flavor = "multi_thread")]
async fn each_engine_behaves_as_listed() {
    let mut wrong = Vec::new();
    for program in Engine::installed() {
        let (engine, start) = (program.engine, Instant::now());
        let mut server = Server::start().await;
        let (tls, plain) = (Tls::new(), server.address);
        let with_tls = tls.proxy(plain).await;
        let proxy = hosts::start(move |_, port| Some(if port == 443 { with_tls } else { plain }));
        let network = Network {
            proxy: Some(proxy),
            trusted_key: tls.key_hash,
            is_as_shipped: true,
            ..Network::default()
        };
        let open = move || program.open(&network, &Page::ALL[0].url(plain.port()));
        let browser = tokio::task::spawn_blocking(open).await.unwrap();
        for page in Page::ALL {
            let seen = tokio::time::timeout(PATIENCE, server.seen.recv()).await;
            let seen = seen.unwrap_or_else(|_| panic!("{engine}: no results of {page:?}"));
            let seen = seen.unwrap();
            let first = FACTS.iter().position(|fact| fact.page == page).unwrap();
            assert!(seen.contains_key(&server::id(first)), "{engine} is not on {page:?}");
            let facts = FACTS.iter().enumerate().filter(|(_, fact)| fact.page == page);
            for (number, fact) in facts {
                let (want, found) = (fact.found[engine as usize], &seen[&server::id(number)]);
                if want != found {
                    let Fact { group, title, .. } = fact;
                    wrong.push(format!(
                        "{engine}: {group:?}: {title}: listed {want}, found {found}"
                    ));
                }
            }
        }
        drop(browser);
        // Not captured by the test runner, so that it is seen.
        let _ = writeln!(
            std::io::stderr(),
            "{} facts in {engine}, {:.1} s",
            FACTS.len(),
            start.elapsed().as_secs_f64()
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
