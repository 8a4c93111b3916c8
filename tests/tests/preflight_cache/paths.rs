//! Every assignment of three policies to three methods, with `routes!`; and the header that a list of
//! methods cannot hold back.

use std::time::Duration;

use cors_tests::path::{HANDLER, requests};
use cors_tests::written::{Names, PageRequest, Written};
use cors_user_agent::{CredentialsMode, HttpRequest, Network as _, Page, Request, UserAgent};

use crate::routes::{Application, mounted};
use crate::table::{self, Numbered};
use crate::{ONE, STRANGER, TWO, URL, both, only, pairs};

const MOUNTED: [&str; 3] = ["POST", "PUT", "PATCH"];

fn with_header(written: Written, header: &str) -> Written {
    let headers = Names::these(&[header]);
    Written { credentials: true, headers, max_age: Some(600), ..written }
}

/// Which of three policies, if any, each method has.
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
fn permissions_do_not_leak_on_any_path() {
    let with_credentials = |(page_request, _): &(PageRequest, Request)| {
        page_request.include_credentials
            && !page_request.forced_preflight
            && page_request.unsafe_names.len() == 1
    };
    let requests: Vec<_> = requests(&[ONE, TWO, STRANGER], &MOUNTED, URL)
        .into_iter()
        .filter(with_credentials)
        .collect();
    let paths = every_path();
    assert_eq!(paths.len(), 64);
    let mut count = 0;
    for path in paths {
        let result = pairs(&requests, &table::handlers(&path), &mut Application::new(&path));
        count += result.unwrap_or_else(|leak| panic!("{path:?}: {leak}"));
    }
    assert!(count > 5_000, "{count}");
}

/// As documented for `routes!`: a safelisted method doesn't need permission, so a header that one
/// policy grants is sent to a handler without a policy too, while the preflight is cached. Other methods
/// are not sent.
#[test]
fn safelisted_method_without_a_policy_gets_cached_headers() {
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
            let request = Request::new(&Page::new(ONE).unwrap(), method, URL).unwrap();
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
