use cors_runtime::{Policy, PolicyMap, cors, policies};

static ADMIN: Policy = cors! { allow_origins = ["https://admin.example.com"] };
static PUBLIC: Policy = cors! { allow_origins = "*" };

static SITE: PolicyMap = policies! {
    "//Admin.example.com/{*rest}" => ADMIN,
    "//admin.example.com:8443/{*rest}" => ADMIN,
    "//*.example.com/{*rest}" => PUBLIC,
    _ => closed,
};

fn main() {
    for policy in [&ADMIN, &PUBLIC] {
        println!("{}", policy.explain());
    }
    println!("{}", SITE.explain());
}
