//! [Responses](https://fetch.spec.whatwg.org/#responses), as a page gets them.

use url::Url;

use crate::header_list::HeaderList;

/// A [filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response): the part of a response
/// that a page can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The kind of filter.
    pub kind: ResponseType,
    /// The status; 0 for opaque responses.
    pub status: u16,
    /// The headers that the page can read.
    pub header_list: HeaderList,
    /// The body that the page can read.
    pub body: Vec<u8>,
    /// The last URL of the request; `None` for opaque responses.
    pub url: Option<Url>,
}

/// [A response's type](https://fetch.spec.whatwg.org/#concept-response-type).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType {
    /// From the page's own origin: everything except `Set-Cookie`.
    Basic,
    /// Shared by the CORS protocol.
    Cors,
    /// Not shared.
    Opaque,
    /// A redirect that was not followed.
    OpaqueRedirect,
}
