//! A policy in words.

use std::fmt;

use super::PolicyRef;

/// A policy in words, as [`Policy::explain`](crate::Policy::explain) returns it.
///
/// `Display` prints it, several lines that end with a newline. The text is for people: any release may
/// word it differently.
#[derive(Clone, Copy)]
pub struct Explanation<'p>(PolicyRef<'p>);

impl<'p> Explanation<'p> {
    pub(super) const fn new(policy: PolicyRef<'p>) -> Self {
        Self(policy)
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(PolicyRef { data, added }) = self;
        writeln!(f, "Policy {}", data.label)?;
        cors_tables::explain::Explanation::new(&data.table).with_added(*added).fmt(f)
    }
}

/// Prints the policy's name and location; `Display` prints the whole.
impl fmt::Debug for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Explanation").field(&self.0.data.label).finish()
    }
}
