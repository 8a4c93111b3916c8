//! Every way to put three policies on three methods, by `routes!`; and the one header that no list
//! of methods can keep back.

use std::time::Duration;

use cors_tests::path::{HANDLER, requests};
use cors_tests::written::{Asked, Names, Written};
use cors_user_agent::{CredentialsMode, HttpRequest, Network as _, Page, Request, UserAgent};

use crate::routes::{Application, mounted};
use crate::table::{self, Numbered};
use crate::{ONE, STRANGER, TWO, URL, both, only, pairs};

const MOUNTED: [&str; 3] = ["POST", "PUT", "PATCH"];

fn with_header(written: Written, header: &str) -> Written {
    let headers = Names::these(&[header]);
    Written { credentials: true, headers, max_age: Some(600), ..written }
}

/// Which of three policies, if any, each method is under.
fn every_path() -> Vec<Vec<Numbered>> {
    let policies = [
        with_header(only(ONE), "x-a"),
        with_header(only(TWO), "x-b"),
        with_header(both(), "content-type"),
    ];
    let choices: Vec<_> = policies.into_iter().enumerate().map(Some).chain([None]).collect();
    let mut paths = vec![Vec::new()];
    for method in MOUNTED {
        let longer = |path: Vec<Numbered>| {
            choices.clone().into_iter().map(move |choice| {
                let added = choice.map(|(number, written)| (number, written, method));
                path.iter().cloned().chain(added).collect()
            })
        };
        paths = paths.into_iter().flat_map(longer).collect();
    }
    paths
}

#[test]
fn nothing_is_lent_on_any_path() {
    let with_credentials = |(asked, _): &(Asked, Request)| {
        asked.include_credentials && !asked.forced_preflight && asked.unsafe_names.len() == 1
    };
    let requests: Vec<_> = requests(&[ONE, TWO, STRANGER], &MOUNTED, URL)
        .into_iter()
        .filter(with_credentials)
        .collect();
    let paths = every_path();
    assert_eq!(paths.len(), 64);
    let mut count = 0;
    for path in paths {
        let held = pairs(&requests, &table::handlers(&path), &mut Application::new(&path));
        count += held.unwrap_or_else(|leak| panic!("{path:?}: {leak}"));
    }
    assert!(count > 5_000, "{count}");
}

/// The documentation of `routes!` tells of it: a browser needs no grant for the method `POST`, so a
/// header that one policy grants goes to a handler without a policy too, while it is remembered.
#[test]
fn a_closed_post_is_sent_what_is_remembered_for_its_neighbours() {
    for (max_age, is_reached) in [(600, true), (0, false)] {
        let written = Written { max_age: Some(max_age), ..with_header(only(ONE), "x-a") };
        let handlers = mounted(&[(0, written, "PUT")]).post(async || [(HANDLER, "closed")]);
        let mut application = Application::of(handlers);
        let mut user_agent = UserAgent::new();
        let mut reaches = |method: &str| {
            let request = Request::new(&Page::new(ONE), method, URL).unwrap();
            let request = request.header("x-a", "1").unwrap();
            let request = request.credentials(CredentialsMode::Include);
            let mut is_reached = false;
            let mut network = |request: &HttpRequest| {
                let response = application.respond(request)?;
                is_reached |= response.header_list.contains(HANDLER);
                Ok(response)
            };
            let _ = user_agent.fetch(&mut network, request, Duration::ZERO);
            is_reached
        };
        assert!(!reaches("POST"), "by itself it is refused");
        assert!(reaches("PUT"));
        assert_eq!(reaches("POST"), is_reached, "max-age {max_age}");
    }
}
