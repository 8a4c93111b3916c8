//! Fields of a comparison for other programs, whose types have no form of their own.

use serde::Serializer;

use crate::key::Key;
use crate::location::Located;

/// The texts, without locations, which only mean something to the front end that made them.
pub(super) fn texts<S: Serializer>(
    texts: &[Located<String>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(texts.iter().map(|text| &text.value))
}

/// The names of keys.
pub(super) fn keys<S: Serializer>(keys: &[Key], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(keys.iter().map(|key| key.name()))
}
