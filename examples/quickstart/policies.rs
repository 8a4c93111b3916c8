//! The three policies of this example. The page shows their text, cut from this very file, beside
//! what the browser made of them.

use cors_runtime::{Policy, cors};

/// The catalogue: any page may read it, and no cookie comes along.
pub static OPEN: Policy = cors! {
    allow_origins  = "*",
    expose_headers = ["x-total-count"],
};

/// The account: pages from this machine, on any port, act for whoever is signed in.
pub static ACCOUNT: Policy = cors! {
    allow_origins     = ["http://127.0.0.1:*"],
    allow_credentials = true,
    allow_methods     = [PUT],
    allow_headers     = ["content-type", "x-trace"],
    expose_headers    = ["x-request-id"],
    max_age           = "10m",
};

/// The orders: only the partner's own shop, and this page is not it.
pub static PARTNER: Policy = cors! {
    allow_origins = ["https://partner.example"],
    allow_methods = [PUT],
    allow_headers = ["content-type"],
    max_age       = "10m",
};
