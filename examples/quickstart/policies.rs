//! The three policies of this example. The page shows their text, taken from this file, next to the
//! results in the browser.

use cors_runtime::{Policy, cors};

/// The catalogue: any page can read it, without cookies.
pub static OPEN: Policy = cors! {
    allow_origins  = "*",
    expose_headers = ["x-total-count"],
};

/// The account: pages from this machine, on any port, can act as the signed-in user.
pub static ACCOUNT: Policy = cors! {
    allow_origins     = ["http://127.0.0.1:*"],
    allow_credentials = true,
    allow_methods     = [PUT],
    allow_headers     = ["content-type", "x-trace"],
    expose_headers    = ["x-request-id"],
    max_age           = "10m",
};

/// The orders: only for the partner's own shop, which has another origin than this page.
pub static PARTNER: Policy = cors! {
    allow_origins = ["https://partner.example"],
    allow_methods = [PUT],
    allow_headers = ["content-type"],
    max_age       = "10m",
};
