//! The API: three small applications on one port, each under its own policy.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state, map_response_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use cors_runtime::axum::protect;
use cors_runtime::tower::CorsLayer;
use serde_json::json;

use crate::log::{self, Log};
use crate::policies::{ACCOUNT, OPEN, PARTNER};

/// The whole API.
pub(crate) fn api(log: Log) -> Router {
    Router::new()
        // A policy is a tower layer. It goes on last, so that it is outside of everything: it
        // answers preflights before any handler, and covers 404s too. (For those the application
        // needs a fallback of its own: of a nested router, axum drops the default one.)
        .nest("/open", open().layer(CorsLayer::new(&OPEN)))
        .nest("/account", account().layer(CorsLayer::new(&ACCOUNT)))
        // Or `protect` wraps a whole application, and nothing can be mounted past it any more,
        // that fallback included. What it gives could go straight to `axum::serve`.
        .nest_service("/partner", protect(partner(), &PARTNER))
        .layer(from_fn_with_state(log, log::record))
}

/// A catalogue without secrets.
fn open() -> Router {
    Router::new()
        .route("/books", get(books))
        .route("/reviews", post(|| answer(StatusCode::CREATED, json!({ "reviewed": true }))))
        .fallback(nothing_here)
        .layer(from_fn(log::reached))
}

async fn books() -> impl IntoResponse {
    ([("x-total-count", "2")], Json(json!(["Emma", "Middlemarch"])))
}

/// What a signed-in user sees and changes.
fn account() -> Router {
    let requests = Arc::new(AtomicU64::new(1));
    Router::new()
        .route("/login", post(login))
        .route("/profile", get(profile).put(save_profile).delete(delete_profile))
        .route("/notes", post(|| answer(StatusCode::CREATED, json!({ "noted": true }))))
        .route("/statement", get(statement))
        .fallback(nothing_here)
        .layer(map_response_with_state(requests, number))
        .layer(from_fn(log::reached))
}

/// Signs in whoever asks: this example is about CORS.
async fn login() -> impl IntoResponse {
    let cookie = "session=ada; Path=/; HttpOnly; SameSite=Lax";
    ([(header::SET_COOKIE, cookie)], Json(json!({ "signed_in": "Ada" })))
}

async fn profile(headers: HeaderMap) -> Response {
    as_user(&headers, json!({ "name": "Ada" }))
}

async fn save_profile(headers: HeaderMap) -> Response {
    as_user(&headers, json!({ "saved": true }))
}

/// Works for a program that is no browser; the policy keeps it from pages.
async fn delete_profile(headers: HeaderMap) -> Response {
    as_user(&headers, json!({ "deleted": true }))
}

async fn statement() -> (StatusCode, Json<serde_json::Value>) {
    answer(StatusCode::INTERNAL_SERVER_ERROR, json!({ "error": "the ledger is closed" })).await
}

fn as_user(headers: &HeaderMap, body: serde_json::Value) -> Response {
    let cookies = headers.get(header::COOKIE).map_or(&b""[..], HeaderValue::as_bytes);
    if cookies.split(|byte| *byte == b';').any(|cookie| cookie.trim_ascii() == b"session=ada") {
        Json(body).into_response()
    } else {
        (StatusCode::UNAUTHORIZED, Json(json!({ "error": "sign in first" }))).into_response()
    }
}

/// Two headers on every response: the policy exposes the first and not the second.
async fn number(State(requests): State<Arc<AtomicU64>>, mut response: Response) -> Response {
    let number = requests.fetch_add(1, Ordering::Relaxed);
    response.headers_mut().insert("x-request-id", HeaderValue::from(number));
    response.headers_mut().insert("x-served-by", HeaderValue::from_static("ledger-7"));
    response
}

/// Orders, for the partner's shop.
fn partner() -> Router {
    let placed = || answer(StatusCode::CREATED, json!({ "placed": true }));
    Router::new()
        .route("/orders", get(async || Json(json!(["42"]))).post(placed))
        .route("/orders/42", put(async || Json(json!({ "changed": true }))))
        .fallback(nothing_here)
        .layer(from_fn(log::reached))
}

async fn nothing_here() -> (StatusCode, Json<serde_json::Value>) {
    answer(StatusCode::NOT_FOUND, json!({ "error": "nothing here" })).await
}

async fn answer(
    status: StatusCode,
    body: serde_json::Value,
) -> (StatusCode, Json<serde_json::Value>) {
    (status, Json(body))
}
