//! The matrix: every policy of origins × every page × kinds of requests.
//!
//! Every policy is tested with a plain `GET` of every page. Of the other rows, each adapter is tested with
//! every [`THINNING`]th, and no two adapters with the same ones.

use crate::api::Adapter;
use crate::api::handler::NAMES;
use crate::policies::{HOME, HTTPS, Named, PAGES, POLICIES, Page};
use crate::scenario::{Scenario, Step, url};

/// Not a divisor of the number of kinds of requests.
const THINNING: usize = 53;

/// The policies in the matrix: those with a long max-age, or that share a path, have separate cases.
fn is_in_the_matrix(name: &str) -> bool {
    !["options", "strict", "open"].contains(&name) && !name.starts_with("max-age")
}

/// Whether a page is tested with a policy. Of the pages whose scheme the policy has no origin of, only one
/// is.
fn is_tested(page: Page, policy: &Named) -> bool {
    let origins = &policy.written.allow_origins;
    let has = |scheme: &str| origins.contains(scheme) || !origins.contains("://");
    match page.origin.split_once("//") {
        Some((scheme, _)) => [HOME, HTTPS].contains(&page) || has(scheme),
        None => true,
    }
}

/// The origin of an adapter's server without TLS, of the same site as the policies' main origin.
pub(crate) fn server(adapter: Adapter) -> String {
    format!("http://{}.api.app.test", adapter.name())
}

/// The origin of the same server with TLS in front.
pub(crate) fn server_with_tls(adapter: Adapter) -> String {
    format!("https://{}.api.app.test", adapter.name())
}

/// Whichever of the two a page may call.
pub(crate) fn server_for(page: Page, adapter: Adapter) -> String {
    if page.is_secure() { server_with_tls(adapter) } else { server(adapter) }
}

/// Every kind of request except the plain `GET`, with its name.
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
    let policies = POLICIES.iter().filter(|named| is_in_the_matrix(&named.name));
    for named in policies.filter(|named| adapter.supports(named)) {
        for page in PAGES.iter().filter(|page| is_tested(**page, named)) {
            let url = url(&server_for(*page, adapter), &format!("/p/{}/x", named.name), &[]);
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

/// The names of the handler's headers that an allowed page can read, with most policies.
pub(crate) const SHARED: Option<(u16, &[&str])> = Some((200, &[NAMES[0], NAMES[1]]));
