//! The policies that all servers of the shop share.

mod partners;

pub use partners::PARTNERS as PARTNER_PAGES;

use cors_runtime::{Policy, cors};

/// The catalogue: any page can read it.
pub static CATALOGUE: Policy = cors! {
    allow_origins  = "*",
    expose_headers = ["x-total-count"],
};

/// The account: the shop's own pages, with cookies.
pub static ACCOUNT: Policy = cors! {
    allow_origins     = ["https://shop.example", "https://*.shop.example", "http://legacy.shop.example"],
    deny_origins      = ["https://blog.shop.example", "https://*.blog.shop.example"],
    allow_credentials = true,
    allow_methods     = [PUT, DELETE],
    allow_headers     = ["content-type"],
    max_age           = "2h",
    accept_risk       = {
        insecure_origin = { "http://legacy.shop.example" = "the scanners of the warehouse, until spring" },
    },
};
