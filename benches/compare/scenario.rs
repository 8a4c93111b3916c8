//! The requests, and their policies.

use bytes::Bytes;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HOST, HeaderName, ORIGIN, REFERER, USER_AGENT,
};
use http::{HeaderMap, HeaderValue, Method, Request};

use crate::origins::{Kind, list};

/// The origins that the policy of a scenario allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origins {
    /// `https://app.example.com`
    Exact,
    /// A list with this many origins.
    Listed(Kind, usize),
    /// `https://*.example.com`
    Subdomains,
}

/// One kind of request with one policy.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) origins: Origins,
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
}

/// The headers that every browser sends.
const USUAL: [(HeaderName, &str); 6] = [
    (HOST, "api.example.com"),
    (USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    (ACCEPT, "application/json, text/plain, */*"),
    (ACCEPT_LANGUAGE, "en-GB,en;q=0.5"),
    (ACCEPT_ENCODING, "gzip, deflate, br, zstd"),
    (REFERER, "https://app.example.com/"),
];

const ALLOWED: &str = "https://app.example.com";
const DENIED: &str = "https://evil.example.org";
const NAMES: &str = "authorization,content-type,x-request-id";

impl Scenario {
    fn new(name: &str, origins: Origins, method: Method, lines: &[(HeaderName, &str)]) -> Self {
        let headers = header_map(USUAL.iter().chain(lines));
        Self { name: name.to_owned(), origins, method, headers }
    }

    fn actual(name: &str, origins: Origins, origin: &str) -> Self {
        Self::new(name, origins, Method::GET, &[(ORIGIN, origin)])
    }

    fn preflight(name: &str, origin: &str, names: &str) -> Self {
        let lines = [
            (ORIGIN, origin),
            (ACCESS_CONTROL_REQUEST_METHOD, "PUT"),
            (ACCESS_CONTROL_REQUEST_HEADERS, names),
        ];
        Self::new(name, Origins::Exact, Method::OPTIONS, &lines)
    }

    /// The request, with a body of the framework's type.
    pub(crate) fn request<B: Default>(&self) -> Request<B> {
        let mut request = Request::new(B::default());
        *request.method_mut() = self.method.clone();
        *request.headers_mut() = self.headers.clone();
        request
    }

    /// Whether the policy answers, so that no handler runs.
    pub(crate) fn is_preflight(&self) -> bool {
        self.method == Method::OPTIONS
    }
}

/// Header values that are slices of one shared buffer, as servers make them: cloning one is an atomic
/// increment instead of an allocation.
fn header_map<'l>(lines: impl Iterator<Item = &'l (HeaderName, &'l str)> + Clone) -> HeaderMap {
    let text: String = lines.clone().map(|(_, value)| *value).collect();
    let mut rest = Bytes::from(text);
    let value = |line: &'l (HeaderName, &'l str)| {
        let slice = rest.split_to(line.1.len());
        let value = HeaderValue::from_maybe_shared(slice).expect("a scenario has valid headers");
        (line.0.clone(), value)
    };
    lines.map(value).collect()
}

/// All scenarios: S1 to S5 are the kinds of requests, S6 and S7 the kinds of policies, S8 and S9 hostile
/// requests.
pub(crate) fn all() -> Vec<Scenario> {
    let mut all = vec![
        Scenario::new("S1 no Origin", Origins::Exact, Method::GET, &[]),
        Scenario::actual("S2 actual, allowed", Origins::Exact, ALLOWED),
        Scenario::actual("S3 actual, refused", Origins::Exact, DENIED),
        Scenario::preflight("S4 preflight, allowed", ALLOWED, NAMES),
        Scenario::preflight("S5 preflight, refused", DENIED, NAMES),
    ];
    for (kind, n) in LISTS {
        let origins = list(kind, n);
        let cases =
            [("last", origins[n - 1]), ("middle", origins[n / 2]), ("miss", kind.stranger())];
        for (place, origin) in cases {
            let name = format!("S6 {} {n}, {place}", kind.name());
            all.push(Scenario::actual(&name, Origins::Listed(kind, n), origin));
        }
    }
    let subdomains = Origins::Subdomains;
    all.push(Scenario::actual("S7 subdomain, hit", subdomains, "https://a.b.example.com"));
    all.push(Scenario::actual("S7 subdomain, miss", subdomains, "https://ab.example.org"));
    all.extend(hostile());
    all
}

/// The lists of S6.
pub(crate) const LISTS: [(Kind, usize); 6] = [
    (Kind::Tenant, 10),
    (Kind::Tenant, 100),
    (Kind::Tenant, 10_000),
    (Kind::Mixed, 10),
    (Kind::Mixed, 100),
    (Kind::Mixed, 10_000),
];

/// Requests of an attacker: S8 and S9.
fn hostile() -> Vec<Scenario> {
    let mut all = Vec::new();
    for kilobytes in [8, 100] {
        let fill = |text: &str| text.repeat(kilobytes * 1024 / text.len());
        let lists = [
            ("commas", fill(",")),
            ("unknown names", fill("x-unknown,")),
            ("an allowed name", fill("content-type,")),
        ];
        for (what, names) in lists {
            let name = format!("S8 {kilobytes} KB of {what}");
            all.push(Scenario::preflight(&name, ALLOWED, &names));
        }
        let origin = format!("https://{}.example.com", fill("a"));
        for (what, origins) in [("exact", Origins::Exact), ("subdomains", Origins::Subdomains)] {
            let name = format!("S9 Origin of {kilobytes} KB, {what}");
            all.push(Scenario::actual(&name, origins, &origin));
        }
    }
    all
}
