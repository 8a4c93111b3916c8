//! Policies of every kind of table: each way to search a set, each kind of list; by each macro.

use cors_compiler::tokens::{self, ReadError, SourceFile, attribute, routes};

/// A name, and the tokens that come of it.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    let mut all: Vec<(&str, String)> =
        written().into_iter().map(|(name, policy)| (name, cors(&policy))).collect();
    let one = r#"allow_origins = ["https://example.com"]"#.parse().unwrap();
    let handler: proc_macro2::TokenStream =
        "async fn list(id: u64) -> String { id.to_string() }".parse().unwrap();
    all.push(("an attribute", attribute::expand(one, &handler, &read).to_string()));
    let in_file = r#"file = "cors.toml", policy = "admin""#;
    all.push(("an attribute with a policy in a file", {
        attribute::expand(in_file.parse().unwrap(), &handler, &read).to_string()
    }));
    all.push(("a policy in a file", cors(in_file)));
    all.push(("warnings of a policy in a file", cors(r#"file = "cors.toml", policy = "api""#)));
    let named = "get(list), put(api::update)".parse().unwrap();
    all.push(("routes", routes::expand(named).to_string()));
    all
}

fn cors(policy: &str) -> String {
    tokens::expand(policy.parse().unwrap(), &read).to_string()
}

/// The only file.
fn read(path: &str) -> Result<SourceFile, ReadError> {
    match path {
        "cors.toml" => Ok(SourceFile { shown: path.to_owned(), text: FILE.to_owned() }),
        _ => Err(ReadError::NotFound(path.to_owned())),
    }
}

/// A set, a policy with a warning, and one that extends it and has none.
const FILE: &str = r#"
    [origin_sets]
    ours = ["https://example.com", "https://*.example.com"]

    [policy.api]
    allow_origins = [{ set = "ours" }, "https://partner.example.org"]
    allow_methods = ["PUT"]

    [policy.admin]
    extends       = "api"
    allow_headers = ["x-admin"]
    max_age       = "2h"
"#;

/// A name, and the contents of `cors! { … }`.
fn written() -> Vec<(&'static str, String)> {
    vec![
        ("closed", "closed".to_owned()),
        ("any origin", r#"allow_origins = "*", allow_methods = "*""#.to_owned()),
        ("one origin", r#"allow_origins = ["https://example.com"]"#.to_owned()),
        ("the whole language", WHOLE_LANGUAGE.to_owned()),
        ("warnings", WARNINGS.to_owned()),
        ("3,000 origins", origins(3_000, |n| format!("https://tenant-{n}.example.com"))),
        ("200 subdomains", origins(200, |n| format!("https://*.a{n}.example.com:*"))),
        ("40 placeholders", origins(40, |n| format!("https://{{x:[0-9a-f]+}}.b{n}.example.com"))),
    ]
}

fn origins(count: usize, origin: impl Fn(usize) -> String) -> String {
    let origins: Vec<String> = (0..count).map(origin).collect();
    format!("allow_origins = {origins:?}, max_age = \"1h\"")
}

const WHOLE_LANGUAGE: &str = r#"
    allow_origins = [
        "https://example.com",
        "https://*.example.com",
        "https://pr-{n:[0-9]+}.preview.example.net",
        "https://{tenant}.example.app",
        regex(r"https://(eu|us)-[0-9]{1,3}\.edge\.example\.org"),
        "http://*.staging.example.com",
        "tauri://localhost",
    ],
    deny_origins      = ["https://usercontent.example.com", "https://*.usercontent.example.com"],
    allow_credentials = true,
    allow_methods     = [PUT, DELETE, "PURGE"],
    allow_headers     = ["content-type", "authorization"],
    expose_headers    = ["x-request-id"],
    max_age           = "2h",
    accept_risk       = { insecure_origin = "staging gets TLS with the March move" },
    must_allow        = ["https://pr-17.preview.example.net"],
    must_deny         = ["https://example.com.evil.org"],
"#;

/// Warnings are tokens too.
const WARNINGS: &str = r#"
    allow_origins  = ["https://example.com", "https://example.com", "https://*.example.com",
                      "https://a.example.com", "https://b.example.com"],
    allow_methods  = [GET, PUT],
    allow_headers  = ["*"],
    expose_headers = ["content-type"],
"#;
