//! The page that sends a request: the relevant part of its
//! [environment](https://html.spec.whatwg.org/multipage/webappapis.html#environment).

use crate::Origin;

/// A page, and the frames that contain it.
#[derive(Clone, Debug)]
pub struct Page {
    pub(crate) origin: Origin,
    pub(crate) partition: String,
}

impl Page {
    /// A page in a tab, by its serialised origin.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        let origin = Origin::Tuple(origin.to_owned());
        let partition = partition_of(&origin);
        Self { origin, partition }
    }

    /// A page whose origin is opaque: sandboxed, `data:`, `file:`.
    #[must_use]
    pub fn opaque() -> Self {
        Self { origin: Origin::Opaque, partition: partition_of(&Origin::Opaque) }
    }

    /// The same page in a frame of another one.
    #[must_use]
    pub fn framed_by(self, top_level: &Page) -> Self {
        Self { partition: top_level.partition.clone(), ..self }
    }

    /// The value of `Origin` that the page sends before any redirect.
    #[must_use]
    pub fn serialized_origin(&self) -> &str {
        self.origin.serialize()
    }
}

/// [The network partition key](https://fetch.spec.whatwg.org/#network-partition-key): the site of
/// the top-level page, and no second key.
fn partition_of(top_level: &Origin) -> String {
    let (scheme, domain) = top_level.site();
    format!("{scheme}://{domain}")
}
