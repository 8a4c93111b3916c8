//! The policies whose cost is measured.

/// A policy's name in the table, and its `allow_origins`.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    let list = |origins: Vec<String>| format!("{origins:?}");
    vec![
        ("one origin", list(vec!["https://example.com".to_owned()])),
        ("five patterns", FIVE.to_owned()),
        (
            "100 subdomain patterns, any port",
            list(numbered(100, |n| format!("https://*.a{n}.example.com:*"))),
        ),
        ("1,000 origins", list(numbered(1_000, tenant))),
        ("10,000 origins", list(numbered(10_000, tenant))),
    ]
}

/// One policy of each kind.
const FIVE: &str = r#"[
    "https://example.com",
    "https://*.example.com:*",
    "https://pr-{n:[0-9]+}.preview.example.net",
    "https://{tenant}.example.app",
    regex(r"https://(eu|us)-[0-9]{1,3}\.edge\.example\.org"),
]"#;

fn tenant(n: usize) -> String {
    format!("https://tenant-{n:05}.example.com")
}

fn numbered(n: usize, origin: impl Fn(usize) -> String) -> Vec<String> {
    (0..n).map(origin).collect()
}
