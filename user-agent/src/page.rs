//! The page that sends a request: the relevant part of its
//! [environment](https://html.spec.whatwg.org/multipage/webappapis.html#environment).

use url::Url;

use crate::origin::{InvalidOrigin, Origin};

/// A page, and the frames that contain it.
#[derive(Clone, Debug)]
pub struct Page {
    pub(crate) origin: Origin,
    pub(crate) partition: String,
    pub(crate) blocks_mixed_content: bool,
}

impl Page {
    /// A page in a tab, by its serialised origin.
    ///
    /// ```
    /// use cors_user_agent::Page;
    ///
    /// assert!(Page::new("https://app.example.com").is_ok());
    /// let mistake = Page::new("https://app.example.com/").unwrap_err();
    /// assert_eq!(mistake.to_string(), "`https://app.example.com/` is not an origin: write `https://app.example.com`");
    /// ```
    ///
    /// # Errors
    ///
    /// If a browser would serialise it differently. A page with the origin `null` is [`Page::opaque`].
    pub fn new(origin: &str) -> Result<Self, InvalidOrigin> {
        Origin::parse(origin).map(Self::with_origin)
    }

    /// A page in a tab, by its URL. That of a `data:` or `file:` URL is [opaque](Self::opaque).
    #[must_use]
    pub fn of_url(url: &Url) -> Self {
        Self::with_origin(Origin::of(url))
    }

    /// A page whose origin is opaque: sandboxed, `data:`, `file:`.
    #[must_use]
    pub fn opaque() -> Self {
        Self::with_origin(Origin::opaque())
    }

    /// The same page in a frame of another one.
    #[must_use]
    pub fn framed_by(self, top_level: &Page) -> Self {
        let blocks_mixed_content = self.blocks_mixed_content || top_level.blocks_mixed_content;
        Self { partition: top_level.partition.clone(), blocks_mixed_content, ..self }
    }

    /// The value of `Origin` that the page sends before any redirect.
    #[must_use]
    pub fn serialized_origin(&self) -> &str {
        self.origin.serialize()
    }

    fn with_origin(origin: Origin) -> Self {
        let partition = partition_of(&origin);
        // Browsers restrict pages over `https:`; by the standard it is every page whose origin is potentially
        // trustworthy.
        let blocks_mixed_content = origin.serialize().starts_with("https://");
        Self { origin, partition, blocks_mixed_content }
    }
}

/// [The network partition key](https://fetch.spec.whatwg.org/#network-partition-key): the site of
/// the top-level page, and no second key.
fn partition_of(top_level: &Origin) -> String {
    let (scheme, domain) = top_level.site();
    format!("{scheme}://{domain}")
}
