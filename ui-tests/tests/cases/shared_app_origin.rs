#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static POLICY: Policy = cors! {
    allow_origins = ["capacitor://localhost", "https://tauri.localhost"],
};

fn main() {
    assert!(!POLICY.allows_origin(b"https://evil.example"));
}
