//! Lists of names: the policy's own, and those a request asks for.
//!
//! A policy's list is stored as the header value that will be sent, `a,b,c`, because a name
//! holds no comma: one constant serves both as the answer and as the set.
//!
//! A requested list comes from anybody. A browser sends one line, lower-case, sorted, joined by
//! commas; a proxy may split it, add white space and empty elements, and that is legal too. The
//! reader takes every legal form and stops at a bound:
//!
//! ```text
//! Access-Control-Request-Headers:  content-type ,, x-trace,x-foo
//!                                  └── name ──┘ ↑└─ name ─┘
//!                                               an empty element: at most MAX_EMPTY_ELEMENTS
//! ```
//!
//! Cost: for the browser's form one pass over both lists side by side, since both are sorted:
//! each name of the policy is at the front of what is left of the request, or it is not asked for.
//! For other forms the search for a name goes on where the last one was found; every step
//! backwards is counted, and after [`MAX_STEPS_BACK`] of them the list is refused, as it is after
//! [`MAX_EMPTY_ELEMENTS`] empty elements. A list that is too long is refused unread.
//!
//! Source: [RFC 9110, section 5.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1), lists
//! and their empty elements;
//! [`#cors-unsafe-request-header-names`](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names),
//! the browser's form.

use core::fmt;

use crate::fetch::{is_cors_non_wildcard_request_header_name, is_token};
use crate::refusal::Escaped;
use crate::stored::Text;

/// How many bytes a requested list may have where any name is allowed.
///
/// A request with 200 headers of its own makes a list of some 1,300 bytes. Where the policy lists
/// names, a requested list may have [`MAX_SPARE_BYTES`] more than twice those of the policy's own.
pub const MAX_LIST_BYTES: usize = 4096;

/// How many bytes more than twice those of the policy's own list a requested list may have, for
/// white space and empty elements.
pub const MAX_SPARE_BYTES: usize = 256;

/// How many empty elements a requested list may have.
///
/// RFC 9110 asks recipients to take "a reasonable number" of them.
pub const MAX_EMPTY_ELEMENTS: usize = 32;

/// How many names of a requested list may stand out of order or repeat.
pub const MAX_STEPS_BACK: usize = 32;

/// A list of names in the form in which it is sent: joined by commas, no white space.
///
/// ```
/// use cors_tables::name_list::NameList;
/// use cors_tables::stored::Text;
/// let list = NameList::new(Text::Fixed("authorization,content-type"));
/// assert!(list.iter().eq(["authorization", "content-type"]));
/// assert!(list.contains(b"content-type"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameList {
    value: Text,
}

impl NameList {
    /// The list without names.
    pub const EMPTY: Self = Self::new(Text::Fixed(""));

    /// The list whose header value is `value`.
    #[must_use]
    pub const fn new(value: Text) -> Self {
        Self { value }
    }

    /// The header value.
    #[must_use]
    pub const fn value(&self) -> &Text {
        &self.value
    }

    /// Whether the list has no names.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.value.value().is_empty()
    }

    /// The names, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.value.split(',').filter(|name| !name.is_empty())
    }

    /// Whether `name` is in the list, byte for byte, as methods are compared.
    #[must_use]
    pub fn contains(&self, name: &[u8]) -> bool {
        let mut rest = self.value.as_bytes();
        while !rest.is_empty() {
            let comma = rest.iter().position(|&byte| byte == b',').unwrap_or(rest.len());
            let (element, after) = rest.split_at_checked(comma).unwrap_or_default();
            if element == name {
                return true;
            }
            rest = after.get(1..).unwrap_or_default();
        }
        false
    }

    /// Whether `line` is the list, or a part of it in the same order and form, as a browser
    /// writes it.
    fn has_browser_form(&self, line: &[u8]) -> bool {
        if line == self.value.as_bytes() {
            return true;
        }
        let mut left = line;
        for name in self.value.as_bytes().split(|&byte| byte == b',') {
            left = match left.strip_prefix(name) {
                Some([b',', rest @ ..]) => rest,
                Some([]) => return true,
                Some([_, ..]) | None => left,
            };
        }
        left.is_empty()
    }
}

/// The part of `list` after `name`, compared without regard to case, as header names are.
fn after<'l>(list: &'l str, name: &[u8]) -> Option<&'l str> {
    let mut rest = list;
    while !rest.is_empty() {
        let (first, after) = rest.split_once(',').unwrap_or((rest, ""));
        if first.as_bytes().eq_ignore_ascii_case(name) {
            return Some(after);
        }
        rest = after;
    }
    None
}

/// Why a requested list of header names is not granted. Its `Debug` output is escaped and bounded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ListRefusal<'r> {
    /// This name is not allowed.
    NotAllowed(&'r [u8]),
    /// This element is no header name.
    Malformed(&'r [u8]),
    /// The list went over a bound before it ended: what was still to be read of the line.
    OverLimit(&'r [u8]),
}

impl fmt::Debug for ListRefusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (variant, bytes) = match *self {
            Self::NotAllowed(name) => ("NotAllowed", name),
            Self::Malformed(element) => ("Malformed", element),
            Self::OverLimit(rest) => ("OverLimit", rest),
        };
        f.debug_tuple(variant).field(&Escaped(bytes)).finish()
    }
}

/// Whether every name of the requested list is in `allowed`.
///
/// # Errors
///
/// The first name that is not, or the bound that was reached.
pub fn all_in<'r>(
    allowed: &NameList,
    mut lines: impl Iterator<Item = &'r [u8]>,
) -> Result<(), ListRefusal<'r>> {
    let (Some(first), second) = (lines.next(), lines.next()) else { return Ok(()) };
    let bound = allowed.value.len().saturating_mul(2).saturating_add(MAX_SPARE_BYTES);
    // Before anything is read of it; a part of the list is no longer than the list.
    if first.len() > bound {
        return Err(ListRefusal::OverLimit(first));
    }
    if second.is_none() && first.len() <= allowed.value.len() && allowed.has_browser_form(first) {
        return Ok(());
    }
    let lines = [Some(first), second].into_iter().flatten().chain(lines);
    let all = allowed.value.value();
    let mut rest = all;
    let mut steps_back = 0_usize;
    for element in Elements::new(lines, bound) {
        let name = element?;
        rest = match after(rest, name) {
            Some(after) => after,
            None if steps_back == MAX_STEPS_BACK => return Err(ListRefusal::OverLimit(name)),
            None => {
                steps_back = steps_back.saturating_add(1);
                after(all, name).ok_or(ListRefusal::NotAllowed(name))?
            }
        };
    }
    Ok(())
}

/// The first name of a requested list that is not in `allowed`, as far as [`MAX_LIST_BYTES`] go: to
/// tell of a list that was not read to its end.
pub(crate) fn first_not_in<'r>(allowed: &NameList, line: &'r [u8]) -> Option<&'r [u8]> {
    let read = line.get(..MAX_LIST_BYTES).map_or(line, |start| {
        // No name is cut in two, unless it is all that there is.
        let whole = start.iter().rposition(|&byte| byte == b',').and_then(|end| start.get(..end));
        whole.unwrap_or(start)
    });
    Elements::new(core::iter::once(read), MAX_LIST_BYTES)
        .map_while(Result::ok)
        .find(|name| !allowed.contains(name))
}

/// Whether `*` covers every name of the requested list: it never covers `Authorization`, which
/// must be named.
///
/// # Errors
///
/// The first name that it does not cover, the first element that is no name, or the bound that
/// was reached.
pub fn all_covered_by_wildcard<'r>(
    authorization_is_named: bool,
    lines: impl Iterator<Item = &'r [u8]>,
) -> Result<(), ListRefusal<'r>> {
    for element in Elements::new(lines, MAX_LIST_BYTES) {
        let name = element?;
        if !is_token(name) {
            return Err(ListRefusal::Malformed(name));
        }
        if !authorization_is_named && is_cors_non_wildcard_request_header_name(name) {
            return Err(ListRefusal::NotAllowed(name));
        }
    }
    Ok(())
}

/// Whether the requested list is a list of header names at all, so that it may be mirrored.
///
/// # Errors
///
/// The first element that is no name, or the bound that was reached.
pub fn is_well_formed<'r>(lines: impl Iterator<Item = &'r [u8]>) -> Result<(), ListRefusal<'r>> {
    Elements::new(lines, MAX_LIST_BYTES).try_for_each(|element| match element? {
        name if is_token(name) => Ok(()),
        name => Err(ListRefusal::Malformed(name)),
    })
}

/// The non-empty elements of a list over several lines, within the bounds.
struct Elements<'r, L> {
    lines: L,
    line: Option<&'r [u8]>,
    bytes_left: usize,
    empty_left: usize,
}

impl<'r, L: Iterator<Item = &'r [u8]>> Elements<'r, L> {
    fn new(mut lines: L, bytes_left: usize) -> Self {
        let line = lines.next();
        Self { lines, line, bytes_left, empty_left: MAX_EMPTY_ELEMENTS }
    }
}

impl<'r, L: Iterator<Item = &'r [u8]>> Iterator for Elements<'r, L> {
    type Item = Result<&'r [u8], ListRefusal<'r>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = self.line?;
            if line.len() > self.bytes_left {
                return Some(Err(ListRefusal::OverLimit(line)));
            }
            let (element, after) = match line.iter().position(|&byte| byte == b',') {
                Some(comma) => (line.get(..comma)?, line.get(comma.saturating_add(1)..)),
                None => (line, None),
            };
            self.line = after.or_else(|| self.lines.next());
            // The comma, or the end of the line, counts too, so that empty lines are not free.
            self.bytes_left = self.bytes_left.saturating_sub(element.len().saturating_add(1));
            let element = without_outer_white_space(element);
            if !element.is_empty() {
                return Some(Ok(element));
            }
            match self.empty_left.checked_sub(1) {
                Some(left) => self.empty_left = left,
                None => return Some(Err(ListRefusal::OverLimit(line))),
            }
        }
    }
}

/// `element` without the spaces and tabs around it (RFC 9110's optional white space).
fn without_outer_white_space(mut element: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = element {
        element = rest;
    }
    element
}

#[cfg(test)]
mod tests {
    use std::borrow::ToOwned as _;
    use std::vec::Vec;

    use super::*;

    const ALLOWED: NameList = NameList::new(Text::Fixed("x-bar,x-baz,x-foo"));

    fn check<'r>(lines: &[&'r str]) -> Result<(), ListRefusal<'r>> {
        all_in(&ALLOWED, lines.iter().map(|line| line.as_bytes()))
    }

    #[test]
    fn every_legal_form() {
        for lines in [
            &[][..],
            &[""],
            &["x-bar,x-baz,x-foo"],
            &["x-bar,x-foo"],
            &["x-baz"],
            &["x-bar,"],
            &["x-foo,x-bar"],
            &["X-Foo , x-BAR\t"],
            &[",,x-bar,, ,x-foo,"],
            &["x-bar", "", " x-foo "],
            &["x-bar,x-bar"],
        ] {
            assert_eq!(check(lines), Ok(()), "{lines:?}");
        }
    }

    #[test]
    fn a_name_is_found_whole() {
        let list = NameList::new(Text::Fixed("GET,HEAD,PUT"));
        for name in ["GET", "HEAD", "PUT"] {
            assert!(list.contains(name.as_bytes()), "{name}");
        }
        for name in ["", "GE", "ET", "EAD", "PU", "PUTT", "put", ",", "GET,HEAD", "HEAD,", ",PUT"] {
            assert!(!list.contains(name.as_bytes()), "{name}");
        }
        assert!(!NameList::EMPTY.contains(b""));
    }

    #[test]
    fn the_culprit_is_named() {
        assert_eq!(check(&["x-bar,x-qux"]), Err(ListRefusal::NotAllowed(b"x-qux")));
        assert_eq!(check(&["x-bar", "x-fo"]), Err(ListRefusal::NotAllowed(b"x-fo")));
        assert_eq!(check(&["x-bar,x-bazz"]), Err(ListRefusal::NotAllowed(b"x-bazz")));
        assert_eq!(check(&["x-ba"]), Err(ListRefusal::NotAllowed(b"x-ba")));
        assert_eq!(check(&["x-bar x-foo"]), Err(ListRefusal::NotAllowed(b"x-bar x-foo")));
    }

    #[test]
    fn bounds() {
        let commas = ",".repeat(100_000);
        assert!(matches!(check(&[&commas]), Err(ListRefusal::OverLimit(_))));
        let spaces = " ".repeat(100_000);
        assert!(matches!(check(&[&spaces]), Err(ListRefusal::OverLimit(_))));
        let repeated = "x-foo,".repeat(20_000);
        assert!(matches!(check(&[&repeated]), Err(ListRefusal::OverLimit(_))));
        let lines: Vec<&str> = [""; 1000].to_vec();
        assert!(matches!(check(&lines), Err(ListRefusal::OverLimit(_))));
        let lines: Vec<&str> = ["x-foo"; 1000].to_vec();
        assert!(matches!(check(&lines), Err(ListRefusal::OverLimit(_))));
    }

    /// The last list that is within each bound, and the first that is not.
    #[test]
    fn bounds_are_exact() {
        let bytes = ALLOWED.value().len() * 2 + MAX_SPARE_BYTES;
        let longer_than_its_bounds = std::format!("x-{},x-z", "a".repeat(60));
        for (allowed, part, times, rest) in [
            ("x-bar,x-baz,x-foo", " ", bytes - 5, "x-bar"),
            ("x-bar,x-baz,x-foo", ",", MAX_EMPTY_ELEMENTS, "x-bar"),
            ("x-bar,x-baz,x-foo", "x-foo,", MAX_STEPS_BACK, "x-foo"),
            (&longer_than_its_bounds, ",", MAX_EMPTY_ELEMENTS, "x-z"),
            // The end of the line is the last empty element.
            (&longer_than_its_bounds, ",", MAX_EMPTY_ELEMENTS - 1, ""),
        ] {
            let list = NameList::new(Text::from(allowed.to_owned()));
            let verdict = |times| {
                let line = part.repeat(times) + rest;
                match all_in(&list, [line.as_bytes()].into_iter()) {
                    Ok(()) => "allowed",
                    Err(ListRefusal::OverLimit(_)) => "over the limit",
                    Err(ListRefusal::NotAllowed(_) | ListRefusal::Malformed(_)) => "refused",
                }
            };
            assert_eq!(verdict(times), "allowed", "{allowed}: {times} {part:?}");
            assert_eq!(verdict(times + 1), "over the limit", "{allowed}: {times} {part:?}");
        }
        for length in [MAX_LIST_BYTES, MAX_LIST_BYTES + 1] {
            let name = "x".repeat(length);
            let is_too_long = length > MAX_LIST_BYTES;
            let want =
                if is_too_long { Err(ListRefusal::OverLimit(name.as_bytes())) } else { Ok(()) };
            assert_eq!(is_well_formed([name.as_bytes()].into_iter()), want, "{length}");
            assert_eq!(
                all_covered_by_wildcard(false, [name.as_bytes()].into_iter()),
                want,
                "{length}"
            );
        }
        // All lines together have the bound of one.
        let halves = ["x".repeat(MAX_LIST_BYTES / 2), "x".repeat(MAX_LIST_BYTES / 2)];
        let lines = || halves.iter().map(std::string::String::as_bytes);
        assert!(matches!(is_well_formed(lines()), Err(ListRefusal::OverLimit(_))));
    }

    #[test]
    fn names_in_order() {
        for (value, names) in [("a,b", &["a", "b"][..]), ("a", &["a"]), ("", &[])] {
            let list = NameList::new(Text::Fixed(value));
            assert!(list.iter().eq(names.iter().copied()), "{value}");
            assert_eq!((&**list.value(), list.is_empty()), (value, names.is_empty()));
        }
    }

    #[test]
    fn two_hundred_headers_fit() {
        let names: Vec<std::string::String> = (0..200).map(|n| std::format!("x-{n:03}")).collect();
        let list = names.join(",");
        assert_eq!(
            all_in(&NameList::new(Text::from(list.clone())), [list.as_bytes()].into_iter()),
            Ok(())
        );
        assert_eq!(is_well_formed([list.as_bytes()].into_iter()), Ok(()));
    }

    #[test]
    fn the_wildcard_does_not_cover_authorization() {
        let lines = || [&b"x-a,Authorization"[..]].into_iter();
        assert_eq!(
            all_covered_by_wildcard(false, lines()),
            Err(ListRefusal::NotAllowed(b"Authorization"))
        );
        assert_eq!(all_covered_by_wildcard(true, lines()), Ok(()));
    }
}
