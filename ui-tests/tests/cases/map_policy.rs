//! Rows of a map with names that are not those of policies.

use std::sync::LazyLock;

use cors_runtime::{Policy, PolicyMap, cors, policies};

static PUBLIC: Policy = cors! { allow_origins = "*" };
const PRIVATE: Policy = cors! { allow_origins = ["https://example.com"] };
static BY_REFERENCE: &Policy = &PUBLIC;

static TEXT: String = String::new();
static ADDRESS: &str = "https://example.com";
static OTHERS: PolicyMap = policies! { _ => closed };
static READ: LazyLock<Policy> = LazyLock::new(|| PUBLIC.clone());

fn function() -> Policy {
    PUBLIC.clone()
}

static SITE: PolicyMap = policies! {
    "/public/{*rest}"    => PUBLIC,
    "/private/{*rest}"   => PRIVATE,
    "/reference/{*rest}" => BY_REFERENCE,
    "/text/{*rest}"      => TEXT,
    "/address/{*rest}"   => ADDRESS,
    "/others/{*rest}"    => OTHERS,
    "/read/{*rest}"      => READ,
    "/function/{*rest}"  => function,
    "/missing/{*rest}"   => MISSING,
    _                    => closed,
};

fn main() {
    let _ = &SITE;
}
