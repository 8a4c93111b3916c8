//! [Responses](https://fetch.spec.whatwg.org/#responses), as a page gets them.

use url::Url;

use crate::header_list::HeaderList;

/// A [filtered response](https://fetch.spec.whatwg.org/#concept-filtered-response): what a page
/// can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// How it was filtered.
    pub kind: ResponseType,
    /// 0 for the opaque ones.
    pub status: u16,
    /// The headers that the page can read.
    pub header_list: HeaderList,
    /// The body that the page can read.
    pub body: Vec<u8>,
    /// The last URL that was asked; `None` for the opaque ones.
    pub url: Option<Url>,
}

/// [A response's type](https://fetch.spec.whatwg.org/#concept-response-type).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType {
    /// From the page's own origin: all but `Set-Cookie`.
    Basic,
    /// Shared by the CORS protocol.
    Cors,
    /// Not shared.
    Opaque,
    /// A redirect that was not followed.
    OpaqueRedirect,
}
