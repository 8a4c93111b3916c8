//! Findings to tokens that make rustc print them.
//!
//! On stable Rust a macro has one kind of message, `compile_error!`, with one span, and a text
//! that may have lines. So notes, help and the caret inside a string are lines of the text:
//!
//! ```text
//! error: an origin has no trailing slash
//!          "https://example.com/"
//!                             ^
//!        = note: a browser sends nothing after the host and port of a page, …
//!        = help: write "https://example.com"
//!        = note: rule `origin_path`, https://docs.rs/…
//!  --> src/main.rs:4:5
//! ```
//!
//! A warning is the use of a deprecated constant that bears the rule's name, in a module called
//! `cors`, which rustc reports with the note that it carries.

use std::ops::Range;

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use super::literal;
use super::locations::Locations;
use crate::ast::Notation;
use crate::finding::render::{MOST, Rendered, Sorted, render, surplus};
use crate::finding::{Finding, Findings};
use crate::rules::Rule;
use crate::toml::Report;
use crate::written::{self, Excerpt};

/// All findings in a macro, as statements.
pub(super) fn report(findings: Findings, locations: &Locations) -> TokenStream {
    statements(&findings.into(), &|finding| place_and_text(finding, locations))
}

/// All findings in a file, as statements that rustc reports at this place.
pub(super) fn of_file(report: &Report, span: Span) -> TokenStream {
    statements(report.sorted(), &|finding| (span, report.text_of(finding)))
}

/// Findings as statements; `shown` gives where rustc underlines, and what it prints.
fn statements(
    Sorted { errors, warnings }: &Sorted,
    shown: &dyn Fn(&Finding) -> (Span, String),
) -> TokenStream {
    let more_errors = surplus("error", errors).map(|text| quote!(::core::compile_error! { #text }));
    let more_warnings = surplus("warning", warnings);
    let last = warnings.len().min(MOST).checked_sub(1);
    let errors = errors.iter().take(MOST).map(|finding| error(shown(finding)));
    let warnings = warnings.iter().take(MOST).enumerate().map(|(at, finding)| {
        // rustc has no other place for it.
        let more = more_warnings.as_deref().filter(|_| Some(at) == last);
        warning(finding.rule, more, shown(finding))
    });
    quote! { #(#errors)* #more_errors #(#warnings)* }
}

fn error((span, text): (Span, String)) -> TokenStream {
    quote_spanned!(span => ::core::compile_error! { #text })
}

fn warning(rule: &Rule, more: Option<&str>, (span, mut text): (Span, String)) -> TokenStream {
    if let Some(more) = more {
        text.extend(["\n= note: ", more]);
    }
    let rule = Ident::new(rule.name, span);
    // Every token of the path has the user's span, or the whole macro would be underlined.
    let path = quote_spanned!(span => cors::#rule);
    quote! {
        ::cors_runtime::__warning! {
            const _: () = {
                mod cors {
                    #[deprecated(note = #text)]
                    #[allow(non_upper_case_globals)]
                    pub(super) const #rule: () = ();
                }
                #path
            };
        }
    }
}

/// Where rustc underlines, and what it prints.
fn place_and_text(finding: &Finding, locations: &Locations) -> (Span, String) {
    let location = locations.get(finding.location);
    let mut span = location.map_or_else(Span::call_site, |location| location.span);
    let Rendered { message: mut text, below } =
        render(finding, Notation::Rust, &|location| locations.line(location));
    let within = finding.within.clone();
    let literal = location.and_then(|location| location.literal.as_ref());
    if let (Some(literal), Some(within)) = (literal, within) {
        match underlined(literal, within) {
            Some(Underlined::Span(exact)) => span = exact,
            Some(Underlined::Lines(lines)) => text.push_str(&lines),
            None => {}
        }
    }
    for line in below {
        text.extend(["\n= ", line.label.as_str(), ": ", &line.text]);
    }
    (span, text)
}

/// How a part of a string is shown.
enum Underlined {
    /// With its own span, which only nightly compilers can create.
    Span(Span),
    /// By the literal and a line of carets below it.
    Lines(String),
}

fn underlined(literal: &Literal, within: Range<usize>) -> Option<Underlined> {
    let written = literal.to_string();
    let range = written_range(&written, within)?;
    match literal.subspan(range.clone()) {
        Some(span) => Some(Underlined::Span(span)),
        None => caret_lines(&written, range).map(Underlined::Lines),
    }
}

/// The bytes of the literal in which these bytes of its value are written; never none.
fn written_range(written: &str, within: Range<usize>) -> Option<Range<usize>> {
    written::range(&literal::offsets(written)?, within)
}

/// Two lines: the literal, or the part of it around the caret, and the carets.
fn caret_lines(written: &str, range: Range<usize>) -> Option<String> {
    let Excerpt { line, carets } = written::excerpt(written, range)?;
    Some(format!("\n  {line}\n  {carets}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(written: &str, within: Range<usize>) -> String {
        let range = written_range(written, within).unwrap();
        caret_lines(written, range).unwrap()
    }

    #[test]
    fn carets_stand_under_what_was_written() {
        assert_eq!(lines(r#""https://a/""#, 9..10), "\n  \"https://a/\"\n            ^");
        assert_eq!(lines(r#""caf\u{e9}:0x""#, 6..8), "\n  \"caf\\u{e9}:0x\"\n             ^^");
        assert_eq!(lines(r#""é:0x""#, 3..5), "\n  \"é:0x\"\n     ^^");
    }

    #[test]
    fn an_empty_range_still_has_a_caret() {
        assert_eq!(lines(r#""""#, 0..0), "\n  \"\"\n   ^");
    }
}
