//! Texts of policies that are large in one way, or in two at once.
//!
//! Each is a list of entries, which both notations write alike.

/// A policy: what is large, and its entries.
pub(crate) struct Text {
    pub(crate) name: &'static str,
    entries: Vec<String>,
}

impl Text {
    /// The policy in TOML.
    pub(crate) fn toml(&self) -> String {
        self.entries.join("\n")
    }

    /// The policy as tokens of the macro.
    #[allow(dead_code, reason = "only one of those who include this file expands macros")]
    pub(crate) fn tokens(&self) -> String {
        self.entries.join(",\n")
    }
}

fn text<const N: usize>(name: &'static str, entries: [String; N]) -> Text {
    Text { name, entries: entries.into() }
}

fn list(key: &str, count: usize, item: impl Fn(usize) -> String) -> String {
    format!("{key} = [{}]", (0..count).map(item).collect::<Vec<_>>().join(", "))
}

fn table(key: &str, count: usize, item: impl Fn(usize) -> String) -> String {
    format!("{key} = {}", braces(count, item))
}

fn braces(count: usize, item: impl Fn(usize) -> String) -> String {
    format!("{{ {} }}", (0..count).map(item).collect::<Vec<_>>().join(", "))
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn regex(text: &str) -> String {
    format!("{{ regex = {text:?} }}")
}

fn one() -> String {
    r#"allow_origins = ["https://example.com"]"#.to_owned()
}

fn tenants(key: &str, count: usize) -> String {
    list(key, count, |n| quoted(&format!("https://t{n}.example.com")))
}

fn credentials() -> String {
    "allow_credentials = true".to_owned()
}

/// All of them.
#[rustfmt::skip]
pub(crate) fn all() -> Vec<Text> {
    let long = |n: usize| "y".repeat(n);
    vec![
        text("a risk for a pattern of 100 KB, next to an origin of 100 KB", [
            list("allow_origins", 1, |_| quoted(&format!("https://{}", "x".repeat(100_000)))),
            format!("accept_risk = {{ unbounded_trust = {{ \"{}\" = \"a test\" }} }}", long(100_000)),
        ]),
        text("100,000 unknown names in `allow`", [one(), list("allow", 100_000, |n| quoted(&format!("redundant_origi{n}")))]),
        text("100,000 times one name in `allow`", [one(), list("allow", 100_000, |_| quoted("no_max_age"))]),
        text("1,000 mistyped patterns of a risk, next to 1,000 origins", [
            tenants("allow_origins", 1000),
            format!("accept_risk = {{ unbounded_trust = {} }}", braces(1000, |n| format!("\"https://t{n}.exampel.com\" = \"a test\""))),
        ]),
        text("10,000 mistyped risks", [one(), table("accept_risk", 10_000, |n| format!("insecure_origi{n} = \"a test\""))]),
        text("64 regexes, next to 10,000 denials that none matches", [
            list("allow_origins", 64, |n| regex(&format!(r"https://[a-z]+{n}\.corp-[0-9]+\.com"))),
            tenants("deny_origins", 10_000),
        ]),
        text("64 regexes, next to 10,000 denials that each matches", [
            list("allow_origins", 64, |n| regex(&format!(r"https://t[0-9]+(-{n})?\.example\.com"))),
            tenants("deny_origins", 10_000),
        ]),
        text("64 regexes without a suffix, next to 10,000 denials", [
            list("allow_origins", 64, |n| regex(&format!("https://.*{n}[a-z]"))),
            tenants("deny_origins", 10_000),
        ]),
        text("`https://.{1,253}`, next to 8,000 denials", [
            list("allow_origins", 1, |_| regex("https://.{1,253}")),
            tenants("deny_origins", 8000),
        ]),
        text("a key of 10 MB", [one(), format!("{} = 1", long(10_000_000))]),
        text("a rule of 10 MB", [one(), format!("allow = [\"{}\"]", long(10_000_000))]),
        Text { name: "100,000 unknown keys", entries: (0..100_000).map(|n| format!("alow_origin{n} = {n}")).collect() },
        text("100,000 keys of another table", [one(), table("server", 100_000, |n| format!("alow_origin{n} = {n}"))]),
        text("10,000 origins over `http:`, each with a risk of its own", [
            list("allow_origins", 10_000, |n| quoted(&format!("http://t{n}.example.com"))),
            credentials(),
            format!("accept_risk = {{ insecure_origin = {} }}", braces(10_000, |n| format!("\"http://t{n}.example.com\" = \"a test\""))),
        ]),
        text("100,000 times one origin", [list("allow_origins", 100_000, |_| quoted("https://example.com"))]),
        text("64 placeholders for ports", [
            list("allow_origins", 64, |n| quoted(&format!("https://{{a}}-{n}.{{b}}.example.com:{{p:[0-9]+}}"))),
            tenants("deny_origins", 1000),
        ]),
        text("a header name of 1 MB, twice", [one(), list("allow_headers", 2, |_| quoted(&long(1_000_000))), "max_age = 1".to_owned()]),
        text("a number of 1 MB", [one(), format!("max_age = \"{}\"", "9".repeat(1_000_000))]),
        text("an origin of 1 MB with white space", [list("allow_origins", 1, |_| quoted(&"https://a b ".repeat(100_000)))]),
    ]
}
