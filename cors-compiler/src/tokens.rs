//! The front end of the macros: tokens in, tokens out.
//!
//! ```text
//! TokenStream --parse--> ast::Policy, Places
//!                  │            compile_policy
//! TokenStream <--quote-- PolicyTable
//! TokenStream <--report- Findings, Places
//! ```
//!
//! Even for an invalid policy, the expansion has an expression of type `Policy` next to the errors,
//! so that no second error follows from the first.

mod angles;
pub mod attribute;
mod builders;
#[cfg(feature = "edits")]
mod edits;
mod expression;
mod literal;
mod locations;
mod mistake;
mod parse;
mod path;
mod pieces;
pub mod policies;
mod quote;
mod report;
pub mod routes;
mod runtime;
mod separator;
mod size;

#[cfg(feature = "edits")]
pub use edits::Checked;

use std::panic::{AssertUnwindSafe, catch_unwind};

use cors_tables::PolicyTable;
use proc_macro2::TokenStream;

use crate::finding::{Finding, Findings};
use mistake::Mistake;

/// Expands `cors! { … }`.
///
/// A panic in the compiler is a bug; it becomes an error at the policy, which asks for
/// a report.
#[must_use]
pub fn expand(input: TokenStream) -> TokenStream {
    expand_as(quote::policy, input)
}

/// How a policy is printed.
type Print = fn(&PolicyTable) -> TokenStream;

fn expand_as(print: Print, input: TokenStream) -> TokenStream {
    let expand = |input, mistake: Option<Mistake>| {
        let policy = expand_policy(print, input);
        match mistake.map(|mistake| mistake.to_compile_error()) {
            Some(error) => ::quote::quote!({ #error #policy }),
            None => policy,
        }
    };
    let expanded = catch_unwind(AssertUnwindSafe(|| runtime::with(input, expand)));
    expanded.unwrap_or_else(|_| {
        let policy = print(&PolicyTable::NOTHING);
        ::quote::quote!({
            ::core::compile_error! { "the policy compiler failed: please report this policy" }
            #policy
        })
    })
}

fn expand_policy(print: Print, input: TokenStream) -> TokenStream {
    let mut findings = Findings::default();
    let (policy, locations) = parse::parse(input, &mut findings);
    let table = crate::compile_policy(&policy, &mut findings);
    let policy = print(&table.unwrap_or(PolicyTable::NOTHING));
    let report = report::report(findings, &locations);
    ::quote::quote!({ #report #policy })
}

/// What is wrong with a policy, in the order of the text.
#[must_use]
pub fn findings_of(input: TokenStream) -> Vec<Finding> {
    let mut findings = Findings::default();
    let (policy, _) = parse::parse(runtime::without(input), &mut findings);
    let _ = crate::compile_policy(&policy, &mut findings);
    findings.into_sorted()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file must write, Rust may.
    #[test]
    fn both_notations_of_a_regex_and_of_names() {
        let rust = r#"allow_origins = [regex("https://a\\.example")], allow_methods = [PUT]"#;
        let file =
            r#"allow_origins = [{ regex = "https://a\\.example" }], allow_methods = ["PUT"]"#;
        let expand = |policy: &str| expand(policy.parse().unwrap()).to_string();
        assert_eq!(expand(rust), expand(file));
    }

    #[test]
    fn the_same_policy_gives_the_same_tokens() {
        let policy =
            r#"allow_origins = ["https://b.example", "https://a.example", "http://localhost:*"]"#;
        let expand = || expand(policy.parse().unwrap()).to_string();
        assert_eq!(expand(), expand());
    }
}
