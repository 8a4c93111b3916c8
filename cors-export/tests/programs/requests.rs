//! The requests that every program is sent, for each policy.

use std::borrow::Cow;
use std::fmt;

use cors_export::Target;

use crate::policies::TestPolicy;
use crate::upstream::PAGES;

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: &'static str,
    pub path: &'static str,
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// The difference that it may show.
    difference: Option<&'static str>,
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

    pub fn difference(&self, target: Target) -> Option<&'static str> {
        match self.path {
            "/unknown-header" if target != Target::Haproxy => Some("unknown_headers"),
            _ => self.difference,
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?}", self.method, self.path, self.headers)
    }
}

fn request(method: &'static str, path: &'static str, headers: &[(&'static str, &str)]) -> Request {
    let headers = headers.iter().map(|&(name, value)| (name.into(), value.to_owned())).collect();
    Request { method, path, headers, difference: None }
}

/// An actual request from this origin.
pub fn with_origin(origin: &str) -> Request {
    request("GET", "/", &[("Origin", origin)])
}

const METHOD: &str = "Access-Control-Request-Method";
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
        for names in [
            "content-type",
            "Content-Type, X-Trace",
            "authorization,content-type",
            "x-unknown",
            "",
            ",,",
            "no header name",
        ] {
            requests.push(request("OPTIONS", "/", &[from, (METHOD, "PUT"), (NAMES, names)]));
        }
        let two_lines = [from, (METHOD, "PUT"), (NAMES, "content-type"), (NAMES, "x-unknown")];
        requests.push(request("OPTIONS", "/", &two_lines));
        requests.push(request("OPTIONS", "/", &[from, (METHOD, "PUT"), (METHOD, "GET")]));
        requests.push(request("OPTIONS", "/down", &[from, (METHOD, "PUT")]));
        let private = ("Access-Control-Request-Private-Network", "true");
        requests.push(request("OPTIONS", "/", &[from, (METHOD, "PUT"), private]));
        requests.push(Request {
            difference: Some("colon_in_method"),
            ..request("OPTIONS", "/", &[from, (METHOD, "PUT:")])
        });
        requests.push(Request {
            difference: Some("empty_values"),
            ..request("OPTIONS", "/", &[from, (METHOD, "")])
        });
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
        for variable in ["origin", "candidate", "allowed", "preflight"] {
            let names =
                [format!("{prefix}_{variable}"), format!("{prefix}_{variable}").to_uppercase()];
            with_variables.headers.extend(names.map(|name| (name.into(), allowed.to_owned())));
        }
        requests.push(with_variables);
    }
    for method in ["GET", "OPTIONS"] {
        // Several lines, or one that looks like several.
        for second in [allowed, "https://evil.example"] {
            let headers = [("Origin", allowed), ("Origin", second), (METHOD, "PUT")];
            requests.push(Request {
                difference: Some("first_line_only"),
                ..request(method, "/", &headers)
            });
            let headers = [("Origin", "https://evil.example"), ("Origin", second), (METHOD, "PUT")];
            requests.push(Request {
                difference: Some("first_line_only"),
                ..request(method, "/", &headers)
            });
        }
        for origin in [format!("{allowed}, {allowed}"), format!("https://evil.example, {allowed}")]
        {
            requests.push(request(method, "/", &[("Origin", &origin), (METHOD, "PUT")]));
        }
        requests.push(Request {
            difference: Some("empty_values"),
            ..request(method, "/", &[("Origin", ""), (METHOD, "PUT")])
        });
    }
    requests
}
