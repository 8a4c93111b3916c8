//! A program for Cloudflare Workers.

// In the documentation:
use cors_runtime::{Policy, cors};
use http::Response;
use worker::{Context, Env, HttpRequest, Result, event};

static API: Policy =
    cors! { allow_origins = ["https://app.example.com"], allow_credentials = true };

#[event(fetch)]
async fn fetch(request: HttpRequest, _env: Env, _context: Context) -> Result<Response<String>> {
    let response = API.serve(request, async |_request| Response::new("hello".to_owned())).await;
    Ok(response.map(Option::unwrap_or_default))
}
// End.
