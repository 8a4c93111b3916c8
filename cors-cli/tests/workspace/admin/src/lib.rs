//! The pages of the administrators, on actix-web.

#[path = "pages/start.rs"]
mod start;

use std::sync::LazyLock;

use cors_runtime::actix_web::Cors;
use cors_runtime::{Policy, cors};

/// Made at start-up, because other parts of the program change it.
pub static OFFICE: LazyLock<Policy> = LazyLock::new(|| {
    cors! {
        allow_origins     = ["https://office.example"],
        allow_credentials = true,
        max_age           = "1h",
    }
});

macro_rules! policy_of {
    ($origin:literal) => {
        cors! { allow_origins = [$origin] }
    };
}

/// A policy that depends on a macro's argument.
pub static GENERATED: Policy = policy_of!("https://generated.example");

/// The application.
pub fn app() {
    let _ = Cors::new(&*OFFICE);
    let _ = Cors::new(&elsewhere::POLICY);
}
