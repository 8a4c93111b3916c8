//! warp: every origin until one is listed.

use std::time::Duration;
use warp::Filter;

pub fn routes() -> impl Filter {
    let cors = warp::cors()
        .allow_origins(vec!["https://app.example.com/", "http://localhost:3000"])
        .allow_methods(&["GET", "PUT"])
        .allow_header("content-type")
        .max_age(Duration::from_secs(600))
        .build();
    let any = warp::cors().allow_any_origin().allow_credentials(true);
    warp::any().map(warp::reply).with(cors).or(warp::path("open").map(warp::reply).with(any))
}
