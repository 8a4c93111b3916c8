//! What a map gives to hosts and paths, as data.

use cors_runtime::{Policy, PolicyMap, Target, cors, policies};
use http::header::HOST;
use http::{HeaderMap, HeaderValue, Uri};

static HEALTH: Policy = cors! { allow_origins = ["https://health.example"] };
static ADMIN: Policy = cors! { allow_origins = ["https://admin.example"] };
static TENANTS: Policy = cors! { allow_origins = ["https://tenants.example"] };

static HOSTS: PolicyMap = policies! {
    "/health"                        => HEALTH,
    "//admin.example.com/{*rest}"    => ADMIN,
    "//{tenant}.example.app/{*rest}" => TENANTS,
    _                                => closed,
};

/// Which policy a request gets: `-` is none.
fn policy(map: &PolicyMap, uri: &str, hosts: &[&str]) -> &'static str {
    let uri: Uri = uri.parse().expect("a URI");
    let mut headers = HeaderMap::new();
    for host in hosts {
        headers.append(HOST, HeaderValue::from_str(host).expect("a value"));
    }
    let policy = map.policy(Target::new(&uri, &headers));
    let is = |name: &&str| policy.allows_origin(format!("https://{name}.example"));
    ["health", "admin", "tenants"].into_iter().find(is).unwrap_or("-")
}

#[test]
fn hosts_of_requests() {
    for (uri, hosts, expected) in [
        ("/x", &["admin.example.com"][..], "admin"),
        ("/x", &["ADMIN.example.com:8443"], "admin"),
        ("/x", &["admin.example.com."], "admin"),
        ("/x", &["admin.example.com..:1"], "-"),
        ("/x", &["acme.example.app"], "tenants"),
        ("/x", &["a.b.example.app"], "-"),
        ("/x", &["127.0.0.1:8080"], "-"),
        ("/health", &["127.0.0.1:8080"], "health"),
        ("/health/", &[], "health"),
        ("/x", &[], "-"),
        ("https://admin.example.com/x", &[], "admin"),
        ("https://admin.example.com/x", &["admin.example.com:443"], "admin"),
        ("https://admin.example.com/x", &["acme.example.app"], "-"),
        ("https://admin.example.com/health", &["acme.example.app"], "-"),
        ("https://acme.example.app/x", &["admin.example.com"], "-"),
        ("/x", &["admin.example.com", "admin.example.com"], "-"),
        ("/health", &["admin.example.com", "acme.example.app"], "-"),
        ("/x", &["admin.example.com/"], "-"),
        ("/x", &["user@admin.example.com"], "-"),
        ("https://user@admin.example.com/x", &[], "-"),
        ("/x", &["admin.example.com, acme.example.app"], "-"),
        ("/%2568ealth", &["admin.example.com"], "-"),
        ("/%68ealth", &["admin.example.com"], "-"),
        ("/health?x", &["admin.example.com"], "health"),
        ("*", &["admin.example.com"], "-"),
    ] {
        assert_eq!(policy(&HOSTS, uri, hosts), expected, "{uri} {hosts:?}");
    }
}

#[test]
fn a_map_is_explained() {
    let explained = HOSTS.explain().to_string();
    let mut lines = explained.lines();
    assert_eq!(
        lines.next().map(|line| line.starts_with("Map tests/tests/policy_map/")),
        Some(true)
    );
    let rows: Vec<&str> = lines.take(4).collect();
    assert_eq!(
        rows,
        [
            "  /health                         HEALTH",
            "  //admin.example.com/{*rest}     ADMIN",
            "  //{tenant}.example.app/{*rest}  TENANTS",
            "  _                               closed",
        ]
    );
    for name in ["HEALTH: Policy ", "ADMIN: Policy ", "TENANTS: Policy "] {
        assert_eq!(explained.matches(name).count(), 1, "{explained}");
    }
    assert!(HOSTS.location().starts_with("tests/tests/policy_map/targets.rs:"));
    assert!(format!("{HOSTS:?}").starts_with("PolicyMap("));
}

/// A request costs no allocation, whatever its path and host.
#[test]
fn nothing_is_allocated() {
    let mut headers = HeaderMap::new();
    headers.insert(HOST, HeaderValue::from_static("Acme.example.app:8443"));
    let uris = ["/x", "/%2568ealth//..;/a%2fb\\c", "/health", "/a%25%zz"].map(Uri::from_static);
    let measured = allocation_counter::measure(|| {
        for uri in &uris {
            std::hint::black_box(HOSTS.policy(Target::new(uri, &headers)));
        }
    });
    assert_eq!(measured.count_total, 0);
}
