//! Well-known header fields, and the direction in which each travels.
//!
//! Sources: the [field name registry](https://www.iana.org/assignments/http-fields), the
//! definitions it links to, and for names that are not registered (`x-request-id`) what clients and
//! servers send. A field is in [`REQUEST`] or [`RESPONSE`] only if its definition leaves the other
//! direction without a meaning and no widespread client or server uses it there; everything in doubt is
//! in [`EITHER`], which no rule objects to.

use std::sync::LazyLock;

use crate::order::sort_by;

/// The messages that carry a header field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Requests only.
    Request,
    /// Responses only.
    Response,
    /// Requests and responses.
    Either,
}

/// The direction of a well-known field; `name` is in lower case.
#[must_use]
pub fn direction(name: &str) -> Option<Direction> {
    let at = FIELDS.binary_search_by(|(field, _)| (*field).cmp(name)).ok()?;
    FIELDS.get(at).map(|&(_, direction)| direction)
}

/// The well-known fields that travel in `direction`.
pub(super) fn in_direction(direction: Direction) -> impl Iterator<Item = &'static str> {
    let is_in = move |of: Direction| of == direction || of == Direction::Either;
    FIELDS.iter().filter(move |&&(_, of)| is_in(of)).map(|&(name, _)| name)
}

/// In the order of their names.
static FIELDS: LazyLock<Vec<(&'static str, Direction)>> = LazyLock::new(|| {
    let tables = [
        (REQUEST, Direction::Request),
        (RESPONSE, Direction::Response),
        (EITHER, Direction::Either),
    ];
    let mut fields = Vec::new();
    for (table, direction) in tables {
        for name in table.split_ascii_whitespace() {
            fields.push((name, direction));
        }
    }
    sort_by(&mut fields, |(one, _), (other, _)| one.cmp(other));
    fields
});

const REQUEST: &str = "
    a-im accept accept-additions accept-charset accept-datetime accept-encoding
    accept-features accept-language access-control-request-headers
    access-control-request-method access-control-request-private-network alpn alt-used
    amp-cache-transform apply-to-redirect-ref available-dictionary caldav-timezones cdn-loop
    client-cert client-cert-chain cmcd-object cmcd-request cmcd-session cmcd-status
    concealed-auth-export cookie cookie2 depth destination device-memory dictionary-id dnt
    downlink dpr early-data ect expect forwarded from grpc-accept-encoding grpc-timeout host
    http2-settings if if-match if-modified-since if-none-match if-range if-schedule-tag-match
    if-unmodified-since isolation last-event-id max-forwards negotiate odata-isolation
    odata-maxversion ordering-type origin overwrite ping-from ping-to position prefer
    proxy-authorization purpose range referer repeatability-client-id
    repeatability-first-sent repeatability-request-id rtt save-data schedule-reply
    sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-storage-access sec-fetch-user
    sec-gpc sec-purpose sec-token-binding sec-websocket-key service-worker
    service-worker-navigation-preload slug soapaction surrogate-capability te topic
    upgrade-insecure-requests urgency user-agent viewport-width x-forwarded-for
    x-forwarded-host x-forwarded-port x-forwarded-prefix x-forwarded-proto x-http-method
    x-http-method-override x-method-override x-real-ip x-requested-with
";

const RESPONSE: &str = "
    accept-ch accept-patch accept-post accept-query accept-ranges
    access-control-allow-credentials access-control-allow-headers
    access-control-allow-methods access-control-allow-origin
    access-control-allow-private-network access-control-expose-headers access-control-max-age
    activate-storage-access age allow alt-svc alternates authentication-control
    authentication-info cache-group-invalidation cache-groups cache-status cal-managed-id
    cert-not-after cert-not-before clear-site-data cmsd-dynamic cmsd-static
    content-security-policy content-security-policy-report-only critical-ch
    cross-origin-embedder-policy cross-origin-embedder-policy-report-only
    cross-origin-opener-policy cross-origin-opener-policy-report-only
    cross-origin-resource-policy dasl delta-base deprecation document-policy
    document-policy-report-only dpop-nonce etag expect-ct feature-policy hobareg im
    include-referred-token-binding-id integrity-policy integrity-policy-report-only
    last-modified location memento-datetime nel no-vary-search odata-entityid
    optional-www-authenticate origin-agent-cluster p3p permissions-policy
    permissions-policy-report-only preference-applied proxy-authenticate
    proxy-authentication-info proxy-status public-key-pins public-key-pins-report-only
    ratelimit ratelimit-policy redirect-ref referrer-policy repeatability-result replay-nonce
    report-to reporting-endpoints retry-after schedule-tag sec-websocket-accept server
    server-timing service-worker-allowed set-cookie set-cookie2 set-login set-txn sourcemap
    speculation-rules status-uri strict-transport-security sunset supports-loading-mode
    surrogate-control tcn timing-allow-origin tk use-as-dictionary variant-vary vary
    www-authenticate x-content-type-options x-dns-prefetch-control x-frame-options
    x-permitted-cross-domain-policies x-powered-by x-robots-tag x-sourcemap x-ua-compatible
    x-xss-protection
";

const EITHER: &str = "
    accept-signature api-key api-version apollo-require-preflight authorization baggage
    cache-control capsule-protocol cdn-cache-control ce-id ce-source ce-specversion
    ce-subject ce-time ce-type cf-ray client-id configuration-context
    connect-protocol-version connect-timeout-ms connection content-digest content-disposition
    content-dpr content-encoding content-id content-language content-length content-location
    content-md5 content-range content-type correlation-id csrf-token cta-common-access-token
    date dav detached-jws digest dpop ediint-features expires grpc-encoding grpc-message
    grpc-status grpc-status-details-bin hx-boosted hx-current-url hx-history-restore-request
    hx-location hx-prompt hx-push-url hx-redirect hx-refresh hx-replace-url hx-request
    hx-reselect hx-reswap hx-retarget hx-target hx-trigger hx-trigger-after-settle
    hx-trigger-after-swap hx-trigger-name idempotency-key incremental keep-alive label link link-template
    lock-token mcp-protocol-version mcp-session-id meter mime-version
    ocp-apim-subscription-key odata-version oscore oslc-core-version pragma priority
    ratelimit-limit ratelimit-remaining ratelimit-reset refresh repr-digest request-id
    sec-websocket-extensions sec-websocket-protocol sec-websocket-version sentry-trace
    session-id signature signature-input tenant-id timeout traceparent tracestate trailer
    transfer-encoding ttl tus-checksum-algorithm tus-extension tus-max-size tus-resumable
    tus-version unencoded-digest upgrade upload-checksum upload-complete upload-concat
    upload-defer-length upload-draft-interop-version upload-expires upload-length
    upload-limit upload-metadata upload-offset via want-content-digest want-digest
    want-repr-digest want-unencoded-digest warning x-access-token x-amz-content-sha256
    x-amz-date x-amz-request-id x-amz-security-token x-amz-target x-amz-user-agent
    x-amzn-requestid x-amzn-trace-id x-api-key x-api-version x-apollo-operation-id
    x-apollo-operation-name x-auth-token x-b3-flags x-b3-parentspanid x-b3-sampled
    x-b3-spanid x-b3-traceid x-client-data x-client-id x-client-version x-content-sha256
    x-correlation-id x-csrf-token x-csrftoken x-datadog-origin x-datadog-parent-id
    x-datadog-sampling-priority x-datadog-trace-id x-device-id x-firebase-appcheck
    x-goog-api-client x-goog-api-key x-goog-authuser x-grpc-web x-hasura-admin-secret
    x-hasura-role x-idempotency-key x-inertia x-inertia-error-bag x-inertia-except-once-props
    x-inertia-location x-inertia-partial-component x-inertia-partial-data
    x-inertia-partial-except x-inertia-reset x-inertia-version x-next-page
    x-parse-application-id x-parse-rest-api-key x-parse-session-token x-per-page x-prev-page
    x-rate-limit-limit x-rate-limit-remaining x-rate-limit-reset x-ratelimit-limit
    x-ratelimit-remaining x-ratelimit-reset x-request-id x-response-time x-session-id
    x-session-token x-tenant-id x-total-count x-total-pages x-trace-id
    x-upload-content-length x-upload-content-type x-user-agent x-user-id x-user-token
    x-wp-nonce x-wp-total x-wp-totalpages x-xsrf-token xsrf-token
";

#[cfg(test)]
mod tests {
    use super::*;
    use cors_tables::fetch;

    fn names(table: &'static str) -> Vec<&'static str> {
        table.split_ascii_whitespace().collect()
    }

    #[test]
    fn each_table_is_sorted_and_no_field_is_in_two() {
        let mut count = 0;
        for table in [REQUEST, RESPONSE, EITHER].map(names) {
            assert!(table.is_sorted());
            count += table.len();
            for name in table {
                assert!(fetch::is_token(name.as_bytes()), "{name}");
                assert_eq!(name, name.to_ascii_lowercase());
            }
        }
        assert_eq!(FIELDS.len(), count);
    }

    /// The lists of the Fetch standard and the tables must agree.
    #[test]
    fn the_sets_of_the_fetch_standard_are_in_the_right_table() {
        for name in [REQUEST, EITHER].into_iter().flat_map(names) {
            assert!(!fetch::is_forbidden_response_header_name(name.as_bytes()), "{name}");
            assert!(!fetch::is_cors_response_header_name(name.as_bytes()), "{name}");
        }
        for name in names(REQUEST) {
            assert!(!fetch::is_cors_safelisted_response_header_name(name.as_bytes()), "{name}");
        }
        for name in names(RESPONSE) {
            assert!(!fetch::is_cors_non_wildcard_request_header_name(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn directions() {
        for (name, want) in [
            ("accept-query", Some(Direction::Response)),
            ("if-match", Some(Direction::Request)),
            ("alpn", Some(Direction::Request)),
            ("cmcd-session", Some(Direction::Request)),
            ("sec-token-binding", Some(Direction::Request)),
            ("cache-groups", Some(Direction::Response)),
            ("cmsd-static", Some(Direction::Response)),
            ("replay-nonce", Some(Direction::Response)),
            ("link-template", Some(Direction::Either)),
            ("content-type", Some(Direction::Either)),
            ("x-custom", None),
            ("", None),
        ] {
            assert_eq!(direction(name), want, "{name}");
        }
    }
}
