//! axum applications.
//!
//! | you want | you write |
//! | --- | --- |
//! | one policy for a whole application | [`protect(app, &API)`](protect) |
//! | a policy on a handler | [`#[cors(…)]`](crate::attr::cors) and `routes!` |
//! | a policy on a router, by hand | [`CorsLayer`](crate::tower::CorsLayer) |
//!
//! With one policy, take [`protect`]: it is outside of everything, so whatever answers has the
//! headers it needs. With a policy on each handler, a handler that has none stays closed to other
//! origins. Both at once would be two policies on one request, which is answered 500.

pub(crate) mod methods;
mod path;
mod protect;
pub(crate) mod routes;

pub use protect::{Protected, protect};

#[cfg(feature = "macros")]
pub use cors_macros::routes;
