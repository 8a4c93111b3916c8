//! The pages' server, to which all their hosts are mapped: the files, the cases, and the results of the
//! pages.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::response::Html;
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::api::handler::NAMES;
use crate::api::serve;
use crate::policies::{HOME, Kind, PAGES, Page};
use crate::scenario::{self, Scenario, Step};

/// The number of cases that run at the same time: as many as a browser opens connections to the servers, six
/// per host.
const CONCURRENT: usize = 24;

/// What `fetch()` and `XMLHttpRequest` report as a network error, in the three engines.
const NETWORK_ERRORS: [&str; 4] = [
    "TypeError: Failed to fetch",
    "TypeError: NetworkError when attempting to fetch resource.",
    "TypeError: Load failed",
    "error event",
];

const FRAME: &str = include_str!("page/frame.js");

/// The result of a step on a page.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Report {
    /// Its start, in milliseconds.
    at: f64,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Outcome {
    Read { status: u16, names: Vec<String> },
    Failed { error: String },
}

impl Report {
    pub(crate) fn at(&self) -> Duration {
        Duration::from_secs_f64(self.at / 1_000.0)
    }

    pub(crate) fn read(&self) -> Option<(u16, Vec<String>)> {
        match &self.outcome {
            Outcome::Read { status, names } => Some((*status, names.clone())),
            Outcome::Failed { error } => {
                assert!(NETWORK_ERRORS.contains(&error.as_str()), "{error}");
                None
            }
        }
    }
}

/// A report for each step, by the ids of the cases.
pub(crate) type Reports = BTreeMap<String, Vec<Report>>;

/// Starts the server; the receiver gets the reports.
pub(crate) async fn start(scenarios: &[Scenario]) -> (SocketAddr, mpsc::Receiver<Reports>) {
    let (posted, reports) = mpsc::channel(1);
    let plan = plan(scenarios);
    let seen = async move |Json(reports): Json<Reports>| {
        let _ = posted.send(reports).await;
        StatusCode::NO_CONTENT
    };
    let js = |text: &'static str| async move { ([("content-type", "text/javascript")], text) };
    let app = Router::new()
        .route("/", get(async || Html(include_str!("page/index.html"))))
        .route("/frame.html", get(async || Html(include_str!("page/frame.html"))))
        .route("/frame.js", get(move || js(FRAME)))
        .route("/orchestrate.js", get(move || js(include_str!("page/orchestrate.js"))))
        .route("/plan", get(async move || Json(plan.clone())))
        .route("/seen", post(seen))
        .layer(DefaultBodyLimit::disable());
    (serve(app).await, reports)
}

fn plan(scenarios: &[Scenario]) -> Value {
    let (timed, others): (Vec<_>, Vec<_>) =
        scenarios.iter().partition(|scenario| scenario.kind == scenario::Kind::Timed);
    let as_json = |scenario: &&Scenario| {
        let steps: Vec<Step> = scenario.steps_as(&scenario.id).collect();
        json!({ "id": scenario.id, "steps": steps })
    };
    json!({
        "pages": PAGES.iter().map(frame).collect::<Vec<_>>(),
        "names": NAMES,
        "concurrent": CONCURRENT,
        "timed": timed.iter().map(as_json).collect::<Vec<_>>(),
        "others": others.iter().map(as_json).collect::<Vec<_>>(),
    })
}

fn frame(page: &Page) -> Value {
    let source = match page.kind {
        Kind::Plain => format!("{}/frame.html", page.origin),
        Kind::Sandboxed => format!("{}/frame.html", HOME.origin),
        Kind::Data => {
            let text = format!("<script>{FRAME}</script>");
            // Characters with a meaning in a URL.
            let text = text.replace('%', "%25").replace('#', "%23").replace('\n', "%0A");
            format!("data:text/html,{text}")
        }
    };
    json!({ "name": page.name, "source": source, "sandboxed": page.kind == Kind::Sandboxed })
}
