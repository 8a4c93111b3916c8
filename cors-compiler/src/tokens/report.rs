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
//!        = note: rule `origin_path`, https://html.spec.whatwg.org/…
//!  --> src/main.rs:4:5
//! ```
//!
//! A warning is the use of a deprecated constant that bears the rule's name, in a module called
//! `cors`, which rustc reports with the note that it carries.

use std::fmt::Write as _;
use std::ops::Range;

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use super::literal;
use super::places::Places;
use crate::finding::{Finding, Findings, Note};
use crate::written::{self, Excerpt};

/// How many findings are shown of one policy.
const SHOWN: usize = 20;

/// All findings, as statements.
pub(super) fn report(findings: Findings, places: &Places) -> TokenStream {
    let (mut errors, mut warnings): (Vec<_>, Vec<_>) =
        findings.into_sorted().into_iter().partition(Finding::is_error);
    let more = errors.len().saturating_sub(SHOWN);
    let more_warnings = warnings.len().saturating_sub(SHOWN);
    errors.truncate(SHOWN);
    warnings.truncate(SHOWN);
    if let Some(last) = warnings.last_mut().filter(|_| more_warnings > 0) {
        let text = format!("there are {more_warnings} more warnings in this policy");
        last.notes.push(Note::Note(text));
    }
    let more = (more > 0).then(|| {
        let text = format!("and {more} more mistakes in this policy");
        quote!(::core::compile_error! { #text })
    });
    let errors = errors.iter().map(|finding| error(finding, places));
    let warnings = warnings.iter().map(|finding| warning(finding, places));
    quote! { #(#errors)* #more #(#warnings)* }
}

fn error(finding: &Finding, places: &Places) -> TokenStream {
    let (span, text) = place_and_text(finding, places);
    quote_spanned!(span => ::core::compile_error! { #text })
}

fn warning(finding: &Finding, places: &Places) -> TokenStream {
    let (span, text) = place_and_text(finding, places);
    let rule = Ident::new(finding.rule.name, span);
    // Every token of the path has the user's span, or the whole macro would be underlined.
    let path = quote_spanned!(span => cors::#rule);
    quote! {
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

/// Where rustc underlines, and what it prints.
fn place_and_text(finding: &Finding, places: &Places) -> (Span, String) {
    let place = places.get(finding.place);
    let mut span = place.map_or_else(Span::call_site, |place| place.span);
    let mut text = finding.message.clone();
    let within = finding.within.clone();
    let literal = place.and_then(|place| place.literal.as_ref());
    if let (Some(literal), Some(within)) = (literal, within) {
        match underlined(literal, within) {
            Some(Underlined::Span(exact)) => span = exact,
            Some(Underlined::Lines(lines)) => text.push_str(&lines),
            None => {}
        }
    }
    for note in &finding.notes {
        // Writing to a string cannot fail.
        let _ = match note {
            Note::Note(note) => write!(text, "\n= note: {note}"),
            Note::Help(help) => write!(text, "\n= help: {help}"),
            Note::Elsewhere(what, place) => match places.line(*place) {
                Some(line) => write!(text, "\n= note: {what} on line {line}"),
                None => write!(text, "\n= note: {what} in this policy"),
            },
        };
    }
    let _ = write!(text, "\n= note: rule `{}`, {}", finding.rule.name, finding.rule.source);
    (span, text)
}

/// How a part of a string is shown.
enum Underlined {
    /// By a span of its own, which only nightly compilers give.
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

/// The bytes of the literal that stand for these bytes of its value; never none.
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
