//! The handlers. None of them knows of CORS: the policy is around all of them.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use cors_runtime::LivePolicy;
use cors_runtime::axum::{Protected, protect};

use crate::tenants::TENANTS;

async fn show_profile() -> &'static str {
    "Ada Lovelace\n"
}

async fn update_profile() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The application, for `axum::serve`. Each request is answered by the policy that is current when it arrives.
pub(crate) fn application() -> Protected<Router, &'static LivePolicy> {
    let router = Router::new().route("/profile", get(show_profile).put(update_profile));
    protect(router, &TENANTS)
}
