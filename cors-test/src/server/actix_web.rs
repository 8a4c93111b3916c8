//! Applications of actix-web.

use ::actix_web::body::{MessageBody, to_bytes};
use ::actix_web::dev::{Service, ServiceResponse};
use ::actix_web::http::header::{HeaderName, HeaderValue};
use ::actix_web::http::{Method, Uri};
use ::actix_web::test::TestRequest;
use bytes::Bytes;
use http::{Request, Response};

use super::{Framework, Server, ServerError};

/// An application of actix-web, as `actix_web::test::init_service` returns it.
///
/// ```
/// use actix_web::{App, HttpResponse, test, web};
/// use cors_runtime::{Policy, actix_web::Cors, cors};
/// use cors_test::Page;
///
/// static API: Policy = cors! { allow_origins = ["https://app.example.com"] };
///
/// # #[actix_web::main]
/// # async fn main() {
/// let app = App::new().route("/", web::get().to(HttpResponse::Ok)).wrap(Cors::new(&API));
/// let mut app = test::init_service(app).await;
///
/// let mut page = Page::at("https://app.example.com").calling("https://api.example.com");
/// page.get("/").fetch(&mut app).await.expect_readable();
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ActixWeb;

impl<S, B> Server<ActixWeb> for S
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = ::actix_web::Error>,
    B: MessageBody + 'static,
{
    async fn respond(&mut self, request: Request<Bytes>) -> Result<Response<Bytes>, ServerError> {
        let (head, body) = request.into_parts();
        // actix-web has the types of an older version of `http`.
        let uri: Uri = head.uri.to_string().parse()?;
        let mut sent = TestRequest::default()
            .method(Method::from_bytes(head.method.as_str().as_bytes())?)
            .uri(&uri.to_string())
            .set_payload(body);
        for (name, value) in &head.headers {
            let name = HeaderName::from_bytes(name.as_str().as_bytes())?;
            sent = sent.append_header((name, HeaderValue::from_bytes(value.as_bytes())?));
        }
        // An error of the application is a response, as it is for actix-web's server.
        let answered = match self.call(sent.to_request()).await {
            Ok(answered) => answered.into_parts().1.map_into_boxed_body(),
            Err(error) => error.error_response(),
        };
        let mut response = Response::builder().status(answered.status().as_u16());
        for (name, value) in answered.headers() {
            response = response.header(name.as_str(), value.as_bytes());
        }
        let body = to_bytes(answered.into_body()).await.map_err(|error| error.to_string())?;
        Ok(response.body(body)?)
    }

    fn framework(&self) -> Framework {
        Framework::ActixWeb
    }
}
