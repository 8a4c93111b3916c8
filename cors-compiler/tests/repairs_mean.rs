//! The repairs of patterns match what was meant: some origins that the writer had in mind, and none of
//! those that a looser parser would accept.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use cors_compiler::language::Automata;
use cors_compiler::model::pattern::{self, Reader};

fn repaired(text: &str) -> Option<String> {
    let automata = Automata::unlimited();
    Reader::new(&automata).repaired(text).map(|meant| meant.to_string())
}

#[test]
fn repairs_match_what_was_meant() {
    for (text, inside, outside) in [
        (
            "http://10.1.2.3/8",
            &["http://10.1.2.3", "http://10.255.0.1"][..],
            &["http://11.0.0.1", "http://10.evil.example", "http://10.1.2.3:8080"][..],
        ),
        (
            "http://192.168.*",
            &["http://192.168.0.1", "http://192.168.255.255"],
            &["http://192.168.evil.com", "http://192.169.0.1"],
        ),
        (
            "http://10.*.*.*:*",
            &["http://10.0.0.1:3000", "http://10.9.8.7"],
            &["http://100.0.0.1", "http://10.a.b.c"],
        ),
        ("[fd00::]/8", &["http://[fd00::1]:8080", "http://[fdff::]"], &["http://[fc00::1]"]),
        (
            "http://localhost:3000-3010",
            &["http://localhost:3000", "http://localhost:3009", "http://localhost:3010"],
            &["http://localhost:3011", "http://localhost:2999", "http://localhost"],
        ),
        (
            "http://localhost:[8080,8081]",
            &["http://localhost:8080", "http://localhost:8081"],
            &["http://localhost:8082", "http://localhost:80"],
        ),
        (
            "http://localhost:30*",
            &["http://localhost:30", "http://localhost:3000", "http://localhost:30001"],
            &["http://localhost:3100", "http://localhost:8030"],
        ),
        ("http://localhost:30xx", &["http://localhost:3099"], &["http://localhost:30"]),
        ("http://localhost:[0-9]+", &["http://localhost:1"], &["http://localhost.evil.org"]),
        (
            "192.168.*:3000-3001",
            &["http://192.168.1.1:3001"],
            &["http://192.168.1.1:3002", "http://192.168.evil.com:3000"],
        ),
        (
            "moz-extension://*",
            &["moz-extension://2c127fa4-62c7-7e4f-90e5-472b45eecfdc"],
            &["chrome-extension://abc", "moz-extension://a.b"],
        ),
        (
            "safari-web-extension://*",
            &["safari-web-extension://0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0"],
            &["safari-web-extension://"],
        ),
        ("localhost:*", &["http://localhost:5173"], &["http://localhost.evil.org:5173"]),
    ] {
        let meant = repaired(text).unwrap_or_else(|| panic!("{text} has no repair"));
        let pattern = pattern::parse(&meant).expect("a repair is a pattern");
        let language = pattern.language(&Automata::unlimited()).expect("it is small");
        for origin in inside {
            assert!(language.contains(origin.as_bytes()), "{text}, {meant}: {origin}");
        }
        for origin in outside {
            assert!(!language.contains(origin.as_bytes()), "{text}, {meant}: {origin}");
        }
        assert_eq!(repaired(&meant), None, "{text}: a repair has no repair");
    }
}
