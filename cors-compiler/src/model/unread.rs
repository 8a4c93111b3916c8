//! The keys of a policy whose values are not known completely, because a part of them is an error.
//!
//! A rule about the presence of something is always checked. A rule about the absence of
//! something is not checked where it may be in the part that could not be read, so that no finding
//! goes away when another mistake is fixed.

use crate::key::Key;

/// Which keys have a part that could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unread {
    keys: Vec<Key>,
}

impl Unread {
    /// A part of this key's value could not be read.
    pub fn add(&mut self, key: Key) {
        if !self.keys.contains(&key) {
            self.keys.push(key);
        }
    }

    /// Whether all of these keys' values are known.
    #[must_use]
    pub fn are_whole(&self, keys: &[Key]) -> bool {
        !keys.iter().any(|key| self.keys.contains(key))
    }
}
