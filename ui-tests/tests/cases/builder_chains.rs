use cors_runtime::{Policy, cors};

static LAYER: Policy = cors! {
    CorsLayer::new().allow_origin(Any).allow_methods([Method::PUT])
};

static CALLS: Policy = cors! {
    .allow_origin("https://example.com"),
    .allow_any_method(),
    .max_ages(60),
};

static VALUES: Policy = cors! {
    allow_origins = ["https://example.com"].allow_methods([Method::PUT]),
    allow_headers = [HeaderName::from_static("x-a"), "x-b".parse().unwrap()],
    max_age = "2h",
};

static EXACT: Policy = cors! {
    allow_origins = AllowOrigin::exact("https://example.com".parse().unwrap()),
};

static LIST: Policy = cors! {
    allow_origins = AllowOrigin::list(["https://example.com"]),
};

static PREDICATE: Policy = cors! {
    allow_origins = AllowOrigin::predicate(|origin, _| origin.ends_with(b".example.com")),
};

static CONSTANT: Policy = cors! {
    allow_origins = ORIGINS.iter(),
};

fn main() {
    let _ = (&LAYER, &CALLS, &VALUES, &EXACT, &LIST, &PREDICATE, &CONSTANT);
}
