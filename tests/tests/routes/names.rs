//! The policy is in the function's type, and stays with the function.

use std::future::{Future, IntoFuture as _};
use std::pin::Pin;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::{Method, StatusCode, Uri};
use axum::response::IntoResponse;
use cors_runtime::Policy;
use cors_runtime::attr::cors;
use cors_runtime::axum::routes;

use super::{API, PAGE, preflight, send};

/// Handlers in a separate module, with the lints of a strict library.
#[deny(warnings, missing_docs, missing_debug_implementations)]
#[deny(clippy::all, clippy::pedantic, clippy::nursery)]
#[allow(unreachable_pub, clippy::redundant_pub_crate, reason = "a library's would be reachable")]
pub mod users {
    use cors_runtime::attr::cors;

    use super::super::API;

    /// Lists the users.
    #[cors(API)]
    pub async fn list_users() -> &'static str {
        "users"
    }

    #[cors(API)]
    pub(crate) async fn update_user() {}

    /// Handlers one level deeper.
    pub mod deeper {
        use cors_runtime::attr::cors;

        /// A keyword as a name.
        #[cors(crate::API)]
        pub async fn r#move() {}
    }
}

/// The expansion of `routes!` with the same lints.
#[deny(warnings, missing_docs, unused_qualifications)]
#[deny(clippy::all, clippy::pedantic, clippy::nursery)]
mod strict {
    use axum::Router;
    use cors_runtime::axum::routes;

    use super::users::{list_users, update_user};

    pub(super) fn app() -> Router {
        let app = Router::new();
        app.route("/", routes![get(list_users), put(update_user)])
    }
}

mod re_exported {
    pub(crate) use super::users::deeper::r#move as relocate;
    pub(crate) use super::users::*;
}

mod globs {
    pub(crate) use super::users::*;
}

async fn is_open(app: Router, method: &str) {
    let response = send(&app, preflight(method, "/", PAGE)).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(response.headers()["access-control-allow-origin"], PAGE);
}

fn at_root(routes: axum::routing::MethodRouter) -> Router {
    Router::new().route("/", routes)
}

#[tokio::test]
#[allow(unused_qualifications, reason = "each path is a separate case")]
async fn names_from_every_source() {
    use re_exported::list_users as by_alias;
    use users::list_users;
    is_open(at_root(routes![get(list_users)]), "GET").await;
    is_open(at_root(routes![get(by_alias)]), "GET").await;
    is_open(at_root(routes![get(users::list_users)]), "GET").await;
    is_open(at_root(routes![get(self::users::list_users), put(users::update_user)]), "PUT").await;
    is_open(at_root(routes![get(crate::names::users::list_users)]), "GET").await;
    is_open(at_root(routes![get(globs::list_users)]), "GET").await;
    is_open(at_root(routes![put(re_exported::update_user)]), "PUT").await;
    is_open(at_root(routes![patch(re_exported::relocate)]), "PATCH").await;
    is_open(at_root(routes![patch(users::deeper::r#move),]), "PATCH").await;
    is_open(at_root(cors_runtime::axum::routes! { delete(list_users) }), "DELETE").await;
    is_open(at_root(routes![axum::routing::get(list_users)]), "GET").await;
    is_open(at_root(routes![routing::get(list_users), ::axum::routing::put(by_alias)]), "PUT")
        .await;
    is_open(strict::app(), "PUT").await;
}

/// A test can call it like any function.
#[tokio::test]
async fn handlers_are_ordinary_functions() {
    assert_eq!(users::list_users().await, "users");
    let function: fn() -> _ = users::list_users;
    assert_eq!(function().await, "users");
    assert_eq!(ready().await, StatusCode::OK);
    assert_eq!(boxed().await, "boxed");
    assert_eq!(borrows("borrowed").await, 8);
    let spawned = tokio::spawn(users::list_users().into_future());
    assert_eq!(spawned.await.unwrap(), "users");
}

#[cors(API)]
fn ready() -> impl Future<Output = StatusCode> {
    std::future::ready(StatusCode::OK)
}

#[cors(API)]
fn boxed() -> Pin<Box<dyn Future<Output = &'static str> + Send>> {
    Box::pin(async { "boxed" })
}

/// Not a valid handler, but not an error here: `routes!` checks whether axum can mount it.
#[cors(API)]
async fn borrows(text: &str) -> usize {
    text.len()
}

#[cors(API)]
async fn into_response(State(()): State<()>, _: Method) -> impl IntoResponse {
    (StatusCode::ACCEPTED, "accepted")
}

/// `?`, early returns, an argument that is changed, inner attributes.
#[cors(API)]
async fn fallible(mut uri: Uri, Path(_id): Path<u64>) -> Result<String, StatusCode> {
    #![allow(unused_assignments, reason = "only the last line reads it")]
    let path = uri.path().strip_prefix('/').ok_or(StatusCode::NOT_FOUND)?;
    if path == "0" {
        return Err(StatusCode::GONE);
    }
    let path = path.to_owned();
    uri = Uri::from_static("/replaced");
    Ok(format!("{path}{uri}"))
}

/// Constants and `impl Trait` among the parameters.
#[cors(API)]
async fn sized<const N: usize>() -> String {
    format!("{N}")
}

#[cors(API)]
fn constants<T, const N: usize>(_: Method, of: &[T; N]) -> impl Future<Output = &[T]>
where
    T: Clone,
{
    std::future::ready(of.as_slice())
}

#[tokio::test]
async fn arguments_and_results_of_every_kind() {
    let local = sized::<3>;
    let app = Router::new()
        .route("/", routes![get(boxed), put(into_response), delete(local)])
        .route("/{id}", routes![get(fallible)]);
    for method in ["GET", "PUT", "DELETE"] {
        is_open(app.clone(), method).await;
    }
    let answer = async |method, path| {
        let response = send(&app, super::plain(method, path)).await;
        (response.status().as_u16(), super::body(response).await)
    };
    assert_eq!(answer("GET", "/").await, (200, "boxed".into()));
    assert_eq!(answer("PUT", "/").await, (202, "accepted".into()));
    assert_eq!(answer("DELETE", "/").await, (200, "3".into()));
    assert_eq!(answer("GET", "/7").await, (200, "7/replaced".into()));
    assert_eq!(answer("GET", "/0").await.0, 410);
    assert_eq!(answer("GET", "/x").await.0, 400);
    assert_eq!(constants(Method::GET, &[1, 2, 3]).await, [1, 2, 3]);
}

/// A module, a type or a trait of the same name, which rustc distinguishes from functions.
mod health {
    use super::super::API;

    #[cors_runtime::attr::cors(API)]
    pub(super) async fn health() {}
}
use health::health;

mod user {
    pub(super) struct Known;
}

#[cors(API)]
async fn user() -> &'static str {
    let _ = user::Known;
    "user"
}

#[allow(non_camel_case_types, reason = "a function has the name, too")]
trait session {
    fn is_a_trait() -> bool {
        true
    }
}

impl session for user::Known {}

#[cors(API)]
async fn session() -> String {
    <user::Known as session>::is_a_trait().to_string()
}

/// Associated functions that use nothing of their type.
struct Users;

impl Users {
    #[cors(API)]
    async fn list() -> &'static str {
        "associated"
    }
}

#[tokio::test]
#[allow(unused_qualifications, reason = "each path is a separate case")]
async fn other_items_of_the_same_name() {
    is_open(at_root(routes![get(health), put(user), delete(session)]), "PUT").await;
    is_open(at_root(routes![get(health::health), put(self::user)]), "GET").await;
    is_open(at_root(routes![get(Users::list), put(<Users>::list)]), "PUT").await;
}

/// With every number of arguments that axum supports.
#[tokio::test]
async fn sixteen_arguments() {
    macro_rules! with_arguments {
        ($($argument:ident)*) => {{
            #[cors(API)]
            #[allow(clippy::too_many_arguments, reason = "as many as axum takes")]
            async fn handler($($argument: Method),*) -> String {
                format!("{:?}", [$($argument),*] as [Method; _])
            }
            let app = at_root(routes![get(handler)]);
            is_open(app.clone(), "GET").await;
            let response = send(&app, super::plain("GET", "/")).await;
            let wanted = ["GET"; [$(stringify!($argument)),*].len()];
            assert_eq!(super::body(response).await, format!("[{}]", wanted.join(", ")));
        }};
    }
    with_arguments!(a);
    with_arguments!(a b);
    with_arguments!(a b c);
    with_arguments!(a b c d);
    with_arguments!(a b c d e);
    with_arguments!(a b c d e f);
    with_arguments!(a b c d e f g);
    with_arguments!(a b c d e f g h);
    with_arguments!(a b c d e f g h i);
    with_arguments!(a b c d e f g h i j);
    with_arguments!(a b c d e f g h i j k);
    with_arguments!(a b c d e f g h i j k l);
    with_arguments!(a b c d e f g h i j k l m);
    with_arguments!(a b c d e f g h i j k l m n);
    with_arguments!(a b c d e f g h i j k l m n o);
    with_arguments!(a b c d e f g h i j k l m n o p);
}

#[cors(API)]
async fn extracts<T>(_: T) -> &'static str
where
    T: FromRequestParts<()>,
{
    std::any::type_name::<T>()
}

#[tokio::test]
async fn generic_and_not_async() {
    let app = at_root(routes![get(extracts::<Method>), put(extracts::<Uri>), delete(ready)]);
    for method in ["GET", "PUT", "DELETE"] {
        is_open(app.clone(), method).await;
    }
    let response = send(&app, super::plain("PUT", "/")).await;
    assert!(super::body(response).await.ends_with("Uri"));
}

#[tokio::test]
async fn inside_a_function() {
    static LOCAL: Policy = cors_runtime::cors! { allow_origins = ["https://page.example"] };
    #[cors(LOCAL)]
    async fn local() {}
    #[cors(allow_origins = ["https://page.example"])]
    async fn its_own() {}
    is_open(at_root(routes![get(local), put(its_own)]), "PUT").await;
}

static FROM_A_FILE: LazyLock<Policy> =
    LazyLock::new(|| Policy::from_toml("allow_origins = ['https://page.example']").unwrap());

static BY_REFERENCE: &Policy = &API;

const CONSTANT: Policy = cors_runtime::cors! { allow_origins = ["https://page.example"] };

#[tokio::test]
async fn any_policy_value_can_be_named() {
    #[cors(FROM_A_FILE)]
    async fn from_a_file() {}
    #[cors(BY_REFERENCE)]
    async fn by_reference() {}
    #[cors(CONSTANT)]
    async fn constant() {}
    let app = at_root(routes![get(from_a_file), put(by_reference), delete(constant)]);
    for method in ["GET", "PUT", "DELETE"] {
        is_open(app.clone(), method).await;
    }
}

/// The same constant on two handlers is one policy, and so is a static under two names.
#[tokio::test]
async fn one_policy_under_two_names_is_one() {
    #[cors(CONSTANT)]
    async fn one() {}
    #[cors(CONSTANT)]
    async fn two() {}
    #[cors(API)]
    async fn three() {}
    #[cors(BY_REFERENCE)]
    async fn four() {}
    let app = at_root(routes![get(one), put(two)]);
    let response = send(&app, preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
    assert!(!response.headers().contains_key("access-control-max-age"));
    let app = at_root(routes![get(three), put(four)]);
    let response = send(&app, preflight("PUT", "/", PAGE)).await;
    assert_eq!(response.headers()["access-control-allow-methods"], "GET,HEAD,PUT");
    assert_eq!(response.headers()["access-control-max-age"], "7200");
}

#[cors(API)]
#[cfg(any())]
async fn conditional() -> NoSuchType {}

#[cfg(not(any()))]
#[cors(API)]
async fn conditional() {}

#[cors(API)]
#[cfg_attr(all(), doc = "Documented.")]
#[axum::debug_handler]
async fn debugged_inside() {}

#[tracing::instrument]
#[cors(API)]
async fn instrumented_outside() {}

#[cors(API)]
#[tracing::instrument]
async fn instrumented_inside() -> &'static str {
    tracing::Span::current().metadata().map_or("", |span| span.name())
}

#[utoipa::path(get, path = "/", responses((status = 200)))]
#[cors(API)]
async fn described_outside() {}

#[cors(API)]
#[utoipa::path(put, path = "/", responses((status = 200)))]
async fn described_inside() {}

#[tokio::test]
async fn with_other_attributes() {
    is_open(at_root(routes![get(conditional)]), "GET").await;
    is_open(at_root(routes![get(debugged_inside)]), "GET").await;
    is_open(at_root(routes![get(instrumented_inside), put(instrumented_outside)]), "PUT").await;
    is_open(at_root(routes![get(described_outside), put(described_inside)]), "PUT").await;
    // The items that utoipa adds are found by utoipa.
    let description = <Described as utoipa::OpenApi>::openapi();
    assert_eq!(description.paths.paths["/"].put.iter().count(), 1);
    assert_eq!(description.paths.paths["/"].get.iter().count(), 1);
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(described_outside, described_inside))]
struct Described;

/// Events inside of an instrumented handler are in its span while it runs, and not while it is created.
#[tokio::test]
async fn span_is_that_of_the_handler() {
    let subscriber = tracing_subscriber::fmt().with_writer(std::io::sink).finish();
    let _listening = tracing::subscriber::set_default(subscriber);
    assert_eq!(instrumented_inside().await, "instrumented_inside");
}

macro_rules! handler {
    ($name:ident, $policy:path) => {
        #[cors($policy)]
        async fn $name() {}
    };
}

handler!(made_by_a_macro, API);

macro_rules! mounted {
    ($($method:ident: $handler:path),*) => { routes![$($method($handler)),*] };
}

#[tokio::test]
async fn through_macros_by_example() {
    is_open(at_root(routes![get(made_by_a_macro)]), "GET").await;
    is_open(at_root(mounted![get: made_by_a_macro, put: users::update_user]), "PUT").await;
}
