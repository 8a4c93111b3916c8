//! Mistakes of a file are shown as they are in the file, at the name of the policy.
use cors_runtime::{Policy, cors};

static GOOD: Policy = cors! { file = "files/cors.toml", policy = "admin" };

static WRONG: Policy = cors! { file = "files/cors.toml", policy = "wrong" };

static INHERITED: Policy = cors! { file = "files/cors.toml", policy = "inherits_wrong" };

static CIRCULAR: Policy = cors! { file = "files/cors.toml", policy = "circular" };

static SYNTAX: Policy = cors! { file = "files/syntax.toml", policy = "api" };

fn main() {}
