//! Header sets by a wrong name, in quotes, and in the wrong list.
#![deny(deprecated)]

use cors_runtime::{Policy, cors};

pub static API: Policy = cors! {
    allow_origins  = ["https://example.com"],
    allow_headers  = [grpcweb, "mcp", connect],
    expose_headers = [connect, "x-trace"],
    max_age        = "2h",
};

fn main() {}
