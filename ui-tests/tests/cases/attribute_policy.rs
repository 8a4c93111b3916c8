use cors_runtime::attr::cors;
use cors_runtime::axum::routes;
use cors_runtime::{Policy, PolicyMap, policies};

#[cors(
    allow_origins = ["https://example.com/"],
    allow_credentials = "yes",
)]
async fn list_users() -> &'static str {
    "users"
}

#[cors(NO_SUCH_POLICY)]
async fn update_user() {}

const NO_POLICY: &str = "https://example.com";

#[cors(NO_POLICY)]
async fn remove_user() {}

static TEXT: String = String::new();

#[cors(TEXT)]
async fn create_user() {}

static SITE: PolicyMap = policies! { _ => closed };

#[cors(SITE)]
async fn change_user() {}

fn api() -> Policy {
    cors_runtime::cors! { closed }
}

#[cors(api())]
async fn options_of_user() {}

#[cors(api)]
async fn head_of_user() {}

fn main() {
    let _: axum::routing::MethodRouter = routes![
        get(list_users),
        put(update_user),
        delete(remove_user),
        post(create_user),
        patch(change_user),
        options(options_of_user),
        head(head_of_user),
    ];
}
