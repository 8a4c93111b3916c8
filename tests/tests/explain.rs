//! A policy told in words: the whole text, because people read it whole.

use cors_runtime::{Policy, cors};

static API: Policy = cors! {
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
fn whom_it_trusts_and_what_it_answers() {
    assert_eq!(
        API.explain().to_string(),
        "\
Pages of these origins may read responses, with credentials:
  https://example.com                                         example.com
  https://*.example.com                                       example.com
  https://pr-{n:[0-9]+}.preview.example.net                   example.net
  https://{tenant}.example.app                                example.app
  regex(\"https://(eu|us)-[0-9]{1,3}\\\\.edge\\\\.example\\\\.org\")  example.org
  except https://usercontent.example.com
  except https://*.usercontent.example.com
Together 4 parties: example.app, example.com, example.net, example.org.
Schemes: https. Ports: the default.
They may use the methods GET, HEAD, POST, PUT, DELETE and PURGE.
They may send the request headers authorization and content-type.
They may read the safelisted response headers, and x-request-id.
Browsers may remember a preflight's answer for 2 hours. For handlers of actix-web, and for axum paths with several policies, they remember nothing.
A preflight from these origins is answered 204 with these lists, from any other 403. Every other \
request is answered by its handler, whoever asks, and only pages of these origins may read that."
    );
}

#[test]
fn accepted_risks_are_told_with_their_reasons() {
    let words = STAGING.explain().to_string();
    assert!(
        words.ends_with("\nAccepted risk insecure_origin: staging gets TLS with the March move"),
        "{words}"
    );
    assert!(
        words.contains("https://*.internal            names that nobody can register\n"),
        "{words}"
    );
}

/// A policy that says nothing of methods does not know them before it is mounted.
#[test]
fn methods_as_mounted() {
    let words = STAGING.explain().to_string();
    let wanted = "\nThey may use the methods of the handlers that carry the policy; around a whole \
                  router, GET, HEAD and POST.\n";
    assert!(words.contains(wanted), "{words}");
}

#[test]
fn the_policy_of_the_readme_decides_as_it_reads() {
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
