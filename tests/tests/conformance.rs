//! The corpus, tested with the compiler and the matchers: valid values, and matches.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use cors_compiler::model::{
    NameError, NameErrorKind, exposed_response_header, method, origin, request_header,
};
use cors_compiler::origins::origins;
use cors_tables::fetch;
use cors_tables::name_list::{self, Names};
use cors_tests::cases::{difference, group, text, texts, truth};
use cors_tests::policy;
use serde_json::{Value, json};

/// Calls `agrees` for each case; only intended differences are accepted.
fn compare(group_name: &str, agrees: impl Fn(&Value) -> bool) {
    let mut wrong = Vec::new();
    for case in group(group_name).unwrap() {
        let id = text(&case, "id");
        match (agrees(&case), difference(id)) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(why)) => {
                wrong.push(format!("{id} is listed as a difference ({why}): {case}"));
            }
            (false, None) => wrong.push(format!("{case}")),
        }
    }
    assert!(wrong.is_empty(), "{group_name}:\n{}", wrong.join("\n"));
}

#[test]
fn origin_patterns() {
    compare("origin_patterns", |case| {
        let parsed = origin::parse(text(case, "input"));
        match text(case, "verdict") {
            "valid" => parsed.is_ok_and(|pattern| pattern.to_string() == text(case, "input")),
            _ => parsed.is_err(),
        }
    });
}

#[test]
fn origins_that_chromium_serialises() {
    compare("url_origin_serialization_chromium156", |case| match case.get("origin") {
        Some(Value::String(origin)) if is_web(origin) => {
            let port_0_never_loads = origin.ends_with(":0");
            origin::parse(origin).is_ok() == (can_be_a_page(origin) && !port_0_never_loads)
        }
        _ => true,
    });
    compare("origin_header_on_the_wire_chromium156", |case| {
        let sent = text(case, "sent");
        origin::parse(sent).is_ok() == can_be_a_page(sent)
    });
}

fn is_web(origin: &str) -> bool {
    origin.starts_with("http://") || origin.starts_with("https://")
}

/// Chromium sends more bytes than registrable names can contain. Matchers accept these; in a policy they
/// are a mistake, because no page has such a host.
fn can_be_a_page(origin: &str) -> bool {
    let host = origin.split("//").nth(1).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:[]".contains(&byte);
    host.bytes().all(plain) && !host.starts_with('.') && !host.contains("..")
}

/// The language with which every pattern is intersected must contain everything that Chromium was seen to
/// send. Otherwise the proofs about other registrable domains would be wrong.
#[test]
fn language_of_origins_contains_what_chromium_sends() {
    let contains = |origin: &str| origins().contains(origin.as_bytes());
    compare("url_origin_serialization_chromium156", |case| match case.get("origin") {
        // No page loads from port 0.
        Some(Value::String(origin)) if is_web(origin) => contains(origin) != origin.ends_with(":0"),
        _ => true,
    });
    compare("origin_header_on_the_wire_chromium156", |case| contains(text(case, "sent")));
    for case in group("origin_patterns").unwrap() {
        let input = text(&case, "input");
        match (text(&case, "verdict"), text(&case, "reason")) {
            ("valid", _) => assert!(input.contains('*') || contains(input), "{case}"),
            // Chromium sends more bytes than names can contain, and empty labels, and does not limit
            // the length of a host.
            (_, "host" | "after-host" | "domain" | "too-long") => {}
            _ => assert!(!contains(input), "{case}"),
        }
    }
}

#[test]
fn any_port_matches_what_chromium_sends() {
    for case in group("origin_header_on_the_wire_chromium156").unwrap() {
        let sent = text(&case, "sent");
        // In a policy a brace opens a placeholder.
        if sent.contains('{') {
            continue;
        }
        let Some((origin, _port)) = sent.rsplit_once(':') else { continue };
        let pattern = format!("{origin}:*");
        if let Ok(policy) = policy::from_config(&json!({ "origins": [pattern] })) {
            assert!(policy.allows_origin(sent.as_bytes()), "{pattern} {sent}");
        }
        let Some((scheme, host)) = origin.split_once("://") else { continue };
        let Some((_, base)) = host.split_once('.') else { continue };
        let pattern = format!("{scheme}://*.{base}:*");
        if let Ok(policy) = policy::from_config(&json!({ "origins": [pattern] })) {
            assert!(policy.allows_origin(sent.as_bytes()), "{pattern} {sent}");
        }
    }
}

#[test]
fn origin_headers_that_match_nothing() {
    // A value that is not a serialised origin is in no set, however wide its patterns are.
    let patterns = ["http://*.com", "https://*.com:*", "http://localhost:*", "http://127.0.0.1:*"];
    let policy = policy::from_config(&json!({ "origins": patterns })).unwrap();
    compare("origin_header_split", |case| {
        let may = case.get("could_ever_match_a_valid_pattern").and_then(Value::as_bool);
        may == Some(true) || !policy.allows_origin(text(case, "input").as_bytes())
    });
}

#[test]
fn origin_matching() {
    compare("origin_matching", |case| {
        // Port 1 stands for any port there, and is one that browsers block.
        let case = &case.to_string().replace(":1\"", ":81\"").parse::<Value>().unwrap();
        let policy = policy::from_config(&json!({ "origins": texts(case, "patterns") })).unwrap();
        texts(case, "allow").iter().all(|origin| policy.allows_origin(origin.as_bytes()))
            && !texts(case, "deny").iter().any(|origin| policy.allows_origin(origin.as_bytes()))
    });
}

#[test]
fn methods() {
    compare("methods", |case| {
        let name = text(case, "name");
        let bytes = name.as_bytes();
        let normalised = text(case, "normalized");
        // A method that a browser would convert to upper case is a mistake in a policy.
        let may_be_written = truth(case, "valid")
            && !truth(case, "forbidden")
            && name == normalised
            && name != "patch"
            && name != "*";
        fetch::is_token(bytes) == truth(case, "valid")
            && fetch::is_forbidden_method(bytes) == truth(case, "forbidden")
            && fetch::is_cors_safelisted_method(bytes) == truth(case, "safelisted")
            && (name == "*" || may_be(method(name)) == may_be_written)
    });
}

/// Whether a policy may contain the name, if it declares that a name that looks like a pattern is meant
/// literally.
fn may_be<N>(name: Result<N, NameError<N>>) -> bool {
    name.map_or_else(|error| matches!(error.kind, NameErrorKind::Pattern(_)), |_| true)
}

#[test]
fn request_header_names() {
    compare("request_header_names", |case| {
        let result = request_header(text(case, "name"));
        match text(case, "class") {
            "ordinary" | "safelisted-for-some-values" | "forbidden-for-some-values" => {
                may_be(result)
            }
            // `*` is a valid token, but a list reads it as a wildcard.
            "wildcard" => may_be(result),
            "forbidden" | "prohibited" | "invalid" => !may_be(result),
            other => panic!("an unknown class: {other}"),
        }
    });
}

#[test]
fn response_header_names() {
    compare("response_header_names", |case| {
        let result = exposed_response_header(text(case, "name"));
        match text(case, "class") {
            "ordinary" | "safelisted" | "wildcard" => may_be(result),
            "forbidden" | "prohibited" | "invalid" => !may_be(result),
            other => panic!("an unknown class: {other}"),
        }
    });
}

#[test]
fn requested_header_lists() {
    // The list in the answer is constant, so the decision about a requested list does not change the
    // answer; refusals name what a browser will refuse. That is why the limits are wider than those of
    // jub0bs/cors, and order and repetition, which that library refuses because no browser sends them,
    // are accepted.
    compare("acrh_lists", |case| {
        let legal = truth(case, "accept_with_unlimited_ows_and_empties")
            || ["order", "duplicate"].contains(&text(case, "rejected_because"));
        let allowed = texts(case, "allowed").join(",");
        let lines = texts(case, "lines");
        let lines = lines.iter().map(|line| line.as_bytes());
        name_list::all_in(Names::new(&allowed), lines).is_ok() == legal
    });
}

#[test]
fn configurations_that_are_refused() {
    compare("config_errors", |case| {
        let errors = case.get("errors").and_then(Value::as_array).map_or(0, Vec::len);
        policy::from_config(case.get("config").unwrap()).is_err_and(|found| found.len() == errors)
    });
}
