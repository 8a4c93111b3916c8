//! The table of requests: every method with every set of headers, with credentials and without,
//! with a forced preflight and without, from every page of a list of origins.

use std::collections::BTreeMap;

use cors_tests::written::PageRequest;
use cors_user_agent::{CredentialsMode, Page, Request};

use crate::origins::{LISTS, Origins};

/// The method as the page writes it, and as it is sent.
const METHODS: [(&str, &str); 9] = [
    ("GET", "GET"),
    ("head", "HEAD"),
    ("POST", "POST"),
    ("put", "PUT"),
    ("DELETE", "DELETE"),
    ("PATCH", "PATCH"),
    ("options", "OPTIONS"),
    ("delEte", "DELETE"),
    ("purge", "purge"),
];

/// The headers that the page sets, and those of them that need permission.
type Headers = (&'static [(&'static str, &'static str)], &'static [&'static str]);

const LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
                    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

const HEADERS: [Headers; 9] = [
    (&[], &[]),
    (&[("Accept", "text/html"), ("Content-Type", "text/plain"), ("Cookie", "a=b")], &[]),
    (&[("X-LISTED", "1")], &["x-listed"]),
    (&[("content-type", "application/json"), ("x-Listed", "1")], &["content-type", "x-listed"]),
    (&[("x-other", "1")], &["x-other"]),
    (&[("X-Listed", "1"), ("X-Other", "1")], &["x-listed", "x-other"]),
    (&[("Authorization", "Bearer t")], &["authorization"]),
    (&[("authorization", "Bearer t"), ("x-listed", "1")], &["authorization", "x-listed"]),
    (&[("accept", LONG)], &["accept"]),
];

/// All requests, made once.
pub(crate) struct Table {
    /// By the page's origin, in the order of the parts.
    requests: BTreeMap<&'static str, Vec<(PageRequest, Request)>>,
}

/// The pages: those of the list, one with an opaque origin, and one that no list allows.
fn pages(origins: &Origins) -> impl Iterator<Item = &'static str> {
    origins.pages.iter().copied().chain(["null", "https://stranger.example.net"])
}

impl Table {
    pub(crate) fn new() -> Self {
        let pages = LISTS.iter().flat_map(pages);
        let requests = pages.map(|page| (page, requests_of(page))).collect();
        Self { requests }
    }

    /// Every `thinning`th request from the pages of a list, starting with the `first`.
    pub(crate) fn of(
        &self,
        origins: &Origins,
        first: usize,
        thinning: usize,
    ) -> impl Iterator<Item = &(PageRequest, Request)> {
        pages(origins).flat_map(|page| &self.requests[page]).skip(first).step_by(thinning)
    }

    /// A request from a page that is allowed, with a preflight for a reason other than headers and the
    /// method.
    pub(crate) fn forced_and_allowed(&self, origins: &Origins) -> Option<&(PageRequest, Request)> {
        let page = origins.pages.iter().copied().find(|page| (origins.allows)(page))?;
        self.requests[page].iter().find(|(page_request, _)| {
            page_request.forced_preflight
                && !page_request.include_credentials
                && page_request.unsafe_names.is_empty()
        })
    }
}

fn requests_of(origin: &str) -> Vec<(PageRequest, Request)> {
    let page = if origin == "null" { Page::opaque() } else { Page::new(origin).unwrap() };
    let mut requests = Vec::new();
    for (written, method) in METHODS {
        for (headers, unsafe_names) in HEADERS {
            let mut request = Request::new(&page, written, "https://api.example.net/x").unwrap();
            for (name, value) in headers {
                request = request.header(name, value).unwrap();
            }
            for include_credentials in [false, true] {
                for forced_preflight in [false, true] {
                    let mut request = request.clone();
                    if include_credentials {
                        request = request.credentials(CredentialsMode::Include);
                    }
                    if forced_preflight {
                        request = request.with_forced_preflight();
                    }
                    let page_request = PageRequest {
                        page: origin.to_owned(),
                        method: method.to_owned(),
                        unsafe_names: unsafe_names.iter().map(|&name| name.to_owned()).collect(),
                        include_credentials,
                        forced_preflight,
                    };
                    requests.push((page_request, request));
                }
            }
        }
    }
    requests
}
