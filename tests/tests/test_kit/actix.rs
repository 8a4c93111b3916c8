//! Mistakes in programs with actix-web.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, HttpResponse, web};
use cors_runtime::actix_web::Cors;
use cors_test::{Cause, Outcome, Server};

use super::{API, OTHER, assert_found, page};

/// Refuses requests without `Authorization`, as a middleware that doesn't know preflights.
async fn authenticate(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.headers().contains_key("authorization") {
        next.call(request).await
    } else {
        Err(actix_web::error::ErrorUnauthorized("log in first"))
    }
}

fn users() -> actix_web::Resource {
    web::resource("/users/{id}").route(web::put().to(HttpResponse::NoContent))
}

async fn rename_a_user<K>(app: &mut impl Server<K>) -> Outcome {
    let mut page = page();
    page.put("/users/1").header("Authorization", "Bearer t").header("x-trace", "1").fetch(app).await
}

#[actix_web::test]
async fn authentication_outside() {
    let mistake = App::new().service(users()).wrap(Cors::new(&API)).wrap(from_fn(authenticate));
    let corrected = App::new().service(users()).wrap(from_fn(authenticate)).wrap(Cors::new(&API));
    let found = rename_a_user(&mut init_service(mistake).await).await;
    assert_eq!(found.causes(), [Cause::CheckedBefore { status: 401, is_preflight: true }]);
    let corrected = rename_a_user(&mut init_service(corrected).await).await;
    assert_found("actix_authentication_outside", &found, &corrected);
}

#[actix_web::test]
async fn path_without_a_policy() {
    let health = || web::resource("/health").route(web::get().to(HttpResponse::Ok));
    let mistake = App::new().service(users().wrap(Cors::new(&API))).service(health());
    let corrected = App::new().service(users()).service(health()).wrap(Cors::new(&API));
    let found = page().get("/health").fetch(&mut init_service(mistake).await).await;
    assert_eq!(found.causes(), [Cause::NoPolicy { status: 200, is_preflight: false }]);
    let corrected = page().get("/health").fetch(&mut init_service(corrected).await).await;
    assert_found("actix_path_without_a_policy", &found, &corrected);
}

#[actix_web::test]
async fn two_policies() {
    let mistake = App::new().service(users().wrap(Cors::new(&OTHER))).wrap(Cors::new(&API));
    let corrected = App::new().service(users()).wrap(Cors::new(&API));
    let found = rename_a_user(&mut init_service(mistake).await).await;
    assert!(matches!(found.causes(), [Cause::TwoPolicies { explanation: Some(_) }]), "{found}");
    let corrected = rename_a_user(&mut init_service(corrected).await).await;
    assert_found("actix_two_policies", &found, &corrected);
}
