//! The responses of the API, on every framework. Nothing here is about CORS.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{Response, StatusCode, header};
use serde_json::{Value, json};

/// A whole response.
pub(crate) type Answer = Response<String>;

/// `GET /open/books`: a catalogue without secrets.
pub(crate) fn books() -> Answer {
    with(answer(StatusCode::OK, &json!(["Emma", "Middlemarch"])), "x-total-count", "2")
}

/// `POST /open/reviews`
pub(crate) fn review() -> Answer {
    answer(StatusCode::CREATED, &json!({ "reviewed": true }))
}

/// `POST /account/login` signs in anyone: this example is about CORS.
pub(crate) fn login() -> Answer {
    let cookie = "session=ada; Path=/; HttpOnly; SameSite=Lax";
    with(
        answer(StatusCode::OK, &json!({ "signed_in": "Ada" })),
        header::SET_COOKIE.as_str(),
        cookie,
    )
}

/// `GET /account/profile`, given the request's `Cookie`.
pub(crate) fn profile(cookies: Option<&[u8]>) -> Answer {
    as_user(cookies, &json!({ "name": "Ada" }))
}

/// `PUT /account/profile`
pub(crate) fn save_profile(cookies: Option<&[u8]>) -> Answer {
    as_user(cookies, &json!({ "saved": true }))
}

/// `DELETE /account/profile` works for programs other than browsers; the policy refuses it to pages.
pub(crate) fn delete_profile(cookies: Option<&[u8]>) -> Answer {
    as_user(cookies, &json!({ "deleted": true }))
}

/// `POST /account/notes`
pub(crate) fn note() -> Answer {
    answer(StatusCode::CREATED, &json!({ "noted": true }))
}

/// `GET /account/statement`
pub(crate) fn statement() -> Answer {
    answer(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "error": "the ledger is closed" }))
}

/// `GET /partner/orders`
pub(crate) fn orders() -> Answer {
    answer(StatusCode::OK, &json!(["42"]))
}

/// `POST /partner/orders`
pub(crate) fn place_order() -> Answer {
    answer(StatusCode::CREATED, &json!({ "placed": true }))
}

/// `PUT /partner/orders/42`
pub(crate) fn change_order() -> Answer {
    answer(StatusCode::OK, &json!({ "changed": true }))
}

/// Every other path.
pub(crate) fn nothing_here() -> Answer {
    answer(StatusCode::NOT_FOUND, &json!({ "error": "nothing here" }))
}

/// Numbers the responses of the account. Clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers(Arc<AtomicU64>);

impl Numbers {
    /// Two headers for the next response: the policy exposes only the first.
    pub(crate) fn next(&self) -> [(&'static str, String); 2] {
        let number = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        [("x-request-id", number.to_string()), ("x-served-by", "ledger-7".to_owned())]
    }
}

fn as_user(cookies: Option<&[u8]>, body: &Value) -> Answer {
    let mut cookies = cookies.unwrap_or_default().split(|byte| *byte == b';');
    if cookies.any(|cookie| cookie.trim_ascii() == b"session=ada") {
        answer(StatusCode::OK, body)
    } else {
        answer(StatusCode::UNAUTHORIZED, &json!({ "error": "sign in first" }))
    }
}

fn answer(status: StatusCode, body: &Value) -> Answer {
    let mut answer = Response::new(body.to_string());
    *answer.status_mut() = status;
    with(answer, header::CONTENT_TYPE.as_str(), "application/json")
}

fn with(mut answer: Answer, name: &'static str, value: &'static str) -> Answer {
    let name = header::HeaderName::from_static(name);
    answer.headers_mut().insert(name, header::HeaderValue::from_static(value));
    answer
}
