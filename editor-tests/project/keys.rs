//! Keys of whole policies.

use cors_runtime::{Policy, cors};

/// The policy of the API.
static API: Policy = cors! {
//     ^ hover once: The policy of the API.
//                   ^ hover once: A CORS policy, checked while the program is compiled.
    name              = "api",
    // ^ hover once: the name of the policy in logs
    allow_origins     = ["https://example.com"],
    // ^ hover once: Response header: `access-control-allow-origin`
    // ^ definition: pub allow_origins:
    allow_credentials = true,
    //              ^ hover once: `allow_credentials`: `true` or `false`
    //              ^ definition: pub allow_credentials: bool,
    max_age           = "2h",
    //^ hover once: how long browsers may cache the answer to a preflight
};

/// In a program that calls the crate by another name.
static RENAMED: Policy = cors! { crate = ::cors_runtime, closed };
//                                                       ^ hover once: in Rust `closed` alone is enough

/// In a file, which is not there.
static FILED: Policy = cors! { file = "cors.toml", policy = "api" };
//                             ^ hover once: the path of a TOML file
//                                                 ^ hover once: the name of the policy in the file
//                                                 ^ error: there is no file

fn main() {
    let _ = (&API, &RENAMED, &FILED);
    //        ^ hover once: The policy of the API.
}
