//! Applications of actix-web under a map: flat, with scopes, with files, and with normalised paths.

use actix_files::Files;
use actix_web::body::{MessageBody, to_bytes};
use actix_web::dev::Service as _;
use actix_web::middleware::{Condition, NormalizePath, TrailingSlash};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, web};
use cors_runtime::actix_web::Cors;
use http::Response;

use crate::{Counted, OWN_PATH, SITE, encoded, files, request, spellings};

fn own(path: String) -> HttpResponse {
    HttpResponse::Ok().insert_header((OWN_PATH, path)).finish()
}

async fn user(id: web::Path<String>) -> HttpResponse {
    own(format!("/users/{}", encoded(&id, false)))
}

async fn user_admin(id: web::Path<String>) -> HttpResponse {
    own(format!("/users/{}/admin", encoded(&id, false)))
}

async fn admin(rest: web::Path<String>) -> HttpResponse {
    own(format!("/admin/{}", encoded(&rest, true)))
}

async fn page(name: web::Path<String>) -> HttpResponse {
    own(format!("/{}/page", encoded(&name, false)))
}

/// The routes, in scopes or not.
fn routes(in_scopes: bool) -> impl FnOnce(&mut web::ServiceConfig) {
    move |config| {
        let index = || web::get().to(async || own("/admin".to_owned()));
        config.route("/exact", web::get().to(async || own("/exact".to_owned())));
        if in_scopes {
            let users = web::scope("/users").route("/{id}", web::get().to(user));
            config.service(users.route("/{id}/admin", web::get().to(user_admin))).service(
                web::scope("/admin")
                    .route("", index())
                    .route("/", index())
                    .route("/{rest:.*}", web::get().to(admin)),
            );
        } else {
            config
                .route("/admin", index())
                .route("/admin/{rest:.*}", web::get().to(admin))
                .route("/users/{id}", web::get().to(user))
                .route("/users/{id}/admin", web::get().to(user_admin));
        }
        config
            .route("/{name}/page", web::get().to(page))
            .service(Files::new("/static", files("actix")));
    }
}

/// Sends spellings to an application under the map, in scopes or not, and with normalised paths or not.
async fn check(seed: u64, in_scopes: bool, slashes: Option<TrailingSlash>) -> Counted {
    let normalize = NormalizePath::new(slashes.unwrap_or(TrailingSlash::MergeOnly));
    let app = App::new()
        .configure(routes(in_scopes))
        .wrap(Condition::new(slashes.is_some(), normalize))
        .wrap(Cors::new(&SITE));
    let service = init_service(app).await;
    let mut counted = Counted::default();
    for (spelling, origin) in spellings(seed, 8_000) {
        let Some(request) = request(&spelling, origin) else { continue };
        let mut sent = TestRequest::default().uri(&spelling);
        for (name, value) in request.headers() {
            sent = sent.append_header((name.as_str(), value.as_bytes()));
        }
        let Ok(response) = service.call(sent.to_request()).await else { continue };
        counted.check(&spelling, origin, &answer(response.into_parts().1).await);
    }
    counted
}

/// The response; a file's own path is what is in it.
async fn answer(response: HttpResponse<impl MessageBody>) -> Response<String> {
    let mut converted = Response::builder().status(response.status().as_u16());
    for (name, value) in response.headers() {
        converted = converted.header(name.as_str(), value.as_bytes());
    }
    let is_file = response.status().is_success() && !response.headers().contains_key(OWN_PATH);
    let body = to_bytes(response.into_body()).await.unwrap_or_default();
    if is_file {
        converted = converted.header(OWN_PATH, body.as_ref());
    }
    converted.body(String::new()).expect("a response")
}

#[actix_web::test]
async fn flat_routes() {
    let counted = check(4, false, None).await;
    assert!(counted.shared > 500 && counted.fooled > 50, "{counted:?}");
}

#[actix_web::test]
async fn scopes() {
    let counted = check(5, true, None).await;
    assert!(counted.shared > 500 && counted.fooled > 50, "{counted:?}");
}

#[actix_web::test]
async fn normalised_paths() {
    for slashes in [TrailingSlash::Trim, TrailingSlash::Always, TrailingSlash::MergeOnly] {
        for in_scopes in [false, true] {
            let counted = check(6, in_scopes, Some(slashes)).await;
            assert!(counted.shared > 500 && counted.fooled > 50, "{counted:?}");
        }
    }
}
