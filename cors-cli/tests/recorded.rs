//! A HAR file that Chromium's developer tools exported while they showed the quickstart's page: the verdict on each
//! request is what the page saw.
//!
//! The file was exported with `Log.build` of the front end (`devtools/inspector.html`, `/devtools/models/har/har.js`),
//! without sensitive data, so it has no cookies. Bodies of responses were removed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::process::Command;

use cors_examples::area::AREAS;
use cors_examples::cases::{Credentials, Outcome};
use cors_examples::table::TABLE;
use serde_json::Value;

const HAR: &str = "tests/har/quickstart.har";

/// The page's origin in the file.
const PAGE: &str = "http://127.0.0.1:3001";

fn evaluate(policy: &str, prefix: &str) -> (Option<i32>, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-cors"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["cors", "eval", &format!("cors_examples::policies::{policy}"), "--har", HAR])
        .args(["--only", &format!(":3000{prefix}/"), "--format", "json"])
        .output()
        .unwrap();
    let json = serde_json::from_slice(&output.stdout);
    (output.status.code(), json.unwrap_or_else(|_| panic!("{output:?}")))
}

#[test]
fn verdicts_are_what_the_page_saw() {
    let mut agreeing = BTreeSet::new();
    for area in AREAS {
        let (code, results) = evaluate(area.name, area.prefix);
        // In each area some requests are refused.
        assert_eq!(code, Some(2));
        for request in results["requests"].as_array().unwrap() {
            let url = request["url"].as_str().unwrap();
            let (_, id) = url.rsplit_once("case=").unwrap();
            let case = TABLE.iter().find(|case| case.id == id).unwrap();
            assert_eq!(request["origin"], PAGE);
            assert_eq!(request["agrees"], true, "{request:#}");
            // Evaluated both ways, because the file doesn't say. That of the page is right.
            let credentials = case.request.credentials == Credentials::Include;
            let verdicts = request["verdicts"].as_array().unwrap();
            assert_eq!(verdicts.len(), 2, "{request:#}");
            let verdict = verdicts.iter().find(|one| one["credentials"] == credentials).unwrap();
            let expected = case.prospect(PAGE).expected;
            let is_readable = matches!(expected.outcome, Outcome::Readable { .. });
            assert_eq!(verdict["result"] == "passes", is_readable, "{id}: {verdict:#}");
            let needs_preflight = !verdict["preflight"].as_array().unwrap().is_empty();
            assert_eq!(needs_preflight, expected.preflights > 0, "{id}: {verdict:#}");
            agreeing.insert(id.to_owned());
        }
    }
    assert_eq!(agreeing.len(), TABLE.len());
    assert_eq!(TABLE.len(), 21);
}

/// Under another policy the verdicts are not those that were recorded.
#[test]
fn other_policy_does_not_agree() {
    let (_, results) = evaluate("PARTNER", "/account");
    let requests = results["requests"].as_array().unwrap();
    let agreeing = requests.iter().filter(|request| request["agrees"] == true).count();
    assert!(agreeing < requests.len() / 2, "{agreeing} of {}", requests.len());
}
