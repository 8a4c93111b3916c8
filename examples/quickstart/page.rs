//! The page's own server: the files, the table, and the results of the page.
//!
//! The page calls its own origin here, so CORS is not involved.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::api::Server;
use crate::area::AREAS;
use crate::cases::Case;
use crate::log::{Log, Tag};
use crate::table::TABLE;
use crate::verdict::{Seen, differences};

/// The results of the page, which it posts at the end of the table.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageResults {
    /// The run's name in the log.
    pub run: String,
    /// The page's origin, as the browser serialises it.
    pub origin: String,
    /// The browser's `User-Agent`.
    pub user_agent: String,
    /// The results, in the order of the table.
    pub cases: Vec<PageResult>,
}

/// The result of one case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PageResult {
    /// The case's id.
    pub case: String,
    /// What the page saw.
    pub seen: Seen,
    /// Differences from the expected result; empty if there are none.
    pub differences: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct PageState {
    pub(crate) server: Server,
    pub(crate) api_origin: String,
    pub(crate) log: Log,
    pub(crate) results: watch::Sender<Option<PageResults>>,
}

/// The page's server.
pub(crate) fn page(state: PageState) -> Router {
    let css = |text: &'static str| async move { file("text/css; charset=utf-8", text) };
    let js = |text: &'static str| async move { file("text/javascript; charset=utf-8", text) };
    Router::new()
        .route("/", get(index))
        .route("/style.css", get(move || css(include_str!("page/style.css"))))
        .route("/main.js", get(move || js(include_str!("page/main.js"))))
        .route("/perform.js", get(move || js(include_str!("page/perform.js"))))
        .route("/table.js", get(move || js(include_str!("page/table.js"))))
        .route("/details.js", get(move || js(include_str!("page/details.js"))))
        .route("/table", get(table))
        .route("/seen", post(seen))
        .route("/results", post(results))
        .with_state(state)
}

/// The page, which may load only these files and call only the API.
async fn index(State(page): State<PageState>) -> Response {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; \
         connect-src 'self' {}",
        page.api_origin
    );
    let mut response = Html(include_str!("page/index.html")).into_response();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn file(content_type: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, content_type)], text)
}

/// The origin under which the browser opened the page. `localhost` and `127.0.0.1` are different
/// origins for the policies.
fn origin_of_page(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    format!("http://{host}")
}

/// The policies and the cases, with the expected results for a page of this origin.
async fn table(State(page): State<PageState>, headers: HeaderMap) -> Json<Value> {
    let origin = origin_of_page(&headers);
    let areas = AREAS.map(|area| {
        json!({
            "name": area.name,
            "prefix": area.prefix,
            "source": area.source(),
            "explained": area.policy.explain().to_string(),
            "allowed": area.policy.allows_origin(origin.as_bytes()),
        })
    });
    let browser = user_agent(&headers);
    let cases: Vec<Value> = TABLE.iter().map(|case| as_json(case, browser, &origin)).collect();
    Json(json!({
        "origin": origin,
        "api_origin": page.api_origin,
        "server": page.server.to_string(),
        "areas": areas,
        "cases": cases,
    }))
}

fn user_agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn as_json(case: &Case, browser: &str, origin: &str) -> Value {
    let prospect = case.prospect_in(browser, origin);
    json!({
        "id": case.id,
        "title": case.title,
        "area": case.area.name,
        "request": case.request,
        "expected": prospect.expected,
        "line": prospect.line,
        "why": prospect.why,
    })
}

/// Takes what the page saw of a case, and returns what the server saw and the differences.
async fn seen(
    State(page): State<PageState>,
    Query(tag): Query<Tag>,
    headers: HeaderMap,
    Json(seen): Json<Seen>,
) -> Response {
    let Some(case) = TABLE.iter().find(|case| case.id == tag.case) else {
        let message = format!("no case {:?} in the table; reload the page", tag.case);
        return (StatusCode::NOT_FOUND, message).into_response();
    };
    let expected = case.prospect_in(user_agent(&headers), &origin_of_page(&headers)).expected;
    let log = page.log.of(&tag);
    let differences = differences(&expected, &seen, &log);
    Json(json!({ "differences": differences, "log": log })).into_response()
}

/// The page has finished the table.
async fn results(State(page): State<PageState>, Json(results): Json<PageResults>) -> StatusCode {
    page.results.send_replace(Some(results));
    StatusCode::NO_CONTENT
}
