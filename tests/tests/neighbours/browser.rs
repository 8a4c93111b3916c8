//! What Chromium makes of the headers: which responses have a timing, and which images are loaded.
//!
//! A page of `localhost` requests `127.0.0.1`, which is another site. The page is loaded twice, the second time with
//! `Cross-Origin-Embedder-Policy: require-corp`.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::response::Html;
use axum::routing::{any, get, post};
use axum::{Json, Router};
use cors_runtime::axum::protect;
use cors_runtime::{Policy, cors};
use cors_tests::browser::{Engine, Network, PATIENCE};
use http::{HeaderMap, header};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

static PLAIN: Policy = cors! { allow_origins = ["http://localhost:*"], allow_credentials = true };
static TIMED: Policy = cors! {
    allow_origins           = ["http://localhost:*"],
    allow_credentials       = true,
    timing_allow_origin     = true,
    activate_storage_access = "load",
};
static TIMED_FOR_ALL: Policy =
    cors! { allow_origins = ["https://app.example.com"], timing_allow_origin = "*" };
static OWN_ORIGIN: Policy = cors! {
    allow_origins                = ["http://localhost:*"],
    allow_credentials            = true,
    cross_origin_resource_policy = "same-origin",
};
static SITE: Policy = cors! {
    allow_origins                = ["http://localhost:*"],
    cross_origin_resource_policy = "same-site",
};
static ALL: Policy =
    cors! { allow_origins = ["http://localhost:*"], cross_origin_resource_policy = "cross-origin" };

/// The APIs, by the names of the results.
const APIS: [(&str, &Policy); 6] = [
    ("plain", &PLAIN),
    ("timed", &TIMED),
    ("timed_for_all", &TIMED_FOR_ALL),
    ("own_origin", &OWN_ORIGIN),
    ("site", &SITE),
    ("all", &ALL),
];

const PAGE: &str = r#"<!doctype html><script type="module">
const apis = $APIS;
const found = {};
const load = (url) => new Promise((done) => {
  const image = new Image();
  image.onload = () => done("loaded");
  image.onerror = () => done("blocked");
  image.src = url;
});
const timing = async (url) => {
  for (let tries = 0; tries < 600; tries++) {
    const [entry] = performance.getEntriesByName(url);
    if (entry) return entry.requestStart > 0 ? "timed" : "untimed";
    await new Promise((done) => setTimeout(done, 100));
  }
  return "no entry";
};
for (const [name, api] of Object.entries(apis)) {
  const image = `http://${api}/image.svg`;
  found[`${name} image`] = await load(image);
  if (found[`${name} image`] === "loaded") found[`${name} image timing`] = await timing(image);
  const data = `http://${api}/data`;
  found[`${name} fetch`] = await fetch(data, { credentials: "include" })
    .then((response) => response.text(), () => "blocked");
  if (found[`${name} fetch`] !== "blocked") found[`${name} fetch timing`] = await timing(data);
}
found.isolated = String(crossOriginIsolated);
await fetch("/saw", {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(found),
});
if (location.pathname === "/") location.pathname = "/isolated";
</script>"#;

async fn listen() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// Answers with an image, or with the request's `Sec-Fetch-Storage-Access`.
fn api() -> Router {
    const IMAGE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>"#;
    let image = async || ([(header::CONTENT_TYPE, "image/svg+xml")], IMAGE);
    let data = async |request: Request| {
        let status = request.headers().get("sec-fetch-storage-access");
        status.and_then(|value| value.to_str().ok()).unwrap_or("no status").to_owned()
    };
    Router::new().route("/image.svg", get(image)).route("/data", any(data))
}

type Found = BTreeMap<String, String>;

#[tokio::test(flavor = "multi_thread")]
async fn timing_and_images_of_another_site() {
    let Some(program) = Engine::Chromium.find() else { return };
    let mut servers = Vec::new();
    let mut hosts = BTreeMap::new();
    for (name, policy) in APIS {
        let (listener, port) = listen().await;
        hosts.insert(name, format!("127.0.0.1:{port}"));
        let server = axum::serve(listener, protect(api(), policy));
        servers.push(tokio::spawn(async { server.await }));
    }
    let page = PAGE.replace("$APIS", &serde_json::to_string(&hosts).unwrap());
    let isolated = page.clone();
    let (saw, mut seen) = mpsc::unbounded_channel();
    let app = Router::new()
        .route("/", get(async || Html(page)))
        .route(
            "/isolated",
            get(async || {
                let mut headers = HeaderMap::new();
                headers.insert("cross-origin-embedder-policy", "require-corp".parse().unwrap());
                headers.insert("cross-origin-opener-policy", "same-origin".parse().unwrap());
                (headers, Html(isolated))
            }),
        )
        .route(
            "/saw",
            post(async move |Json(found): Json<Found>| {
                saw.send(found).unwrap();
            }),
        );
    let (listener, port) = listen().await;
    let server = axum::serve(listener, app);
    servers.push(tokio::spawn(async { server.await }));

    let url = format!("http://localhost:{port}/");
    let browser = tokio::task::spawn_blocking(move || program.open(&Network::default(), &url));
    let browser = browser.await.unwrap();
    let mut next = async || tokio::time::timeout(PATIENCE, seen.recv()).await.unwrap().unwrap();
    let usual = next().await;
    let isolated = next().await;
    drop(browser);
    for server in servers {
        server.abort();
    }

    let (timed, untimed) = (Some("timed"), Some("untimed"));
    let (loaded, blocked) = (Some("loaded"), Some("blocked"));
    for (what, in_usual, in_isolated) in [
        ("isolated", Some("false"), Some("true")),
        // `Cross-Origin-Resource-Policy` decides on images, which are requested without CORS …
        ("plain image", loaded, blocked),
        ("own_origin image", blocked, blocked),
        ("site image", blocked, blocked),
        ("all image", loaded, loaded),
        // … and not on requests with CORS.
        ("plain fetch timing", untimed, untimed),
        // Chromium sends `Sec-Fetch-Storage-Access: none`, because it blocks the cookies and the user has granted none.
        ("own_origin fetch", Some("none"), Some("none")),
        // `Timing-Allow-Origin` with the request's origin is for requests with CORS, `*` also for others.
        ("timed fetch timing", timed, timed),
        ("timed image timing", untimed, None),
        ("timed_for_all image timing", timed, None),
        ("plain image timing", untimed, None),
    ] {
        assert_eq!(usual.get(what).map(String::as_str), in_usual, "{what}: {usual:#?}");
        assert_eq!(isolated.get(what).map(String::as_str), in_isolated, "{what}: {isolated:#?}");
    }
}
