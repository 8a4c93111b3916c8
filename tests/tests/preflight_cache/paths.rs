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

/// As documented at `routes!`: a browser needs no grant for a safelisted method, so a header that one
/// policy grants is sent to a handler without a policy too, while the preflight is cached. Other methods
/// are not sent.
#[test]
fn a_closed_handler_of_a_safelisted_method_is_sent_what_is_cached_for_its_neighbours() {
    for (method, max_age, is_reached) in [
        ("GET", 600, true),
        ("HEAD", 600, true),
        ("POST", 600, true),
        ("DELETE", 600, false),
        ("PATCH", 600, false),
        ("GET", 0, false),
        ("HEAD", 0, false),
        ("POST", 0, false),
    ] {
        let written = Written { max_age: Some(max_age), ..with_header(only(ONE), "x-a") };
        let closed = async || [(HANDLER, "closed")];
        let handlers = mounted(&[(0, written, "PUT")]);
        let handlers = handlers.get(closed).post(closed).delete(closed).patch(closed);
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
        assert!(!reaches(method), "by itself it is refused");
        assert!(reaches("PUT"));
        assert_eq!(reaches(method), is_reached, "{method}, max-age {max_age}");
    }
}
