//! A server with one policy redirects to a server with another: the page can read the response if both
//! policies allow it, the second for the origin that a browser then sends, which is `null`.

use std::sync::Arc;
use std::time::Duration;

use cors_runtime::Policy;
use cors_tests::adapters::DECISION;
use cors_tests::server::Server;
use cors_tests::written::{Names, PageRequest, Written};
use cors_user_agent::{CredentialsMode, HttpRequest, Network as _, Page, Request, UserAgent};
use http::{HeaderMap, HeaderValue, StatusCode, header};

const PAGE: &str = "https://page.example";
const FIRST: &str = "https://first.example.net";
const SECOND: &str = "https://second.example.net";

fn policies() -> Vec<Written> {
    let page = || Written::new(format!("[{PAGE:?}]"), Arc::new(|origin: &str| origin == PAGE));
    let with_null = Written {
        risks: vec!["null_origin".to_owned()],
        ..Written::new(
            format!("[{PAGE:?}, \"null\"]"),
            Arc::new(|origin: &str| origin == PAGE || origin == "null"),
        )
    };
    let any = Written::new(r#""*""#.to_owned(), Arc::new(|_: &str| true));
    let put = |written: Written| Written { methods: Names::these(&["PUT"]), ..written };
    let credentials = |written: Written| Written { credentials: true, ..written };
    vec![
        page(),
        put(page()),
        credentials(put(page())),
        with_null.clone(),
        put(with_null.clone()),
        credentials(put(with_null)),
        any.clone(),
        put(any),
    ]
}

/// Whether the request is sent, and its response shared.
fn passes(policy: &Written, page_request: &PageRequest) -> bool {
    policy.shares(page_request) && (!page_request.needs_permission() || policy.grants(page_request))
}

fn server(written: &Written, location: Option<&str>) -> Server {
    let mut headers = HeaderMap::new();
    let policy = Policy::from_toml(&written.toml()).unwrap_or_else(|error| panic!("{error}"));
    if let Some(location) = location {
        headers.insert(header::LOCATION, HeaderValue::from_str(location).unwrap());
    }
    let mut server = Server::new(policy, DECISION, headers);
    if location.is_some() {
        server.status = StatusCode::TEMPORARY_REDIRECT;
    }
    server
}

#[test]
fn both_policies_decide_and_the_second_receives_null() {
    let mut read = 0;
    for first in policies() {
        for second in policies() {
            for target in [FIRST, SECOND] {
                for (method, include) in
                    [("GET", false), ("GET", true), ("PUT", false), ("PUT", true)]
                {
                    let mut page_request = PageRequest {
                        page: PAGE.to_owned(),
                        method: method.to_owned(),
                        unsafe_names: Vec::new(),
                        include_credentials: include,
                        forced_preflight: false,
                    };
                    let mut want = passes(&first, &page_request);
                    if target != FIRST {
                        "null".clone_into(&mut page_request.page);
                    }
                    want = want && passes(&second, &page_request);
                    let mut redirects = server(&first, Some(&format!("{target}/2")));
                    let mut answers = server(&second, None);
                    let mut network = |request: &HttpRequest| match request.url.path() {
                        "/2" => answers.respond(request),
                        _ => redirects.respond(request),
                    };
                    let url = format!("{FIRST}/1");
                    let request = Request::new(&Page::new(PAGE).unwrap(), method, &url).unwrap();
                    let mode =
                        if include { CredentialsMode::Include } else { CredentialsMode::Omit };
                    let request = request.credentials(mode);
                    let got = UserAgent::new().fetch(&mut network, request, Duration::ZERO);
                    assert_eq!(
                        got.is_ok(),
                        want,
                        "{first:?}{second:?}{page_request:?} {target} {got:?}"
                    );
                    read += usize::from(want);
                }
            }
        }
    }
    assert!(read > 50, "{read}");
}
