//! Serves an API on actix-web: two handlers of one path under different policies, and a scope under a
//! third. The code is in [`mod@api`].
//!
//! ```text
//! cargo run -p cors-examples --features actix-web --bin actix-web
//! ```

mod api;

use std::io::{self, Write as _};

use actix_web::{App, HttpServer};
use clap::Parser;

use crate::api::{ADMIN, PARTNERS, PUBLIC, api};

/// An API on actix-web under three CORS policies.
#[derive(Debug, Parser)]
#[command(name = "actix-web")]
struct Arguments {
    /// The port on 127.0.0.1; 0 picks a free one.
    #[arg(long, value_name = "PORT", default_value_t = 3000)]
    port: u16,
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let server = HttpServer::new(|| App::new().configure(api))
        .bind(("127.0.0.1", Arguments::parse().port))?;
    for address in server.addrs() {
        greet(&format!("http://{address}"))?;
    }
    server.run().await
}

/// Prints what is served with which policy, and commands to try.
fn greet(base: &str) -> io::Result<()> {
    let mut out = io::stdout();
    for (what, policy) in
        [("GET /users", &PUBLIC), ("PUT /users", &ADMIN), ("/reports/…", &PARTNERS)]
    {
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
