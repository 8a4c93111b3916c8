// A handler has one policy.
use actix_web::get;
use cors_runtime::Policy;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://a.example"] };

#[cors(API)]
#[cors(allow_origins = ["https://b.example"])]
#[get("/")]
async fn index() -> &'static str {
    "hello"
}

fn main() {
    let _ = actix_web::App::new().service(index);
}
