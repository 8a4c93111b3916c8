//! Pages of opaque origins, requests of other modes, and cookies.

use std::time::Duration;

use cors_tests::cases::{group, text};
use cors_user_agent::{
    CredentialsMode, HttpRequest, HttpResponse, Mode, Page, ReferrerPolicy, Request, UserAgent,
};
use serde_json::Value;

use crate::differences::compare;

const PAGE: &str = "http://app.test:8101";
const API: &str = "http://api.test:8102/";

fn of_group(name: &str) -> Vec<Value> {
    let mut cases = group("chromium156_more").unwrap();
    cases.retain(|case| text(case, "group") == name);
    cases
}

/// An entry of a server's log about a request.
fn logged(request: &HttpRequest) -> String {
    match request.header_list.get("origin") {
        Some(origin) => format!("{} Origin: {}", request.method, String::from_utf8_lossy(&origin)),
        None => format!("{} (no Origin)", request.method),
    }
}

/// A page in a frame of each kind.
fn page(kind: &str) -> Option<Page> {
    match kind {
        "sandbox iframe" | "data iframe" | "file: page" => Some(Page::opaque()),
        "sandbox-same iframe" | "srcdoc iframe" | "blob iframe" => Some(Page::new(PAGE).unwrap()),
        _ => None,
    }
}

#[test]
fn opaque_origins_are_null_and_inherited_ones_are_not() {
    let mut wrong = Vec::new();
    let mut run = 0;
    for case in of_group("null") {
        let Some((kind, sends)) = text(&case, "case").split_once(", ACAO ") else { continue };
        run += 1;
        let (acao, credentials) = match sends.strip_suffix(" + credentials") {
            Some(acao) => (acao, CredentialsMode::Include),
            None => (sends, CredentialsMode::SameOrigin),
        };
        let acao = if acao == "page origin" { PAGE } else { acao };
        let mut log = String::new();
        let mut network = |request: &HttpRequest| {
            log = logged(request);
            Ok(HttpResponse::new(200)
                .with_header("Access-Control-Allow-Origin", acao)
                .with_header("Access-Control-Allow-Credentials", "true"))
        };
        let request = Request::new(&page(kind).unwrap(), "GET", API).unwrap();
        let request = request.credentials(credentials);
        let result = UserAgent::new().fetch(&mut network, request, Duration::ZERO);
        let found = format!("{} <- {log}", if result.is_ok() { "ok cors" } else { "blocked" });
        wrong.extend(compare(text(&case, "id"), text(&case, "observed"), &found).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(run, 21);
}

#[test]
fn other_modes_and_policies() {
    let none = ReferrerPolicy::NoReferrer;
    let default = ReferrerPolicy::default();
    let own = "http://app.test:8101/";
    let mut wrong = Vec::new();
    for (id, mode, method, url, policy) in [
        ("BM022", Mode::Cors, "GET", API, none),
        ("BM023", Mode::NoCors, "POST", API, none),
        ("BM024", Mode::NoCors, "GET", API, default),
        ("BM025", Mode::Cors, "POST", own, default),
        ("BM026", Mode::Cors, "GET", own, default),
    ] {
        let cases = of_group("null");
        let case = cases.iter().find(|case| text(case, "id") == id).unwrap();
        let mut log = String::new();
        let mut network = |request: &HttpRequest| {
            log = logged(request);
            Ok(HttpResponse::new(200))
        };
        let request = Request::with_mode(&Page::new(PAGE).unwrap(), mode, method, url).unwrap();
        let request = request.referrer_policy(policy);
        let _ = UserAgent::new().fetch(&mut network, request, Duration::ZERO);
        wrong.extend(compare(id, case["observed"][0].as_str().unwrap(), &log).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Four requests of a page: with credentials, with, without, and with credentials and a preflight. The
/// server sets a cookie on the first.
#[test]
fn cookies_are_sent_within_a_site_and_never_with_preflights() {
    const LAX: &str = "k=1";
    const NONE: &str = "k=1; SameSite=None; Secure";
    let cases = of_group("cookie");
    for (id, page, api, set) in [
        ("BM034", "http://localhost:8101", "http://localhost:8102", LAX),
        ("BM035", "http://localhost:8101", "http://127.0.0.1:8102", LAX),
        ("BM036", "http://localhost:8101", "http://127.0.0.1:8102", NONE),
        ("BM037", "http://127.0.0.1:8101", "http://localhost:8102", NONE),
        ("BM038", "http://app.test:8101", "http://api.test:8102", LAX),
        ("BM039", "http://app.test:8101", "http://api.test:8102", NONE),
        ("BM040", "http://app.shop.test:8101", "http://api.shop.test:8102", LAX),
    ] {
        let case = cases.iter().find(|case| text(case, "id") == id).unwrap();
        let (mut sent, mut sent_ahead) = (Vec::new(), Vec::new());
        let mut network = |request: &HttpRequest| {
            let cookie = request.header_list.get("cookie");
            let cookie = cookie.map(|cookie| String::from_utf8_lossy(&cookie).into_owned());
            if request.is_preflight() { &mut sent_ahead } else { &mut sent }.push(cookie);
            Ok(HttpResponse::new(200)
                .with_header("Access-Control-Allow-Origin", page)
                .with_header("Access-Control-Allow-Credentials", "true")
                .with_header("Access-Control-Allow-Methods", "PUT")
                .with_header("Set-Cookie", set))
        };
        let mut user_agent = UserAgent::new();
        for (method, credentials) in [
            ("GET", CredentialsMode::Include),
            ("GET", CredentialsMode::Include),
            ("GET", CredentialsMode::SameOrigin),
            ("PUT", CredentialsMode::Include),
        ] {
            let request =
                Request::new(&Page::new(page).unwrap(), method, &format!("{api}/")).unwrap();
            let request = request.credentials(credentials);
            user_agent.fetch(&mut network, request, Duration::ZERO).unwrap();
        }
        let found = format!(
            "include/include/same-origin/include PUT -> {}; preflight cookie: {}",
            serde_json::to_string(&sent).unwrap(),
            serde_json::to_string(&sent_ahead).unwrap(),
        );
        assert_eq!(found, text(case, "observed"), "{id}");
    }
}
