//! The number of preflights that Chromium sends for a sequence of requests to one URL.

use std::time::Duration;

use cors_tests::cases::{group, text};
use cors_user_agent::{HttpRequest, Page, UserAgent};
use serde_json::{Value, json};

use crate::differences::compare;
use crate::runs::request;
use crate::scripted;

const PAGE: &str = "http://app.test:8101";
const URL: &str = "http://api.test:8102/x";

/// The result of a step: how many preflights were sent, and whether the page read a response.
struct Step {
    preflights: usize,
    is_ok: bool,
}

/// Performs the steps: the request, and how long the page waits after it.
fn steps(
    preflight_headers: &Value,
    actual_headers: &Value,
    steps: &[(String, Value, Duration)],
) -> Vec<Step> {
    let (mut user_agent, mut now) = (UserAgent::new(), Duration::from_secs(1));
    let mut found = Vec::new();
    for (url, init, wait) in steps {
        let mut preflights = 0;
        let mut network = |request: &HttpRequest| {
            preflights += usize::from(request.is_preflight());
            let part = if request.is_preflight() { preflight_headers } else { actual_headers };
            Ok(scripted(request, if request.is_preflight() { 204 } else { 200 }, part))
        };
        let mut request = request(&Page::new(PAGE).unwrap(), url, init).unwrap();
        if init["upload"] == true {
            request = request.with_forced_preflight();
        }
        let is_ok = user_agent.fetch(&mut network, request, now).is_ok();
        found.push(Step { preflights, is_ok });
        now += *wait;
    }
    found
}

/// The headers that share a response with every page, and more.
fn shared(more: &Value) -> Value {
    let mut headers = json!([
        ["Access-Control-Allow-Origin", "$ORIGIN"],
        ["Access-Control-Allow-Credentials", "true"],
    ]);
    let more = more.as_array().into_iter().flatten().cloned();
    headers.as_array_mut().unwrap().extend(more);
    headers
}

#[test]
fn preflights_are_cached_equally_long() {
    let mut cases = group("chromium156_runs").unwrap();
    cases.retain(|case| case.get("steps").is_some());
    let mut wrong = Vec::new();
    for case in &cases {
        let requests = case["steps"].as_array().unwrap().iter().map(|step| {
            let wait = Duration::from_millis(step["then_wait_ms"].as_u64().unwrap());
            (URL.to_owned(), step["init"].clone(), wait)
        });
        let preflight = shared(&case["preflight_headers"]);
        let found = steps(&preflight, &shared(&Value::Null), &requests.collect::<Vec<_>>());
        let found: Vec<String> = found
            .iter()
            .map(|step| format!("{}{}", if step.is_ok { "" } else { "!" }, step.preflights))
            .collect();
        wrong.extend(compare(text(case, "id"), text(case, "got"), &found.join(" ")).err());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(cases.len(), 15);
}

/// Single observations, which the corpus describes in sentences: the server's headers, the requests, and
/// how many preflights Chromium sent.
#[test]
fn other_counts_of_preflights() {
    let methods = |value: &str| {
        shared(&json!([["Access-Control-Allow-Methods", value], ["Access-Control-Max-Age", "600"]]))
    };
    let headers = |value: &str| {
        shared(&json!([["Access-Control-Allow-Headers", value], ["Access-Control-Max-Age", "600"]]))
    };
    let put = || json!({ "method": "PUT" });
    let delete = || json!({ "method": "DELETE" });
    let with = |name: &str| json!({ "headers": { name: "1" } });
    let nothing = || json!([]);
    let own = |url: &str, init: Value| (url.to_owned(), init, Duration::ZERO);
    let same = |inits: Vec<Value>| inits.into_iter().map(|init| own(URL, init)).collect::<Vec<_>>();
    let alternating = || same(vec![put(), delete(), put(), delete(), put(), delete()]);
    let by_query = vec![own(&format!("{URL}?a"), put()), own(&format!("{URL}?b"), put())];
    let share = || shared(&Value::Null);
    let upload = || json!({ "method": "POST", "body": "x", "upload": true });
    let alternating_headers = same(vec![with("x-a"), with("x-b"), with("x-a"), with("x-b")]);
    let mut wrong = Vec::new();
    for (id, preflight, actual, requests, chromium, ok) in [
        ("BX001", share(), share(), same(vec![upload()]), "1", 1),
        ("BX002", methods("$ACRM"), share(), alternating(), "6", 6),
        ("BX003", methods("PUT,DELETE"), share(), alternating(), "1", 6),
        ("BX004", headers("x-a,x-b"), share(), alternating_headers, "1", 4),
        ("BX005", methods("PUT"), share(), by_query, "2", 2),
        ("BX006", nothing(), share(), same(vec![put(), put(), put()]), "3", 0),
        ("BX007", methods("PUT"), nothing(), same(vec![put(), put()]), "1", 0),
    ] {
        let found = steps(&preflight, &actual, &requests);
        let preflights: usize = found.iter().map(|step| step.preflights).sum();
        wrong.extend(compare(id, chromium, &preflights.to_string()).err());
        let found = found.iter().filter(|step| step.is_ok).count();
        if found != ok {
            wrong.push(format!("{id}: {found} of {} were allowed, wanted {ok}", requests.len()));
        }
    }
    // Whether Authorization is allowed: by default, and with the feature that the browser tests
    // enable.
    let found = steps(&headers("*"), &share(), &same(vec![with("Authorization")]));
    let found = found.iter().filter(|step| step.is_ok).count().to_string();
    wrong.extend(compare("BX014", "1", &found).err());
    wrong.extend(compare("BX015", "0", &found).err());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn two_hundred_headers_are_in_one_line() {
    let headers: serde_json::Map<String, Value> =
        (0..200).map(|n| (format!("X-{n}"), json!("1"))).collect();
    let mut lists = Vec::new();
    let mut network = |request: &HttpRequest| {
        let values = request.header_list.values("access-control-request-headers");
        lists.extend(values.map(<[u8]>::to_vec));
        let allow = json!([["Access-Control-Allow-Headers", "*"]]);
        Ok(scripted(request, 204, &shared(&allow)))
    };
    let request = request(&Page::new(PAGE).unwrap(), URL, &json!({ "headers": headers })).unwrap();
    assert!(UserAgent::new().fetch(&mut network, request, Duration::ZERO).is_ok());
    assert_eq!(lists.len(), 1);
    let names: Vec<&[u8]> = lists[0].split(|&byte| byte == b',').collect();
    assert!(names.len() == 200 && names.is_sorted());
}
