//! A program for Spin.

// In the documentation:
use cors_runtime::{Policy, cors};
use http::{Request, Response};
use spin_sdk::{http::IntoResponse, http_component};

static API: Policy =
    cors! { allow_origins = ["https://app.example.com"], allow_credentials = true };

#[http_component]
async fn answer(request: Request<Vec<u8>>) -> impl IntoResponse {
    API.serve(request, async |_request| Response::new("hello")).await
}
// End.
