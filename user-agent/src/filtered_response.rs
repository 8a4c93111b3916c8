//! [Filtered responses](https://fetch.spec.whatwg.org/#concept-filtered-response): the response tainting of
//! a request determines which parts of its response a page can read.

use crate::header_list::HeaderList;
use crate::network::HttpResponse;
use crate::request::{Request, ResponseTainting};
use crate::response::{Response, ResponseType};

/// [The CORS-exposed header-name list](https://fetch.spec.whatwg.org/#concept-response-cors-exposed-header-name-list).
enum Exposed {
    All,
    These(Vec<String>),
}

/// The response as the page gets it: the last steps of main fetch.
pub(crate) fn filter(request: &Request, response: HttpResponse) -> Response {
    let HttpResponse { status, header_list, body } = response;
    let url = Some(request.current_url.clone());
    match request.response_tainting {
        // A basic filtered response.
        ResponseTainting::Basic => {
            let header_list = select(&header_list, |name| !is_forbidden_response_header_name(name));
            Response { kind: ResponseType::Basic, status, header_list, body, url }
        }
        // A CORS filtered response.
        ResponseTainting::Cors => {
            let header_list = readable_headers(request, &header_list);
            Response { kind: ResponseType::Cors, status, header_list, body, url }
        }
        ResponseTainting::Opaque => opaque(ResponseType::Opaque),
    }
}

/// [An opaque filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response-opaque), also
/// used for redirects, whose filtered response is the same here.
pub(crate) fn opaque(kind: ResponseType) -> Response {
    Response { kind, status: 0, header_list: HeaderList::default(), body: Vec::new(), url: None }
}

/// The headers of a shared response that the page can read.
///
/// [Main fetch](https://fetch.spec.whatwg.org/#concept-main-fetch), step 14.1, and
/// [a CORS filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response-cors).
#[must_use]
pub fn readable_headers(request: &Request, response_headers: &HeaderList) -> HeaderList {
    // Step 14.1.1. A malformed value exposes nothing.
    let names = response_headers.extract_names("access-control-expose-headers");
    let names = names.unwrap_or_default().unwrap_or_default();
    // Step 14.1.2, or 14.1.3.
    let exposed = if !request.includes_credentials() && names.iter().any(|name| name == "*") {
        Exposed::All
    } else {
        Exposed::These(names)
    };
    select(response_headers, |name| is_cors_safelisted_response_header_name(name, &exposed))
}

fn select(headers: &HeaderList, is_readable: impl Fn(&str) -> bool) -> HeaderList {
    let mut readable = HeaderList::default();
    for (name, value) in headers.iter().filter(|(name, _)| is_readable(name)) {
        readable.append(name, value);
    }
    readable
}

/// [A CORS-safelisted response-header name](https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name).
fn is_cors_safelisted_response_header_name(name: &str, exposed: &Exposed) -> bool {
    const SAFELISTED: [&str; 7] = [
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    ];
    let is_exposed = || match exposed {
        Exposed::All => true,
        Exposed::These(names) => names.iter().any(|other| other.eq_ignore_ascii_case(name)),
    };
    SAFELISTED.iter().any(|safe| safe.eq_ignore_ascii_case(name))
        || (is_exposed() && !is_forbidden_response_header_name(name))
}

/// [A forbidden response-header name](https://fetch.spec.whatwg.org/#forbidden-response-header-name).
fn is_forbidden_response_header_name(name: &str) -> bool {
    ["set-cookie", "set-cookie2"].iter().any(|other| other.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CredentialsMode, Page};

    fn readable(credentials: CredentialsMode, expose: &[&str]) -> Vec<String> {
        let mut headers = HeaderList::default();
        for name in
            ["Set-Cookie", "Set-Cookie2", "X-A", "x-b", "*", "Cache-Control", "Content-Type"]
        {
            headers.append(name, "1");
        }
        for value in expose {
            headers.append("Access-Control-Expose-Headers", value);
        }
        let request =
            Request::new(&Page::new("https://p.test").unwrap(), "GET", "https://a.test").unwrap();
        let readable = readable_headers(&request.credentials(credentials), &headers);
        readable.iter().map(|(name, _)| name.to_owned()).collect()
    }

    #[test]
    fn exposed_and_hidden_headers() {
        let without = |expose: &[&str]| readable(CredentialsMode::Omit, expose);
        let safelisted = ["Cache-Control", "Content-Type"];
        assert_eq!(without(&[]), safelisted);
        assert_eq!(
            without(&["x-a, Set-Cookie, set-cookie2"]),
            ["X-A", safelisted[0], safelisted[1]]
        );
        assert_eq!(without(&["X-B", "x-a"]), ["X-A", "x-b", safelisted[0], safelisted[1]]);
        assert_eq!(without(&["x-a, b ad"]), safelisted);
        let all = ["X-A", "x-b", "*", "Cache-Control", "Content-Type"];
        assert_eq!(without(&["*"])[..5], all);
        assert_eq!(without(&["*"])[5..], ["Access-Control-Expose-Headers"]);
        assert_eq!(readable(CredentialsMode::Include, &["*"]), ["*", safelisted[0], safelisted[1]]);
    }
}
