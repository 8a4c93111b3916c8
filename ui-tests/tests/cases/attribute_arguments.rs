use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

#[cors]
async fn nothing() {}

#[cors()]
async fn nothing_in_parentheses() {}

#[cors(API, max_age = "2h")]
async fn a_name_and_keys() {}

#[cors(allow_credentials)]
async fn a_key_alone() {}

#[cors("https://example.com")]
async fn an_origin() {}

#[cors(&API)]
async fn an_expression() {}

#[cors(cors! { allow_origins = "*" })]
async fn a_macro() {}

fn main() {
    let _: axum::routing::MethodRouter = routes![
        get(nothing),
        put(nothing_in_parentheses),
        post(a_name_and_keys),
        delete(a_key_alone),
        patch(an_origin),
        options(an_expression),
        head(a_macro),
    ];
}
