// The example of the README, which contains the output of rustc for it.
use cors_runtime::{Policy, cors};

static API: Policy = cors! {
    allow_origins     = ["https://example.com", "https://{branch}-myteam.vercel.app"],
    allow_credentials = true,
};

fn main() {
    let _ = &API;
}
