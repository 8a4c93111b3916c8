//! The matrix: every policy of origins × every page × kinds of requests.
//!
//! Every policy meets a plain `GET` of every page. Of all the rest, each adapter meets every
//! [`THINNING`]th row, and no two adapters the same ones.

use crate::api::Adapter;
use crate::api::handler::NAMES;
use crate::policies::{PAGES, POLICIES, Page};
use crate::scenario::{Scenario, Step, url};

/// No divisor of the number of kinds of requests.
const THINNING: usize = 53;

/// The policies that stand in the matrix: those that remember for long, or share a path, have
/// cases of their own.
fn is_in_the_matrix(name: &str) -> bool {
    !["options", "strict", "open"].contains(&name) && !name.starts_with("max-age")
}

/// The host of an adapter's server, of the same site as the policies' home.
pub(crate) fn host(adapter: Adapter) -> String {
    format!("{}.api.app.test", adapter.name())
}

/// Every kind of request but the plain `GET`, with its name.
fn requests(page: Page, url: &str) -> Vec<(String, Step)> {
    type Header = Option<(&'static str, &'static str)>;
    const HEADERS: [(&str, Header); 4] = [
        ("no-header", None),
        ("listed", Some(("X-Listed", "1"))),
        ("unlisted", Some(("x-unlisted", "1"))),
        ("authorization", Some(("Authorization", "Bearer t"))),
    ];
    let mut requests = Vec::new();
    for method in ["GET", "POST", "PUT", "PATCH", "POST-listens"] {
        for (header_name, header) in HEADERS {
            for credentials in [false, true] {
                let mut step = Step::get(page, url.to_owned());
                match method {
                    "POST" => {
                        step = step.method("POST").header("Content-Type", "application/json");
                        step.body = Some("{}");
                    }
                    "POST-listens" => {
                        step = Step { body: Some("x"), listens: true, ..step.method("POST") };
                    }
                    method => step = step.method(method),
                }
                if let Some((name, value)) = header {
                    step = step.header(name, value);
                }
                step.credentials = credentials;
                let with = if credentials { "with-credentials" } else { "without" };
                requests.push((format!("{method}.{header_name}.{with}"), step));
            }
        }
    }
    requests.remove(0);
    requests
}

pub(crate) fn rows(adapter: Adapter) -> Vec<Scenario> {
    let mut rows = Vec::new();
    let mut thinned = adapter as usize * (THINNING / Adapter::ALL.len());
    for named in POLICIES.iter().filter(|named| is_in_the_matrix(&named.name)) {
        for page in PAGES {
            let url = url(&host(adapter), &format!("/p/{}/x", named.name), &[]);
            let get = Step::get(*page, url.clone());
            let name = format!("{}.GET", page.name);
            rows.push(Scenario::under(&named.name, adapter, &name, vec![get]));
            for (kind, step) in requests(*page, &url) {
                thinned += 1;
                if thinned.is_multiple_of(THINNING) {
                    let name = format!("{}.{kind}", page.name);
                    rows.push(Scenario::under(&named.name, adapter, &name, vec![step]));
                }
            }
        }
    }
    rows
}

/// What an allowed page can read of the handler's, under most policies.
pub(crate) const SHARED: Option<(u16, &[&str])> = Some((200, &[NAMES[0], NAMES[1]]));
