use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = [
        "https://*.com",
        "https://*.github.io",
        "https://{x}.vercel.app",
        "https://{x}-myteam.vercel.app",
        "https://example.{tld}",
        regex("https://app.example.com"),
        regex("https://[a-z]{2}\\.com"),
        regex("https://.*example\\.com"),
        regex("https?://.+"),
        "chrome-extension://{id}",
    ],
    allow_credentials = true,
    accept_risk = { insecure_origin = "not what is shown here" },
    allow = [redundant_origin],
};

/// Without credentials a leading `*.` is a warning.
static PUBLIC: Policy = cors! { allow_origins = ["https://*.github.io"] };

/// These compile: the wildcard is below a registered domain, or where names cannot be registered.
static BOUNDED: Policy = cors! {
    allow_origins = [
        regex("https://.*\\.example\\.com"),
        "https://{branch}.myteam.vercel.app",
        "https://pr-{n:[0-9]+}.preview.example.net",
        "https://*.corp.internal",
        "http://localhost:*",
        "tauri://localhost",
    ],
    allow_credentials = true,
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
    let _ = (&PUBLIC, &BOUNDED);
}
