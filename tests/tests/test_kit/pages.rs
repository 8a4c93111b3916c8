//! Pages and their browsers: credentials, cookies, redirects, the preflight cache, `null`.

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Redirect;
use axum::routing::{get, post, put};
use cors_runtime::axum::{Protected, protect};
use cors_runtime::{Policy, cors};
use cors_test::{CredentialsMode, Page, RedirectMode};

static API: Policy = cors! {
    allow_origins = ["https://app.example.com"],
    allow_credentials = true,
    allow_methods = [PUT],
    expose_headers = ["x-total"],
    max_age = "10m",
};

async fn account(headers: HeaderMap) -> Result<String, StatusCode> {
    let cookies = headers.get("cookie").and_then(|cookies| cookies.to_str().ok());
    cookies.map(str::to_owned).ok_or(StatusCode::UNAUTHORIZED)
}

fn app() -> Protected {
    const SESSION: &str = "__Host-session=1; Secure; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600";
    let router = Router::new()
        .route("/", put(async || [("x-total", "3"), ("x-other", "1")]))
        .route("/login", post(async || [("set-cookie", SESSION)]))
        .route("/account", get(account).put(account))
        .route("/old", get(async || Redirect::temporary("/account")))
        .route("/secure", get(async || Redirect::permanent("https://api.example.com/account")))
        .route("/away", get(async || Redirect::temporary("https://other.example.net/account")))
        .route(
            "/echo",
            post(async |headers: HeaderMap, body: String| {
                format!(
                    "{} {} {body}",
                    headers["host"].to_str().unwrap(),
                    headers["content-type"].to_str().unwrap()
                )
            }),
        );
    protect(router, &API)
}

fn page() -> Page {
    Page::at("https://app.example.com").calling("https://api.example.com")
}

#[tokio::test]
async fn logged_in_page() {
    let (mut app, mut page) = (app(), page().credentials());
    page.get("/account").fetch(&mut app).await.expect_status(401);
    page.post("/login").fetch(&mut app).await.expect_status(200);
    let seen = page.get("/account").fetch(&mut app).await;
    assert_eq!(seen.text().unwrap(), "__Host-session=1");
    // The values of cookies are not printed.
    assert!(seen.to_string().contains("cookies: __Host-session\n"), "{seen}");
    page.get("/account")
        .with_credentials(CredentialsMode::Omit)
        .fetch(&mut app)
        .await
        .expect_status(401);
    // The cookie is `SameSite=Lax`: a page of another site doesn't send it.
    let mut evil = page.clone().navigate("https://evil.example");
    let outcome = evil.get("/account").fetch(&mut app).await;
    outcome.expect_sent().expect_blocked();
    assert!(!outcome.exchanges()[0].request.header_list.contains("cookie"));
    page.advance(Duration::from_secs(3600));
    page.get("/account").fetch(&mut app).await.expect_status(401);
}

#[tokio::test]
async fn preflights_are_cached() {
    let (mut app, mut page) = (app(), page());
    page.put("/").fetch(&mut app).await.expect_readable().expect_preflight();
    page.put("/").fetch(&mut app).await.expect_readable().expect_no_preflight();
    page.put("/").credentials().fetch(&mut app).await.expect_preflight();
    page.advance(Duration::from_secs(600));
    page.put("/").fetch(&mut app).await.expect_preflight();
    page.put("/").fetch(&mut app).await.expect_no_preflight();
    let mut framed = page.framed_by("https://elsewhere.example");
    framed.put("/").fetch(&mut app).await.expect_preflight();
}

#[tokio::test]
async fn readable_headers() {
    let (mut app, mut page) = (app(), page());
    let outcome = page.put("/").fetch(&mut app).await;
    outcome.expect_header("X-Total");
    assert_eq!((outcome.header("x-total").unwrap(), outcome.header("x-other")), ("3".into(), None));
}

#[tokio::test]
async fn origins_that_are_null() {
    let mut app = app();
    for mut page in
        [Page::sandboxed(), Page::at("file:///tmp/page.html"), Page::at("data:text/html,x")]
    {
        page = page.calling("https://api.example.com");
        let outcome = page.get("/account").fetch(&mut app).await;
        outcome.expect_sent().expect_blocked();
        assert_eq!(&*outcome.exchanges()[0].request.header_list.get("origin").unwrap(), b"null");
    }
}

#[tokio::test]
async fn redirects() {
    let (mut app, mut page) = (app(), page());
    page.get("/old").fetch(&mut app).await.expect_status(401);
    page.get("/old").redirect(RedirectMode::Error).fetch(&mut app).await.expect_blocked();
    let outcome = page.get("/away").fetch(&mut app).await;
    outcome.expect_blocked();
    let text = outcome.to_string();
    assert!(text.contains("origin: null") && text.contains("to another, browsers send"), "{text}");
}

/// The usual trap of an API that redirects from `http:` to `https:`, which is another origin.
#[tokio::test]
async fn redirect_to_https() {
    let mut app = app();
    let mut insecure = Page::at("http://app.example.com").calling("http://api.example.com");
    let outcome = insecure.get("/secure").fetch(&mut app).await;
    assert_eq!(outcome.exchanges().len(), 1, "the redirect is not shared with the page: {outcome}");
    let mut own = Page::at("http://api.example.com");
    let outcome = own.get("/secure").fetch(&mut app).await;
    let second = outcome.expect_sent().expect_blocked().exchanges().last().unwrap();
    assert_eq!(second.request.url.as_str(), "https://api.example.com/account");
    assert_eq!(&*second.request.header_list.get("origin").unwrap(), b"http://api.example.com");
    // From a page over `https:`, such a request is not even sent.
    let mut secure = page().calling("http://api.example.com");
    secure.get("/secure").fetch(&mut app).await.expect_not_sent();
}

#[tokio::test]
async fn own_server_needs_no_policy() {
    let mut app = Router::new().route("/", put(async || "done"));
    let mut page = Page::at("https://app.example.com/admin/");
    page.put("/")
        .header("x-any", "1")
        .fetch(&mut app)
        .await
        .expect_status(200)
        .expect_no_preflight();
}

#[tokio::test]
async fn what_a_form_sends() {
    let (mut app, mut page) =
        (app(), Page::at("https://evil.example").calling("https://api.example.com"));
    page.post("/echo").no_cors().body("a=b").fetch(&mut app).await.expect_sent().expect_blocked();
    let thrown = page.put("/echo").no_cors().fetch(&mut app).await;
    thrown.expect_not_sent();
    assert!(thrown.response().is_err());
}

#[tokio::test]
async fn bodies_and_host() {
    let (mut app, mut page) = (app(), page().calling("https://api.example.com:8443"));
    let outcome = page.post("/echo").body("text").fetch(&mut app).await;
    let expected = "api.example.com:8443 text/plain;charset=UTF-8 text";
    assert_eq!(outcome.expect_readable().text().unwrap(), expected);
    // JSON needs a preflight, and the policy doesn't allow `content-type`.
    page.post("/echo").json("{}").fetch(&mut app).await.expect_not_sent();
}

#[test]
fn outcomes_can_be_awaited_on_any_thread() {
    fn is_send<T: Send>(_: &T) {}
    let (mut app, mut page) = (app(), page());
    is_send(&page.get("/").fetch(&mut app));
}

#[test]
fn mistakes_in_tests_are_explained() {
    for (make, part) in [
        (
            (|| Page::at("app.example.com")) as fn() -> Page,
            "write one such as `https://app.example.com`",
        ),
        (|| Page::at("null"), "is not the URL of a page"),
        (|| Page::at("tauri://localhost/"), "write `tauri://localhost`"),
        (|| page().calling("api.example.com"), "is not the URL of a server"),
    ] {
        let message = *std::panic::catch_unwind(make).unwrap_err().downcast::<String>().unwrap();
        assert!(message.contains(part), "{message}");
    }
}
