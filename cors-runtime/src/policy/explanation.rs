//! A policy in words.

use std::fmt;

use super::PolicyData;

/// A policy in words, as [`Policy::explain`](crate::Policy::explain) returns it.
///
/// `Display` prints it, several lines that end with a newline. The text is for people: any release may
/// word it differently.
#[derive(Clone, Copy)]
pub struct Explanation<'p>(&'p PolicyData);

impl<'p> Explanation<'p> {
    pub(super) const fn new(policy: &'p PolicyData) -> Self {
        Self(policy)
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(policy) = self;
        writeln!(f, "Policy {}", policy.label)?;
        cors_tables::explain::Explanation::new(&policy.table).fmt(f)
    }
}

/// Prints the policy's name and location; `Display` prints the whole.
impl fmt::Debug for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Explanation").field(&self.0.label).finish()
    }
}
