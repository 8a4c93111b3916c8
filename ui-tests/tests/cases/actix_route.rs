// actix-web reports a mistake in the route attribute.
use actix_web::{get, route};
use cors_runtime::Policy;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://a.example"] };

#[cors(API)]
#[get("/users", guards = "is_beta")]
async fn list_users() -> &'static str {
    "users"
}

#[cors(API)]
#[route("/user")]
async fn user() -> &'static str {
    "user"
}

#[cors(API)]
#[get("/nothing")]
async fn nothing() {}

fn main() {
    let _ = actix_web::App::new().service(list_users).service(user).service(nothing);
}
