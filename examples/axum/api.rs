//! The API: two handlers of one path under different policies.

use axum::Router;
use axum::http::StatusCode;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;
use cors_runtime::{Policy, cors as policy};

/// Any page can read the list of users.
pub(crate) static PUBLIC: Policy = policy! {
    allow_origins = "*",
};

/// Only the administrators' pages can change it, with their session cookie.
pub(crate) static ADMIN: Policy = policy! {
    allow_origins     = ["https://admin.example.com", "http://localhost:*"],
    allow_credentials = true,
    allow_headers     = ["content-type"],
    max_age           = 0,
};

#[cors(PUBLIC)]
async fn list_users() -> &'static str {
    "Ada, Grace, Barbara\n"
}

#[cors(ADMIN)]
async fn update_users() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The application.
pub(crate) fn api() -> Router {
    Router::new().route("/users", routes![get(list_users), put(update_users)])
}

#[cfg(test)]
mod tests {
    use cors_test::Page;

    use super::*;

    fn page(url: &str) -> Page {
        Page::at(url).calling("https://api.example.com")
    }

    #[tokio::test]
    async fn pages_get_what_the_policies_allow() {
        let mut api = api();
        let mut any = page("https://any.example");
        any.get("/users").fetch(&mut api).await.expect_readable();
        any.put("/users").fetch(&mut api).await.expect_not_sent();
        let mut admin = page("https://admin.example.com/users").credentials();
        admin.put("/users").json("[]").fetch(&mut api).await.expect_readable();
    }
}
