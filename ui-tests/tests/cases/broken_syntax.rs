use cors_runtime::{Policy, cors};

static NO_VALUES: Policy = cors! {
    allow_origins: ["https://example.com"],
    "max_age" = 5,
    allow_methods = *,
    allow_headers = [content-type, 'x', [["deep"]]],
    expose_headers = regex(5),
    max_age = 2h,
};

static NO_COMMA: Policy = cors! {
    allow_origins = ["https://example.com" "https://example.org"]
    max_age = "2h",
};

static EMPTY: Policy = cors! {};

fn main() {
    let _ = (NO_VALUES, NO_COMMA, EMPTY);
}
