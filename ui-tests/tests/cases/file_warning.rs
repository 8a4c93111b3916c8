#![deny(deprecated)]

use cors_runtime::{Policy, cors};

static WARNED: Policy = cors! { file = "files/cors.toml", policy = "warned" };

fn main() {}
