//! The front end of the macros: tokens in, tokens out.
//!
//! ```text
//! TokenStream --parse--> ast::Policy, Places
//!                  │            compile_policy
//! TokenStream <--quote-- PolicyTable
//! TokenStream <--report- Findings, Places
//! ```
//!
//! A policy that is in a file goes through `toml` instead: see `file`.
//!
//! Even for an invalid policy, the expansion has an expression of type `Policy` next to the errors,
//! so that no second error follows from the first.

#[cfg_attr(not(feature = "handlers"), allow(dead_code, reason = "parts of it are for handlers"))]
mod angles;
#[cfg(feature = "handlers")]
pub mod attribute;
mod builders;
#[cfg(feature = "edits")]
mod checked;
mod editor;
#[cfg(feature = "edits")]
mod edits;
mod expression;
mod file;
mod literal;
mod locations;
#[cfg_attr(not(feature = "handlers"), allow(dead_code, reason = "parts of it are for handlers"))]
mod mistake;
mod parse;
#[cfg_attr(not(feature = "handlers"), allow(dead_code, reason = "parts of it are for handlers"))]
mod path;
mod pieces;
pub mod policies;
mod quote;
mod report;
#[cfg(feature = "handlers")]
pub mod routes;
mod runtime;
mod separator;
mod size;

#[cfg(feature = "edits")]
pub use checked::{Checked, InFile, Written};
pub use file::{MAX_LENGTH, Read, ReadError, SourceFile};

use std::panic::{AssertUnwindSafe, catch_unwind};

use cors_tables::PolicyTable;
use proc_macro2::TokenStream;

use crate::ast::Policy;
use crate::finding::{Finding, Findings};
use file::{Expanded, Reference};
use mistake::Mistake;

/// Expands `cors! { … }`. `read` reads the file that the policy is in, if it is in one.
///
/// A panic in the compiler is a bug; it becomes an error at the policy, which asks for
/// a report.
#[must_use]
pub fn expand(input: TokenStream, read: Read<'_>) -> TokenStream {
    expand_as(quote::policy, input, read)
}

/// How a policy is printed.
type Print = fn(&PolicyTable) -> TokenStream;

fn expand_as(print: Print, input: TokenStream, read: Read<'_>) -> TokenStream {
    let mut expand = |input, mistake: Option<Mistake>| {
        let policy = expand_policy(print, input, read);
        match mistake.map(|mistake| mistake.to_compile_error()) {
            Some(error) => ::quote::quote!({ #error #policy }),
            None => policy,
        }
    };
    let expanded = catch_unwind(AssertUnwindSafe(|| runtime::with(input, &mut expand)));
    expanded.unwrap_or_else(|_| {
        let policy = print(&PolicyTable::NOTHING);
        ::quote::quote!({
            ::core::compile_error! { "the policy compiler failed: please report this policy" }
            #policy
        })
    })
}

fn expand_policy(print: Print, input: TokenStream, read: Read<'_>) -> TokenStream {
    let mut findings = Findings::default();
    let names = editor::policy(&input);
    let (policy, locations) = parse::parse(input, &mut findings);
    let Expanded { table, statements } = match file::reference(&policy, &mut findings) {
        Reference::Inline => {
            let table = crate::compile_policy(&policy, &mut findings);
            Expanded { table, statements: TokenStream::new() }
        }
        Reference::File { path, name } => {
            file::expand((path, name), &locations, &mut findings, read)
        }
        Reference::Unreadable => Expanded { table: None, statements: TokenStream::new() },
    };
    let policy = print(&table.unwrap_or(PolicyTable::NOTHING));
    let report = report::report(findings, &locations);
    ::quote::quote!({ #names #report #statements #policy })
}

/// What is wrong with a policy in a macro, in the order of the text. No file is read.
#[must_use]
pub fn findings_of(input: TokenStream) -> Vec<Finding> {
    let mut findings = Findings::default();
    let (policy, _) = parse::parse(runtime::without(input), &mut findings);
    compile_inline(&policy, &mut findings);
    findings.into_sorted()
}

/// Compiles a policy to report its mistakes. For a policy in a file, only the reference to the file is checked.
fn compile_inline(policy: &Policy, findings: &mut Findings) {
    if let Reference::Inline = file::reference(policy, findings) {
        let _ = crate::compile_policy(policy, findings);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// For policies that are in no file.
    pub(crate) fn no_file(path: &str) -> Result<SourceFile, ReadError> {
        Err(ReadError::NotFound(path.to_owned()))
    }

    /// An expansion without the names for editors, which are those that were written.
    pub(crate) fn without_names(expanded: &str) -> String {
        let (before, names) = expanded.split_once(":: cors_runtime :: __editor ! {").unwrap();
        let (_, behind) = names.split_once('}').unwrap();
        [before, behind].concat()
    }

    /// What a file must write, Rust may.
    #[test]
    fn both_notations_of_a_regex_and_of_names() {
        let rust = r#"allow_origins = [regex("https://a\\.example")], allow_methods = [PUT]"#;
        let file =
            r#"allow_origins = [{ regex = "https://a\\.example" }], allow_methods = ["PUT"]"#;
        let expand =
            |policy: &str| without_names(&expand(policy.parse().unwrap(), &no_file).to_string());
        assert_eq!(expand(rust), expand(file));
    }

    #[test]
    fn the_same_policy_gives_the_same_tokens() {
        let policy =
            r#"allow_origins = ["https://b.example", "https://a.example", "http://localhost:*"]"#;
        let expand = || expand(policy.parse().unwrap(), &no_file).to_string();
        assert_eq!(expand(), expand());
    }
}
