// On actix-web handlers, `#[cors]` is above a route attribute. Without one, it is for axum.
use actix_web::{App, web};
use cors_runtime::Policy;
use cors_runtime::attr::cors;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

#[cors(API)]
async fn index() -> &'static str {
    "hello"
}

fn main() {
    let _ = App::new().route("/", web::get().to(index));
}
