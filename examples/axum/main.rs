//! An API on axum: two handlers of one path under different policies.
//!
//! ```text
//! cargo run -p cors-examples --bin axum
//! ```

use std::io::{self, Write as _};

use axum::Router;
use axum::http::StatusCode;
use clap::Parser;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;
use cors_runtime::{Policy, cors as policy};

/// Any page may read who is there.
static PUBLIC: Policy = policy! {
    allow_origins = "*",
};

/// Only the administrators' pages change it, with their session.
static ADMIN: Policy = policy! {
    allow_origins     = ["https://admin.example.com", "http://localhost:*"],
    allow_credentials = true,
    allow_headers     = ["content-type"],
    max_age           = 0,
};

#[cors(PUBLIC)]
async fn list_users() -> &'static str {
    "Ada, Grace, Barbara\n"
}

#[cors(ADMIN)]
async fn update_users() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The application, as a test would build it too.
fn api() -> Router {
    Router::new().route("/users", routes![get(list_users), put(update_users)])
}

/// An API on axum under two CORS policies.
#[derive(Debug, Parser)]
#[command(name = "axum")]
struct Arguments {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, value_name = "PORT", default_value_t = 3000)]
    port: u16,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = ("127.0.0.1", Arguments::parse().port);
    let listener = tokio::net::TcpListener::bind(address).await?;
    greet(&format!("http://{}", listener.local_addr()?))?;
    axum::serve(listener, api()).await
}

/// What is served under which policy, and what to try.
fn greet(base: &str) -> io::Result<()> {
    let mut out = io::stdout();
    for (what, policy) in [("GET /users", PUBLIC), ("PUT /users", ADMIN)] {
        writeln!(out, "{what}")?;
        for line in policy.explain().to_string().lines() {
            writeln!(out, "{}", format!("  {line}").trim_end())?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "Two preflights for one path, each answered by the policy of the handler that it names:\n\n  \
         curl -i -X OPTIONS {base}/users -H 'Origin: https://any.example' -H \
         'Access-Control-Request-Method: GET'\n  \
         curl -i -X OPTIONS {base}/users -H 'Origin: https://any.example' -H \
         'Access-Control-Request-Method: PUT'\n\nCtrl-C stops."
    )
}
