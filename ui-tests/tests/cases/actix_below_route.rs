// `#[cors]` must be above the route attribute; below any of them it is too late.
use actix_web::{get, route, routes};
use cors_runtime::Policy;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://a.example"] };

#[get("/users")]
#[cors(API)]
async fn list_users() -> &'static str {
    "users"
}

#[route("/user", method = "GET", method = "PUT")]
#[cors(allow_origins = ["https://a.example"])]
async fn user() -> &'static str {
    "user"
}

#[routes]
#[get("/one")]
#[cors(API)]
#[get("/two")]
async fn here_and_there() -> &'static str {
    "here"
}

fn main() {
    let _ = actix_web::App::new().service(list_users).service(user).service(here_and_there);
}
