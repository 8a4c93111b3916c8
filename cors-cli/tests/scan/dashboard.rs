//! The shape of a dashboard's server on warp: origins in a constant, and a filter for each part.

use warp::Filter;
use warp::http::Method;

const DASHBOARDS: [&str; 2] = ["https://dashboard.example", "https://status.dashboard.example"];

pub fn filters() -> impl Filter<Extract = impl warp::Reply, Error = warp::Rejection> + Clone {
    let base = || warp::cors().allow_methods(&[Method::GET, Method::POST]);
    let dashboards = base().allow_origins(DASHBOARDS).allow_headers(vec!["authorization", "content-type"]);
    let status = warp::cors().allow_any_origin().allow_method("GET").build();
    warp::path("api").map(warp::reply).with(dashboards).or(warp::path("status").map(warp::reply).with(status))
}
