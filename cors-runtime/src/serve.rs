//! A policy around one call of a handler.

use std::convert::Infallible;

use http::{Request, Response};

use crate::Policy;
use crate::events::RequestLine;

impl Policy {
    /// Answers a request under this policy: a preflight itself, any other with the handler's response and the
    /// CORS headers. For everything with the types of `http`: edge workers, hyper, tests.
    ///
    /// It needs no runtime, and no trait of the bodies; the future is `Send` if the handler's is. The answer
    /// to a preflight has no body, so the body of the response is `None`.
    ///
    #[cfg_attr(feature = "macros", doc = "```")]
    #[cfg_attr(not(feature = "macros"), doc = "```ignore")]
    /// use cors_runtime::{Policy, cors};
    /// use http::{Request, Response, StatusCode, header};
    ///
    /// static API: Policy = cors! { allow_origins = ["https://example.com"], allow_methods = [PUT], max_age = "2h" };
    ///
    /// async fn answer(request: Request<String>) -> Response<Option<String>> {
    ///     API.serve(request, async |request| Response::new(format!("hello, {}", request.body()))).await
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// let request = Request::put("/").header(header::ORIGIN, "https://example.com");
    /// let response = answer(request.body("Ada".to_owned())?).await;
    /// assert_eq!(response.body().as_deref(), Some("hello, Ada"));
    /// assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://example.com");
    ///
    /// let preflight = Request::options("/")
    ///     .header(header::ORIGIN, "https://example.com")
    ///     .header(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT");
    /// let response = answer(preflight.body(String::new())?).await;
    /// assert_eq!(response.status(), StatusCode::NO_CONTENT);
    /// # Ok(()) })
    /// # }
    /// ```
    ///
    /// Answer everything inside of the handler, including 404s and errors: what is answered outside has no CORS
    /// headers. Call it once for each request; two policies around each other are not detected here.
    pub async fn serve<Q, B>(
        &self,
        request: Request<Q>,
        handler: impl AsyncFnOnce(Request<Q>) -> Response<B>,
    ) -> Response<Option<B>> {
        let handler = async |request| Ok::<_, Infallible>(handler(request).await);
        let Ok(response) = self.try_serve(request, handler).await;
        response
    }

    /// The same for a handler that may fail.
    ///
    /// # Errors
    ///
    /// Those of the handler. The response that is made of an error later has no CORS headers, so no page can
    /// read it: convert errors that pages should see to responses in the handler.
    pub async fn try_serve<Q, B, E>(
        &self,
        request: Request<Q>,
        handler: impl AsyncFnOnce(Request<Q>) -> Result<Response<B>, E>,
    ) -> Result<Response<Option<B>>, E> {
        let headers = {
            let decision = self.evaluate(request.method(), request.headers());
            decision.log(|| RequestLine::of(&request));
            if let Some(status) = decision.status() {
                let mut answer = Response::new(None);
                *answer.status_mut() = status;
                *answer.headers_mut() = decision.to_headers();
                return Ok(answer);
            }
            decision.response_headers()
        };
        let mut response = handler(request).await?;
        headers.apply_to(response.headers_mut());
        Ok(response.map(Some))
    }
}
