//! I1: a page can do exactly what its policy allows, if nothing is cached from earlier requests.

use std::time::Duration;

use cors_tests::adapters::{DECISION, TOWER};
use cors_tests::server::Server;
use cors_tests::written::{Gets, PageRequest};
use cors_user_agent::{CredentialsMode, Page, Request, UserAgent};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::config;
use crate::patterns::origin;
use crate::policies::{HEADERS, policy};

/// Each method as a page writes it, and as it is sent.
const METHODS: [(&str, &str); 9] = [
    ("GET", "GET"),
    ("post", "POST"),
    ("HEAD", "HEAD"),
    ("put", "PUT"),
    ("DELETE", "DELETE"),
    ("PATCH", "PATCH"),
    ("patch", "patch"),
    ("PURGE", "PURGE"),
    ("purge-all", "purge-all"),
];

const HANDLER_NAMES: [&str; 7] =
    ["content-type", "x-a", "x-b", "x-c", "x-request-id", "etag", "set-cookie"];

/// A value for a header that makes the header need permission.
fn value(name: &str) -> String {
    if name == "accept" { "a".repeat(129) } else { "put".to_owned() }
}

fn page_request() -> impl Strategy<Value = (PageRequest, Request)> {
    let headers = (subsequence(&HEADERS[..], 0..4), any::<bool>());
    (origin(), select(&METHODS[..]), headers, any::<bool>(), any::<bool>()).prop_map(
        |(origin, (written, method), (headers, other), include_credentials, forced_preflight)| {
            let names: Vec<&str> = headers.into_iter().chain(other.then_some("X-Other")).collect();
            let page_request = PageRequest {
                page: origin.clone(),
                method: method.to_owned(),
                unsafe_names: names.iter().map(|name| name.to_ascii_lowercase()).collect(),
                include_credentials,
                forced_preflight,
            };
            let page = if origin == "null" { Page::opaque() } else { Page::new(&origin).unwrap() };
            let mut request = Request::new(&page, written, "https://api.example.net/").unwrap();
            for name in names {
                request = request.header(name, value(name)).unwrap();
            }
            if include_credentials {
                request = request.credentials(CredentialsMode::Include);
            }
            if forced_preflight {
                request = request.with_forced_preflight();
            }
            (page_request, request)
        },
    )
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn i1_page_can_do_what_its_policy_allows(
        compiled in policy(),
        requests in prop::collection::vec(page_request(), 1..12),
        tower in any::<bool>(),
    ) {
        let line = |name| (HeaderName::from_static(name), HeaderValue::from_static("1"));
        let handler: HeaderMap = HANDLER_NAMES.into_iter().map(line).collect();
        let way = if tower { TOWER } else { DECISION };
        for (page_request, request) in requests {
            let mut server = Server::new(compiled.policy.clone(), way, handler.clone());
            let result = UserAgent::new().fetch(&mut server, request, Duration::ZERO);
            let read = result.ok().map(|response| {
                let names = HANDLER_NAMES.into_iter();
                names.filter(|name| response.header_list.contains(name)).collect()
            });
            let got = Gets { preflights: server.preflights, handled: server.handled, read };
            prop_assert_eq!(got, compiled.written.gets(&page_request, &HANDLER_NAMES), "{:?}", page_request);
        }
    }
}
