//! Where something was written.
//!
//! The stages between the doors carry places and never look into them: a [`Place`] is a number
//! that the door gave out, and the door alone knows what stands there. So a policy from tokens
//! and one from a file go through the same code.

/// A place in the text of a policy, given out by the door that read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(u32);

impl Place {
    /// The `index`-th place that a door gives out. Doors count in the order of the text.
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
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

impl<T> Placed<T> {
    /// `value`, written at `place`.
    pub const fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    /// Another value, written at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Placed<U> {
        Placed::new(change(self.value), self.place)
    }
}
