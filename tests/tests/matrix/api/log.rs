//! The requests at a server, by case: a page cannot see its preflights.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use cors_user_agent::Url;

/// The log. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<BTreeMap<String, Arrived>>>);

/// The requests of one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arrived {
    /// Each request in order, with its parameters and its status, as in
    /// `preflight PUT content-type,x-a -> 204` or `GET with cookie -> 200`.
    pub(crate) requests: Vec<String>,
    /// The number of requests that reached the handler.
    pub(crate) handled: usize,
}

impl Arrived {
    pub(crate) fn preflights(&self) -> usize {
        self.requests.iter().filter(|line| line.starts_with("preflight")).count()
    }
}

/// The parts of a request that the log uses.
pub(crate) struct Seen {
    case: String,
    line: String,
}

impl Seen {
    /// `header` returns the value of a header, if it is present.
    pub(crate) fn new(
        method: &str,
        path_and_query: &str,
        header: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let case = parameters(path_and_query, "c").next().unwrap_or_default();
        let requested = header("access-control-request-method");
        let mut line = match requested.filter(|_| method == "OPTIONS") {
            Some(requested) => format!("preflight {requested}"),
            None => method.to_owned(),
        };
        if let Some(names) = header("access-control-request-headers") {
            line = format!("{line} {names}");
        }
        // Each case has a cookie with a different name, because all share one cookie store.
        if header("cookie").is_some_and(|cookies| cookies.contains(&format!("{case}="))) {
            line += " with cookie";
        }
        Self { case, line }
    }
}

/// The values of a parameter of the query.
pub(crate) fn parameters(path_and_query: &str, name: &str) -> impl Iterator<Item = String> {
    let url = Url::parse("http://server.test").unwrap().join(path_and_query).unwrap();
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    pairs.into_iter().filter(move |(key, _)| key == name).map(|(_, value)| value)
}

impl Log {
    /// A request was answered, by the policy or the handler.
    pub(crate) fn answered(&self, Seen { case, line }: Seen, status: u16) {
        self.lock().entry(case).or_default().requests.push(format!("{line} -> {status}"));
    }

    /// A request reached the handler.
    pub(crate) fn handled(&self, case: String) {
        self.lock().entry(case).or_default().handled += 1;
    }

    pub(crate) fn of(&self, case: &str) -> Arrived {
        self.lock().get(case).cloned().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Arrived>> {
        self.0.lock().unwrap()
    }
}
