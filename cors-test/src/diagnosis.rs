//! What prevents a page from getting a response, by what was exchanged.

use cors_user_agent::{
    CorsFailure, HeaderList, HttpResponse, NetworkError, Request, request_headers,
};

use crate::cause::Cause;
use crate::outcome::{Exchange, Failure};

/// The header in which `cors-runtime` explains an error of the program.
const EXPLANATION: &str = "cors-error";

/// The causes; none if the page gets a response that is not a mistake of the program.
pub(crate) fn causes(
    request: Option<&Request>,
    has_credentials: bool,
    exchanges: &[Exchange],
    failure: Option<&Failure>,
) -> Vec<Cause> {
    if let Some(two) = exchanges.iter().find_map(two_policies) {
        return vec![two];
    }
    let cause = match failure {
        None => return Vec::new(),
        Some(Failure::Type(error)) => Cause::NotPossible(error.to_string()),
        Some(Failure::Network(error)) => match exchanges.last() {
            Some(exchange) => {
                of_network_error(request, has_credentials, exchange, exchanges, error)
            }
            None => Cause::NotPossible(error.to_string()),
        },
    };
    vec![cause]
}

/// Two policies, if the server says so, or if both have written their headers.
fn two_policies(exchange: &Exchange) -> Option<Cause> {
    let headers = &exchange.response.as_ref()?.header_list;
    let explanation = headers.get(EXPLANATION).map(|text| text_of(&text));
    if let Some(text) = explanation.filter(|text| text.starts_with("two CORS policies")) {
        return Some(Cause::TwoPolicies { explanation: Some(text) });
    }
    let is_repeated = headers.values("access-control-allow-origin").nth(1).is_some();
    is_repeated.then_some(Cause::TwoPolicies { explanation: None })
}

fn of_network_error(
    request: Option<&Request>,
    has_credentials: bool,
    exchange: &Exchange,
    exchanges: &[Exchange],
    error: &NetworkError,
) -> Cause {
    let is_preflight = exchange.request.is_preflight();
    let has_passed = exchanges.iter().any(|other| other.request.is_preflight()) && !is_preflight;
    match (error, &exchange.response) {
        (
            NetworkError::NotShared(failure) | NetworkError::PreflightNotShared(failure),
            Some(response),
        ) => not_shared(failure, exchange, response, has_passed),
        (NetworkError::PreflightStatus(status), Some(_)) => Cause::PreflightStatus(*status),
        (NetworkError::PreflightMalformed(name), _) => Cause::Malformed(name),
        (NetworkError::MethodNotAllowed(method), Some(response)) => Cause::Method {
            method: method.clone(),
            has_wildcard: has_wildcard(&response.header_list, "access-control-allow-methods"),
        },
        (NetworkError::HeaderNotAllowed(name), Some(response)) => {
            let has_wildcard = has_wildcard(&response.header_list, "access-control-allow-headers");
            // The standard stops at a name that `*` does not cover before it compares the others, which `*` covers.
            if has_wildcard && !has_credentials {
                return Cause::AuthorizationByWildcard;
            }
            Cause::Headers { names: missing_names(request, response, name), has_wildcard }
        }
        (NetworkError::Connection(reason), _) => Cause::NoResponse(reason.clone()),
        (NetworkError::MixedContent | NetworkError::BadPort(_), _) => {
            Cause::NotPossible(error.to_string())
        }
        _ => Cause::Redirect(error.to_string()),
    }
}

fn not_shared(
    failure: &CorsFailure,
    exchange: &Exchange,
    response: &HttpResponse,
    has_passed: bool,
) -> Cause {
    let status = response.status;
    let is_preflight = exchange.request.is_preflight();
    let sent = exchange.request.header_list.get("origin").map(|origin| text_of(&origin));
    let sent = sent.unwrap_or_default();
    let of_origin = |answered| {
        let is_by_redirect = sent == "null" && exchange.is_redirected;
        Cause::Origin { sent: sent.clone(), answered, is_by_redirect }
    };
    match failure {
        CorsFailure::WildcardWithCredentials => Cause::AnyOriginWithCredentials,
        CorsFailure::NoCredentials => Cause::Credentials,
        CorsFailure::OtherOrigin { allowed, .. } => of_origin(Some(allowed.clone())),
        CorsFailure::NoOrigin if varies_on_origin(&response.header_list) => of_origin(None),
        // The preflight was answered by a policy that allows the origin.
        CorsFailure::NoOrigin if has_passed => Cause::OutsideOfPolicy { status },
        CorsFailure::NoOrigin if is_check(status, is_preflight) => {
            Cause::CheckedBefore { status, is_preflight }
        }
        CorsFailure::NoOrigin => Cause::NoPolicy { status, is_preflight },
    }
}

/// Whether a status is that of a check: of credentials, of a limit; for a preflight also a redirect to a login.
fn is_check(status: u16, is_preflight: bool) -> bool {
    matches!(status, 401 | 403 | 407 | 429) || (is_preflight && (300..400).contains(&status))
}

/// Whether `Vary` has `Origin`: a policy that refuses an origin says that its answer depends on it.
fn varies_on_origin(headers: &HeaderList) -> bool {
    headers
        .values("vary")
        .flat_map(|line| line.split(|&byte| byte == b','))
        .any(|name| name.trim_ascii().eq_ignore_ascii_case(b"origin"))
}

fn has_wildcard(headers: &HeaderList, name: &str) -> bool {
    listed(headers, name).iter().any(|name| name == "*")
}

/// The names of a list, in lower case.
fn listed(headers: &HeaderList, name: &str) -> Vec<String> {
    let names = headers.extract_names(name).ok().flatten().unwrap_or_default();
    names.into_iter().map(|name| name.to_ascii_lowercase()).collect()
}

/// Every name that the list lacks, in which `*` is not a wildcard; the user agent stops at the first.
fn missing_names(request: Option<&Request>, response: &HttpResponse, first: &str) -> Vec<String> {
    let allowed = listed(&response.header_list, "access-control-allow-headers");
    let unsafe_names =
        request.map(|request| request_headers::cors_unsafe_names(request.header_list()));
    let mut missing: Vec<String> = unsafe_names.into_iter().flatten().collect();
    missing.retain(|name| !allowed.contains(name));
    if missing.is_empty() {
        missing.push(first.to_owned());
    }
    missing
}

pub(crate) fn text_of(value: &[u8]) -> String {
    value.escape_ascii().to_string()
}
