use cors_runtime::{Policy, cors};

static NO_VALUES: Policy = cors! {
    allow_origins: ["https://example.com"],
    "max_age" = 5,
    allow_credentials => true, expose_headers == ["x-a"],
    allow_methods = *,
    allow_headers = [content-type, 'x', [["deep"]]],
    expose_headers = regex(5),
    max_age = 2h,
};

static NO_COMMA: Policy = cors! {
    allow_origins = ["https://example.com" "https://example.org"]
    max_age = "2h",
};

static SEMICOLONS: Policy = cors! {
    allow_origins = ["https://example.com"; "https://example.org",, regex(r"https://a\.example",)];
    allow_methods = [PUT DELETE, b"PURGE"],
    max_age = 2 hours,,
    allow_credentials true,
    5 = 5, deny_origins = , must_allow = (["https://example.com"]),
    expose_headers = [regex("a", "b")],
    max_age
};

static EMPTY: Policy = cors! {};

fn main() {
    let _ = (&NO_VALUES, &NO_COMMA, &SEMICOLONS, &EMPTY);
}
