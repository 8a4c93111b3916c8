use cors_runtime::{Policy, cors};

static API: Policy = cors! {
    extends       = "base",
    allow_origins = [{ set = "ours" }],
};

fn main() {}
