//! Header sets: the headers of well-known protocols, by name.
//!
//! What a protocol needs is copied from page to page, often with a name missing. Each set is what its source lists
//! for browsers, without names that every page may send or read anyway. Names that a deployment chooses are not in it:
//! `authorization`, metadata.

/// The headers of a protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderSet {
    /// The name, as in `allow_headers = [grpc_web]`.
    pub name: &'static str,
    /// The protocol.
    pub protocol: &'static str,
    /// The headers that its clients send, for `allow_headers`.
    pub request: &'static [&'static str],
    /// The headers that its clients read, for `expose_headers`.
    pub response: &'static [&'static str],
    /// Where they are documented.
    pub source: &'static str,
}

/// All header sets, by name.
pub static HEADER_SETS: [HeaderSet; 6] = [
    HeaderSet {
        name: "connect",
        protocol: "Connect; its pages that speak gRPC-Web need `grpc_web` too",
        request: &["connect-protocol-version", "connect-timeout-ms", "content-type"],
        response: &[],
        source: "https://connectrpc.com/docs/cors/",
    },
    HeaderSet {
        name: "graphql_upload",
        protocol: "GraphQL, with uploads as `multipart/form-data`: one of these headers makes the browser ask first",
        request: &[
            "apollo-require-preflight",
            "content-type",
            "graphql-require-preflight",
            "x-apollo-operation-name",
        ],
        response: &[],
        source: "https://www.apollographql.com/docs/apollo-server/security/cors#preventing-cross-site-request-forgery-csrf",
    },
    HeaderSet {
        name: "grpc_web",
        protocol: "gRPC-Web",
        request: &["content-type", "grpc-timeout", "x-grpc-web", "x-user-agent"],
        response: &["grpc-message", "grpc-status", "grpc-status-details-bin"],
        source: "https://connectrpc.com/docs/cors/",
    },
    HeaderSet {
        name: "mcp",
        protocol: "Model Context Protocol, streamable HTTP, revisions of 2025 and 2026",
        request: &[
            "content-type",
            "last-event-id",
            "mcp-method",
            "mcp-name",
            "mcp-protocol-version",
            "mcp-session-id",
        ],
        response: &["mcp-session-id"],
        source: "https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http",
    },
    HeaderSet {
        name: "s3_upload",
        protocol: "uploads to presigned URLs, in one part or several, as S3 has them",
        request: &["content-md5", "content-type", "x-amz-content-sha256", "x-amz-date"],
        response: &["etag"],
        source: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html",
    },
    HeaderSet {
        name: "tus",
        protocol: "tus 1.0, resumable uploads, with its extensions",
        request: &[
            "content-type",
            "tus-resumable",
            "upload-checksum",
            "upload-concat",
            "upload-defer-length",
            "upload-length",
            "upload-metadata",
            "upload-offset",
        ],
        response: &[
            "location",
            "tus-checksum-algorithm",
            "tus-extension",
            "tus-max-size",
            "tus-resumable",
            "tus-version",
            "upload-concat",
            "upload-defer-length",
            "upload-expires",
            "upload-length",
            "upload-metadata",
            "upload-offset",
        ],
        source: "https://tus.io/protocols/resumable-upload",
    },
];

/// The header set of this name.
#[must_use]
pub fn header_set(name: &str) -> Option<&'static HeaderSet> {
    HEADER_SETS.iter().find(|set| set.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{exposed_response_header, request_header};

    #[test]
    fn sets_have_valid_names_in_order() {
        assert!(HEADER_SETS.is_sorted_by(|one, next| one.name < next.name));
        for set in &HEADER_SETS {
            assert!(!set.request.is_empty(), "{}", set.name);
            for name in set.request {
                assert!(request_header(name).is_ok(), "{}: {name}", set.name);
            }
            for name in set.response {
                assert!(exposed_response_header(name).is_ok(), "{}: {name}", set.name);
            }
            for list in [set.request, set.response] {
                assert!(list.is_sorted_by(|one, next| one < next), "{}", set.name);
            }
        }
    }
}
