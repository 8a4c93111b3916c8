//! What Chromium makes of `Activate-Storage-Access`: it blocks cookies of other sites, the user has granted those of
//! `api.example.net` to pages of `app.example.com`, and the server decides which requests get them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Html;
use axum::routing::{get, post};
use axum::{Json, Router};
use cors_runtime::tower::CorsLayer;
use cors_runtime::{Policy, cors};
use cors_tests::browser::{CookieGrant, Engine, Network, PATIENCE, hosts};
use http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::tls::Tls;

static RETRY: Policy = cors! {
    allow_origins           = ["https://app.example.com"],
    allow_credentials       = true,
    activate_storage_access = "retry",
};
static LOAD: Policy = cors! {
    allow_origins           = ["https://app.example.com"],
    allow_credentials       = true,
    activate_storage_access = "load",
};
static WITHOUT_THE_KEY: Policy =
    cors! { allow_origins = ["https://app.example.com"], allow_credentials = true };
static OTHER_PAGES: Policy = cors! {
    allow_origins           = ["https://admin.example.com"],
    allow_credentials       = true,
    activate_storage_access = "load",
};

/// The paths of the API, and their policies.
const API: [(&str, &Policy); 4] = [
    ("/retry", &RETRY),
    ("/load", &LOAD),
    ("/without", &WITHOUT_THE_KEY),
    ("/refused", &OTHER_PAGES),
];

const PAGE: &str = r#"<!doctype html><body><script type="module">
const found = {};
const read = async (response) => (await response.text()).split("\n")[0];
const frame = (src) => new Promise((done) => {
  onmessage = (message) => done(message.data);
  const frame = document.createElement("iframe");
  Object.assign(frame, { src });
  document.body.append(frame);
});
for (const path of ["/retry", "/load", "/without", "/refused"]) {
  const url = `https://api.example.net${path}`;
  found[`fetch ${path}`] =
    await fetch(url, { credentials: "include" }).then(read, () => "blocked");
  found[`fetch without credentials ${path}`] =
    await fetch(`${url}?omit`, { credentials: "omit" }).then(read, () => "blocked");
  found[`frame ${path}`] = await frame(`${url}?frame`);
}
await fetch("/saw", {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(found),
});
</script>"#;

/// A document whose first line says whether its request had the cookie. In a frame, it adds whether it has access itself.
async fn document(headers: HeaderMap) -> Html<String> {
    let cookie = if headers.contains_key("cookie") { "cookie" } else { "no cookie" };
    Html(format!(
        "{cookie}\n<script>document.hasStorageAccess().then((has) => \
         parent.postMessage(`{cookie}, then ${{has && document.cookie || 'none'}}`, '*'));</script>"
    ))
}

type Found = BTreeMap<String, String>;

#[tokio::test(flavor = "multi_thread")]
async fn granted_cookies_are_sent_where_the_policy_asks_for_them() {
    let Some(program) = Engine::Chromium.find() else { return };
    let statuses: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&statuses);
    let record = move |request: Request, next: Next| {
        let status = request.headers().get("sec-fetch-storage-access");
        let status = status.map_or("absent", |status| status.to_str().unwrap());
        log.lock().unwrap().push(format!("{} {status}", request.uri()));
        next.run(request)
    };
    let api = API.into_iter().fold(Router::new(), |api, (path, policy)| {
        api.merge(Router::new().route(path, get(document)).layer(CorsLayer::new(policy)))
    });
    let (saw, mut seen) = mpsc::unbounded_channel();
    // The user has been at `api.example.net` before.
    let login = async || {
        let cookie = "user=ada; Secure; SameSite=None; Path=/";
        let headers = [("set-cookie", cookie), ("location", "https://app.example.com/")];
        (StatusCode::SEE_OTHER, headers)
    };
    let app = api
        .layer(middleware::from_fn(record))
        .route("/login", get(login))
        .route("/", get(async || Html(PAGE)))
        .route("/saw", post(async move |Json(found): Json<Found>| drop(saw.send(found))));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain = listener.local_addr().unwrap();
    let server = tokio::spawn(async { axum::serve(listener, app).await });

    let tls = Tls::new();
    let with_tls = tls.proxy(plain).await;
    let network = Network {
        proxy: Some(hosts::start(move |_, port| (port == 443).then_some(with_tls))),
        trusted_key: tls.key_hash,
        cookie_grant: Some(CookieGrant { of: "api.example.net", to: "app.example.com" }),
        ..Network::default()
    };
    let open = move || program.open(&network, "https://api.example.net/login");
    let browser = tokio::task::spawn_blocking(open).await.unwrap();
    let found = tokio::time::timeout(PATIENCE, seen.recv()).await.unwrap().unwrap();
    drop(browser);
    server.abort();

    let statuses = statuses.lock().unwrap();
    for (what, expected, sent) in [
        // `retry`: the request is repeated with the cookie, but a document in a frame has no access of its own.
        ("fetch /retry", "cookie", &["/retry inactive", "/retry active"][..]),
        ("frame /retry", "cookie, then none", &["/retry?frame inactive", "/retry?frame active"]),
        // `load` gives it to the document, too.
        ("fetch /load", "cookie", &["/load inactive", "/load active"]),
        ("frame /load", "cookie, then user=ada", &["/load?frame inactive", "/load?frame active"]),
        // Without the header, the grant of the user has no effect.
        ("fetch /without", "no cookie", &["/without inactive"]),
        ("frame /without", "no cookie, then none", &["/without?frame inactive"]),
        // Nor for a page that the policy does not allow.
        ("fetch /refused", "blocked", &["/refused inactive"]),
        ("frame /refused", "no cookie, then none", &["/refused?frame inactive"]),
        // A page that wants no credentials gets none.
        ("fetch without credentials /retry", "no cookie", &["/retry?omit absent"]),
        ("fetch without credentials /load", "no cookie", &["/load?omit absent"]),
    ] {
        assert_eq!(found.get(what).map(String::as_str), Some(expected), "{what}: {found:#?}");
        let (url, _) = sent[0].split_once(' ').unwrap();
        let is_same = |line: &&String| line.split_once(' ').unwrap().0 == url;
        assert_eq!(statuses.iter().filter(is_same).collect::<Vec<_>>(), sent, "{what}");
    }
}
