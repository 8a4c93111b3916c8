//! Mistakes in how a policy refers to a file.
use cors_runtime::{Policy, cors};

static UNKNOWN: Policy = cors! { file = "files/cors.toml", policy = "amdin" };

static EMPTY: Policy = cors! { file = "files/empty.toml", policy = "api" };

static MISSING: Policy = cors! { file = "files/missing.toml", policy = "api" };

static OUTSIDE: Policy = cors! { file = "../files/missing.toml", policy = "api" };

static ABSOLUTE: Policy = cors! { file = "/etc/cors.toml", policy = "api" };

static BACKSLASH: Policy = cors! { file = r"files\cors.toml", policy = "api" };

static NOT_UTF_8: Policy = cors! { file = "files/latin1.toml", policy = "api" };

static NO_POLICY: Policy = cors! { file = "files/cors.toml" };

static NO_FILE: Policy = cors! { policy = "api" };

static NO_STRING: Policy = cors! { file = FILE, policy = 1 };

static MORE_KEYS: Policy = cors! {
    file    = "files/cors.toml",
    policy  = "api",
    max_age = "1h",
};

fn main() {}
