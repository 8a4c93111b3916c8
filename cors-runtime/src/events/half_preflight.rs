//! `OPTIONS` requests with only one of the two headers of a preflight.

use std::fmt;

#[cfg(feature = "__handlers")]
use cors_tables::escaped::Escaped;
#[cfg(feature = "__handlers")]
use cors_tables::request::classify;
use cors_tables::request::{HeaderList, RequestKind};

use crate::events::TARGET;
#[cfg(feature = "__handlers")]
use crate::{events::RequestLine, policy::Applied, summary::printable};

/// The header that an `OPTIONS` request lacks to be a preflight.
pub(super) fn missing_header<'r>(
    kind: RequestKind<'_>,
    method: &str,
    headers: impl HeaderList<'r>,
) -> Option<&'static str> {
    let is_options = method == "OPTIONS";
    match kind {
        // With `Access-Control-Request-Method` it would be a preflight.
        RequestKind::Actual { .. } if is_options => Some("Access-Control-Request-Method"),
        RequestKind::NotCors if is_options && headers.access_control_request_method().is_some() => {
            Some("Origin")
        }
        _ => None,
    }
}

pub(super) fn log(
    policy: &str,
    kind: &str,
    line: (impl fmt::Display, impl fmt::Display),
    origin: Option<impl fmt::Display>,
    missing: &str,
) {
    let (method, path) = line;
    let origin = origin.map(tracing::field::display);
    tracing::debug!(
        target: TARGET, policy, kind, %method, %path, origin,
        "`OPTIONS` without `{missing}` is not a preflight, so no policy answers it; if a browser sent \
         a preflight, a proxy removed the header"
    );
}

/// Logs an incomplete preflight that is not passed to the service of one policy: on a path whose handlers
/// have several policies, or in actix-web, where each handler has a service. `policy` is one of the path;
/// `is_first` is called only if there is something to log.
#[cfg(feature = "__handlers")]
#[inline]
pub(crate) fn log_half_preflight<'r>(
    applied: Applied<'_>,
    line: RequestLine<'_>,
    headers: impl HeaderList<'r>,
    is_first: impl FnOnce() -> bool,
) {
    if line.method == "OPTIONS" && tracing::enabled!(target: TARGET, tracing::Level::DEBUG) {
        log_without_service(applied, line, headers, is_first);
    }
}

#[cfg(feature = "__handlers")]
#[cold]
fn log_without_service<'r>(
    applied: Applied<'_>,
    line: RequestLine<'_>,
    headers: impl HeaderList<'r>,
    is_first: impl FnOnce() -> bool,
) {
    let kind = classify(line.method == "OPTIONS", headers);
    let Some(missing) = missing_header(kind, line.method, headers) else { return };
    if !is_first() {
        return;
    }
    let (kind, origin) = match kind {
        RequestKind::Actual { origin } => ("actual", Some(printable(origin))),
        _ => ("not CORS", None),
    };
    let line = (Escaped(line.method.as_bytes()), Escaped(line.path.as_bytes()));
    log(&applied.label(), kind, line, origin, missing);
}
