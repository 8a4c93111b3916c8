//! Serves an API on axum: two handlers of one path under different policies. The code is in [`mod@api`].
//!
//! ```text
//! cargo run -p cors-examples --bin axum
//! ```

mod api;

use std::io::{self, Write as _};

use clap::Parser;

use crate::api::{ADMIN, PUBLIC, api};

/// An API on axum under two CORS policies.
#[derive(Debug, Parser)]
#[command(name = "axum")]
struct Arguments {
    /// The port on 127.0.0.1; 0 picks a free one.
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

/// Prints what is served with which policy, and commands to try.
fn greet(base: &str) -> io::Result<()> {
    let mut out = io::stdout();
    for (what, policy) in [("GET /users", &PUBLIC), ("PUT /users", &ADMIN)] {
        writeln!(out, "{what}")?;
        for line in policy.explain().to_string().lines() {
            writeln!(out, "{}", format!("  {line}").trim_end())?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "Two preflights for one path, each answered by the policy of the handler for its method:\n\n  \
         curl -i -X OPTIONS {base}/users -H 'Origin: https://any.example' -H \
         'Access-Control-Request-Method: GET'\n  \
         curl -i -X OPTIONS {base}/users -H 'Origin: https://any.example' -H \
         'Access-Control-Request-Method: PUT'\n\nPress Ctrl-C to stop."
    )
}
