//! An API on actix-web: two handlers of one path under different policies, and a scope under a
//! third.
//!
//! ```text
//! cargo run -p cors-examples --bin actix-web
//! ```

use std::io::{self, Write as _};

use actix_web::{App, HttpResponse, HttpServer, get, put, web};
use clap::Parser;
use cors_runtime::actix_web::Cors;
use cors_runtime::attr::cors;
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

/// The partners' pages read the reports, and their browsers remember what they may.
static PARTNERS: Policy = policy! {
    allow_origins  = ["https://shop.example", "https://*.partners.example.com"],
    allow_methods  = [DELETE],
    allow_headers  = ["authorization"],
    expose_headers = ["x-total-count"],
    max_age        = "2h",
};

#[cors(PUBLIC)]
#[get("/users")]
async fn list_users() -> &'static str {
    "Ada, Grace, Barbara\n"
}

#[cors(ADMIN)]
#[put("/users")]
async fn update_users() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[get("/today")]
async fn report() -> HttpResponse {
    HttpResponse::Ok().insert_header(("x-total-count", "3")).body("three orders\n")
}

/// The application, as a test would build it too.
fn api(config: &mut web::ServiceConfig) {
    config
        .service(list_users)
        .service(update_users)
        .service(web::scope("/reports").service(report).wrap(Cors::new(&PARTNERS)));
}

/// An API on actix-web under three CORS policies.
#[derive(Debug, Parser)]
#[command(name = "actix-web")]
struct Arguments {
    /// The port on 127.0.0.1; 0 takes a free one.
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

/// What is served under which policy, and what to try.
fn greet(base: &str) -> io::Result<()> {
    let mut out = io::stdout();
    for (what, policy) in [("GET /users", PUBLIC), ("PUT /users", ADMIN), ("/reports/…", PARTNERS)]
    {
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
