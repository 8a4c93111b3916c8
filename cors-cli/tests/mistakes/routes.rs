//! Lists of handlers with a mistake each.

use axum::Router;
use cors_runtime::axum::routes;

pub fn router() -> Router {
    Router::new()
        .route("/users", routes![get(users::list), pust(users::update)])
        .route("/orders", routes![get(orders::list), GET(orders::show)])
        .route("/items", routes![get(items::list), get(items::show), post(|| async {})])
}
