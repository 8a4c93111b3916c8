//! A page and a server function of Leptos.

use cors_runtime::guard::Guarded;

// In the documentation:
use axum::Router;
use cors_runtime::axum::{Protected, protect};
use cors_runtime::{Policy, cors};
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list};

static API: Policy =
    cors! { allow_origins = ["https://app.example.com"], allow_credentials = true };

#[component]
fn App() -> impl IntoView {
    view! { <p>"hello"</p> }
}

#[server(endpoint = "greet")]
pub async fn greet(name: String) -> Result<String, ServerFnError> {
    Ok(format!("hello, {name}"))
}

pub fn application(options: LeptosOptions) -> Protected {
    let pages = generate_route_list(App);
    let app = Router::new().leptos_routes(&options, pages, App).with_state(options);
    protect(app, &API)
}
// End.

/// The same with a guard.
pub fn guarded(options: LeptosOptions) -> Protected<Guarded<Router>> {
    application(options).with_guard(API.guard())
}

/// Options without a `Cargo.toml`.
pub fn options() -> LeptosOptions {
    LeptosOptions::builder().output_name("hello").build()
}
