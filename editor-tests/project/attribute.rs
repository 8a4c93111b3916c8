//! Policies on handlers.

use cors_runtime::Policy;
use cors_runtime::attr::cors;

/// The policy of the API.
static API: Policy = cors_runtime::cors! { closed };

/// Lists users.
#[cors(API)]
//^ hover once: Puts a policy on a handler.
//      ^ hover once: The policy of the API.
//      ^ definition: static API: Policy
async fn list() {}

#[cors(crate::attribute::API)]
//                       ^ hover once: The policy of the API.
async fn show() {}

#[cors(allow_origins = ["https://example.com"], allow_methods = [PUT], max_age = "2h")]
//      ^ hover once: Response header: `access-control-allow-origin`
//                                                               ^ hover once: preflight
async fn change() {}

#[cors(allow_origins = ["https://example.com"], allow_cr)]
//                                                     ^ completes: allow_credentials
//                                                     ^ completes not: allow_origins
//                                                     ^ error: the key `allow_cr` has no value
async fn remove() {}

#[cors(AP)]
//      ^ completes: API
async fn add() {}

#[cors(allow_orig)]
//              ^ completes: allow_origins, API
async fn rename() {}

#[cors(crate::attribute::)]
//                      ^ completes: API
//                      ^ error: expected the path of a policy
async fn undo() {}
