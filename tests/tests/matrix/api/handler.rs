//! The handler, which every adapter uses.
//!
//! | in the query | effect |
//! | --- | --- |
//! | `c=…` | logs that it ran for this case |
//! | `status=…` | answers with this status; 200 by default |
//! | `to=…` | redirects there, which sets the status |
//! | `h=name:value` | sends this header; may be repeated |

use http::{HeaderName, HeaderValue, Response, StatusCode};

use super::log::{Log, parameters};

/// The headers whose names the pages check.
pub(crate) const NAMES: [&str; 3] = ["cache-control", "x-listed", "x-other"];

/// Its response.
pub(crate) fn answer(
    log: &Log,
    path_and_query: &str,
    if_none_match: Option<&str>,
) -> Response<String> {
    log.handled(parameters(path_and_query, "c").next().unwrap_or_default());
    let mut response = Response::new("the handler's text".to_owned());
    let headers = response.headers_mut();
    for (name, value) in
        [("cache-control", "no-store"), ("x-listed", "1"), ("x-other", "1"), ("vary", "accept")]
    {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for header in parameters(path_and_query, "h") {
        let (name, value) = header.split_once(':').unwrap();
        let name: HeaderName = name.parse().unwrap();
        headers.insert(name, value.parse().unwrap());
    }
    let etag = headers.get("etag").and_then(|etag| etag.to_str().ok());
    let is_known = etag.is_some() && etag == if_none_match;
    if let Some(to) = parameters(path_and_query, "to").next() {
        headers.insert("location", to.parse().unwrap());
    }
    let status = parameters(path_and_query, "status").next().map(|status| status.parse().unwrap());
    *response.status_mut() =
        if is_known { StatusCode::NOT_MODIFIED } else { status.unwrap_or(StatusCode::OK) };
    if is_known {
        response.body_mut().clear();
    }
    response
}
