//! Other attributes on the function, and strict lints.

use actix_web::{App, get, routes};
use cors_runtime::attr::cors;
use cors_tests::actix::send;

use super::{API, PAGE, preflight, request};

/// Attributes that change the function may be above or below; one that adds an item is above.
#[actix_web::test]
async fn with_other_attributes() {
    let app = || App::new().service(noted::notes);
    assert_eq!(send(app(), preflight("GET", "/notes", PAGE)).await.status(), 204);
    assert_eq!(send(app(), request("GET", "/notes", PAGE)).await.body(), "notes");
}

mod noted {
    use super::{API, cors, get};
    use utoipa::Path as _;

    /// All notes.
    #[utoipa::path(get, path = "/notes", responses((status = 200, description = "all notes")))]
    #[cors(API)]
    #[get("/notes")]
    #[allow(clippy::unused_async, reason = "an attribute below")]
    pub(super) async fn notes() -> &'static str {
        "notes"
    }

    #[test]
    fn utoipa_has_seen_it() {
        assert!(__path_notes::methods() == [utoipa::openapi::HttpMethod::Get]);
    }
}

/// A library with strict lints.
#[deny(warnings, missing_docs, missing_debug_implementations, unused_qualifications)]
#[deny(clippy::all, clippy::pedantic, clippy::nursery)]
#[allow(clippy::redundant_pub_crate, reason = "the lint `unreachable_pub` wants it")]
mod under_strict_lints {
    use super::{API, cors, get, routes};

    #[cors(API)]
    #[get("/strict")]
    async fn private() -> &'static str {
        "private"
    }

    /// All of them.
    #[cors(API)]
    #[routes]
    #[get("/stricter")]
    #[put("/stricter")]
    pub(super) async fn public() -> &'static str {
        "public"
    }

    pub(super) fn both(config: &mut actix_web::web::ServiceConfig) {
        config.service(private).service(public);
    }
}

#[actix_web::test]
async fn strict_lints_report_nothing() {
    let app = || App::new().configure(under_strict_lints::both);
    assert_eq!(send(app(), request("GET", "/strict", PAGE)).await.body(), "private");
    assert_eq!(send(app(), preflight("PUT", "/stricter", PAGE)).await.status(), 204);
}
