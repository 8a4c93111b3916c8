//! salvo: a function that returns the origin, and one that is asynchronous.

use salvo::cors::{AllowOrigin, Cors};
use salvo::http::{HeaderValue, Method};
use salvo::prelude::*;

pub fn service(router: Router) -> Service {
    let cors = Cors::new()
        .allow_origin(AllowOrigin::dynamic(
            |origin: Option<&HeaderValue>, _req: &Request, _depot: &Depot| {
                if origin?.as_bytes().ends_with(b"://app.example.com") {
                    origin.cloned()
                } else {
                    None
                }
            },
        ))
        .allow_methods(vec![Method::GET, Method::POST, Method::DELETE])
        .allow_headers("authorization")
        .into_handler();
    let tenants = Cors::new()
        .allow_origin(AllowOrigin::dynamic_async(|origin, _req, depot| {
            let tenants = depot.obtain::<Tenants>().cloned();
            async move { tenants?.contains(origin?).await }
        }))
        .into_handler();
    Service::new(router).hoop(cors).hoop(tenants)
}
