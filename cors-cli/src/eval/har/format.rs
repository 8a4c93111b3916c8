//! The parts of a HAR file that are read. Everything else is skipped, such as bodies.

use serde::Deserialize;

use crate::eval::request::{Credentials, WireRequest};

/// The whole file.
#[derive(Debug, Deserialize)]
pub(super) struct Har {
    pub(super) log: Log,
}

/// `log`
#[derive(Debug, Deserialize)]
pub(super) struct Log {
    #[serde(default)]
    pub(super) pages: Vec<Page>,
    pub(super) entries: Vec<Entry>,
}

/// `log.pages[…]`
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    #[serde(default)]
    pub(super) id: String,
    /// In DevTools the URL of the page.
    #[serde(default)]
    pub(super) title: String,
}

/// `log.entries[…]`
#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    #[serde(default)]
    pub(super) pageref: Option<String>,
    #[serde(rename = "_initiator", default)]
    pub(super) initiator: Option<Initiator>,
    #[serde(rename = "_resourceType", default)]
    resource_type: Option<String>,
    pub(super) request: EntryRequest,
    pub(super) response: EntryResponse,
}

/// What sent the request.
#[derive(Debug, Deserialize)]
pub(super) struct Initiator {
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    stack: Option<Stack>,
}

#[derive(Debug, Deserialize)]
struct Stack {
    #[serde(rename = "callFrames", default)]
    call_frames: Vec<CallFrame>,
}

#[derive(Debug, Deserialize)]
struct CallFrame {
    #[serde(default)]
    url: String,
}

/// `request`
#[derive(Debug, Deserialize)]
pub(super) struct EntryRequest {
    method: String,
    pub(super) url: String,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default)]
    cookies: Vec<serde::de::IgnoredAny>,
    #[serde(rename = "postData", default)]
    post_data: Option<serde::de::IgnoredAny>,
}

/// `response`
#[derive(Debug, Deserialize)]
pub(super) struct EntryResponse {
    #[serde(default)]
    pub(super) status: i64,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(rename = "_error", default)]
    pub(super) error: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Header {
    name: String,
    #[serde(default)]
    value: String,
}

impl Initiator {
    /// The URLs of the scripts that sent it. A script of another origin runs as a part of the page, so they are only
    /// a hint.
    pub(super) fn urls(&self) -> impl Iterator<Item = &str> {
        let frames = self.stack.iter().flat_map(|stack| &stack.call_frames);
        self.url.as_deref().into_iter().chain(frames.map(|frame| frame.url.as_str()))
    }
}

impl EntryRequest {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| header.value.as_str())
    }
}

impl EntryResponse {
    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let pair = |header: &Header| (header.name.clone(), header.value.clone());
        self.headers.iter().filter(|header| !header.name.starts_with(':')).map(pair).collect()
    }
}

impl Entry {
    /// The request as it was sent; `None` if its URL is not valid.
    pub(super) fn wire(&self) -> Option<WireRequest> {
        let headers = self.request.headers.iter();
        Some(WireRequest {
            method: self.request.method.clone(),
            url: self.request.url.parse().ok()?,
            headers: headers.map(|header| (header.name.clone(), header.value.clone())).collect(),
            has_body: self.request.post_data.is_some(),
        })
    }

    /// Whether the CORS protocol applies to it, as far as the file says.
    pub(super) fn is_cors(&self, wire: &WireRequest) -> bool {
        if let Some(mode) = wire.header("sec-fetch-mode") {
            return mode == "cors";
        }
        match self.resource_type.as_deref() {
            Some("fetch" | "xhr" | "eventsource" | "font" | "preflight") => true,
            Some("document" | "websocket") => false,
            _ => wire.header("origin").is_some(),
        }
    }

    /// Whether credentials were sent, as far as the file says.
    pub(super) fn credentials(&self) -> Option<Credentials> {
        (!self.request.cookies.is_empty()).then_some(Credentials::Included)
    }
}
