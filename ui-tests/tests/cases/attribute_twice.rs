use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };
static ADMIN: Policy = cors_runtime::cors! { allow_origins = ["https://admin.example.com"] };

#[cors(API)]
#[cors_runtime::attr::cors(ADMIN)]
async fn list_users() {}

fn main() {
    let _: axum::routing::MethodRouter = routes![get(list_users)];
}
