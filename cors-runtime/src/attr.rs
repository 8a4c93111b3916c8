//! The attribute: a policy on the handler that it protects.
//!
//! It stands in a module of its own because the attribute and the macro [`cors!`](crate::cors)
//! share a name and a namespace.

/// Puts a policy on a handler.
pub use cors_macros::attribute as cors;

use crate::Policy;

/// What `#[cors(…)]` puts beside a function: an empty type of its name, which has its policy.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a handler in `routes!` has no CORS policy",
    label = "this function has no `#[cors(…)]`",
    note = "put a policy on it, as in `#[cors(API)]`, with `use cors_runtime::attr::cors;`",
    note = "or leave it closed to other origins, and mount it by axum's own method behind the list: `routes![…].delete(handler)`"
)]
pub trait HasPolicy<H> {
    /// The policy.
    fn policy() -> Policy;
}

/// What the name of a handler stands for, unless a route attribute of actix-web was expanded before
/// `#[cors(…)]` was.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`#[cors]` stands below a route attribute of actix-web, where it comes too late",
    label = "this handler has no CORS policy",
    note = "attributes are expanded from the top: the upper one must be `#[cors(…)]`, so that it can answer the preflights of the route",
    note = "write `#[cors(…)]` above `#[get(…)]`, `#[route(…)]` or `#[routes]`"
)]
pub trait AboveItsRoute {}

/// Asks whether `Name` is one.
#[doc(hidden)]
pub const fn above_its_route<Name: AboveItsRoute>() {}

/// A handler, whose name is asked for its policy.
///
/// The handler's type says nothing that the name does not; but where there is no such handler,
/// rustc has told so, and says nothing of what follows from that type.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Handler<H>(pub H);

impl<H> Handler<H> {
    /// The policy that `Name` carries.
    #[must_use]
    pub fn policy<Name: HasPolicy<H>>(&self) -> Policy {
        Name::policy()
    }
}

/// What a handler's name means among types where no `#[cors(…)]` stands above it: `routes!` looks
/// the name up with this behind it, so that the error is about the policy.
#[doc(hidden)]
#[allow(missing_docs, non_camel_case_types, missing_debug_implementations)]
pub mod without_policy {
    pub enum __handler {}

    impl __handler {
        pub fn must_be_mounted_by_routes() {}
    }
}
