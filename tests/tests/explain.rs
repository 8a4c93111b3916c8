//! The description of a policy: the whole text, because users read all of it and compare two with `diff`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use cors_runtime::{Policy, cors};

static API: Policy = cors! {
    name = "the API",
    allow_origins = [
        "https://example.com",
        "https://*.example.com",
        "https://pr-{n:[0-9]+}.preview.example.net",
        "https://{tenant}.example.app",
        regex(r"https://(eu|us)-[0-9]{1,3}\.edge\.example\.org"),
    ],
    deny_origins      = ["https://usercontent.example.com", "https://*.usercontent.example.com"],
    allow_credentials = true,
    allow_methods     = [PUT, DELETE, "PURGE"],
    allow_headers     = ["content-type", "authorization"],
    expose_headers    = ["x-request-id"],
    max_age           = "2h",
    must_allow        = ["https://pr-17.preview.example.net"],
    must_deny         = ["https://example.com.evil.org"],
};

static STAGING: Policy = cors! {
    allow_origins     = ["http://*.staging.example.com", "http://localhost:*", "https://*.internal"],
    allow_credentials = true,
    accept_risk       = { insecure_origin = "staging gets TLS with the March move" },
};

#[test]
fn origins_and_responses() {
    let header = format!("Policy the API ({})\n", API.location());
    assert_eq!(
        API.explain().to_string(),
        header
            + "\
Pages of these origins may read responses, with credentials:
  https://example.com                                         example.com
  https://*.example.com                                       example.com
  https://pr-{n:[0-9]+}.preview.example.net                   example.net
  https://{tenant}.example.app                                example.app
  regex(\"https://(eu|us)-[0-9]{1,3}\\\\.edge\\\\.example\\\\.org\")  example.org
  except https://usercontent.example.com
  except https://*.usercontent.example.com
Registrable domains trusted: 4 (example.app, example.com, example.net, example.org).
HTTPS only, default port only.
They may use the methods `GET`, `HEAD`, `POST`, `PUT`, `DELETE` and `PURGE`.
They may send the safelisted request headers, `authorization` and `content-type`.
They may read the safelisted response headers and `x-request-id`.
Browsers may cache preflight responses for 2 hours (Safari: 10 minutes). Preflight responses for actix-web handlers, and for axum paths with several policies, are not cached.
Preflights from these origins get 204 with the permissions above; all others get 403. Other \
requests always reach the handler, even from refused origins; only the browser hides the response.
Must allow: https://pr-17.preview.example.net
Must deny: https://example.com.evil.org"
    );
}

#[test]
fn accepted_risks_have_their_reasons() {
    let words = STAGING.explain().to_string();
    assert!(
        words.ends_with("\nAccepted risk `insecure_origin`: staging gets TLS with the March move"),
        "{words}"
    );
    assert!(
        words.contains("https://*.internal            names that cannot be registered\n"),
        "{words}"
    );
}

/// A policy without `allow_methods` has no methods before it is mounted.
#[test]
fn methods_as_mounted() {
    let words = STAGING.explain().to_string();
    let wanted = "\nThey may use the methods of the handlers with this policy, or `GET`, `HEAD` \
         and `POST` if it is applied to a whole router.\n";
    assert!(words.contains(wanted), "{words}");
}

#[test]
fn policy_of_the_readme_allows_the_expected_origins() {
    for origin in [
        "https://example.com",
        "https://a.b.example.com",
        "https://pr-17.preview.example.net",
        "https://tenant-1.example.app",
        "https://eu-12.edge.example.org",
    ] {
        assert!(API.allows_origin(origin.as_bytes()), "{origin}");
    }
    for origin in [
        "http://example.com",
        "https://example.com.",
        "https://example.com:8443",
        "https://usercontent.example.com",
        "https://a.usercontent.example.com",
        "https://pr-x.preview.example.net",
        "https://a.b.example.app",
        "https://eu-1234.edge.example.org",
        "https://eu-12xedge.example.org",
        "https://example.com.evil.org",
        "null",
        "",
    ] {
        assert!(!API.allows_origin(origin.as_bytes()), "{origin}");
    }
}

/// No origin is omitted, however long a list is, and they are in the order of the policy: if two policies
/// differ in one origin, their descriptions differ in one line.
#[test]
fn every_origin_has_a_line() {
    for count in [1, 4, 5, 22, 200, 3000] {
        let origin = |n: usize| format!("https://t{n}.example-{}.com:{}", n % 7, 20_000 + n);
        let listed: Vec<String> = (0..count).map(origin).collect();
        let explained = |listed: &[String]| {
            let text = format!("allow_origins = {listed:?}");
            let policy = Policy::from_toml_named("acme", &text).unwrap();
            let words = policy.explain().to_string();
            assert_eq!(
                words.lines().next(),
                Some(format!("Policy acme ({})", policy.location()).as_str())
            );
            words
        };
        let words = explained(&listed);
        let lines: Vec<&str> = words.lines().skip(2).take(count).collect();
        for (n, line) in lines.iter().enumerate() {
            let mut columns = line.split_whitespace();
            assert_eq!(columns.next(), Some(origin(n).as_str()), "{words}");
            assert_eq!(columns.next(), Some(format!("example-{}.com", n % 7).as_str()));
        }
        // Replacing one origin changes only its line.
        let mut swapped = listed.clone();
        *swapped.last_mut().unwrap() = origin(count - 1).replacen("//t", "//s", 1);
        let swapped = explained(&swapped);
        let changed = words.lines().zip(swapped.lines()).filter(|(one, other)| one != other);
        // The first line contains the location.
        assert_eq!(changed.count(), 1, "{words}\n{swapped}");
    }
}

/// A host of each kind, an app and `null`, with the compiler's description.
#[test]
fn every_kind_of_origin_has_its_domain() {
    let policy = Policy::from_toml(
        "allow_origins = ['https://a.example.co.uk', 'http://127.0.0.1:3000', 'http://[::1]', \
         'tauri://localhost', 'http://localhost', 'https://example.com.', 'null']\n\
         accept_risk = { null_origin = 'a test' }",
    );
    let words = policy.unwrap().explain().to_string();
    let rows: Vec<Vec<&str>> = words
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .map(|line| line.splitn(2, "  ").map(str::trim).collect())
        .collect();
    for row in [
        ["https://a.example.co.uk", "example.co.uk"],
        ["http://127.0.0.1:3000", "127.0.0.1"],
        ["http://[::1]", "[::1]"],
        ["tauri://localhost", "tauri://localhost"],
        ["http://localhost", "localhost"],
        ["null", "any page can obtain this origin"],
    ] {
        assert!(rows.iter().any(|found| *found == row), "{row:?} is not in\n{words}");
    }
}
