//! The attribute: a policy on the handler that it protects.
//!
//! It stands in a module of its own because the attribute and the macro [`cors!`](crate::cors)
//! share a name and a namespace.

/// Puts a policy on a handler.
pub use cors_macros::attribute as cors;
