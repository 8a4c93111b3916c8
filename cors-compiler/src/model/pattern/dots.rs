//! Dots of a regex that are any character, where a host has a dot.
//!
//! `app.example.com` is written without backslashes sooner or later, and then matches
//! `appaexample.com`. A dot that is repeated (`.*`, `.+`, `.{3}`) was meant as what it is, and one in a
//! class is a dot.
//!
//! Source: [matching one character](https://docs.rs/regex/latest/regex/#matching-one-character).

use std::convert::Infallible;
use std::ops::Range;

use regex_syntax::ast::{self, Ast, parse::Parser};

/// Where they are, in order; none in a text that does not parse.
pub(super) fn lone_dots(regex: &str) -> Vec<Range<usize>> {
    let Ok(ast) = Parser::new().parse(regex) else { return Vec::new() };
    match ast::visit(&ast, Dots::default()) {
        Ok(dots) => dots,
        Err(never) => match never {},
    }
}

/// The same regex with a backslash before each of them.
pub(super) fn escaped(regex: &str, dots: &[Range<usize>]) -> String {
    // They are in order.
    let is_lone = |at: usize| dots.binary_search_by_key(&at, |dot| dot.start).is_ok();
    let escaped = regex.char_indices().flat_map(|(at, char)| {
        let backslash = is_lone(at).then_some('\\');
        backslash.into_iter().chain([char])
    });
    escaped.collect()
}

/// A regex that was written without a backslash, as it was meant.
pub(crate) fn with_dots_escaped(regex: &str) -> String {
    escaped(regex, &lone_dots(regex))
}

#[derive(Default)]
struct Dots {
    lone: Vec<Range<usize>>,
    /// Where the dot begins that the last repetition repeats.
    repeated: Option<usize>,
}

impl ast::Visitor for Dots {
    type Output = Vec<Range<usize>>;
    type Err = Infallible;

    fn finish(self) -> Result<Self::Output, Infallible> {
        Ok(self.lone)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Infallible> {
        match ast {
            Ast::Repetition(repetition) => {
                self.repeated = Some(repetition.ast.span().start.offset);
            }
            Ast::Dot(span) if self.repeated != Some(span.start.offset) => {
                self.lone.push(span.start.offset..span.end.offset);
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_and_escaped_ones_and_those_of_classes_were_meant() {
        for (regex, with_backslashes) in [
            ("a.b", r"a\.b"),
            ("https://app.example.com", r"https://app\.example\.com"),
            (r"a\.b.*c.+d.?e.{2}f[.]g", r"a\.b.*c.+d.?e.{2}f[.]g"),
            ("(a.b)*", r"(a\.b)*"),
            ("(.)*.", r"(\.)*\."),
            (".|..", r"\.|\.\."),
            ("é.", r"é\."),
            (r"\\.", r"\\\."),
            ("(", "("),
        ] {
            let dots = lone_dots(regex);
            assert_eq!(escaped(regex, &dots), with_backslashes, "{regex}");
        }
    }
}
