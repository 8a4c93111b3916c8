//! Whole requests: a page's `fetch()`, a server that answers with a script, the requests on the wire in
//! order, and the result for the page.

use std::time::Duration;

use cors_tests::cases::{group, text};
use cors_user_agent::{
    CredentialsMode, HttpRequest, Page, Request, Response, TypeError, UserAgent,
};
use serde_json::Value;

use crate::differences::compare;
use crate::{line, scripted};

/// The request of a page, from `fetch(url, init)`.
pub(crate) fn request(page: &Page, url: &str, init: &Value) -> Result<Request, TypeError> {
    let mut request = Request::new(page, init["method"].as_str().unwrap_or("GET"), url)?;
    match &init["headers"] {
        Value::Object(headers) => {
            for (name, value) in headers {
                request = request.header(name, value.as_str().unwrap())?;
            }
        }
        headers => {
            for header in headers.as_array().into_iter().flatten() {
                let (name, value) = (header[0].as_str().unwrap(), header[1].as_str().unwrap());
                request = request.header(name, value)?;
            }
        }
    }
    if let Some(body) = init["body"].as_str() {
        request = request.body(body)?;
    }
    Ok(match init["credentials"].as_str() {
        Some("include") => request.credentials(CredentialsMode::Include),
        Some(other) => panic!("an unknown credentials mode: {other}"),
        None => request,
    })
}

/// The requests of a case on the wire, and the result for the page.
struct Run {
    wire: Vec<String>,
    response: Option<Response>,
}

fn run(case: &Value) -> Run {
    let mut wire = Vec::new();
    let mut network = |request: &HttpRequest| {
        wire.push(line(request));
        // If a script redirects, the next one is in the URL.
        let next = request.url.query_pairs().find(|(name, _)| name == "s");
        let script: Value =
            next.map_or_else(|| case["script"].clone(), |(_, script)| script.parse().unwrap());
        let part = &script[if request.is_preflight() { "p" } else { "a" }];
        let status = part["status"].as_u64().unwrap_or(200);
        Ok(scripted(request, u16::try_from(status).unwrap(), &part["h"]))
    };
    let url = format!("{}/x", text(case, "target"));
    let response = request(&Page::new(text(case, "page")).unwrap(), &url, &case["init"])
        .ok()
        .and_then(|request| UserAgent::new().fetch(&mut network, request, Duration::ZERO).ok());
    Run { wire, response }
}

fn cases() -> Vec<Value> {
    let mut cases = group("chromium156_runs").unwrap();
    cases.retain(|case| case.get("steps").is_none());
    cases
}

#[test]
fn requests_and_results_are_the_same() {
    let mut wrong = Vec::new();
    for case in cases() {
        let Run { wire, response } = run(&case);
        let id = text(&case, "id");
        let found = if response.is_some() { "allowed" } else { "blocked" };
        wrong.extend(compare(id, text(&case, "got"), found).err());
        // The log has no entries after a preflight that Chromium refused.
        let sent = wire.join(" | ");
        let is_same = match crate::differences::by_the_standard(id) {
            None => sent == text(&case, "wire"),
            Some(_) => sent.starts_with(text(&case, "wire")),
        };
        if !is_same {
            wrong.push(format!("{id}: sent {sent}, Chromium: {}", text(&case, "wire")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(cases().len(), 102);
}

/// The cases' names contain what Chromium let the page read; of the names that differ from case to case,
/// these.
#[test]
fn the_same_headers_are_readable() {
    const READABLE: [(&str, &[&str]); 9] = [
        ("BR084", &[]),
        ("BR085", &["X-Foo"]),
        ("BR086", &["X-Foo", "X-Bar"]),
        ("BR087", &["X-Foo"]),
        ("BR088", &["Access-Control-Allow-Origin", "X-Foo", "X-Bar"]),
        ("BR089", &[]),
        ("BR090", &[]),
        ("BR091", &["Access-Control-Allow-Origin"]),
        ("BR092", &[]),
    ];
    let cases = cases();
    for (id, want) in READABLE {
        let case = cases.iter().find(|case| text(case, "id") == id).unwrap();
        let response = run(case).response.unwrap();
        let requested = ["Access-Control-Allow-Origin", "X-Foo", "X-Bar", "Set-Cookie"];
        let read = requested.into_iter().filter(|name| response.header_list.contains(name));
        assert_eq!(read.collect::<Vec<_>>(), want, "{id}");
        let safelisted = ["Cache-Control", "Content-Language", "Content-Type", "Pragma"];
        let all = safelisted.iter().all(|name| response.header_list.contains(name));
        assert!(all || id == "BR092", "{id}");
    }
}
