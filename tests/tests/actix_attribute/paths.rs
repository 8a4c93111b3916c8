//! Scopes, several methods and several paths, and guards.

use actix_web::guard::GuardContext;
use actix_web::{App, get, route, routes, web};
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_tests::actix::send;
use http::Request;

use super::{ADMIN, ADMINS, API, PAGE, delete_users, header, preflight, request, users};

#[actix_web::test]
async fn in_scopes_too() {
    let app = || {
        let inner = web::scope("/v1").configure(users);
        App::new().service(web::scope("/api").service(inner)).service(delete_users)
    };
    let response = send(app(), preflight("PUT", "/api/v1/users", ADMINS)).await;
    assert_eq!(header(&response, "access-control-allow-methods"), Some("PUT"));
    let response = send(app(), request("GET", "/api/v1/users", PAGE)).await;
    assert_eq!(response.body(), "users");
    assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
    assert_eq!(send(app(), preflight("PUT", "/users", ADMINS)).await.status(), 404);
}

/// `#[scope]` rewrites the paths of the functions in its module.
#[actix_web::scope("/scoped")]
mod scoped {
    use super::{API, cors, get};

    #[cors(API)]
    #[get("/{name}")]
    pub(super) async fn hello(name: actix_web::web::Path<String>) -> String {
        name.into_inner()
    }
}

#[actix_web::test]
async fn in_a_module_under_scope() {
    let app = || App::new().service(scoped::hello);
    assert_eq!(send(app(), preflight("GET", "/scoped/ada", PAGE)).await.status(), 204);
    let response = send(app(), request("GET", "/scoped/ada", PAGE)).await;
    assert_eq!((response.body().as_str(), response.status().as_u16()), ("ada", 200));
    assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
}

#[cors(API)]
#[route("/things/{id}", method = "GET", method = "PURGE", method = "OPTIONS", name = "thing")]
async fn things(id: web::Path<u64>, request: actix_web::HttpRequest) -> String {
    format!("{} {id} {}", request.method(), request.url_for("thing", [id.to_string()]).unwrap())
}

/// One attribute with several methods answers for all of them.
#[actix_web::test]
async fn route_with_several_methods() {
    let app = || App::new().service(things);
    for method in ["GET", "PURGE", "OPTIONS"] {
        let response = send(app(), preflight(method, "/things/7", PAGE)).await;
        let methods = header(&response, "access-control-allow-methods");
        assert_eq!(methods, Some("GET,PURGE,OPTIONS"), "{method}");
        // An `OPTIONS` request that is not a preflight goes to the handler.
        let response = send(app(), request(method, "/things/7", PAGE)).await;
        assert!(response.body().starts_with(&format!("{method} 7 http")), "{response:?}");
        assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE), "{method}");
    }
    assert_eq!(send(app(), preflight("PUT", "/things/7", PAGE)).await.status(), 404);
    let response = send(app(), request("GET", "/things/seven", PAGE)).await;
    assert_eq!(response.status(), 404);
    assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
}

#[cors(API)]
#[routes]
#[get("/one")]
#[put("/one")]
#[get("/two", wrap = "actix_web::middleware::NormalizePath::trim()")]
async fn here_and_there() -> &'static str {
    "here"
}

#[actix_web::test]
async fn routes_with_several_paths() {
    let app = || App::new().service(here_and_there);
    for (method, path, methods) in
        [("GET", "/one", "GET,PUT"), ("PUT", "/one", "GET,PUT"), ("GET", "/two", "GET")]
    {
        let response = send(app(), preflight(method, path, PAGE)).await;
        assert_eq!(header(&response, "access-control-allow-methods"), Some(methods), "{path}");
        let response = send(app(), request(method, path, PAGE)).await;
        assert_eq!(response.body(), "here");
        assert_eq!(header(&response, "access-control-allow-origin"), Some(PAGE));
    }
    assert_eq!(send(app(), preflight("PUT", "/two", PAGE)).await.status(), 404);
}

fn is_beta(context: &GuardContext<'_>) -> bool {
    context.head().headers().get("host").is_some_and(|host| host == "beta.example")
}

#[cors(ADMIN)]
#[get("/guarded", guard = "is_beta")]
async fn beta() -> &'static str {
    "beta"
}

#[cors(API)]
#[get("/guarded")]
async fn stable() -> &'static str {
    "stable"
}

/// A guard applies to the handler and to its preflights, so that both are routed alike.
#[actix_web::test]
async fn guards_are_kept() {
    let app = || App::new().service(beta).service(stable);
    for (host, body, headers) in
        [("beta.example", "beta", "x-admin"), ("example.com", "stable", "x-page")]
    {
        let at = |mut request: Request<String>| {
            request.headers_mut().insert("host", host.parse().unwrap());
            request
        };
        let response = send(app(), at(preflight("GET", "/guarded", PAGE))).await;
        assert_eq!(header(&response, "access-control-allow-headers"), Some(headers));
        let response = send(app(), at(request("GET", "/guarded", PAGE))).await;
        assert_eq!(response.body(), body);
    }
}

/// A policy in the attribute, and one that a function returns.
#[actix_web::test]
async fn with_a_policy_in_the_attribute() {
    #[cors(allow_origins = ["https://own.example"], allow_credentials = true)]
    #[get("/own")]
    async fn own() -> &'static str {
        "own"
    }

    static MADE: std::sync::LazyLock<Policy> = std::sync::LazyLock::new(|| {
        Policy::from_toml("allow_origins = [\"https://made.example\"]").unwrap()
    });

    #[cors(MADE)]
    #[get("/made")]
    async fn made() -> &'static str {
        "made"
    }

    let app = || App::new().service(own).service(made);
    for (path, origin) in [("/own", "https://own.example"), ("/made", "https://made.example")] {
        let response = send(app(), preflight("GET", path, origin)).await;
        assert_eq!(header(&response, "access-control-allow-origin"), Some(origin));
        let response = send(app(), request("GET", path, origin)).await;
        assert_eq!(header(&response, "access-control-allow-origin"), Some(origin));
        assert_eq!(send(app(), preflight("GET", path, PAGE)).await.status(), 403);
    }
}
