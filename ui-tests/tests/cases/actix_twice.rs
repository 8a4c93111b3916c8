// A handler has only one policy, even if the second attribute has another position or name.
use actix_web::{get, put, routes};
use cors_runtime::Policy;
use cors_runtime::attr::{cors, cors as policy};

static API: Policy = cors_runtime::cors! { allow_origins = ["https://a.example"] };

#[cors(API)]
#[cors(allow_origins = ["https://b.example"])]
#[get("/")]
async fn index() -> &'static str {
    "hello"
}

#[cors(API)]
#[doc = "Between them."]
#[allow(dead_code)]
#[cors_runtime::attr::cors(closed)]
#[put("/")]
async fn update() -> &'static str {
    "hello"
}

#[cors(API)]
#[get("/below")]
#[cors(closed)]
async fn below() -> &'static str {
    "hello"
}

#[policy(API)]
#[policy(closed)]
#[get("/renamed")]
async fn renamed() -> &'static str {
    "hello"
}

#[cors(API)]
#[cfg_attr(all(), cors(closed))]
#[get("/conditional")]
async fn conditional() -> &'static str {
    "hello"
}

#[cors(API)]
#[policy(closed)]
#[routes]
#[get("/one")]
#[get("/two")]
async fn two_paths() -> &'static str {
    "hello"
}

fn main() {
    let app = actix_web::App::new().service(index).service(update).service(below);
    let _ = app.service(renamed).service(conditional).service(two_paths);
}
