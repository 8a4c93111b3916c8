// A mistake in the policy is reported at its location, and the handler can still be mounted.
use actix_web::get;
use cors_runtime::attr::cors;

#[cors(allow_origins = ["https://a.example/"])]
#[get("/")]
async fn index() -> &'static str {
    "hello"
}

#[cors(NOWHERE)]
#[get("/other")]
async fn other() -> &'static str {
    "other"
}

fn main() {
    let _ = actix_web::App::new().service(index).service(other);
}
