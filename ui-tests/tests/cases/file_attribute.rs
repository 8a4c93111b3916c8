//! A handler may have a policy in a file.
use cors_runtime::attr::cors;

#[cors(file = "files/cors.toml", policy = "admin")]
async fn good() {}

#[cors(file = "files/cors.toml", policy = "wrong")]
async fn wrong() {}

#[cors(file = "files/missing.toml", policy = "api")]
async fn missing() {}

#[cors(file = "files/cors.toml")]
async fn nameless() {}

fn main() {}
