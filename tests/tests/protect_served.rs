//! `protect` accepts every service of axum's kind and every request body, and its result can be served by
//! every server for tower services.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::fmt::Debug;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, Request, Response, StatusCode};
use axum::routing::get;
use cors_runtime::axum::{Protected, protect};
use cors_runtime::{Policy, cors};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tower::{Layer as _, Service, ServiceExt as _};
use tower_http::normalize_path::NormalizePathLayer;

static API: Policy = cors! { allow_origins = ["https://page.example"] };

fn app() -> Router {
    Router::new()
        .route("/users", get(async |State(users): State<&'static str>| users))
        .route("/me", get(async |ConnectInfo(me): ConnectInfo<SocketAddr>| me.ip().to_string()))
        .with_state("all users")
}

/// The response of a server to one request of a page.
async fn fetch(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: a\r\norigin: https://page.example\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}

fn assert_shared(response: &str, body: &str) {
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    assert!(
        response.contains("access-control-allow-origin: https://page.example\r\n"),
        "{response}"
    );
    assert!(response.ends_with(body), "{response}");
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

#[tokio::test]
async fn by_axum() {
    let (listener, address) = listener().await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = axum::serve(listener, protect(app(), &API))
        .with_graceful_shutdown(async { drop(stopped.await) });
    let server = tokio::spawn(async { serving.await.unwrap() });
    assert_shared(&fetch(address, "/users").await, "all users");
    stop.send(()).unwrap();
    server.await.unwrap();
}

#[tokio::test]
async fn by_axum_with_the_address_of_the_connection() {
    let (listener, address) = listener().await;
    let service = protect(app(), &API).into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async { axum::serve(listener, service).await.unwrap() });
    assert_shared(&fetch(address, "/me").await, "127.0.0.1");
    server.abort();
}

/// A layer that has to see requests before routing, so it is around the router.
#[tokio::test]
async fn by_axum_with_a_layer_around_the_router() {
    let (listener, address) = listener().await;
    let normalized = NormalizePathLayer::trim_trailing_slash().layer(app());
    let service = protect(normalized, &API);
    let server = tokio::spawn(async { axum::serve(listener, service).await.unwrap() });
    assert_shared(&fetch(address, "/users/").await, "all users");
    server.abort();
}

/// The body of such a layer has no default value; a router around it converts it to axum's.
#[tokio::test]
async fn by_axum_with_a_layer_that_changes_the_body() {
    let (listener, address) = listener().await;
    let traced = tower_http::trace::TraceLayer::new_for_http().layer(app());
    let service = protect(Router::new().fallback_service(traced), &API);
    let server = tokio::spawn(async { axum::serve(listener, service).await.unwrap() });
    assert_shared(&fetch(address, "/users").await, "all users");
    server.abort();
}

/// Serves one connection like servers other than axum's: hyper-util's adapter around a tower service.
async fn serve_one<S, B>(listener: TcpListener, service: S)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: Send + 'static,
    B: HttpBody<Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
    B::Data: Send,
{
    let (stream, _) = listener.accept().await.unwrap();
    hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
        .await
        .unwrap();
}

#[tokio::test]
async fn by_hyper() {
    for path in ["/users", "/users/"] {
        let (listener, address) = listener().await;
        let layer = NormalizePathLayer::trim_trailing_slash();
        let server = match path {
            "/users" => tokio::spawn(serve_one(listener, protect(app(), &API))),
            _ => tokio::spawn(serve_one(listener, protect(layer.layer(app()), &API))),
        };
        assert_shared(&fetch(address, path).await, "all users");
        server.await.unwrap();
    }
}

/// The bounds of `axum_server::Server::serve`: a service that returns one for each address.
async fn serve_made<M>(listener: TcpListener, mut make: M)
where
    M: Service<SocketAddr, Error: Debug>,
    M::Response: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible>,
    M::Response: Clone + Send + 'static,
    <M::Response as Service<Request<Incoming>>>::Future: Send + 'static,
{
    let address = listener.local_addr().unwrap();
    let service = make.ready().await.unwrap().call(address).await.unwrap();
    serve_one(listener, service).await;
}

#[tokio::test]
async fn by_a_server_that_makes_a_service_for_each_connection() {
    let (listener_1, address) = listener().await;
    let server = tokio::spawn(serve_made(listener_1, protect(app(), &API).into_make_service()));
    assert_shared(&fetch(address, "/users").await, "all users");
    server.await.unwrap();
    let (listener_2, address) = listener().await;
    let make = protect(app(), &API).into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(serve_made(listener_2, make));
    assert_shared(&fetch(address, "/me").await, "127.0.0.1");
    server.await.unwrap();
}

/// A body type of another library, such as `lambda_http::Body`.
#[derive(Debug, Default)]
struct ForeignBody(Option<Bytes>);

impl HttpBody for ForeignBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(hyper::body::Frame::data(bytes))))
    }
}

/// The bounds of `lambda_http::run`.
async fn run_lambda<S, B, E>(mut service: S, path: &str) -> (StatusCode, HeaderMap)
where
    S: Service<Request<ForeignBody>, Response = Response<B>, Error = E>,
    S::Future: Send + 'static,
    B: HttpBody<Data: Send, Error: Into<Box<dyn std::error::Error + Send + Sync>>>,
    B: Unpin + Send + 'static,
    E: Debug + Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let request = Request::builder().uri(path).header("origin", "https://page.example");
    let request = request.body(ForeignBody(None)).unwrap();
    let (parts, _) = service.ready().await.unwrap().call(request).await.unwrap().into_parts();
    (parts.status, parts.headers)
}

#[tokio::test]
async fn with_a_body_of_another_library() {
    let router = protect(app(), &API);
    let layered = protect(NormalizePathLayer::trim_trailing_slash().layer(app()), &API);
    let plain = tower::service_fn(async |_: Request<ForeignBody>| {
        Ok::<_, Infallible>(Response::new(ForeignBody::default()))
    });
    for (status, headers) in [
        run_lambda(router, "/users").await,
        run_lambda(layered, "/users/").await,
        run_lambda(protect(plain, &API), "/").await,
    ] {
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers["access-control-allow-origin"], "https://page.example");
        assert_eq!(headers["vary"], "Origin");
    }
}

/// The type can be named without parameters if the application is a router.
#[tokio::test]
async fn as_a_field_of_a_type() {
    struct Server {
        app: Protected,
    }
    let server = Server { app: protect(app(), &API) };
    let request = Request::builder().uri("/users").body(Body::empty()).unwrap();
    assert_eq!(server.app.oneshot(request).await.unwrap().status(), StatusCode::OK);
}
