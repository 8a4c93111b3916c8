//! The requests that every program is sent, for each policy.

use std::borrow::Cow;
use std::fmt;

use cors_export::Target;

use crate::policies::{Lists, TestPolicy};
use crate::upstream::PAGES;

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: &'static str,
    pub path: &'static str,
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The differences that it may show.
    differences: &'static [&'static str],
}

impl Request {
    /// The request as it is sent.
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nHost: localhost\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.method == "POST" || self.method == "PUT" {
            text.push_str("Content-Length: 0\r\n");
        }
        text.push_str("\r\n");
        text.into_bytes()
    }

    /// A preflight for this method.
    pub fn preflight(origin: &str, method: &str) -> Self {
        request("OPTIONS", "/", &[("Origin", origin), (METHOD, method)])
    }

    pub fn differences(&self, target: Target) -> &'static [&'static str] {
        match self.path {
            "/unknown-header" if target != Target::Haproxy => &["unknown_headers"],
            _ => self.differences,
        }
    }

    /// The same with differences that it may show.
    fn may_show(self, differences: &'static [&'static str]) -> Self {
        Self { differences, ..self }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?}", self.method, self.path, self.headers)
    }
}

fn request(method: &'static str, path: &'static str, headers: &[(&'static str, &str)]) -> Request {
    let headers = headers.iter().map(|&(name, value)| (name.into(), value.to_owned())).collect();
    Request { method, path, headers, differences: &[] }
}

/// An actual request from this origin.
pub fn with_origin(origin: &str) -> Request {
    request("GET", "/", &[("Origin", origin)])
}

const METHOD: &str = "Access-Control-Request-Method";
const STATUS: &str = "Sec-Fetch-Storage-Access";
const NAMES: &str = "Access-Control-Request-Headers";

/// The requests for a policy.
pub fn of(policy: &TestPolicy) -> Vec<Request> {
    let allowed = policy.allowed.as_str();
    let mut requests = Vec::new();
    for origin in [allowed, "https://evil.example", "null", "https://EXAMPLE.COM"] {
        let from = ("Origin", origin);
        for page in &PAGES {
            requests.push(request("GET", page.path, &[from]));
        }
        for method in ["HEAD", "POST", "PUT", "DELETE"] {
            requests.push(request(method, "/", &[from]));
        }
        // The upstream does not answer.
        requests.push(request("GET", "/down", &[from]));
        // Not a preflight.
        requests.push(request("OPTIONS", "/", &[from]));
        requests.push(request("GET", "/", &[from, (METHOD, "PUT")]));
        for method in ["GET", "HEAD", "POST", "PUT", "put", "PATCH", "DELETE", "X-UNKNOWN"] {
            requests.push(request("OPTIONS", "/", &[from, (METHOD, method)]));
            requests.push(request("OPTIONS", "/missing", &[from, (METHOD, method)]));
        }
        requests.push(request("OPTIONS", "/down", &[from, (METHOD, "PUT")]));
        let private = ("Access-Control-Request-Private-Network", "true");
        requests.push(request("OPTIONS", "/", &[from, (METHOD, "PUT"), private]));
        let colon = request("OPTIONS", "/", &[from, (METHOD, "PUT:")]);
        requests.push(colon.may_show(&["colon_in_method"]));
        let empty = request("OPTIONS", "/", &[from, (METHOD, "")]);
        requests.push(empty.may_show(&["empty_values"]));
    }
    // Without an origin.
    for page in &PAGES {
        requests.push(request("GET", page.path, &[]));
    }
    requests.push(request("OPTIONS", "/", &[(METHOD, "PUT")]));
    // Headers with the names of variables.
    for method in ["GET", "OPTIONS"] {
        let mut with_variables =
            request(method, "/", &[("Origin", "https://evil.example"), (METHOD, "PUT")]);
        let prefix = format!("cors_{}", policy.name);
        for variable in [
            "origin",
            "candidate",
            "allowed",
            "preflight",
            "method",
            "headers",
            "names",
            "storage_access",
        ] {
            let names =
                [format!("{prefix}_{variable}"), format!("{prefix}_{variable}").to_uppercase()];
            with_variables.headers.extend(names.map(|name| (name.into(), allowed.to_owned())));
        }
        requests.push(with_variables);
    }
    for method in ["GET", "OPTIONS"] {
        // Several lines, or one that looks like several.
        for second in [allowed, "https://evil.example"] {
            for first in [allowed, "https://evil.example"] {
                let headers = [("Origin", first), ("Origin", second), (METHOD, "PUT")];
                requests.push(request(method, "/", &headers).may_show(&["first_line_only"]));
            }
        }
        for origin in [format!("{allowed}, {allowed}"), format!("https://evil.example, {allowed}")]
        {
            requests.push(request(method, "/", &[("Origin", &origin), (METHOD, "PUT")]));
        }
        let empty = request(method, "/", &[("Origin", ""), (METHOD, "PUT")]);
        requests.push(empty.may_show(&["empty_values"]));
    }
    for origin in [allowed, "https://evil.example"] {
        requests.extend(methods(origin));
        requests.extend(lists(origin, policy.lists));
        requests.extend(storage_access(origin));
    }
    requests
}

/// Preflights for methods near the border of those that are mirrored.
fn methods(origin: &str) -> Vec<Request> {
    let from = ("Origin", origin);
    let (longest, too_long) = ("M".repeat(64), "M".repeat(65));
    let names = [
        "OPTIONS",
        "CONNECT",
        "TRACE",
        "track",
        "Connect",
        "CONNECTS",
        "TRAC",
        "patch",
        "PURGE",
        "!#$%&'*+-.^_`|~09AZaz",
        "P(T",
        "P/T",
        "P\"T",
        "P T",
        "P\tT",
        "PUT,DELETE",
        "PUT, DELETE",
        "P@T",
        "P[T",
        "P\\T",
        "P{T}",
        "$request_method",
        "%{HTTP_HOST}",
        "{http.request.host}",
        "<?>",
        "*",
        "=",
        "P;T",
        "\u{e9}",
        &longest,
        &too_long,
    ];
    let preflight = |name: &&str| request("OPTIONS", "/", &[from, (METHOD, name)]);
    let mut requests: Vec<Request> = names.iter().map(preflight).collect();
    let several = request("OPTIONS", "/", &[from, (METHOD, "PUT"), (METHOD, "PATCH")]);
    requests.push(several.may_show(&["first_line_only"]));
    requests
}

/// Preflights with lists of headers: well-formed and other ones, and those at each limit.
fn lists(origin: &str, lists: Lists) -> Vec<Request> {
    let with = |values: &[&str]| {
        let mut headers = vec![("Origin", origin), (METHOD, "PUT")];
        headers.extend(values.iter().map(|value| (NAMES, *value)));
        request("OPTIONS", "/", &headers)
    };
    let mut requests: Vec<Request> = one_line().iter().map(|value| with(&[value])).collect();
    // Those that browsers send are answered alike by all programs.
    let is_usual = |value: &str| {
        let names: Vec<&str> = value.split(',').collect();
        let is_name = |name: &&str| !name.is_empty() && name.bytes().all(is_of_name);
        names.iter().all(is_name) && names.is_sorted_by(|one, next| one < next)
    };
    for request in &mut requests {
        let value = request.headers.last().map(|(_, value)| value.as_str()).unwrap_or_default();
        request.differences = match lists {
            Lists::Mirrored if value.is_empty() => &["empty_list"],
            Lists::Families if !is_usual(value) => &["other_lists", "many_out_of_order"],
            _ => &[],
        };
    }
    // Together longer than a list that is mirrored.
    let long = numbered(372);
    let several: [&[&str]; 7] = [
        &["content-type", "x-trace"],
        &["x-amz-meta-a", "x-goog-b"],
        &["x-amz-meta-b,x-goog-a", "x-amz-meta-a"],
        &["x-amz-meta-a", "no header name"],
        &["x-amz-meta-a", "", "x-goog-b"],
        &["", ""],
        &[&long, "x-amz-meta-a"],
    ];
    requests.extend(several.iter().map(|values| {
        with(values).may_show(match lists {
            Lists::Mirrored => {
                &["first_line_only", "joined_lists", "no_several_lists", "empty_list"]
            }
            Lists::Families => &["first_line_only", "no_several_lists", "other_lists"],
            Lists::Constant => &[],
        })
    }));
    requests
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// So many names, in order.
fn numbered(count: usize) -> String {
    let names = (100..100 + count).map(|number| format!("x-goog-{number}"));
    names.collect::<Vec<_>>().join(",")
}

/// Lists in one line.
fn one_line() -> Vec<String> {
    let mut lists: Vec<String> = [
        "",
        ",",
        "x-trace",
        "content-type,x-trace",
        "x-trace,content-type",
        "content-type, x-trace",
        "Content-Type,X-Trace",
        "content-type\t,\tx-trace",
        "content-type,,x-trace",
        "content-type , ,x-trace,",
        "content-type,content-type",
        "authorization,content-type,x-trace",
        "x-amz-meta-a",
        "x-amz-meta-",
        "x-amz-meta",
        "x-amz-metaa",
        "x-amz-meta-author",
        "x-amz-meta-a,x-amz-meta-author,x-amz-meta-title",
        "content-type,x-amz-meta-a,x-amz-meta-b,x-goog-c,x-trace",
        "content-type,x-amz-meta-a,x-other",
        "x-goog-a,x-amz-meta-a",
        "x-amz-meta-b,x-amz-meta-a",
        "x-amz-meta-a,x-amz-meta-a",
        "X-Amz-Meta-A",
        "x-amz-meta-a, x-goog-b",
        "x-amz-meta-a,,x-goog-b",
        "x-goog-a.b_c-1",
        "x-v1.1,x-v1a1",
        "x-goog-*",
        "x-goog-a b",
        "x-goog-a:b",
        "x-goog-\u{e9}",
        "a-x-goog-a",
        "cookie",
        "Cookie,host",
        "content-length,x-trace",
        "proxy-a,sec-b",
        "sec-fetch-site",
        "proxy",
        "access-control-request-headers",
        "no header name",
        "a(b",
        "a/b",
        "a\"b",
        "a\\b",
        "a{b}",
        "a;b",
        "$host",
        "%{HTTP_HOST}",
        "{http.request.host}",
        "%REQ(cookie)%",
        "*",
        "!#$%&'*+-.^_`|~09az",
    ]
    .map(str::to_owned)
    .into();
    // The limit of empty elements.
    for count in [31, 32, 33, 34] {
        let commas = |count: usize| ",".repeat(count);
        lists.push(format!("{}x-goog-a", commas(count)));
        lists.push(format!("x-goog-a{}", commas(count)));
        lists.push(format!("x-goog-a{}x-trace", commas(count + 1)));
        lists.push(format!("x-goog-a{}x-trace{}", commas(20), commas(count - 19)));
        lists.push(commas(count - 1));
        lists.push(", ".repeat(count) + "x-goog-a");
    }
    // The limit of names out of order.
    for count in [1, 31, 32, 33, 34, 60] {
        lists.push(["x-goog-a"].repeat(count + 1).join(","));
        let falling = (0..=count).map(|number| format!("x-goog-{}", 900 - number));
        lists.push(falling.collect::<Vec<_>>().join(","));
    }
    lists.push(numbered(280));
    // The limits of bytes: 4,096 if they are mirrored; of families, more than that by twice the list and 256.
    for length in [4095, 4096, 4097, 4098, 4351, 4352, 4353, 4354, 4430, 4438, 4439, 4440, 4441] {
        lists.push(format!("x-amz-meta-{}", "a".repeat(length - "x-amz-meta-".len())));
        lists.push(format!("x-goog-{}", "a".repeat(length - "x-goog-".len())));
    }
    for length in [4400, 4401, 4402, 4403, 4404, 4405, 4406, 4407, 4408, 7000] {
        lists.push(format!("x-goog-{}", "a".repeat(length - "x-goog-".len())));
    }
    lists
}

/// Requests with storage access.
fn storage_access(origin: &str) -> Vec<Request> {
    let mut requests = Vec::new();
    for status in ["inactive", "active", "none", "Active", "inactive, inactive", "inactive;a", ""] {
        for method in ["GET", "POST", "OPTIONS"] {
            for path in ["/", "/missing", "/neighbours", "/vary-storage-access", "/down"] {
                requests.push(request(method, path, &[("Origin", origin), (STATUS, status)]));
            }
        }
        let preflight = [("Origin", origin), (METHOD, "PUT"), (STATUS, status)];
        requests.push(request("OPTIONS", "/", &preflight));
        requests.push(request("GET", "/", &[(STATUS, status)]));
    }
    let several = [("Origin", origin), (STATUS, "inactive"), (STATUS, "active")];
    requests.push(request("GET", "/", &several).may_show(&["first_line_only"]));
    requests
}
