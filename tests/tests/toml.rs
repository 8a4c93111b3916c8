//! A policy from TOML has the same value as one from Rust, and uses little memory.

use cors_runtime::{Policy, cors};

static FROM_RUST: Policy = cors! {
    allow_origins     = ["https://example.com", "https://a.example", "https://*.example.com"],
    allow_credentials = true,
    allow_methods     = [PUT, DELETE],
    allow_headers     = ["content-type"],
    expose_headers    = ["x-request-id"],
    max_age           = "2h",
};

const IN_TOML: &str = r#"
allow_origins     = ["https://example.com", "https://a.example", "https://*.example.com"]
allow_credentials = true
allow_methods     = ["PUT", "DELETE"]
allow_headers     = ["content-type"]
expose_headers    = ["x-request-id"]
max_age           = "2h"
"#;

#[test]
fn both_notations_give_the_same_tables() {
    let from_toml = Policy::from_toml(IN_TOML).unwrap();
    // Everything that the tables contain, except for the location of each policy.
    let explained = |policy: &Policy| policy.explain().to_string().replace(policy.location(), "");
    assert_eq!(explained(&from_toml), explained(&FROM_RUST));
    assert!(explained(&FROM_RUST).contains("https://*.example.com"));
}

#[test]
fn policy_uses_as_much_memory_as_documented() {
    let origins = |count: usize| {
        let origins: Vec<_> = (0..count).map(|n| format!("\"https://a{n}.example\"")).collect();
        format!("allow_origins = [{}]", origins.join(", "))
    };
    let kept = |source: &str| {
        let mut policy = None;
        allocation_counter::measure(|| policy = Policy::from_toml(source).ok()).bytes_current
    };
    // The first policy also makes the compiler's data, once for the program.
    assert!(kept(IN_TOML) < 1_000_000);
    let (few, many) = (kept(&origins(2)), kept(&origins(1002)));
    assert!((500..=2500).contains(&few), "{few} bytes for two origins");
    assert!((20..=60).contains(&((many - few) / 1000)), "{many} bytes for 1002 origins");
    assert_eq!(kept("allow_origins = [\"https://a.example/\"]"), 0);
}
