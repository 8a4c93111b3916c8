//! Keys that are being written.

use cors_runtime::Policy;

static LAST: Policy = cors_runtime::cors! {
    allow_origins = ["https://example.com"],
    allow_c
    //    ^ completes: allow_credentials, allow_methods, max_age, closed, file
    //    ^ completes not: allow_origins, PUT
    //    ^ error: the key `allow_c` has no value
};

static WITHOUT_COMMA: Policy = cors_runtime::cors! {
    allow_origins = ["https://example.com"],
    max
    //^ completes: max_age, allow_credentials
    //^ completes not: allow_origins, deny_origins
    deny_origins = ["https://www.example.com"],
    //^ error: expected `=`
};

static BEFORE: Policy = cors_runtime::cors! {
    allow_origins = ["https://example.com"]
    //              ^ error: expected a literal
    deny
    // ^ completes: deny_origins
    // ^ completes not: allow_origins
};

static WITH_VALUE: Policy = cors_runtime::cors! {
    allow_orig = ["https://example.com"],
    //       ^ completes: allow_origins, max_age
    //       ^ completes not: allow_credentials
    //       ^ error: unknown key `allow_orig`
    allow_credentials = ,
    //                ^ error: the key `allow_credentials` has no value
    //  ^ hover: `true` or `false`
};
