//! Policies that are replaced by a text.

use std::time::Duration;

use cors_runtime::{LivePolicy, Policy};

use super::{PAGE, policy};

/// The rows that a new policy still covers stay with it.
#[test]
fn a_reload_keeps_the_rows_under_its_ceiling() {
    let live = LivePolicy::from(
        Policy::from_toml("runtime_origins = ['https://{tenant}.example.app']").unwrap(),
    );
    live.set_origins(["https://acme.example.app", "https://globex.example.app"]).unwrap();
    let text = "runtime_origins = ['https://{tenant}.example.app']\n\
                deny_origins = ['https://globex.example.app']\nmax_age = 60";
    let change = live.reload_toml(text).unwrap();
    assert_eq!(change.origins().lost(), ["https://globex.example.app"]);
    let policy = live.load();
    assert!(policy.allows_origin("https://acme.example.app"));
    assert!(!policy.allows_origin("https://globex.example.app"));
}

/// A text with a mistake changes nothing, and a valid one returns the differences.
#[test]
fn a_reload_is_stored_or_refused() {
    let live = LivePolicy::from(policy(0));
    let error = live.reload_toml("allow_origins = ['https://a.example/']").unwrap_err();
    assert_eq!(error.findings().next().unwrap().rule(), "origin_path");
    assert!(live.load().allows_origin("https://p0.example"), "the old policy stays");

    let change = live
        .reload_toml(&format!(
            "allow_origins = ['{PAGE}', 'https://*.a.example', 'https://b.example']\nmax_age = '2h'\n\
             allow_methods = ['PUT']\nexpose_headers = '*'"
        ))
        .unwrap();
    assert_eq!(change.origins().gained(), ["https://*.a.example", "https://b.example"]);
    assert_eq!(change.origins().lost(), ["https://p0.example"]);
    assert_eq!(
        (change.methods().gained(), change.methods().lost()),
        (&["PUT".into()][..], &["M0".into()][..])
    );
    assert_eq!(change.headers().lost(), ["x-0"]);
    assert_eq!(change.exposed_headers().gained(), ["*"]);
    assert_eq!(change.credentials(), Some(false));
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    assert_eq!(change.max_age(), Some((seconds(1), seconds(7200))));
    assert_eq!(change.remembered_for(), Duration::from_secs(1));
    assert!(live.load().allows_origin("https://b.example"));

    assert_eq!(change.examples().lost(), ["https://p0.example"]);
    assert!(change.examples().gained().contains(&"https://b.example".to_owned()));

    // A pattern that is only written differently is not a change.
    let change = live
        .reload_toml(&format!(
            "allow_origins = ['{PAGE}', {{ regex = 'https://[^.].*\\.a\\.example' }}, 'https://b.example']\n\
             max_age = '2h'\nallow_methods = ['PUT']\nexpose_headers = '*'"
        ))
        .unwrap();
    assert!(change.is_empty(), "{change:?}");
    live.reload_toml(&format!(
        "allow_origins = ['{PAGE}', 'https://*.a.example', 'https://b.example']\nmax_age = '2h'\n\
         allow_methods = ['PUT']\nexpose_headers = '*'"
    ))
    .unwrap();

    // An origin that a pattern covers is neither gained nor lost.
    let change = live
        .reload_toml(&format!(
            "allow_origins = ['{PAGE}', 'https://x.a.example', 'https://b.example']\nmax_age = '2h'\n\
             allow_methods = ['PUT']\nexpose_headers = '*'"
        ))
        .unwrap();
    assert_eq!(change.origins().gained(), [""; 0]);
    assert_eq!(change.origins().lost(), ["https://*.a.example"]);
    let lost = change.examples().lost();
    let is_lost =
        |origin: &String| origin.ends_with(".a.example") && !live.load().allows_origin(origin);
    assert!(!lost.is_empty() && lost.iter().all(is_lost), "{lost:?}");
    assert_eq!(
        change.to_string(),
        "origins lost: https://*.a.example\n\
         browsers may use preflights that they remember for up to 2 h"
    );
}
