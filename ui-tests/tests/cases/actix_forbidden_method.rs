// Pages cannot send these methods, so a policy for them has no effect.
use actix_web::{route, trace};
use cors_runtime::Policy;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://a.example"] };

#[cors(API)]
#[trace("/traced")]
async fn traced() -> &'static str {
    "traced"
}

#[cors(API)]
#[route("/tunnel", method = "GET", method = "CONNECT")]
async fn tunnel() -> &'static str {
    "tunnel"
}

fn main() {
    let _ = actix_web::App::new().service(traced).service(tunnel);
}
