//! A program for every host of wasi:http.

// In the documentation:
use cors_runtime::{Policy, cors};
use wstd::http::{Body, Error, Request, Response};

static API: Policy =
    cors! { allow_origins = ["https://app.example.com"], allow_credentials = true };

#[wstd::http_server]
async fn main(request: Request<Body>) -> Result<Response<Body>, Error> {
    let response = API.serve(request, async |_request| Response::new(Body::from("hello"))).await;
    Ok(response.map(|body| body.unwrap_or_else(Body::empty)))
}
// End.
