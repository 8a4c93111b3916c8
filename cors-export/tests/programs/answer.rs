//! The part of a response that the policy determines, as this library's own server gives it.

use std::collections::{BTreeMap, BTreeSet};

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::client::Response;
use crate::policies::TestPolicy;
use crate::requests::Request;
use crate::upstream::PAGES;

/// What is compared.
#[derive(Debug)]
pub struct Answer {
    /// `None` if the upstream does not answer: 502, 503 or 504.
    status: Option<u16>,
    /// The lines of each `Access-Control-*` header.
    headers: BTreeMap<String, Vec<String>>,
    /// The members of `Vary`, in lower case; `*` alone if it is one.
    vary: BTreeSet<String>,
}

impl Answer {
    fn new(status: Option<u16>, lines: impl Iterator<Item = (String, String)>) -> Self {
        let mut answer = Self { status, headers: BTreeMap::new(), vary: BTreeSet::new() };
        for (name, value) in lines {
            if name.starts_with("access-control-") {
                answer.headers.entry(name).or_default().push(value);
            } else if name == "vary" {
                let members = value.split(',').map(|member| member.trim().to_ascii_lowercase());
                answer.vary.extend(members);
            }
        }
        if answer.vary.contains("*") {
            answer.vary = BTreeSet::from(["*".to_owned()]);
        }
        answer
    }

    /// The answer of a program.
    pub fn of(response: &Response) -> Self {
        let status = (!matches!(response.status, 502..=504)).then_some(response.status);
        Self::new(status, response.headers.iter().cloned())
    }

    pub fn equals(&self, other: &Self) -> bool {
        (self.status, &self.headers, &self.vary) == (other.status, &other.headers, &other.vary)
    }

    /// The value of an `Access-Control-*` header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|lines| lines.first()).map(String::as_str)
    }

    /// Whether a page may read the response.
    pub fn shares(&self) -> bool {
        self.headers.contains_key("access-control-allow-origin")
    }
}

/// The answer of this library's own server, with the upstream's pages as its handlers.
pub fn of_own_server(policy: &TestPolicy, request: &Request) -> Answer {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        headers.append(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_bytes(value.as_bytes()).unwrap(),
        );
    }
    let method = Method::from_bytes(request.method.as_bytes()).unwrap();
    let decision = policy.policy.evaluate(&method, &headers);
    let mut response = HeaderMap::new();
    let page = PAGES.iter().find(|page| page.path == request.path);
    let status = match decision.status() {
        Some(status) => Some(status.as_u16()),
        None => page.map(|page| page.status),
    };
    if decision.status().is_none() {
        for (name, value) in page.map_or(&[][..], |page| page.headers) {
            response.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_static(value),
            );
        }
    }
    decision.apply_to(&mut response);
    let lines = response.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    Answer::new(status, lines)
}
