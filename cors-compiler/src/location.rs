//! Where something was written.
//!
//! The other stages pass locations on without interpreting them: a [`Location`] is a number
//! that the front end gave out, and only the front end knows what is written there. So a policy from tokens
//! and one from a file go through the same code.

/// A place in the text of a policy, given out by the front end that read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location(u32);

impl Location {
    /// The `index`-th place that a front end gives out. Front ends count in the order of the text.
    #[must_use]
    pub fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The index it was made with.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub location: Location,
}

impl<T> Located<T> {
    /// `value`, written at `location`.
    pub const fn new(value: T, location: Location) -> Self {
        Self { value, location }
    }

    /// Another value, written at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Located<U> {
        Located::new(change(self.value), self.location)
    }
}
