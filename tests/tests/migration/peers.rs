//! The other libraries, as the user agent's network.

use std::convert::Infallible;

use actix_web::http::header::{HeaderName as ActixName, HeaderValue as ActixValue};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse as ActixResponse, web};
use cors_tests::server::{from_http, to_http};
use cors_user_agent::{HttpRequest, HttpResponse, Network, NetworkError};
use http::{HeaderMap, Request, Response};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::cors::CorsLayer;

/// A server with tower-http's layer.
pub(crate) fn tower_http(layer: CorsLayer, headers: HeaderMap) -> impl Network {
    move |request: &HttpRequest| {
        let handler = service_fn(|_: Request<()>| {
            let mut response = Response::new(());
            response.headers_mut().clone_from(&headers);
            std::future::ready(Ok::<_, Infallible>(response))
        });
        let Ok(response) = wait(layer.layer(handler).oneshot(to_http(request)?));
        Ok::<HttpResponse, NetworkError>(from_http(&response))
    }
}

/// A server with actix-cors.
pub(crate) fn actix_cors(middleware: fn() -> actix_cors::Cors, headers: HeaderMap) -> impl Network {
    move |request: &HttpRequest| {
        let names: Vec<String> = headers.keys().map(ToString::to_string).collect();
        Ok::<HttpResponse, NetworkError>(wait(async move {
            let handler = move || {
                let mut response = ActixResponse::Ok();
                for name in &names {
                    response.insert_header((name.as_str(), "1"));
                }
                std::future::ready(response.finish())
            };
            let app = App::new().wrap(middleware()).default_service(web::to(handler));
            let app = init_service(app).await;
            let mut sent = TestRequest::default()
                .method(actix_web::http::Method::from_bytes(request.method.as_bytes()).unwrap());
            for (name, value) in request.header_list.iter() {
                let name = ActixName::from_bytes(name.as_bytes()).unwrap();
                sent = sent.append_header((name, ActixValue::from_bytes(value).unwrap()));
            }
            let response = match actix_web::test::try_call_service(&app, sent.to_request()).await {
                Ok(response) => response.map_into_boxed_body().into_parts().1,
                Err(error) => error.error_response(),
            };
            let mut answer = HttpResponse::new(response.status().as_u16());
            for (name, value) in response.headers() {
                answer.header_list.append(name.as_str(), value.as_bytes());
            }
            answer
        }))
    }
}

fn wait<F: Future>(future: F) -> F::Output {
    actix_web::rt::System::new().block_on(future)
}
