use std::io::{self, Cursor};

use super::*;
use crate::eval::request::Credentials;

fn read_text(text: &str) -> Recording {
    read(Cursor::new(text), &Given::default()).unwrap()
}

fn entry(
    kind: &str,
    method: &str,
    url: &str,
    headers: &str,
    status: i64,
    answered: &str,
) -> String {
    let lines = |list: &str| {
        let lines = list.split(';').filter(|line| !line.is_empty());
        let lines = lines.map(|line| {
            let (name, value) = line.split_once('=').unwrap();
            format!(r#"{{"name":"{name}","value":"{value}"}}"#)
        });
        lines.collect::<Vec<_>>().join(",")
    };
    format!(
        r#"{{"_resourceType":"{kind}","pageref":"p","request":{{"method":"{method}","url":"{url}","headers":[{}]}},"response":{{"status":{status},"headers":[{}],"content":{{"text":"x"}}}}}}"#,
        lines(headers),
        lines(answered)
    )
}

fn har(entries: &[String]) -> String {
    format!(
        r#"{{"log":{{"version":"1.2","pages":[{{"id":"p","title":"https://page.test/a"}}],"entries":[{}]}}}}"#,
        entries.join(",")
    )
}

#[test]
fn preflight_belongs_to_its_request() {
    let api = "https://api.test/x";
    let recording = read_text(&har(&[
        entry("fetch", "PUT", api, "X-Own=1;Cache-Control=no-cache", 0, ""),
        entry(
            "preflight",
            "OPTIONS",
            api,
            "Origin=https://other.test;Access-Control-Request-Method=PUT;Access-Control-Request-Headers=x-own",
            403,
            "",
        ),
    ]));
    let [recorded] = recording.requests.as_slice() else { panic!("{recording:?}") };
    assert_eq!(recorded.request.origin, "https://other.test");
    assert_eq!(recorded.request.headers, [("X-Own".to_owned(), "1".to_owned())]);
    assert_eq!(recorded.outcome, Outcome::Blocked);
    assert_eq!(recorded.request.credentials, Credentials::Unknown);
}

#[test]
fn what_is_not_cors_is_counted() {
    let recording = read_text(&har(&[
        entry("document", "GET", "https://page.test/a", "", 200, ""),
        entry("fetch", "GET", "https://page.test/b", "", 200, ""),
        entry("image", "GET", "https://img.test/b", "", 200, ""),
        entry("fetch", "GET", "https://api.test/", "Sec-Fetch-Mode=no-cors", 200, ""),
        entry("fetch", "GET", "not a url", "", 200, ""),
        entry("fetch", "GET", "https://api.test/", "", 200, "access-control-allow-origin=*"),
    ]));
    assert_eq!((recording.same_origin, recording.not_cors), (1, 3));
    assert_eq!(recording.unreadable.len(), 1);
    let [recorded] = recording.requests.as_slice() else { panic!("{recording:?}") };
    // From the title of the page.
    assert_eq!(recorded.request.origin, "https://page.test");
    assert_eq!(recorded.outcome, Outcome::Answered { without: true, with: false });
}

#[test]
fn recording_without_preflights() {
    let text = r#"{"log":{"entries":[{"request":{"method":"PUT","url":"https://api.test/","headers":[{"name":"origin","value":"https://p.test"},{"name":"content-type","value":"application/json"}],"cookies":[{"name":"a"}],"postData":{"text":"{}"}},"response":{"status":-1}}]}}"#;
    let recording = read_text(text);
    let recorded = &recording.requests[0];
    assert_eq!(recorded.request.credentials, Credentials::Included);
    assert!(recorded.request.has_body);
    assert_eq!(recorded.outcome, Outcome::Blocked);
}

#[test]
fn preflight_alone_stands_for_its_request() {
    let headers = "Origin=https://p.test;Access-Control-Request-Method=DELETE";
    let recording =
        read_text(&har(&[entry("preflight", "OPTIONS", "https://api.test/", headers, 204, "")]));
    assert_eq!(recording.requests[0].request.method, "DELETE");
}

#[test]
fn network_errors_are_not_of_cors() {
    let text = r#"{"log":{"entries":[{"_resourceType":"fetch","request":{"method":"GET","url":"https://api.test/","headers":[{"name":"origin","value":"https://p.test"}]},"response":{"status":0,"_error":"net::ERR_CONNECTION_REFUSED"}}]}}"#;
    assert_eq!(read_text(text).requests[0].outcome, Outcome::Unknown);
}

#[test]
fn large_bodies_are_skipped() {
    let start = r#"{"log":{"entries":[{"request":{"method":"GET","url":"https://api.test/","headers":[{"name":"origin","value":"https://p.test"}]},"response":{"status":200,"content":{"text":""#;
    let end = r#""}}}]}}"#;
    let body = io::repeat(b'a').take(5_000_000);
    let file = Cursor::new(start).chain(body).chain(Cursor::new(end));
    assert_eq!(read(file, &Given::default()).unwrap().requests.len(), 1);
}

#[test]
fn mistakes_are_reported() {
    let error = |text: &str| read(Cursor::new(text), &Given::default()).unwrap_err().to_string();
    assert!(error("").starts_with("not a HAR file: "), "{}", error(""));
    assert!(error("{\"log\":{}}").contains("missing field `entries`"));
    assert!(error("[1]").starts_with("not a HAR file: "));
}
