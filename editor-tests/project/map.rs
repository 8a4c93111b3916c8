//! Maps of policies.

use cors_runtime::{Policy, PolicyMap, cors, policies};

/// The policy of the API.
static API: Policy = cors! { closed };

static MAP: PolicyMap = policies! {
//                      ^ hover once: A map of policies
    "/public/{*rest}" => API,
    //                    ^ hover once: The policy of the API.
    //                    ^ definition: static API: Policy
    "/internal/{*rest}" => closed,
    //                     ^ hover once: The policy that allows no origin.
    _ => crate::map::API,
    //                ^ hover once: The policy of the API.
};

static HALF_WRITTEN: PolicyMap = policies! {
    "/public/{*rest}" => AP,
    //                    ^ completes: API, closed
    _ => clo
    //     ^ completes: closed, API
};

static WITHOUT_NAME: PolicyMap = policies! {
    "/public/{*rest}" => crate::map::,
    //                              ^ completes: API
    //                              ^ error: expected the name of a policy
    _ => closed,
};
