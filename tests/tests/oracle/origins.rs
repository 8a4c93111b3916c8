//! Lists of origins, each with its meaning as a closure.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A list of origins in a policy, its meaning, and the pages to test it with.
#[derive(Debug)]
pub(crate) struct Origins {
    pub(crate) name: &'static str,
    /// As TOML; empty for a closed policy.
    pub(crate) allow: &'static str,
    /// As TOML; empty for no key.
    pub(crate) runtime: &'static str,
    /// The origins that are added under it.
    pub(crate) added: &'static [&'static str],
    /// As TOML; empty for no key.
    pub(crate) deny: &'static str,
    /// The risk that it needs to accept, if any.
    pub(crate) risk: Option<&'static str>,
    /// Whether it may be combined with credentials.
    pub(crate) may_have_credentials: bool,
    /// The allowed origins; that of a page with an opaque origin is `null`.
    pub(crate) allows: fn(&str) -> bool,
    /// The first is allowed; then others that are allowed, and similar ones that are not.
    pub(crate) pages: &'static [&'static str],
}

const PLAIN: Origins = Origins {
    name: "",
    allow: "",
    runtime: "",
    added: &[],
    deny: "",
    risk: None,
    may_have_credentials: true,
    allows: |_| false,
    pages: &[],
};

impl Origins {
    /// Whether the policy allows nothing, and nothing can be added.
    pub(crate) fn is_closed(&self) -> bool {
        self.allow.is_empty() && self.runtime.is_empty()
    }
}

/// The text between two others, if it is one or more labels.
fn labels(origin: &str, before: &str, after: &str) -> bool {
    let between = origin.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    between.is_some_and(|labels| !labels.is_empty() && !labels.contains([':', '/']))
}

/// The text after another, if it is empty or a port.
fn any_port(origin: &str, before: &str) -> bool {
    let rest = origin.strip_prefix(before);
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix(':').is_some_and(digits))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The part of `text` between two others.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.strip_prefix(before)?.strip_suffix(after)
}

pub(crate) static LISTS: &[Origins] = &[
    Origins {
        name: "one",
        allow: r#"["https://example.com"]"#,
        allows: |origin| origin == "https://example.com",
        pages: &[
            "https://example.com",
            "http://example.com",
            "https://example.com:8443",
            "https://www.example.com",
            "https://example.com.evil.org",
            "https://evilexample.com",
            "https://example.co",
            "https://example.com.",
        ],
        ..PLAIN
    },
    Origins {
        name: "a set",
        allow: r#"["https://a.example", "https://b.example:8443", "http://localhost:3000"]"#,
        allows: |origin| {
            ["https://a.example", "https://b.example:8443", "http://localhost:3000"]
                .contains(&origin)
        },
        pages: &[
            "https://a.example",
            "https://b.example:8443",
            "http://localhost:3000",
            "https://b.example",
            "https://a.example:8443",
            "http://localhost:3001",
            "https://c.example",
        ],
        ..PLAIN
    },
    Origins {
        name: "a large set",
        allow: r#"["https://a0.example", "https://a1.example", "https://a2.example",
            "https://a3.example", "https://a4.example", "https://a5.example", "https://a6.example",
            "https://a7.example", "https://a8.example", "https://a9.example",
            "https://b0.example", "https://b1.example", "https://b2.example",
            "https://b3.example", "https://b4.example", "https://b5.example", "https://b6.example",
            "https://b7.example", "https://b8.example", "https://b9.example"]"#,
        allows: |origin| {
            let name = between(origin, "https://", ".example");
            let number = name.and_then(|name| name.strip_prefix(['a', 'b']));
            number.is_some_and(|number| digits(number) && number.len() == 1)
        },
        pages: &[
            "https://a0.example",
            "https://b9.example",
            "https://a5.example",
            "https://c0.example",
            "https://a10.example",
            "https://a0.example.evil.org",
            "https://a.example",
        ],
        ..PLAIN
    },
    Origins {
        name: "subdomains",
        allow: r#"["https://*.example.com"]"#,
        allows: |origin| labels(origin, "https://", ".example.com"),
        pages: &[
            "https://a.example.com",
            "https://a.b-c.d_e.example.com",
            "https://example.com",
            "https://evilexample.com",
            "https://a.example.com.evil.org",
            "https://a.example.com:8443",
            "http://a.example.com",
            "https://a.example.org",
        ],
        ..PLAIN
    },
    Origins {
        name: "a domain and its subdomains",
        allow: r#"["https://example.com", "https://*.example.com"]"#,
        allows: |origin| {
            origin == "https://example.com" || labels(origin, "https://", ".example.com")
        },
        pages: &[
            "https://example.com",
            "https://a.example.com",
            "https://evilexample.com",
            "https://example.com:8443",
            "https://a.example.com.evil.org",
            "https://com",
        ],
        ..PLAIN
    },
    Origins {
        name: "any port",
        allow: r#"["http://localhost:*"]"#,
        allows: |origin| any_port(origin, "http://localhost"),
        pages: &[
            "http://localhost:3000",
            "http://localhost",
            "http://localhost:65535",
            "https://localhost:3000",
            "http://localhost.evil.org",
            "http://localhost.evil.org:3000",
            "http://a.localhost:3000",
        ],
        ..PLAIN
    },
    Origins {
        name: "subdomains with any port",
        allow: r#"["https://*.example.com:*"]"#,
        allows: |origin| {
            let host = origin.rsplit_once(':').filter(|(_, port)| digits(port));
            labels(host.map_or(origin, |(host, _)| host), "https://", ".example.com")
        },
        pages: &[
            "https://a.example.com:8443",
            "https://a.b.example.com",
            "https://example.com:8443",
            "https://evilexample.com:8443",
            "https://a.example.com.evil.org:8443",
            "http://a.example.com:8443",
        ],
        ..PLAIN
    },
    Origins {
        name: "a placeholder",
        allow: r#"["https://{tenant}.example.app"]"#,
        allows: |origin| {
            let tenant = between(origin, "https://", ".example.app");
            let is_part =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
            tenant.is_some_and(|tenant| !tenant.is_empty() && tenant.chars().all(is_part))
        },
        pages: &[
            "https://acme.example.app",
            "https://a-b_9.example.app",
            "https://a.b.example.app",
            "https://example.app",
            "https://acmeexample.app",
            "https://acme.example.app.evil.org",
            "https://acme.example.app:8443",
        ],
        ..PLAIN
    },
    Origins {
        name: "a placeholder with a regex",
        allow: r#"["https://pr-{n:[0-9]+}.preview.example.net"]"#,
        allows: |origin| between(origin, "https://pr-", ".preview.example.net").is_some_and(digits),
        pages: &[
            "https://pr-17.preview.example.net",
            "https://pr-.preview.example.net",
            "https://pr-x.preview.example.net",
            "https://pr-17.evil.preview.example.net",
            "https://xpr-17.preview.example.net",
            "https://pr-17.preview.example.net.evil.org",
        ],
        ..PLAIN
    },
    Origins {
        name: "a regex",
        allow: r#"[{ regex = 'https://(eu|us)-[0-9]{1,3}\.edge\.example\.org' }]"#,
        allows: |origin| {
            let number = between(origin, "https://eu-", ".edge.example.org")
                .or_else(|| between(origin, "https://us-", ".edge.example.org"));
            number.is_some_and(|number| digits(number) && number.len() <= 3)
        },
        pages: &[
            "https://eu-1.edge.example.org",
            "https://us-999.edge.example.org",
            "https://us-1000.edge.example.org",
            "https://cn-1.edge.example.org",
            "https://eu-1xedge.example.org",
            "https://eu-1.edge.example.org.evil.net",
            "https://evil.net.eu-1.edge.example.org",
        ],
        ..PLAIN
    },
    Origins {
        name: "some of each",
        allow: r#"["https://example.com", "https://*.example.com", "http://localhost:*",
            "https://{tenant}.example.app", { regex = 'https://(eu|us)\.example\.org' }]"#,
        allows: |origin| {
            let tenant = between(origin, "https://", ".example.app");
            matches!(
                origin,
                "https://example.com" | "https://eu.example.org" | "https://us.example.org"
            ) || labels(origin, "https://", ".example.com")
                || any_port(origin, "http://localhost")
                || tenant.is_some_and(|tenant| !tenant.is_empty() && !tenant.contains(['.', ':']))
        },
        pages: &[
            "https://example.com",
            "https://a.b.example.com",
            "http://localhost:5173",
            "https://acme.example.app",
            "https://us.example.org",
            "https://cn.example.org",
            "https://example.app",
            "https://localhost:5173",
            "https://example.com.example.org",
        ],
        ..PLAIN
    },
    Origins {
        name: "subdomains without some",
        allow: r#"["https://*.example.com"]"#,
        deny: r#"["https://old.example.com", "https://*.old.example.com"]"#,
        allows: |origin| {
            labels(origin, "https://", ".example.com")
                && origin != "https://old.example.com"
                && !origin.ends_with(".old.example.com")
        },
        pages: &[
            "https://new.example.com",
            "https://bold.example.com",
            "https://old.new.example.com",
            "https://old.example.com",
            "https://a.old.example.com",
            "https://a.b.old.example.com",
            "https://example.com",
        ],
        ..PLAIN
    },
    Origins {
        name: "origins added at run time",
        allow: r#"["https://app.example.com"]"#,
        runtime: r#"["https://{tenant}.example.app", "https://*.shops.example"]"#,
        added: &[
            "https://acme.example.app",
            "https://a.b.shops.example",
            "https://app.example.com",
            "https://acme.example.app",
        ],
        deny: r#"["https://internal.example.app"]"#,
        allows: |origin| {
            ["https://app.example.com", "https://acme.example.app", "https://a.b.shops.example"]
                .contains(&origin)
        },
        pages: &[
            "https://acme.example.app",
            "https://app.example.com",
            "https://a.b.shops.example",
            "https://globex.example.app",
            "https://internal.example.app",
            "https://acme.example.app.evil.org",
            "https://a.acme.example.app",
            "http://acme.example.app",
        ],
        ..PLAIN
    },
    Origins {
        name: "many origins, all added at run time",
        runtime: r#"["https://{tenant:[a-z0-9]+}.example.app"]"#,
        added: &[
            "https://a0.example.app",
            "https://a1.example.app",
            "https://a2.example.app",
            "https://a3.example.app",
            "https://a4.example.app",
            "https://a5.example.app",
            "https://a6.example.app",
            "https://a7.example.app",
        ],
        allows: |origin| {
            let number = between(origin, "https://a", ".example.app");
            number.is_some_and(|number| {
                number.len() == 1 && digits(number) && !["8", "9"].contains(&number)
            })
        },
        pages: &[
            "https://a7.example.app",
            "https://a0.example.app",
            "https://a8.example.app",
            "https://a00.example.app",
            "https://example.app",
            "https://a0.example.app:8443",
        ],
        ..PLAIN
    },
    Origins {
        name: "a custom scheme",
        allow: r#"["tauri://localhost", "https://example.com"]"#,
        allows: |origin| origin == "tauri://localhost" || origin == "https://example.com",
        pages: &[
            "tauri://localhost",
            "https://example.com",
            "tauri://Localhost",
            "tauri://localhost:3000",
            "capacitor://localhost",
            "http://localhost",
        ],
        ..PLAIN
    },
    Origins {
        name: "addresses",
        allow: r#"["http://127.0.0.1:8080", "http://[::1]:*"]"#,
        allows: |origin| origin == "http://127.0.0.1:8080" || any_port(origin, "http://[::1]"),
        pages: &[
            "http://[::1]:3000",
            "http://127.0.0.1:8080",
            "http://[::1]",
            "http://[::2]:3000",
            "http://127.0.0.1",
            "http://127.0.0.2:8080",
            "https://[::1]:3000",
        ],
        ..PLAIN
    },
    Origins {
        name: "address ranges",
        allow: r#"["https://10.0.0.0/8:*", "https://[fd00::/8]"]"#,
        allows: |origin| {
            let host = origin.rsplit_once(':').filter(|(_, port)| digits(port));
            let host = host.map_or(origin, |(host, _)| host).strip_prefix("https://");
            let ipv4 = host.and_then(|host| host.parse::<Ipv4Addr>().ok());
            let ipv6 =
                between(origin, "https://[", "]").and_then(|host| host.parse::<Ipv6Addr>().ok());
            ipv4.is_some_and(|address| address.octets().starts_with(&[10]))
                || ipv6.is_some_and(|address| address.octets().starts_with(&[0xfd]))
        },
        pages: &[
            "https://10.0.0.7:8443",
            "https://10.255.255.255",
            "https://[fd00::1]",
            "https://[fdff:1::]",
            "https://11.0.0.7",
            "https://110.0.0.7",
            "http://10.0.0.7",
            "https://10.evil.org",
            "https://10.0.0.7.evil.org",
            "https://[fc00::1]",
            "https://[fd00::1]:8443",
        ],
        ..PLAIN
    },
    Origins {
        name: "null and one",
        allow: r#"["https://example.com", "null"]"#,
        risk: Some("null_origin"),
        allows: |origin| origin == "https://example.com" || origin == "null",
        pages: &["https://example.com", "https://null", "https://nul", "http://example.com"],
        ..PLAIN
    },
    Origins {
        name: "any",
        allow: r#""*""#,
        may_have_credentials: false,
        allows: |_| true,
        pages: &["https://example.com", "http://localhost:3000", "tauri://localhost"],
        ..PLAIN
    },
    Origins {
        name: "closed",
        pages: &["https://example.com", "http://localhost:3000", "tauri://localhost"],
        ..PLAIN
    },
];
