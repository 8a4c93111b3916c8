//! The pages, and a server whose answers are in the URLs of requests: `/x?c=CASE&s={"p": …, "a": …}`, in which `p` is
//! the answer to a preflight and `a` to any other request, each with a status and headers. A list has the answers to the
//! first such request of the case, to the second, and so on.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::{HeaderMap, Method};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::facts::{FACTS, Page};

/// The results of the facts of one page, by their ids.
pub(crate) type Seen = BTreeMap<String, String>;

/// The requests of each case.
type Log = Arc<Mutex<BTreeMap<String, Vec<Value>>>>;

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) seen: mpsc::UnboundedReceiver<Seen>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, seen) = mpsc::unbounded_channel();
        let public = ([("content-security-policy", "treat-as-public-address")], Html(PAGE));
        let js = || ([("content-type", "text/javascript")], include_str!("page.js"));
        let log = Log::default();
        let app = Router::new()
            .route("/", get(async || Html(PAGE)))
            .route("/public", get(async move || public))
            .route("/page.js", get(async move || js()))
            .route("/plan", get(async move |headers: HeaderMap| plan(address.port(), &headers)))
            .route("/seen", post(async move |Json(seen): Json<Seen>| drop(sender.send(seen))))
            .merge(Router::new().route("/log", get(logged)).fallback(answer).with_state(log));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, seen }
    }
}

const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><title>Facts</title>
<body><script type="module" src="/page.js"></script>"#;

/// The id of a fact, by its position.
pub(crate) fn id(number: usize) -> String {
    format!("f{number}")
}

/// The facts of a page, which is known by the referrer, and where the page goes then.
fn plan(port: u16, headers: &HeaderMap) -> Json<Value> {
    let referrer = headers["referer"].to_str().unwrap();
    let at = Page::ALL.iter().position(|page| page.url(port) == referrer).unwrap();
    let next = Page::ALL.get(at + 1).map(|next| next.url(port));
    let facts = FACTS.iter().enumerate().filter(|(_, fact)| fact.page == Page::ALL[at]);
    let facts = facts.map(|(number, fact)| json!({ "id": id(number), "script": fact.script }));
    Json(json!({ "facts": facts.collect::<Vec<_>>(), "next": next, "port": port }))
}

#[derive(Deserialize)]
struct Case {
    c: String,
    #[serde(default)]
    s: String,
}

async fn logged(State(log): State<Log>, Query(case): Query<Case>) -> Json<Vec<Value>> {
    Json(log.lock().unwrap().get(&case.c).cloned().unwrap_or_default())
}

async fn answer(State(log): State<Log>, Query(case): Query<Case>, request: Request) -> Response {
    let header = |name: &str| {
        let value = request.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let names = request.headers().keys();
    let headers: BTreeMap<&str, _> =
        names.map(|name| (name.as_str(), header(name.as_str()))).collect();
    let is_preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key("access-control-request-method");
    let entry = json!({
        "method": request.method().as_str(), "preflight": is_preflight, "headers": headers,
    });
    let earlier = {
        let mut log = log.lock().unwrap();
        let requests = log.entry(case.c.clone()).or_default();
        let earlier = requests.iter().filter(|it| it["preflight"] == is_preflight).count();
        requests.push(entry);
        earlier
    };

    let script: Value = serde_json::from_str(&case.s).unwrap_or_default();
    let mut part = &script[if is_preflight { "p" } else { "a" }];
    if let Some(last) = part.as_array().and_then(|parts| parts.len().checked_sub(1)) {
        part = &part[earlier.min(last)];
    }
    let status = part["status"].as_u64().unwrap_or(200);
    let mut response = Response::builder().status(u16::try_from(status).unwrap());
    let echoed = |value: &str| {
        let requested = header("access-control-request-headers").unwrap_or_default();
        value
            .replace("$ORIGIN", &header("origin").unwrap_or_default())
            .replace("$ACRM", &header("access-control-request-method").unwrap_or_default())
            .replace("$ACRH", &requested)
    };
    for line in part["headers"].as_array().into_iter().flatten() {
        response = response.header(line[0].as_str().unwrap(), echoed(line[1].as_str().unwrap()));
    }
    // A body, so that the frame of a form shows a document and reports that it has loaded.
    let response =
        response.header("content-type", "text/plain").header("cache-control", "no-store");
    response.body(Body::from("answer")).unwrap().into_response()
}
