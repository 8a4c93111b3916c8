//! A case: the requests of pages, one after another, and the expected results.

use cors_tests::written::{Gets, PageRequest};
use serde::Serialize;

use crate::api::Adapter;
use crate::api::handler::NAMES;
use crate::api::log::Arrived;
use crate::policies::{Page, policy};

/// Requests in order.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// Its id, with its adapter and its request.
    pub(crate) id: String,
    pub(crate) adapter: Adapter,
    pub(crate) steps: Vec<Step>,
    /// The expected results, from the meaning of the policy.
    pub(crate) want: Seen,
    /// Whether it may run at the same time as others.
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// At the same time as all others.
    Plain,
    /// Its result depends on time, so nothing else runs at the same time.
    Timed,
    /// It depends on the HTTP cache, which the user agent does not have: the readable parts are compared,
    /// and the requests are not.
    Cached,
}

/// A request of a page. In its URL, `CASE` is replaced by the name under which the server logs requests.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Step {
    #[serde(skip)]
    pub(crate) page: Page,
    #[serde(rename = "page")]
    pub(crate) page_name: &'static str,
    pub(crate) url: String,
    pub(crate) method: &'static str,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: Option<&'static str>,
    pub(crate) credentials: bool,
    pub(crate) no_cors: bool,
    /// With `XMLHttpRequest` and a listener for the upload, which forces a preflight.
    pub(crate) listens: bool,
    /// How many milliseconds the page waits before it.
    pub(crate) wait: u64,
}

/// The results of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The parts of each response that the page can read: the status, and the names of [`NAMES`].
    pub(crate) read: Vec<Option<(u16, Vec<String>)>>,
    pub(crate) preflights: usize,
    pub(crate) handled: usize,
    /// Each request, if known.
    pub(crate) requests: Option<Vec<String>>,
}

impl Seen {
    pub(crate) fn new(read: Vec<Option<(u16, Vec<String>)>>, arrived: &Arrived) -> Self {
        let requests = Some(arrived.requests.clone());
        Self { read, preflights: arrived.preflights(), handled: arrived.handled, requests }
    }

    /// Whether the known results are equal.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        let is_same_log = match (&self.requests, &other.requests) {
            (Some(own), Some(others)) => own == others,
            _ => true,
        };
        let counts = (self.preflights, self.handled) == (other.preflights, other.handled);
        self.read == other.read && counts && is_same_log
    }
}

/// The URL of a path at a server, which is given by its origin: `/p/exact/x`, with the handler's
/// parameters.
pub(crate) fn url(server: &str, path: &str, parameters: &[(&str, &str)]) -> String {
    let mut url: cors_user_agent::Url = format!("{server}{path}").parse().unwrap();
    url.query_pairs_mut().append_pair("c", "CASE").extend_pairs(parameters);
    url.into()
}

impl Step {
    /// `GET` without parameters.
    pub(crate) fn get(page: Page, url: String) -> Self {
        Self {
            page,
            page_name: page.name,
            url,
            method: "GET",
            headers: Vec::new(),
            body: None,
            credentials: false,
            no_cors: false,
            listens: false,
            wait: 0,
        }
    }

    pub(crate) fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn with_credentials(self) -> Self {
        Self { credentials: true, ..self }
    }

    pub(crate) fn after(self, wait: u64) -> Self {
        Self { wait, ..self }
    }

    /// The request as a policy sees it.
    pub(crate) fn page_request(&self) -> PageRequest {
        let names = self.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        PageRequest {
            page: self.page.origin.to_owned(),
            method: self.method.to_owned(),
            unsafe_names: names.collect(),
            include_credentials: self.credentials,
            forced_preflight: self.listens,
        }
    }

    /// The policy's result for it, if nothing is cached.
    pub(crate) fn gets(&self, policy_name: &str) -> Gets {
        policy(policy_name).written.gets(&self.page_request(), &NAMES)
    }
}

impl Scenario {
    /// A case whose requests each get the policy's result, if nothing is cached.
    pub(crate) fn under(policy_name: &str, adapter: Adapter, name: &str, steps: Vec<Step>) -> Self {
        let mut want = Seen { read: Vec::new(), preflights: 0, handled: 0, requests: None };
        for step in &steps {
            let gets = step.gets(policy_name);
            want.preflights += gets.preflights;
            want.handled += gets.handled;
            let read = gets.read.map(|names| names.into_iter().map(str::to_owned).collect());
            want.read.push(read.map(|names| (200, names)));
        }
        let id = format!("{}.{policy_name}.{name}", adapter.name());
        Self { id, adapter, steps, want, kind: Kind::Plain }
    }

    /// The same, with this number of preflights and requests to the handler.
    pub(crate) fn counting(mut self, preflights: usize, handled: usize) -> Self {
        (self.want.preflights, self.want.handled) = (preflights, handled);
        self
    }

    /// The same, where the pages read this status and these names of each response: `None` for none.
    pub(crate) fn reading(mut self, read: &[Option<(u16, &[&str])>]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let read = read.iter().map(|read| read.map(|(status, names)| (status, owned(names))));
        self.want.read = read.collect();
        self
    }

    /// The same, with exactly these requests.
    pub(crate) fn logging(mut self, requests: &[&str]) -> Self {
        self.want.requests = Some(requests.iter().map(|&line| line.to_owned()).collect());
        self
    }

    pub(crate) fn of_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// The policies that it calls first, which are in the paths: `/p/exact/x`.
    pub(crate) fn policies(&self) -> impl Iterator<Item = &str> {
        let paths = self.steps.iter().filter_map(|step| step.url.split("/p/").nth(1));
        paths.filter_map(|path| path.split('/').next())
    }

    /// Its steps, logged under a name.
    pub(crate) fn steps_as<'s>(&'s self, name: &'s str) -> impl Iterator<Item = Step> + 's {
        let own = move |step: &Step| Step { url: step.url.replace("CASE", name), ..step.clone() };
        self.steps.iter().map(own)
    }
}
