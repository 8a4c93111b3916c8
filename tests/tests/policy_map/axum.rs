//! Applications of axum under a map: flat, nested, with files, and with normalised paths.

use ::axum::Router;
use ::axum::body::Body;
use ::axum::extract::Path;
use ::axum::handler::Handler;
use ::axum::http::HeaderValue;
use ::axum::middleware::map_response;
use ::axum::response::{IntoResponse, Response};
use ::axum::routing::get;
use cors_runtime::axum::protect;
use http::header::CONTENT_LENGTH;
use tower::Layer as _;
use tower_http::normalize_path::NormalizePathLayer;
use tower_http::services::ServeDir;

use crate::{Counted, OWN_PATH, SITE, encoded, files, request, spellings};

/// A handler that says its own path.
fn says(own: &'static str) -> impl Handler<((),), ()> {
    async move || [(OWN_PATH, own)]
}

fn own(path: String) -> impl IntoResponse {
    [(OWN_PATH, HeaderValue::try_from(path).expect("an encoded path is ASCII"))]
}

async fn user(Path(id): Path<String>) -> impl IntoResponse {
    own(format!("/users/{}", encoded(&id, false)))
}

async fn user_admin(Path(id): Path<String>) -> impl IntoResponse {
    own(format!("/users/{}/admin", encoded(&id, false)))
}

async fn page(Path(name): Path<String>) -> impl IntoResponse {
    own(format!("/{}/page", encoded(&name, false)))
}

async fn admin(Path(rest): Path<String>) -> impl IntoResponse {
    own(format!("/admin/{}", encoded(&rest, true)))
}

/// A file's own path is what is in it.
async fn file(response: Response) -> Response {
    let is_file = response.status().is_success() && !response.headers().contains_key(OWN_PATH);
    if !is_file {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = ::axum::body::to_bytes(body, 1000).await.expect("a small file");
    head.headers.insert(OWN_PATH, HeaderValue::from_bytes(&body).expect("a path"));
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Body::from(body))
}

fn flat() -> Router {
    Router::new()
        .route("/exact", get(says("/exact")))
        .route("/admin", get(says("/admin")))
        .route("/admin/{*rest}", get(admin))
        .route("/users/{id}", get(user))
        .route("/users/{id}/admin", get(user_admin))
        .route("/{name}/page", get(page))
        .nest_service("/static", ServeDir::new(files("axum_flat")))
        .layer(map_response(file))
}

fn nested() -> Router {
    let users = Router::new().route("/{id}", get(user)).route("/{id}/admin", get(user_admin));
    let admin = Router::new().route("/", get(says("/admin"))).route("/{*rest}", get(admin));
    let statics = Router::new().fallback_service(ServeDir::new(files("axum_nested")));
    Router::new()
        .route("/exact", get(says("/exact")))
        .nest("/admin", admin)
        .nest("/users", users)
        .nest("/static", statics.layer(map_response(file)))
}

async fn check<S>(seed: u64, app: impl Fn() -> S) -> Counted
where
    S: tower::Service<
            http::Request<Body>,
            Response = Response<Body>,
            Error = std::convert::Infallible,
        >,
{
    let mut counted = Counted::default();
    for (spelling, origin) in spellings(seed, 8_000) {
        let Some(request) = request(&spelling, origin) else { continue };
        let response = cors_tests::axum::send(app(), request).await;
        counted.check(&spelling, origin, &response);
    }
    counted
}

#[tokio::test]
async fn flat_routes() {
    let app = protect(flat(), &SITE);
    let counted = check(1, || app.clone()).await;
    assert!(counted.shared > 500 && counted.fooled > 50, "{counted:?}");
}

#[tokio::test]
async fn nested_routers() {
    let app = protect(nested(), &SITE);
    let counted = check(2, || app.clone()).await;
    assert!(counted.shared > 500 && counted.fooled > 50, "{counted:?}");
}

#[tokio::test]
async fn normalised_paths() {
    for router in [flat, nested] {
        let app = protect(NormalizePathLayer::trim_trailing_slash().layer(router()), &SITE);
        let counted = check(3, || app.clone()).await;
        assert!(counted.shared > 500 && counted.fooled > 50, "{counted:?}");
    }
}
