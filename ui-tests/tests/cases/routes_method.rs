use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

static API: Policy = cors_runtime::cors! { allow_origins = ["https://example.com"] };

#[cors(API)]
async fn handler() {}

fn main() {
    let _: axum::routing::MethodRouter = routes![
        purge(handler),
        PURGE(handler),
        GET(handler),
        pust(handler),
        any(handler),
        on(MethodFilter::GET, handler),
        trace(handler),
        connect(handler),
        get_service(handler),
        query(handler),
        get_with(handler, |docs| docs),
        axum::get(handler),
        aide::axum::routing::post(handler),
        axum::routing::any(handler),
        axum::routing::purge(handler),
        put(handler),
    ];
}
