//! The tower layer around frameworks that speak `http`: warp, tonic with gRPC-web, AWS Lambda.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use cors_runtime::tower::CorsLayer;
use cors_runtime::{Policy, cors};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
};
use http::{HeaderMap, Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use tower::{Layer as _, Service, ServiceExt as _};

const PAGE: &str = "https://example.com";

static API: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_methods = [PUT],
    max_age       = "1h",
};

/// Sends a request of the page, and returns the status and the headers.
async fn send<S, Q, B>(
    service: &S,
    method: Method,
    path: &str,
    lines: &[(&'static str, &'static str)],
    body: Q,
) -> (u16, HeaderMap)
where
    S: Service<Request<Q>, Response = Response<B>, Error: std::fmt::Debug> + Clone,
{
    let mut request = Request::builder().method(method).uri(path).header("origin", PAGE);
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    let response = service.clone().oneshot(request.body(body).unwrap()).await.unwrap();
    (response.status().as_u16(), response.headers().clone())
}

const PREFLIGHT: &[(&str, &str)] = &[("access-control-request-method", "PUT")];

mod in_warp {
    use warp::Filter;

    use super::*;

    fn routes() -> impl Filter<Extract = (impl warp::Reply,), Error = warp::Rejection> + Clone {
        let hello = warp::path::end().and(warp::get()).map(|| "hello");
        let number = warp::path("number").and(warp::post()).and(warp::body::json::<u8>());
        hello.map(warp::reply::html).or(number.map(|number: u8| number.to_string()))
    }

    fn empty() -> Full<bytes::Bytes> {
        Full::default()
    }

    #[tokio::test]
    async fn every_response_has_its_headers() {
        let service = CorsLayer::new(&API).layer(warp::service(routes()));
        for (method, path, status) in [
            (Method::GET, "/", 200),
            (Method::POST, "/", 405),
            (Method::GET, "/nowhere", 404),
            (Method::POST, "/number", 400),
        ] {
            let (answered, headers) = send(&service, method, path, &[], empty()).await;
            assert_eq!(
                (answered, &headers[ACCESS_CONTROL_ALLOW_ORIGIN]),
                (status, &PAGE.parse().unwrap())
            );
        }
        for path in ["/", "/number", "/nowhere"] {
            let (status, headers) = send(&service, Method::OPTIONS, path, PREFLIGHT, empty()).await;
            assert_eq!(
                (status, &headers["access-control-max-age"]),
                (204, &"3600".parse().unwrap())
            );
        }
    }

    /// The trap of warp's own filter: rejections have no headers.
    #[tokio::test]
    async fn rejections_have_none_with_warps_own_filter() {
        let own = warp::cors().allow_origin(PAGE).build();
        let service = warp::service(routes().with(own));
        let (status, headers) = send(&service, Method::GET, "/nowhere", &[], empty()).await;
        assert_eq!((status, headers.get(ACCESS_CONTROL_ALLOW_ORIGIN)), (404, None));
    }
}

mod in_tonic {
    use std::convert::Infallible;
    use std::task::{Context, Poll};

    use tonic::body::Body;
    use tonic::server::NamedService;
    use tonic::service::Routes;
    use tonic_web::GrpcWebLayer;

    use super::*;

    /// The headers that gRPC-web's clients send and read.
    static GRPC: Policy = cors! {
        allow_origins  = ["https://example.com"],
        allow_headers  = ["content-type", "x-grpc-web", "x-user-agent", "grpc-timeout"],
        expose_headers = ["grpc-status", "grpc-message", "grpc-status-details-bin"],
        max_age        = "2h",
    };

    /// A gRPC service that answers every call with the status 0.
    #[derive(Clone)]
    struct Greeter;

    impl NamedService for Greeter {
        const NAME: &'static str = "greeter.Greeter";
    }

    impl Service<Request<Body>> for Greeter {
        type Response = Response<Body>;
        type Error = Infallible;
        type Future = std::future::Ready<Result<Response<Body>, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, _: Request<Body>) -> Self::Future {
            let response = Response::builder()
                .header("content-type", "application/grpc")
                .header("grpc-status", "0");
            std::future::ready(Ok(response.body(Body::empty()).unwrap()))
        }
    }

    #[tokio::test]
    async fn grpc_web_is_answered_with_its_headers() {
        let routes = Routes::new(Greeter).prepare();
        let service = CorsLayer::new(&GRPC).layer(GrpcWebLayer::new().layer(routes));
        let asked = [
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,x-grpc-web,x-user-agent"),
        ];
        let path = "/greeter.Greeter/Greet";
        let (status, headers) = send(&service, Method::OPTIONS, path, &asked, Body::empty()).await;
        assert_eq!(status, 204);
        let granted = headers[ACCESS_CONTROL_ALLOW_HEADERS].to_str().unwrap();
        assert!(
            ["content-type", "x-grpc-web", "x-user-agent"].iter().all(|it| granted.contains(it))
        );

        let web = [("content-type", "application/grpc-web+proto"), ("x-grpc-web", "1")];
        for (path, grpc_status) in [(path, Some("0")), ("/greeter.Other/Greet", None)] {
            let (status, headers) = send(&service, Method::POST, path, &web, Body::empty()).await;
            assert_eq!(status, 200);
            assert_eq!(headers[ACCESS_CONTROL_ALLOW_ORIGIN], PAGE);
            let exposed = headers[ACCESS_CONTROL_EXPOSE_HEADERS].to_str().unwrap();
            assert!(exposed.contains("grpc-status"), "{exposed}");
            if let Some(expected) = grpc_status {
                assert_eq!(headers["grpc-status"], expected);
                assert_eq!(headers["content-type"], "application/grpc-web+proto");
            }
        }
    }
}

mod in_lambda {
    use cors_runtime::axum::protect;
    use lambda_http::{Body, Error, service_fn};

    use super::*;

    async fn handler(_: Request<Body>) -> Result<Response<Body>, Error> {
        Ok(Response::new(Body::from("hello")))
    }

    /// `lambda_http::run` takes it.
    fn accepts<S>(_: &S)
    where
        S: Service<lambda_http::Request, Response = Response<Body>, Error = Error>,
    {
    }

    #[tokio::test]
    async fn the_layer_is_around_a_handler() {
        let service = CorsLayer::new(&API).layer(service_fn(handler));
        accepts(&service);
        let (status, headers) = send(&service, Method::OPTIONS, "/", PREFLIGHT, Body::Empty).await;
        assert_eq!((status, &headers[ACCESS_CONTROL_ALLOW_ORIGIN]), (204, &PAGE.parse().unwrap()));
        let (status, headers) = send(&service, Method::GET, "/", &[], Body::Empty).await;
        assert_eq!((status, &headers[ACCESS_CONTROL_ALLOW_ORIGIN]), (200, &PAGE.parse().unwrap()));
    }

    /// An axum application under `protect` takes Lambda's bodies, too.
    #[tokio::test]
    async fn axum_applications_are_accepted() {
        let app: axum::Router =
            axum::Router::new().route("/", axum::routing::get(async || "hello"));
        let app = protect(app, &API);
        let request = Request::get("/").header("origin", PAGE).body(Body::Empty).unwrap();
        let response = app.oneshot(request).await.unwrap();
        assert_eq!(response.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], PAGE);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, "hello");
    }
}
