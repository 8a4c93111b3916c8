//! Names in values: methods, header sets and rules.

use cors_runtime::{Policy, cors};

static METHODS: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_methods = [PUT, GET, PURGE, CUSTOM],
    //                ^ hover once: A browser asks before it sends a request with this method
    //                ^ definition: pub const PUT:
    //                    ^ hover once: safelisted method
    //                         ^ hover once: preflight
    max_age = "2h",
};

// The build warns at `PUT`, and that is not a second thing that it is.
static WARNED: Policy = cors! { allow_origins = ["https://example.com"], allow_methods = [PUT] };
//                                                                                        ^ hover once: preflight

static MIRRORED: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_methods = mirror_request,
    //              ^ hover once: Allows every method
    max_age = "2h",
};

static SETS: Policy = cors! {
    allow_origins = ["https://example.com"],
    allow_headers = [grpc_web, "x-trace"],
    //                ^ hover once: * `grpc-timeout`
    //                ^ definition: pub const grpc_web:
    expose_headers = [grpc_web, mcp],
    //                ^ hover once: * `grpc-status`
    //                           ^ hover once: * `mcp-session-id`
    max_age = "2h",
};

static ORIGINS: Policy = cors! {
    allow_origins = [tauri, "https://example.com", regex(r"https://(eu|us)\.example\.com")],
    //                ^ hover once: * `tauri://localhost`
    //                ^ definition: pub const tauri:
    //                                               ^ hover once: as a whole
};

static RULES: Policy = cors! {
    allow_origins = ["http://example.com"],
    allow_credentials = true,
    allow_methods = [PUT],
    accept_risk = { insecure_origin = "the page is on an intranet" },
    //                  ^ hover once: anyone on the network path can inject a script
    //                  ^ definition: pub const insecure_origin:
    allow = [no_max_age],
    //       ^ hover once: rules/index.html#no_max_age
    //       ^ definition: pub const no_max_age:
};

static HALF_WRITTEN: Policy = cors! {
    allow_origins = ["https://example.com", tau],
    //                                        ^ completes: tauri, capacitor, regex
    //                                        ^ completes not: PATCH, grpc_web
    //                                      ^ error: expected an origin in a string, found a name
    allow_methods = [PUT, PA],
    //                     ^ completes: PATCH, DELETE, QUERY, mirror_request
    //                     ^ completes not: grpc_web, no_max_age
    allow_headers = [grp],
    //                 ^ completes: grpc_web, connect, tus
    //                 ^ completes not: PATCH
    //               ^ error: expected a header name
    expose_headers = [mc],
    //                 ^ completes: mcp, grpc_web
    //                 ^ completes not: connect
    //                ^ error: expected a header name
    accept_risk = { insec },
    //                  ^ completes: insecure_origin, unbounded_trust
    //                  ^ completes not: no_max_age
    //              ^ error: the key `insec` has no value
    //              ^ error: unknown rule `insec`
    allow = [no_max],
    //            ^ completes: no_max_age, unbounded_trust
    //            ^ completes not: insecure_origin, unneeded_allow
    //       ^ error: unknown rule `no_max`
};
