//! Random spellings of hosts, through a map and through handlers of actix-web that are chosen by the host.
//!
//! A request that reaches the handler of a host is under the policy that the map gives to that host, or under none.

use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, guard, web};
use cors_runtime::actix_web::Cors;
use cors_runtime::{Policy, PolicyMap, Target, cors, policies};
use http::header::HOST;
use http::{HeaderMap, HeaderValue, Uri};

use crate::spelling::Random;

static ADMIN: Policy = cors! { allow_origins = ["https://admin.example"] };
static TENANTS: Policy = cors! { allow_origins = ["https://tenants.example"] };
static WWW: Policy = cors! { allow_origins = ["https://www.example"] };

static HOSTS: PolicyMap = policies! {
    "//admin.example.com/{*rest}"         => ADMIN,
    "//{tenant}.example.app/{*rest}"      => TENANTS,
    "//{host:www|api}.example.com/{*rest}" => WWW,
    _                                     => closed,
};

const NAMES: [&str; 5] = [
    "admin.example.com",
    "acme.example.app",
    "admin.example.app",
    "www.example.com",
    "other.example",
];

/// The origin that the map allows for a host.
fn of_host(host: &str) -> Option<&'static str> {
    match host {
        "admin.example.com" => Some("https://admin.example"),
        "www.example.com" | "api.example.com" => Some("https://www.example"),
        host if host.strip_suffix(".example.app").is_some_and(|label| !label.contains('.')) => {
            Some("https://tenants.example")
        }
        _ => None,
    }
}

fn allowed(policy: &Policy) -> Option<&'static str> {
    ["https://admin.example", "https://tenants.example", "https://www.example"]
        .into_iter()
        .find(|origin| policy.allows_origin(origin))
}

/// A spelling of a host, and whether servers agree on what it means.
fn spelling(random: &mut Random, host: &str) -> (String, bool) {
    // The guard of actix-web compares letters as they are.
    let is_shouted = random.below(4) == 0;
    let mut text = String::new();
    for letter in host.chars() {
        let is_upper = is_shouted && random.below(2) == 0;
        text.push(if is_upper { letter.to_ascii_uppercase() } else { letter });
    }
    text += random.of(&["", "", "", "."]);
    text += random.of(&["", "", ":80", ":8443", ":"]);
    let is_plain = random.below(3) > 0;
    if !is_plain {
        let at = random.below(text.len() + 1);
        text.insert_str(
            at,
            random.of(&[" ", "@", "/", "%2e", ",", "\\", ":1", "..", "#", "[", "]", "x.", "?"]),
        );
    }
    (text, is_plain)
}

/// One `Host`, several of them, or an authority beside it.
fn target(random: &mut Random) -> Option<(Uri, Vec<String>, Option<&'static str>)> {
    let host = random.of(&NAMES);
    let (text, is_plain) = spelling(random, host);
    let other = random.of(&NAMES);
    let (other, _) = spelling(random, other);
    let uri: Uri = match random.below(4) {
        0 => format!("http://{other}/x").parse().ok()?,
        _ => Uri::from_static("/x"),
    };
    let lines = if random.below(5) == 0 { vec![text, other] } else { vec![text] };
    let is_clear = is_plain && lines.len() == 1 && uri.authority().is_none();
    Some((uri, lines, is_clear.then_some(host)))
}

#[actix_web::test]
async fn reach_their_handler_under_their_policy() {
    let handler =
        |own: &'static str| web::get().to(move || async move { HttpResponse::Ok().body(own) });
    let mut app = App::new();
    for name in NAMES {
        app = app.service(web::scope("").guard(guard::Host(name)).route("/x", handler(name)));
    }
    let service = init_service(app.wrap(Cors::new(&HOSTS))).await;
    let mut random = Random::new(11);
    let (mut reached, mut shared, mut clear) = (0, 0, 0);
    for _ in 0..20_000 {
        let Some((uri, lines, host)) = target(&mut random) else { continue };
        let mut headers = HeaderMap::new();
        for line in &lines {
            let Ok(value) = HeaderValue::from_str(line) else { continue };
            headers.append(HOST, value);
        }
        let origin = allowed(&HOSTS.policy(Target::new(&uri, &headers)));
        if let Some(host) = host {
            assert_eq!(origin, of_host(host), "{uri} {lines:?}");
            clear += 1;
        }
        // What the map refuses, the handler must not share with any of these pages.
        for page in ["https://admin.example", "https://tenants.example", "https://www.example"] {
            let mut sent = TestRequest::default().insert_header(("origin", page));
            sent = sent.uri(&uri.to_string());
            for line in &lines {
                sent = sent.append_header(("host", line.as_str()));
            }
            let Ok(response) = actix_web::dev::Service::call(&service, sent.to_request()).await
            else {
                continue;
            };
            let is_shared = response.headers().contains_key("access-control-allow-origin");
            assert_eq!(is_shared, origin == Some(page), "{uri} {lines:?} {page}");
            if !response.status().is_success() {
                continue;
            }
            let own = actix_web::test::read_body(response).await;
            let own = std::str::from_utf8(&own).expect("a name");
            reached += 1;
            if is_shared {
                shared += 1;
                assert_eq!(of_host(own), Some(page), "{uri} {lines:?} reaches {own}");
            }
        }
    }
    println!(
        "{reached} requests reached a handler, {shared} of them with a policy; {clear} hosts were clear"
    );
    assert!(reached > 10_000 && shared > 2_000 && clear > 5_000, "{reached} {shared} {clear}");
}
