//! The parts of tables: text, bytes and lists, which are constants of the program or owned memory.
//!
//! ```text
//! cors! { … }           Fixed ──> read-only data of the program
//! a text at run time    Owned ──> the heap, freed with the table
//! ```
//!
//! Both variants store a pointer and a length in the same position, so reading one takes no branch, and one
//! type of table works for both: the compiler fills it, the macros print it, and the server reads it.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Deref;

/// A value in a table: a constant, or owned.
///
/// ```
/// use cors_tables::stored::Text;
/// let (fixed, owned) = (Text::Fixed("a"), Text::from(String::from("a")));
/// assert_eq!(fixed, owned);
/// assert_eq!(fixed.len(), 1);
/// # use std::string::String;
/// ```
pub enum Stored<T: ?Sized + 'static> {
    /// A constant of the program.
    Fixed(&'static T),
    /// Owned memory, which is freed with the value.
    Owned(Box<T>),
}

/// Text of a table.
pub type Text = Stored<str>;
/// Bytes of a table.
pub type Bytes = Stored<[u8]>;
/// A list in a table.
pub type List<T> = Stored<[T]>;
/// A map from each byte to a value.
pub type ByteMap = Stored<[u8; 256]>;

impl<T: ?Sized> Stored<T> {
    /// The value.
    #[must_use]
    #[inline]
    pub const fn value(&self) -> &T {
        match self {
            Self::Fixed(value) => value,
            Self::Owned(value) => value,
        }
    }

    /// The value, if it is a constant.
    #[must_use]
    pub const fn fixed(&self) -> Option<&'static T> {
        match self {
            Self::Fixed(value) => Some(value),
            Self::Owned(_) => None,
        }
    }
}

impl<T: ?Sized> Deref for Stored<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.value()
    }
}

impl<T: ?Sized> Clone for Stored<T>
where
    Box<T>: Clone,
{
    fn clone(&self) -> Self {
        match self {
            Self::Fixed(value) => Self::Fixed(value),
            Self::Owned(value) => Self::Owned(value.clone()),
        }
    }
}

/// Two values are equal regardless of where they are stored.
impl<T: ?Sized + PartialEq> PartialEq for Stored<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl<T: ?Sized + Eq> Eq for Stored<T> {}

/// Prints the value.
impl<T: ?Sized + fmt::Debug> fmt::Debug for Stored<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

/// Prints the value.
impl<T: ?Sized + fmt::Display> fmt::Display for Stored<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

impl<T: ?Sized> From<Box<T>> for Stored<T> {
    fn from(value: Box<T>) -> Self {
        Self::Owned(value)
    }
}

impl From<String> for Text {
    fn from(value: String) -> Self {
        Self::Owned(value.into_boxed_str())
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(value: Vec<T>) -> Self {
        Self::Owned(value.into_boxed_slice())
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::ToOwned as _;
    use std::{format, vec};

    use super::*;

    #[test]
    fn constant_and_owned_values_are_equal() {
        let (fixed, owned) = (Text::Fixed("ab"), Text::from("ab".to_owned()));
        assert_eq!((fixed.value(), fixed.fixed()), ("ab", Some("ab")));
        assert_eq!((owned.value(), owned.fixed()), ("ab", None));
        for text in [&fixed, &owned] {
            assert_eq!(*text, text.clone());
            assert_eq!(*text, fixed);
            assert_ne!(*text, Text::Fixed("a"));
            assert_eq!((format!("{text}"), format!("{text:?}")), ("ab".into(), "\"ab\"".into()));
        }
        let (fixed, owned) = (List::Fixed(&[1_u8, 2]), List::from(vec![1_u8, 2]));
        assert_eq!(fixed, owned);
        assert_eq!((fixed.len(), owned.iter().sum::<u8>()), (2, 3));
    }
}
