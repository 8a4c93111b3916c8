//! The rule about lists of handlers, `routes![…]`: they are not policies, so it has no keys and cannot be silenced.

use super::{Level, Rule};

/// All rules about lists of handlers. The examples are the text between the brackets of `routes![…]`.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [&ROUTES_SYNTAX].into_iter()
}

/// Something that mounts no handler with a policy.
pub static ROUTES_SYNTAX: Rule = Rule {
    name: "routes_syntax",
    level: Level::Error,
    keys: &[],
    summary: "an entry in `routes!` that is not `method(handler)`, or a method that is mounted twice",
    reason: "`routes!` mounts one handler for each method: a function of `axum::routing`, and in parentheses the name of a function with `#[cors]`, whose type has the policy",
    source: "https://docs.rs/axum/latest/axum/routing/method_routing/index.html",
    wrong: "get(list_users), get(show_user)",
    right: "get(list_users), put(update_user)",
};
