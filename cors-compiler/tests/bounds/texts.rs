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
        text("10,000 origins over `http:`, each with a separate accepted risk", [
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
        text("an origin of 1 MB that looks like a regex", [list("allow_origins", 1, |_| quoted(&"https://(a|b)".repeat(80_000)))]),
        text("an origin of 1 MB of alternatives", [list("allow_origins", 1, |_| quoted(&"a|".repeat(500_000)))]),
        text("an origin of 1 MB of commas", [list("allow_origins", 1, |_| quoted(&"a.b,".repeat(250_000)))]),
        text("an origin of 1 MB of origins", [list("allow_origins", 1, |_| quoted(&"https://a.b,".repeat(80_000)))]),
        text("one string of 1 MB of origins for the whole list", [format!("allow_origins = {}", quoted(&"https://a.b,".repeat(80_000)))]),
        text("an origin of 1 MB of placeholders", [list("allow_origins", 1, |_| quoted(&format!("https://{}.example.com", "{a}-".repeat(250_000))))]),
        text("an origin of 1 MB of open braces", [list("allow_origins", 1, |_| quoted(&format!("https://{}.example.com", "{".repeat(1_000_000))))]),
        text("an origin of 1 MB of closed braces", [list("allow_origins", 1, |_| quoted(&format!("https://{}.example.com", "}".repeat(1_000_000))))]),
        text("an origin of 1 MB that is not ASCII", [list("allow_origins", 1, |_| quoted(&format!("https://{}.example.com", "\u{e9}".repeat(500_000))))]),
        text("an origin of 1 MB of labels that are not ASCII", [list("allow_origins", 1, |_| quoted(&format!("https://{}example.com", "\u{e9}.".repeat(300_000))))]),
        text("an origin of 1 MB of labels", [list("allow_origins", 1, |_| quoted(&format!("https://{}example.com", "a.".repeat(500_000))))]),
        text("an origin of 1 MB of digits", [list("allow_origins", 1, |_| quoted(&format!("https://{}", "1.".repeat(500_000))))]),
        text("an origin of 1 MB of colons", [list("allow_origins", 1, |_| quoted(&format!("https://{}", "1:".repeat(500_000))))]),
        text("an origin of 1 MB of stars", [list("allow_origins", 1, |_| quoted(&format!("https://{}", "*.".repeat(500_000))))]),
        text("a port of 1 MB", [list("allow_origins", 1, |_| quoted(&format!("https://a.com:{}", "0".repeat(1_000_000))))]),
        text("a scheme of 1 MB", [list("allow_origins", 1, |_| quoted(&format!("{}://a.com", "h".repeat(1_000_000))))]),
        text("a path of 1 MB", [list("allow_origins", 1, |_| quoted(&format!("https://a.com{}", "/a".repeat(500_000))))]),
        text("an origin of 1 MB of at signs", [list("allow_origins", 1, |_| quoted(&format!("https://a{}", "@a".repeat(500_000))))]),
        text("an origin of 1 MB of brackets", [list("allow_origins", 1, |_| quoted(&format!("https://{}", "[".repeat(1_000_000))))]),
        text("an origin of 1 MB of escapes", [list("allow_origins", 1, |_| format!("'https://{}'", "a\\.".repeat(300_000)))]),
        text("a regex of 1 MB", [list("allow_origins", 1, |_| regex(&format!("https://{}", "a".repeat(1_000_000))))]),
        text("a regex of 100,000 dots", [list("allow_origins", 1, |_| regex(&format!("https://{}", ".".repeat(100_000))))]),
        text("a regex of 16,000 dots", [list("allow_origins", 1, |_| regex(&format!("https://{}", ".".repeat(16_000))))]),
        text("a regex of 8,000 groups", [list("allow_origins", 1, |_| regex(&format!("https://{}", "()".repeat(8_000))))]),
        text("a regex of 1 MB with anchors", [list("allow_origins", 1, |_| regex(&format!("https://{}", "^$".repeat(500_000))))]),
        text("a regex nested 100,000 times", [list("allow_origins", 1, |_| regex(&"(".repeat(100_000)))]),
        text("64 regexes of 16,000 alternatives", [list("allow_origins", 64, |n| regex(&format!("https://({})", (0..3000).map(|k| format!("{}", k * 7919 + n)).collect::<Vec<_>>().join("|"))))]),
        text("180 origins of 16 KB that look like regexes", [list("allow_origins", 180, |n| quoted(&format!("{}{n}", "https://(a|b)".repeat(1000))))]),
        text("180 origins of 16 KB of placeholders", [list("allow_origins", 180, |n| quoted(&format!("https://{}{n}", "{a}-".repeat(3900))))]),
        text("180 origins of 16 KB of commas", [list("allow_origins", 180, |n| quoted(&format!("{}{n}", "https://a.b/,".repeat(1200))))]),
        text("180 origins of 16 KB of labels", [list("allow_origins", 180, |n| quoted(&format!("https://{}{n}", "\u{e9}.".repeat(5000))))]),
        text("180 origins of 16 KB of white space", [list("allow_origins", 180, |n| quoted(&format!("https://{}{n}", "a ".repeat(8000))))]),
        text("5,000 broken origins", [list("allow_origins", 5_000, |n| quoted(&format!("t{n}.example.com/")))]),
        text("5,000 broken regexes", [list("allow_origins", 5_000, |n| regex(&format!("https://({n}")))]),
        text("5,000 origins with a broken port", [list("allow_origins", 5_000, |n| quoted(&format!("https://t{n}.example.com:0{n}")))]),
        text("20,000 origins", [tenants("allow_origins", 20_000)]),
        text("100,000 origins", [tenants("allow_origins", 100_000)]),
        text("2,500 origins, and as many that are denied", [tenants("allow_origins", 2_500), tenants("deny_origins", 2_500)]),
        text("5,000 denials below a wildcard", [list("allow_origins", 1, |_| quoted("https://*.example.com")), tenants("deny_origins", 5_000)]),
        text("5,000 wildcards", [list("allow_origins", 5_000, |n| quoted(&format!("https://*.t{n}.example.com")))]),
        text("1,000 wildcards, and 5,000 origins", [list("allow_origins", 5_000, |n| quoted(&if n < 1000 { format!("https://*.t{n}.example.com") } else { format!("https://a.t{n}.example.com") }))]),
        text("5,000 local ports", [list("allow_origins", 5_000, |n| quoted(&format!("http://localhost:{}", n + 1000)))]),
        text("5,000 denied ports of one host", [list("allow_origins", 1, |_| quoted("https://example.com:*")), list("deny_origins", 5_000, |n| quoted(&format!("https://example.com:{}", n + 1000)))]),
        text("2,500 loopback addresses", [list("allow_origins", 2_500, |n| quoted(&format!("http://127.0.{}.{}", n / 256, n % 256)))]),
        text("64 address ranges, and 2,500 denials", [list("allow_origins", 64, |n| quoted(&format!("http://10.{n}.0.0/16"))), list("deny_origins", 2_500, |n| quoted(&format!("http://10.{}.{}.1", n / 256, n % 256)))]),
        text("100,000 origins to be allowed, and 64 regexes", [list("allow_origins", 64, |n| regex(&format!(r"https://t[0-9]+(-{n})?\.example\.com"))), tenants("must_allow", 100_000)]),
        text("5,000 origins to be allowed, and 64 regexes of which none matches", [list("allow_origins", 64, |n| regex(&format!(r"https://x[0-9]+(-{n})?\.example\.com"))), tenants("must_allow", 5_000)]),
        text("5,000 origins to be denied, and 64 regexes", [list("allow_origins", 64, |n| regex(&format!(r"https://x[0-9]+(-{n})?\.example\.com"))), tenants("must_deny", 5_000)]),
        text("5,000 origins to be denied that are allowed", [list("allow_origins", 1, |_| quoted("https://*.example.com")), tenants("must_deny", 5_000)]),
        text("5,000 strange origins to be denied, and 2,500 origins", [tenants("allow_origins", 2_500), list("must_deny", 5_000, |n| quoted(&format!("https://a!{n}")))]),
        text("strange origins to be denied, next to an error", [tenants("allow_origins", 2_500), list("must_deny", 5_000, |n| quoted(&format!("https://a!{n}"))), "max_age = 1".to_owned(), "nonsense = 1".to_owned()]),
        text("5,000 origins to be allowed, next to an error", [list("allow_origins", 64, |n| regex(&format!(r"https://t[0-9]+(-{n})?\.example\.com"))), tenants("must_allow", 5_000), "nonsense = 1".to_owned()]),
        text("5,000 patterns to be allowed", [one(), list("must_allow", 5_000, |n| quoted(&format!("https://{{a}}-{n}.example.com")))]),
        text("5,000 ranges to be denied", [one(), list("must_deny", 5_000, |n| quoted(&format!("http://10.{}.0.0/16", n % 256)))]),
        text("2,500 large placeholders to be denied", [one(), list("must_deny", 2_500, |n| quoted(&format!("https://{{a:[a-z]{{1,60}}[0-9]{{1,60}}}}-{n}.example.com")))]),
        text("an origin of 1 MB to be denied", [one(), list("must_deny", 1, |_| quoted(&"https://a.b,".repeat(80_000)))]),
        text("5,000 header names", [one(), list("allow_headers", 5_000, |n| quoted(&format!("x-header-{n}"))), "max_age = 1".to_owned()]),
        text("5,000 mistyped header names", [one(), list("allow_headers", 5_000, |n| quoted(&format!("autorization{n}"))), "max_age = 1".to_owned()]),
        text("5,000 header names that are not valid", [one(), list("allow_headers", 5_000, |n| quoted(&format!("x header {n}"))), "max_age = 1".to_owned()]),
        text("5,000 exposed header names", [one(), list("expose_headers", 5_000, |n| quoted(&format!("x-header-{n}")))]),
        text("5,000 header names in both lists", [one(), list("allow_headers", 2_500, |n| quoted(&format!("x-header-{n}"))), list("expose_headers", 2_500, |n| quoted(&format!("x-header-{n}"))), "max_age = 1".to_owned()]),
        text("5,000 methods", [one(), list("allow_methods", 5_000, |n| quoted(&format!("M{n}"))), "max_age = 1".to_owned()]),
        text("5,000 methods that are not valid", [one(), list("allow_methods", 5_000, |n| quoted(&format!("m {n}"))), "max_age = 1".to_owned()]),
        text("a method of 1 MB", [one(), list("allow_methods", 1, |_| quoted(&"m".repeat(1_000_000)))]),
        text("a header name of 1 MB of spaces", [one(), list("allow_headers", 1, |_| quoted(&"a ".repeat(500_000)))]),
        text("a list of header names in one string of 1 MB", [one(), format!("allow_headers = {}", quoted(&"a, ".repeat(330_000)))]),
        text("a list of methods in one string of 1 MB", [one(), format!("allow_methods = {}", quoted(&"PUT,".repeat(250_000)))]),
        text("a number of 1 MB without quotes", [one(), format!("max_age = {}", "9".repeat(1_000_000))]),
        text("a duration of 1 MB", [one(), format!("max_age = \"{}h\"", "1 h".repeat(330_000))]),
        text("a name of 1 MB", [one(), format!("name = \"{}\"", " ".repeat(1_000_000))]),
        text("a reason of 1 MB", [list("allow_origins", 1, |_| quoted("null")), format!("accept_risk = {{ null_origin = \"{}\" }}", "a ".repeat(500_000))]),
        text("2,500 reasons of 1 KB", [list("allow_origins", 2_500, |n| quoted(&format!("http://t{n}.example.com"))), credentials(), format!("accept_risk = {{ insecure_origin = {} }}", braces(2_500, |n| format!("\"http://t{n}.example.com\" = \"{}\"", "a ".repeat(500))))]),
        text("5,000 risks for patterns that are not listed", [one(), format!("accept_risk = {{ insecure_origin = {} }}", braces(5_000, |n| format!("\"http://t{n}.example.com\" = \"a test\"")))]),
        text("5,000 origins over `http:`", [list("allow_origins", 5_000, |n| quoted(&format!("http://t{n}.example.com"))), credentials()]),
        text("5,000 values that are not origins", [list("allow_origins", 5_000, |n| n.to_string())]),
        text("a list of 60,000 numbers", [list("allow_origins", 60_000, |_| "1".to_owned())]),
        text("a table for a list, with 5,000 keys", [table("allow_origins", 5_000, |n| format!("a{n} = 1"))]),
        text("1,000,000 brackets", [format!("allow_origins = {}", "[".repeat(1_000_000))]),
        text("5,000 names that are not rules", [one(), list("allow", 5_000, |n| n.to_string())]),
        text("5,000 times one risk", [one(), table("accept_risk", 5_000, |n| format!("\"insecure_origin\\u{{{:x}}}\" = 1", n + 0x20))]),
    ]
}
