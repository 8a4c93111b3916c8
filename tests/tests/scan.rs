//! What `cargo cors scan` reads of a program is what the library in it does: the programs of its transcripts are
//! compiled, and their configurations get requests of origins that are allowed, of origins near them, and of the
//! witnesses in the report.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    unreachable_pub,
    dead_code,
    reason = "a test fails by panicking, and the programs are not only for this one"
)]

use std::collections::BTreeSet;

use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, web};
use cors_cli::scan::{Reviewed, configurations};
use cors_compiler::ast::Notation;
use cors_compiler::finding::{Argument, Written};
use cors_compiler::migration::{Change, ChangeKind, Condition, Credentials, Origins};
use cors_compiler::toml;
use http::{Method, Request, Response, header};
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::cors::CorsLayer;

#[path = "../../cors-cli/tests/scan/actix_cors.rs"]
mod actix_program;
#[path = "../../cors-cli/tests/scan/shop.rs"]
mod shop;
#[path = "../../cors-cli/tests/scan/tenants.rs"]
mod tenants;
#[path = "../../cors-cli/tests/scan/tower_http.rs"]
mod tower_program;

/// Origins that are allowed, and others near them.
const ORIGINS: [&str; 26] = [
    "https://app.example.com",
    "https://app.example.com:8443",
    "https://app.example.com.a.com",
    "https://app.example.community",
    "http://app.example.com",
    "https://dashboard.example.com",
    "https://example.com",
    "https://aexample.com",
    "https://a.example.com",
    "https://admin.example.com",
    "http://a.example.com",
    "https://*.example.com",
    "https://tenants.example.com",
    "https://atenants.example.com",
    "https://a.tenants.example.com",
    "http://localhost:5173",
    "http://localhost:3000",
    "http://localhost",
    "http://localhost.a.com",
    "https://localhost",
    "https://a.example",
    "https://b.example",
    "https://c.example",
    "https://shop.example",
    "https://www.shop.example",
    "https://shop.example.a.com",
];

/// What a server answers.
#[derive(Debug, Default, PartialEq, Eq)]
struct Answer {
    allows: bool,
    credentials: bool,
    methods: BTreeSet<String>,
}

fn answer(origin: &str, get: impl Fn(&str) -> Option<String>) -> Answer {
    let allowed = get("access-control-allow-origin");
    let methods = get("access-control-allow-methods").unwrap_or_default();
    Answer {
        allows: allowed.is_some_and(|allowed| allowed == origin || allowed == "*"),
        credentials: get("access-control-allow-credentials").is_some(),
        methods: methods.split(',').map(|name| name.trim().to_owned()).collect(),
    }
}

/// The answers of tower-http: to a preflight, which has the methods, with what else it says.
fn tower_http(layer: &CorsLayer, origin: &str) -> Answer {
    let handler = service_fn(|_: Request<()>| {
        std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(())))
    });
    let request = Request::builder()
        .method(Method::OPTIONS)
        .header(header::ORIGIN, origin)
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "PUT")
        .body(())
        .unwrap();
    let service = layer.layer(handler);
    let Ok(response) = actix_web::rt::System::new().block_on(service.oneshot(request));
    let get = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
    answer(origin, get)
}

/// The answer of actix-cors to a request, and the methods of a preflight.
fn actix_cors(cors: impl Fn() -> actix_cors::Cors, origin: &str) -> Answer {
    actix_web::rt::System::new().block_on(async {
        let app = App::new()
            .wrap(cors())
            .default_service(web::to(|| std::future::ready(HttpResponse::Ok().finish())));
        let app = init_service(app).await;
        let request = TestRequest::get().insert_header(("origin", origin));
        let response = match actix_web::test::try_call_service(&app, request.to_request()).await {
            Ok(response) => response.map_into_boxed_body().into_parts().1,
            Err(error) => error.error_response(),
        };
        let get = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        answer(origin, get)
    })
}

/// Whether a configuration allows an origin, as it was read.
fn is_read_as_allowed(reviewed: &Reviewed, origin: &str) -> bool {
    match &reviewed.found.configuration.origins {
        Origins::Any(_) => true,
        Origins::Conditions(conditions) => {
            conditions.iter().zip(&reviewed.review.conditions).any(|(condition, it)| {
                match &condition.value {
                    Condition::Exactly(exact) => exact == origin,
                    _ => it.origins.as_ref().is_some_and(|it| it.contains(origin.as_bytes())),
                }
            })
        }
    }
}

/// Compares a configuration with what the library does, and the policy to move to with both. Returns how many origins
/// the library allows.
fn compare(name: &str, reviewed: &Reviewed, library: impl Fn(&str) -> Answer) -> usize {
    let mut allowed = 0;
    let witnesses: Vec<String> = reviewed
        .review
        .conditions
        .iter()
        .filter_map(|condition| condition.reach.as_ref()?.outsider.clone())
        .collect();
    for witness in &witnesses {
        assert!(library(witness).allows, "{name}: the witness {witness} is not allowed");
    }
    let proposal = reviewed.proposal.as_ref().unwrap();
    let policy = toml::compile(&proposal.printed(Notation::Toml)).unwrap();
    let corrected = |change: &Change| match change.words.arguments() {
        [_, (_, Argument::Written(Written::Text(origin)))]
            if change.kind == ChangeKind::Corrected =>
        {
            Some(origin.clone())
        }
        _ => None,
    };
    let corrected: Vec<String> = proposal.changes().iter().filter_map(corrected).collect();
    for origin in ORIGINS.into_iter().chain(witnesses.iter().map(String::as_str)) {
        let answer = library(origin);
        assert_eq!(is_read_as_allowed(reviewed, origin), answer.allows, "{name}: {origin}");
        let is_allowed = policy.table.allows_origin(origin.as_bytes());
        assert!(
            !is_allowed || answer.allows || corrected.iter().any(|one| one == origin),
            "{name}: {origin} is new"
        );
        allowed += usize::from(answer.allows);
        if answer.allows {
            let credentials = reviewed.found.configuration.credentials;
            assert_eq!(credentials != Credentials::No, answer.credentials, "{name}: {origin}");
        }
    }
    allowed
}

#[test]
fn tower_http_does_what_was_read() {
    let read = configurations(include_str!("../../cors-cli/tests/scan/tower_http.rs")).unwrap();
    let layers = [
        ("api", tower_program::api()),
        ("previews", tower_program::previews()),
        ("listed", tower_program::listed()),
        ("very_permissive", CorsLayer::very_permissive()),
        ("permissive", CorsLayer::permissive()),
    ];
    assert_eq!(read.len(), layers.len());
    let mut allowed = Vec::new();
    for ((name, layer), reviewed) in layers.iter().zip(&read) {
        allowed.push(compare(name, reviewed, |origin| tower_http(layer, origin)));
    }
    assert!(allowed.iter().all(|&count| count > 1), "{allowed:?}");
    let methods = tower_http(&layers[0].1, "https://app.example.com").methods;
    let listed = read[0].found.configuration.methods.listed.iter();
    assert_eq!(methods, listed.map(|name| name.value.clone()).collect());
}

/// A call in a branch is read as made: the layer of a development server allows what was read.
#[test]
fn conditional_calls_are_read_as_made() {
    let read = configurations(include_str!("../../cors-cli/tests/scan/shop.rs")).unwrap();
    let layers = [shop::layer(false), shop::layer(true)];
    let either = |origin: &str| {
        let [production, development] = [0, 1].map(|index| tower_http(&layers[index], origin));
        Answer { allows: production.allows || development.allows, ..development }
    };
    assert!(compare("shop", &read[0], either) > 3);
}

#[test]
fn actix_cors_does_what_was_read() {
    let read = configurations(include_str!("../../cors-cli/tests/scan/actix_cors.rs")).unwrap();
    assert!(compare("admin", &read[0], |origin| actix_cors(actix_program::admin, origin)) > 2);
    assert!(compare("open", &read[1], |origin| actix_cors(actix_program::open, origin)) > 20);
    let permissive = |origin: &str| actix_cors(actix_cors::Cors::permissive, origin);
    assert!(compare("permissive", &read[3], permissive) > 20);

    let read = configurations(include_str!("../../cors-cli/tests/scan/tenants.rs")).unwrap();
    let tenants = |origin: &str| actix_cors(|| tenants::tenants(Vec::new()), origin);
    assert!(compare("tenants", &read[0], tenants) > 2);
}
