//! The part of a response that the policy determines, as this library's own server gives it.

use std::collections::{BTreeMap, BTreeSet};

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::client::Response;
use crate::policies::TestPolicy;
use crate::requests::Request;
use crate::upstream::PAGES;

pub const ALLOW_METHODS: &str = "access-control-allow-methods";
pub const ALLOW_HEADERS: &str = "access-control-allow-headers";

/// Headers next to the CORS protocol.
const NEIGHBOURS: [&str; 3] =
    ["timing-allow-origin", "cross-origin-resource-policy", "activate-storage-access"];

/// What is compared.
#[derive(Debug)]
pub struct Answer {
    /// `None` if the upstream does not answer: 502, 503 or 504.
    status: Option<u16>,
    /// The lines of each `Access-Control-*` header, and of those next to them.
    headers: BTreeMap<String, Vec<String>>,
    /// The members of `Vary`, in lower case; `*` alone if it is one.
    vary: BTreeSet<String>,
}

impl Answer {
    fn new(status: Option<u16>, lines: impl Iterator<Item = (String, String)>) -> Self {
        let mut answer = Self { status, headers: BTreeMap::new(), vary: BTreeSet::new() };
        for (name, value) in lines {
            if name.starts_with("access-control-") || NEIGHBOURS.contains(&name.as_str()) {
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

    /// Whether both are equal if the lines of a list are joined.
    pub fn equals_joined(&self, other: &Self) -> bool {
        let joined = |answer: &Self| {
            let mut headers = answer.headers.clone();
            if let Some(lines) = headers.get_mut(ALLOW_HEADERS) {
                let names = lines.iter().flat_map(|line| line.split(','));
                *lines = names.map(|name| name.trim().to_owned()).collect();
            }
            Self { status: answer.status, headers, vary: answer.vary.clone() }
        };
        joined(self).equals(&joined(other))
    }

    /// Whether both are equal but for these headers.
    pub fn equals_without(&self, other: &Self, names: &[&str]) -> bool {
        let without = |answer: &Self| {
            let mut headers = answer.headers.clone();
            headers.retain(|name, _| !names.contains(&name.as_str()));
            Self { status: answer.status, headers, vary: answer.vary.clone() }
        };
        without(self).equals(&without(other))
    }

    /// Whether this answer shares a response that the other one does not, or grants a method or a header that the other one
    /// does not.
    pub fn is_wider_than(&self, other: &Self) -> bool {
        let names = |answer: &Self, header: &str| -> BTreeSet<String> {
            let lines = answer.headers.get(header).into_iter().flatten();
            let names =
                lines.flat_map(|line| line.split(',')).map(|name| name.trim().to_lowercase());
            names.filter(|name| !name.is_empty()).collect()
        };
        let grants_more = |header| !names(self, header).is_subset(&names(other, header));
        self.shares() && !other.shares() || grants_more(ALLOW_METHODS) || grants_more(ALLOW_HEADERS)
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
