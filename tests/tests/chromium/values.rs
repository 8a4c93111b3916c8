//! Single values of `Access-Control-Allow-Origin` and `-Credentials`, of request headers, of statuses and
//! wildcards; and the sets of methods and names.

use std::time::Duration;

use cors_tests::cases::{group, text, texts, truth};
use cors_user_agent::cors_check::cors_check;
use cors_user_agent::preflight_cache::PreflightCache;
use cors_user_agent::{
    CredentialsMode, HeaderList, HttpResponse, Page, Request, check_preflight_response, methods,
    request_headers,
};
use serde_json::Value;

const HOST: &str = "web-platform.test:8000";
const PAGE: &str = "http://web-platform.test:8000";
const API: &str = "http://www1.web-platform.test:8000/";

fn request(method: &str, credentials: bool) -> Request {
    let mode = if credentials { CredentialsMode::Include } else { CredentialsMode::SameOrigin };
    Request::new(&Page::new(PAGE).unwrap(), method, API).unwrap().credentials(mode)
}

fn is_granted(request: &Request, response: &HttpResponse) -> bool {
    let mut cache = PreflightCache::new(0);
    check_preflight_response(request, response, &mut cache, Duration::ZERO).is_ok()
}

/// The cases of a group for which `found` is not what the corpus has under `key`.
fn compare(group_name: &str, key: &str, found: impl Fn(&Value) -> bool) {
    let cases = group(group_name).unwrap();
    assert!(cases.len() > 7, "{group_name} has shrunk");
    let wrong: Vec<String> = cases
        .iter()
        .filter(|case| found(case) != truth(case, key))
        .map(ToString::to_string)
        .collect();
    assert!(wrong.is_empty(), "{group_name}:\n{}", wrong.join("\n"));
}

/// `P` is the page's origin and `H` its host.
fn acao(value: &str) -> String {
    match value {
        "UPPER(P)" => PAGE.to_uppercase(),
        "HTTP:P" => PAGE.replacen("http:", "HTTP:", 1),
        _ => value.replace('H', HOST).replace('P', PAGE),
    }
}

#[test]
fn allowed_origins() {
    compare("acao_values", "shared_without_credentials", |case| {
        let mut headers = HeaderList::default();
        let lines = match case.get("value") {
            Some(value) => vec![value.as_str().unwrap()],
            None => texts(case, "lines"),
        };
        for line in lines {
            headers.append("Access-Control-Allow-Origin", acao(line));
        }
        cors_check(&request("GET", false), &headers).is_ok()
    });
}

#[test]
fn allowed_credentials() {
    compare("acac_values", "shared_with_credentials", |case| {
        let mut headers = HeaderList::default();
        headers.append("Access-Control-Allow-Origin", PAGE);
        headers.append("Access-Control-Allow-Credentials", text(case, "value"));
        cors_check(&request("GET", true), &headers).is_ok()
    });
}

#[test]
fn statuses_of_a_preflight() {
    compare("preflight_status", "ok", |case| {
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let response = HttpResponse::new(status)
            .with_header("Access-Control-Allow-Origin", "*")
            .with_header("Access-Control-Allow-Methods", "PUT");
        is_granted(&request("PUT", false), &response)
    });
}

#[test]
fn wildcards_of_a_preflight() {
    compare("preflight_wildcards", "allowed", |case| {
        let response = HttpResponse::new(204)
            .with_header("Access-Control-Allow-Origin", PAGE)
            .with_header("Access-Control-Allow-Credentials", "true")
            .with_header("Access-Control-Allow-Methods", text(case, "allow_methods"))
            .with_header("Access-Control-Allow-Headers", text(case, "allow_headers"));
        let mut request = request(text(case, "method"), truth(case, "credentials"));
        if let Some(name) = case["header"].as_str() {
            request = request.header(name, "1").unwrap();
        }
        is_granted(&request, &response)
    });
}

#[test]
fn values_of_request_headers() {
    compare("safelisted_request_header_values", "safelisted", |case| {
        request_headers::is_cors_safelisted(text(case, "name"), text(case, "value").as_bytes())
    });
}

#[test]
fn sets_of_methods() {
    compare("methods", "valid", |case| methods::is_token(text(case, "name").as_bytes()));
    compare("methods", "forbidden", |case| methods::is_forbidden(text(case, "name")));
    compare("methods", "safelisted", |case| methods::is_cors_safelisted(text(case, "name")));
    for case in group("methods").unwrap().iter().filter(|case| truth(case, "valid")) {
        assert_eq!(methods::normalize(text(case, "name")), text(case, "normalized"), "{case}");
    }
}

#[test]
fn sets_of_request_header_names() {
    for case in group("request_header_names").unwrap() {
        let name = text(&case, "name");
        let is_forbidden = |value: &str| request_headers::is_forbidden(name, value.as_bytes());
        let (found, with_trace) = (is_forbidden("1"), is_forbidden("get, TRACE"));
        match text(&case, "class") {
            "forbidden" => assert!(found, "{case}"),
            "forbidden-for-some-values" => assert!(!found && with_trace, "{case}"),
            "invalid" => assert!(!methods::is_token(name.as_bytes()), "{case}"),
            _ => assert!(!found && !with_trace, "{case}"),
        }
    }
}
