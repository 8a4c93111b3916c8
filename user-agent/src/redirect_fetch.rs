//! [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#concept-http-redirect-fetch).

use url::Url;

use crate::fetch_params::{Fetch, Unfiltered};
use crate::header_list::isomorphic_decode;
use crate::network::{AsyncNetwork, HttpResponse};
use crate::network_error::NetworkError;
use crate::origin::Origin;
use crate::request::{Mode, Request, ResponseTainting, has_credentials};
use crate::request_headers::REQUEST_BODY_HEADER_NAMES;

/// The maximum number of redirects of a request.
const MAX_REDIRECTS: u32 = 20;

impl<N: AsyncNetwork> Fetch<'_, N> {
    pub(crate) async fn http_redirect_fetch(
        &mut self,
        response: HttpResponse,
    ) -> Result<Unfiltered, NetworkError> {
        let request = &mut self.request;
        // Steps 3 to 5.
        let Some(location_url) = location_url(request, &response)? else {
            return Ok(Unfiltered::Response(response));
        };
        // Step 6.
        if !matches!(location_url.scheme(), "http" | "https") {
            return Err(NetworkError::Scheme(location_url.scheme().to_owned()));
        }
        // Steps 7 and 8.
        if request.redirect_count == MAX_REDIRECTS {
            return Err(NetworkError::TooManyRedirects);
        }
        request.redirect_count = request.redirect_count.saturating_add(1);
        // Steps 9 and 10.
        let location_origin = Origin::of(&location_url);
        if has_credentials(&location_url)
            && ((request.mode == Mode::Cors && !request.origin.is_same_origin(&location_origin))
                || request.response_tainting == ResponseTainting::Cors)
        {
            return Err(NetworkError::RedirectWithCredentials);
        }
        // Step 12.
        let becomes_get = match response.status {
            301 | 302 => request.method == "POST",
            303 => !matches!(request.method.as_str(), "GET" | "HEAD"),
            _ => false,
        };
        if becomes_get {
            "GET".clone_into(&mut request.method);
            request.body = None;
            for name in REQUEST_BODY_HEADER_NAMES {
                request.header_list.delete(name);
            }
        }
        // Step 13: the only CORS non-wildcard request-header name.
        if !Origin::of(&request.current_url).is_same_origin(&location_origin) {
            request.header_list.delete("authorization");
        }
        // Step 18.
        let previous = std::mem::replace(&mut request.current_url, location_url);
        request.previous_urls.push(previous);
        // Step 22. On the heap, because main fetch calls this function.
        Box::pin(self.main_fetch()).await
    }
}

/// [The location URL](https://fetch.spec.whatwg.org/#concept-response-location-url) of a response
/// with a redirect status.
fn location_url(request: &Request, response: &HttpResponse) -> Result<Option<Url>, NetworkError> {
    // Step 2.
    let location = response.header_list.extract_single("location");
    let location = location.map_err(|_| NetworkError::RedirectMalformed)?;
    // Step 3.
    let Some(location) = location else { return Ok(None) };
    let location = request.current_url.join(&isomorphic_decode(location));
    let mut location = location.map_err(|_| NetworkError::RedirectMalformed)?;
    // Step 4.
    if location.fragment().is_none() {
        location.set_fragment(request.current_url.fragment());
    }
    Ok(Some(location))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{HttpRequest, Page, RedirectMode, UserAgent};

    /// The requests that the servers receive, and the result.
    struct Journey {
        wire: Vec<String>,
        end: Result<u16, NetworkError>,
    }

    /// A page of `https://p.test` requests the first URL; each one redirects to the next.
    fn journey(request: Request, status: u16, locations: &[&str]) -> Journey {
        let mut wire = Vec::new();
        let mut left = locations.iter();
        let mut network = |request: &HttpRequest| {
            let origin = request.header_list.get("origin").map(|origin| isomorphic_decode(&origin));
            let origin = origin.unwrap_or_else(|| "-".to_owned());
            let body = isomorphic_decode(&request.body);
            wire.push(
                format!("{} {} {origin} {body}", request.method, request.url).trim().to_owned(),
            );
            let share = |response: HttpResponse| {
                response
                    .with_header("access-control-allow-origin", "*")
                    .with_header("access-control-allow-methods", "*")
                    .with_header("access-control-allow-headers", "*,authorization")
            };
            if request.is_preflight() {
                return Ok(share(HttpResponse::new(204)));
            }
            Ok(share(match left.next() {
                Some(location) => HttpResponse::new(status).with_header("location", location),
                None => HttpResponse::new(200),
            }))
        };
        let end = UserAgent::new().fetch(&mut network, request, Duration::ZERO);
        Journey { wire, end: end.map(|response| response.status) }
    }

    fn request(method: &str, url: &str) -> Request {
        Request::new(&Page::new("https://p.test").unwrap(), method, url).unwrap()
    }

    #[test]
    fn origin_is_null_after_the_second_foreign_origin() {
        let went = journey(request("GET", "https://a.test/1"), 302, &["2", "https://b.test/"]);
        assert_eq!(
            went.wire,
            [
                "GET https://a.test/1 https://p.test",
                "GET https://a.test/2 https://p.test",
                "GET https://b.test/ null",
            ]
        );
        assert_eq!(went.end, Ok(200));
    }

    #[test]
    fn redirect_back_to_the_page_is_a_cors_request() {
        let went = journey(
            request("GET", "https://p.test/"),
            307,
            &["https://a.test/", "https://p.test/2"],
        );
        assert_eq!(went.wire[0], "GET https://p.test/ -");
        assert_eq!(went.wire[1], "GET https://a.test/ https://p.test");
        assert_eq!(went.wire[2], "GET https://p.test/2 null");
    }

    #[test]
    fn methods_change_on_redirects() {
        for (status, method, then) in [
            (301, "POST", "GET"),
            (302, "POST", "GET"),
            (302, "PUT", "PUT"),
            (303, "PUT", "GET"),
            (303, "HEAD", "HEAD"),
            (307, "POST", "POST"),
            (308, "PUT", "PUT"),
        ] {
            let went = journey(request(method, "https://a.test/"), status, &["/2"]);
            let last = went.wire.last().unwrap();
            assert_eq!(last, &format!("{then} https://a.test/2 https://p.test"), "{status}");
        }
    }

    #[test]
    fn redirects_that_are_network_errors() {
        let to = |location: &str| journey(request("GET", "https://a.test/"), 302, &[location]).end;
        assert_eq!(to("https://u:p@a.test/"), Err(NetworkError::RedirectWithCredentials));
        assert_eq!(to("https://u@p.test/"), Err(NetworkError::RedirectWithCredentials));
        assert_eq!(to("ftp://a.test/"), Err(NetworkError::Scheme("ftp".to_owned())));
        assert_eq!(to("https://[/"), Err(NetworkError::RedirectMalformed));
        assert_eq!(to("/2"), Ok(200));
        let own = journey(request("GET", "https://p.test/"), 302, &["https://u@p.test/2"]).end;
        assert_eq!(own, Ok(200), "allowed for the page's own origin");
        let ways = ["/next"; 21];
        let long = journey(request("GET", "https://a.test/"), 302, &ways[..20]);
        assert_eq!((long.end, long.wire.len()), (Ok(200), 21));
        let too_long = journey(request("GET", "https://a.test/"), 302, &ways).end;
        assert_eq!(too_long, Err(NetworkError::TooManyRedirects));
    }

    #[test]
    fn authorization_is_removed() {
        let request = || request("GET", "https://a.test/").header("Authorization", "x").unwrap();
        let went = journey(request(), 302, &["https://b.test/"]);
        assert_eq!(went.wire.len(), 3, "no second preflight: {:?}", went.wire);
        let went = journey(request(), 302, &["https://a.test/2"]);
        assert_eq!(went.wire.len(), 4, "a preflight for each URL: {:?}", went.wire);
    }

    #[test]
    fn redirect_back_to_the_page_needs_a_preflight() {
        let went = journey(request("PUT", "https://a.test/"), 307, &["https://p.test/2"]);
        assert_eq!(
            went.wire[2..],
            ["OPTIONS https://p.test/2 null".to_owned(), "PUT https://p.test/2 null".to_owned()]
        );
    }

    #[test]
    fn removing_the_body_removes_its_headers() {
        let request = || {
            let request = request("POST", "https://a.test/");
            let request = request.header("Content-Type", "application/json").unwrap();
            request.body("{}").unwrap()
        };
        let went = journey(request(), 303, &["/2"]);
        assert_eq!(went.wire.len(), 3, "a GET of nothing needs no preflight: {:?}", went.wire);
        assert_eq!(went.wire[2], "GET https://a.test/2 https://p.test");
        let went = journey(request(), 307, &["/2"]);
        assert_eq!(went.wire.len(), 4, "{:?}", went.wire);
        assert_eq!(went.wire[3], "POST https://a.test/2 https://p.test {}");
    }

    #[test]
    fn fragment_is_inherited() {
        for (location, end) in [("/2", "https://a.test/2#x"), ("/2#y", "https://a.test/2#y")] {
            let mut network = |request: &HttpRequest| {
                let is_first = request.url.path() == "/";
                let response = HttpResponse::new(if is_first { 302 } else { 200 });
                let response = response.with_header("access-control-allow-origin", "*");
                Ok(if is_first { response.with_header("location", location) } else { response })
            };
            let request = request("GET", "https://a.test/#x");
            let response = UserAgent::new().fetch(&mut network, request, Duration::ZERO).unwrap();
            assert_eq!(response.url.unwrap().as_str(), end);
        }
    }

    #[test]
    fn redirect_modes() {
        let went =
            |mode| journey(request("GET", "https://a.test/").redirect(mode), 302, &["/2"]).end;
        assert_eq!(went(RedirectMode::Follow), Ok(200));
        assert_eq!(went(RedirectMode::Error), Err(NetworkError::Redirect));
        assert_eq!(went(RedirectMode::Manual), Ok(0));
    }
}
