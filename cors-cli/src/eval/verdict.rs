//! What happens to a request: the browser's side by the user agent, the server's side by the policy.

use std::time::Duration;

use cors_compiler::access::{Access, Examined, Examiner, Handlers, Preflight};
use cors_user_agent::{HttpRequest, NetworkError, Origin, UserAgent, methods, request_headers};

use super::request::PageRequest;
use super::server::{HeaderBeside, Server};

/// What happens to a request with credentials, or without.
#[derive(Debug)]
pub struct Verdict {
    /// Whether credentials are included.
    pub credentials: bool,
    /// Why the browser sends a preflight; nothing if it sends none.
    pub causes: Vec<Cause>,
    /// The result.
    pub result: Conclusion,
    /// What the policy lacks, which key decides, and what would change it. Empty if the CORS protocol doesn't apply.
    pub examined: Option<Examined>,
    /// The headers next to the CORS protocol that the response has.
    pub beside: Vec<HeaderBeside>,
}

/// The result of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conclusion {
    /// The page can read the response, and these of its headers beside the safelisted ones.
    Passes {
        /// The names of the headers that it can read.
        readable: Vec<String>,
    },
    /// The preflight is refused: the request is not sent.
    PreflightRefused(String),
    /// The request is sent, but the page can't read the response.
    ResponseHidden(String),
    /// The page can read the response, but not this header of it.
    HeaderHidden(String),
    /// The page and the server have the same origin.
    SameOrigin,
    /// A browser doesn't send it.
    NotSent(String),
}

/// Why a preflight is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The method is not safelisted.
    Method(String),
    /// A header that is not safelisted, whatever its value is.
    Header(String),
    /// A header whose value is not safelisted.
    Value {
        /// Its name, in lower case.
        name: String,
        /// The value.
        value: String,
    },
    /// The values of safelisted headers are longer than 1,024 bytes together.
    TotalLength,
}

impl Conclusion {
    /// Whether the page gets what it asks for.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self, Self::Passes { .. } | Self::SameOrigin)
    }
}

/// What surrounds the requests: where the policy is mounted, and what the handlers answer.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'s> {
    /// The handlers with the policy.
    pub handlers: Handlers<'s>,
    /// The headers that the page reads, in lower case.
    pub reads: &'s [String],
    /// The headers of the response.
    pub response: &'s [(String, String)],
}

/// What happens to a request under a policy, with or without credentials.
#[must_use]
pub fn judge(
    examiner: &Examiner<'_>,
    request: &PageRequest,
    credentials: bool,
    surroundings: Surroundings<'_>,
) -> Verdict {
    let done = |causes, result, examined| Verdict {
        credentials,
        causes,
        result,
        examined,
        beside: Vec::new(),
    };
    let is_own = Origin::parse(&request.origin)
        .is_ok_and(|origin| Origin::of(&request.url).is_same_origin(&origin));
    if is_own {
        return done(Vec::new(), Conclusion::SameOrigin, None);
    }
    let fetched = match request.to_fetch(credentials) {
        Ok(fetched) => fetched,
        Err(error) => return done(Vec::new(), Conclusion::NotSent(error.to_string()), None),
    };
    let answered = response_headers(surroundings);
    let mut server = Server::new(examiner.table(), surroundings.handlers, &answered);
    let response =
        UserAgent::new().with_mixed_content().fetch(&mut server, fetched, Duration::ZERO);
    let preflight = server.preflight();
    let causes = preflight.map(|sent| causes(request, sent)).unwrap_or_default();
    let names: Vec<String> = preflight.map(requested_names).unwrap_or_default();
    let method = methods::normalize(&request.method);
    let examined = examiner.examine(&Access {
        origin: &request.origin,
        credentials,
        preflight: preflight.map(|_| Preflight { method: &method, headers: &names }),
        reads: surroundings.reads,
        handlers: surroundings.handlers,
    });
    let result = match response {
        Ok(response) => {
            let names = response.header_list.iter().map(|(name, _)| name.to_ascii_lowercase());
            let mut readable: Vec<String> = names.filter(|name| name != "vary").collect();
            readable.sort();
            readable.dedup();
            match surroundings.reads.iter().find(|name| !readable.contains(name)) {
                Some(hidden) => Conclusion::HeaderHidden(hidden.clone()),
                None => Conclusion::Passes { readable },
            }
        }
        Err(error) if is_of_preflight(&error) => Conclusion::PreflightRefused(error.to_string()),
        Err(error) => Conclusion::ResponseHidden(error.to_string()),
    };
    // A browser tells a server about storage access only in requests with credentials.
    let is_sent = |header: &&HeaderBeside| credentials || header.storage_access.is_none();
    let beside = server.beside().iter().filter(is_sent).cloned().collect();
    Verdict { beside, ..done(causes, result, Some(examined)) }
}

/// The headers of the response, with those that the page reads.
fn response_headers(surroundings: Surroundings<'_>) -> Vec<(String, String)> {
    let is_of_handler =
        |(name, _): &&(String, String)| !name.to_ascii_lowercase().starts_with("access-control-");
    let mut headers: Vec<(String, String)> =
        surroundings.response.iter().filter(is_of_handler).cloned().collect();
    for name in surroundings.reads {
        if !headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            headers.push((name.clone(), "value".to_owned()));
        }
    }
    headers
}

fn is_of_preflight(error: &NetworkError) -> bool {
    matches!(
        error,
        NetworkError::PreflightNotShared(_)
            | NetworkError::PreflightStatus(_)
            | NetworkError::PreflightMalformed(_)
            | NetworkError::MethodNotAllowed(_)
            | NetworkError::HeaderNotAllowed(_)
    )
}

/// The names in `Access-Control-Request-Headers`, as the user agent sent it.
fn requested_names(preflight: &HttpRequest) -> Vec<String> {
    let value = preflight.header_list.get("access-control-request-headers").unwrap_or_default();
    let value = String::from_utf8_lossy(&value).into_owned();
    value.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// What made the preflight necessary.
fn causes(request: &PageRequest, preflight: &HttpRequest) -> Vec<Cause> {
    let mut causes = Vec::new();
    if !methods::is_cors_safelisted(&methods::normalize(&request.method)) {
        causes.push(Cause::Method(methods::normalize(&request.method)));
    }
    let mut is_too_long = false;
    for name in requested_names(preflight) {
        let written = request.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(&name));
        let value = written.map(|(_, value)| value.as_str()).unwrap_or_default();
        if !has_safelisted_values(&name) {
            causes.push(Cause::Header(name));
        } else if request_headers::is_cors_safelisted(&name, value.as_bytes()) {
            is_too_long = true;
        } else {
            causes.push(Cause::Value { name, value: value.to_owned() });
        }
    }
    if is_too_long {
        causes.push(Cause::TotalLength);
    }
    causes
}

/// Whether a header of this name may be safelisted.
fn has_safelisted_values(name: &str) -> bool {
    ["accept", "accept-language", "content-language", "content-type", "range"].contains(&name)
}

#[cfg(test)]
mod tests {
    use cors_compiler::access::Missing;
    use cors_compiler::tokens::Checked;

    use super::*;
    use crate::eval::request::Credentials;

    fn request(method: &str, headers: &[(&str, &str)]) -> PageRequest {
        PageRequest {
            origin: "https://app.example.com".to_owned(),
            method: method.to_owned(),
            url: "https://api.example.com/a#b".parse().unwrap(),
            headers: headers.iter().map(|&(n, v)| (n.to_owned(), v.to_owned())).collect(),
            credentials: Credentials::Unknown,
            has_body: false,
        }
    }

    fn verdict(policy: &str, request: &PageRequest, credentials: bool, reads: &[&str]) -> Verdict {
        let checked = Checked::new(policy).unwrap();
        let examiner = Examiner::new(checked.policy()).unwrap();
        let reads: Vec<String> = reads.iter().map(|&name| name.to_owned()).collect();
        let handlers = Handlers::OfTheMethod;
        judge(
            &examiner,
            request,
            credentials,
            Surroundings { handlers, reads: &reads, response: &[] },
        )
    }

    const POLICY: &str = r#"allow_origins = ["https://app.example.com"], allow_methods = [PUT], allow_headers = ["x-a"]"#;

    #[test]
    fn causes_of_a_preflight() {
        let headers = [
            ("Content-Type", "application/json"),
            ("X-A", "1"),
            ("accept", "a"),
            ("accept-language", "de"),
        ];
        let causes = |request: &PageRequest| verdict(POLICY, request, false, &[]).causes;
        let value =
            |name: &str, value: &str| Cause::Value { name: name.into(), value: value.into() };
        assert_eq!(
            causes(&request("put", &headers)),
            [
                Cause::Method("PUT".to_owned()),
                value("content-type", "application/json"),
                Cause::Header("x-a".to_owned())
            ]
        );
        assert_eq!(causes(&request("POST", &[("content-type", "text/plain")])), []);
        let long = "a".repeat(127);
        let many: Vec<(&str, &str)> = (0..9).map(|_| ("accept", long.as_str())).collect();
        assert_eq!(causes(&request("GET", &many)), [Cause::TotalLength]);
        assert_eq!(causes(&request("GET", &[("range", "bytes=-5")])), [value("range", "bytes=-5")]);
    }

    #[test]
    fn user_agent_and_policy_agree() {
        for (method, headers, credentials) in [
            ("GET", vec![], false),
            ("GET", vec![], true),
            ("PUT", vec![("X-A", "1")], false),
            ("DELETE", vec![("X-A", "1")], false),
            ("POST", vec![("X-B", "1")], false),
        ] {
            for policy in [
                POLICY,
                r#"allow_origins = ["https://app.example.com"], allow_credentials = true"#,
                r#"allow_origins = ["*"], allow_methods = ["*"], allow_headers = ["*"]"#,
                r#"allow_origins = ["https://other.example.com"]"#,
                "closed",
            ] {
                let verdict = verdict(policy, &request(method, &headers), credentials, &[]);
                let lacks = &verdict.examined.as_ref().unwrap().lacks;
                assert_eq!(verdict.result.passes(), lacks.is_empty(), "{policy} {verdict:?}");
            }
        }
    }

    /// The headers next to the CORS protocol of a response.
    fn beside(policy: &str, request: &PageRequest, credentials: bool) -> Vec<String> {
        let header = |header: &HeaderBeside| {
            let HeaderBeside { name, value, storage_access } = header;
            let status = storage_access.map(|status| format!(" if {status:?}"));
            format!("{name}: {value}{}", status.unwrap_or_default())
        };
        verdict(policy, request, credentials, &[]).beside.iter().map(header).collect()
    }

    #[test]
    fn headers_next_to_the_protocol() {
        let policy = r#"allow_origins = ["https://app.example.com"], allow_credentials = true,
            allow_methods = [PUT],
            timing_allow_origin = true, cross_origin_resource_policy = "same-site",
            activate_storage_access = "load""#;
        let timing = "timing-allow-origin: https://app.example.com";
        let embedding = "cross-origin-resource-policy: same-site";
        let retry = r#"activate-storage-access: retry; allowed-origin="https://app.example.com""#;
        let get = request("GET", &[]);
        assert_eq!(
            beside(policy, &get, true),
            [
                timing,
                embedding,
                &format!("{retry} if Inactive"),
                "activate-storage-access: load if Active",
            ]
        );
        // Only a request with credentials has `Sec-Fetch-Storage-Access`.
        assert_eq!(beside(policy, &get, false), [timing, embedding]);
        let stranger = PageRequest { origin: "https://other.example".to_owned(), ..get };
        assert_eq!(beside(policy, &stranger, true), [embedding]);
        // The request is not sent, so there is no response.
        assert_eq!(beside(policy, &request("DELETE", &[]), true), [""; 0]);
        assert_eq!(beside(POLICY, &request("GET", &[]), true), [""; 0]);
    }

    #[test]
    fn results() {
        let put = request("PUT", &[("x-a", "1")]);
        assert_eq!(
            verdict(POLICY, &put, false, &[]).result,
            Conclusion::Passes { readable: vec![] }
        );
        let refused = verdict(POLICY, &request("PATCH", &[]), false, &[]).result;
        assert!(matches!(refused, Conclusion::PreflightRefused(_)), "{refused:?}");
        let hidden = verdict(POLICY, &request("GET", &[]), true, &[]).result;
        assert!(matches!(hidden, Conclusion::ResponseHidden(_)), "{hidden:?}");
        let hidden = verdict(POLICY, &put, false, &["x-total"]);
        assert_eq!(hidden.result, Conclusion::HeaderHidden("x-total".to_owned()));
        let missing = &hidden.examined.unwrap().lacks[0].missing;
        assert_eq!(*missing, Missing::ResponseHeader("x-total".to_owned()));
        let own = PageRequest { origin: "https://api.example.com".to_owned(), ..put.clone() };
        assert_eq!(verdict(POLICY, &own, false, &[]).result, Conclusion::SameOrigin);
        let get = PageRequest { method: "GET".to_owned(), has_body: true, ..put };
        assert!(matches!(verdict(POLICY, &get, false, &[]).result, Conclusion::NotSent(_)));
    }
}
