//! Lists of names: those of a policy, and those that a request contains.
//!
//! A policy's list is stored as the header value that will be sent, `a,b,c`, because a name contains no
//! comma: one constant is both the answer and the set.
//!
//! A requested list can come from any program. A browser sends one line in lower case, sorted, joined by
//! commas; a proxy may split it and add whitespace and empty elements, which is also legal. The reader
//! accepts every legal form and has these limits:
//!
//! ```text
//! Access-Control-Request-Headers:  content-type ,, x-trace,x-foo
//!                                  └── name ──┘ ↑└─ name ─┘
//!                                               an empty element: at most MAX_EMPTY_ELEMENTS
//! ```
//!
//! Cost: a list in the browser's form is compared with the policy's list, or, if it is a part of it, in one pass over
//! both, because both are sorted: each name of the policy is either the next name of the request, or was not
//! requested. For other forms, the search for a name continues where the last one was found. Every step backwards is counted, and the list is
//! refused after [`MAX_STEPS_BACK`] of them or after [`MAX_EMPTY_ELEMENTS`] empty elements. A list that is
//! too long is refused without reading it.
//!
//! Source: [RFC 9110, section 5.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1), lists
//! and their empty elements;
//! [`#cors-unsafe-request-header-names`](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names),
//! the browser's form.

use core::fmt;

use crate::compare::{equal, strip_suffix};
use crate::escaped::Escaped;
use crate::fetch::{is_cors_non_wildcard_request_header_name, is_token};
use crate::stored::Text;

/// The maximum length of a requested list in bytes if any name is allowed.
///
/// A request with 200 custom headers has a list of about 1,300 bytes. If the policy lists names, a
/// requested list may be [`MAX_SPARE_BYTES`] longer than twice the policy's list.
pub const MAX_LIST_BYTES: usize = 4096;

/// The number of bytes by which a requested list may be longer than twice the policy's list, for whitespace
/// and empty elements.
pub const MAX_SPARE_BYTES: usize = 256;

/// The maximum number of empty elements in a requested list.
///
/// RFC 9110 requires recipients to accept "a reasonable number" of them.
pub const MAX_EMPTY_ELEMENTS: usize = 32;

/// The maximum number of names in a requested list that are out of order or repeated.
pub const MAX_STEPS_BACK: usize = 32;

/// A list of names in a table.
///
/// ```
/// use cors_tables::name_list::NameList;
/// use cors_tables::stored::Text;
/// let list = NameList::new(Text::Fixed("authorization,content-type"));
/// assert_eq!(list.names().value(), "authorization,content-type");
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

    /// The names.
    #[must_use]
    #[inline]
    pub const fn names(&self) -> Names<'_> {
        Names(self.value.value())
    }

    /// Whether the list has no names.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.names().is_empty()
    }
}

/// Names in the form in which they are sent: joined by commas, without whitespace.
///
/// ```
/// use cors_tables::name_list::Names;
/// let names = Names::new("authorization,content-type");
/// assert!(names.iter().eq(["authorization", "content-type"]));
/// assert!(names.contains(b"content-type"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Names<'a>(&'a str);

impl<'a> Names<'a> {
    /// The names whose header value is `value`.
    #[must_use]
    pub const fn new(value: &'a str) -> Self {
        Self(value)
    }

    /// The header value.
    #[must_use]
    pub const fn value(self) -> &'a str {
        self.0
    }

    /// Whether there are no names.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The names, in order.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        self.0.split(',').filter(|name| !name.is_empty())
    }

    /// Whether `name` is one of them, compared case-sensitively, as methods are.
    #[must_use]
    #[inline]
    pub fn contains(self, name: &[u8]) -> bool {
        let mut rest = self.0.as_bytes();
        // From the end, because lists are sorted, and most preflights are for `PUT` or `PATCH`.
        loop {
            if let Some([] | [.., b',']) = strip_suffix(rest, name) {
                return !name.is_empty() && name.iter().all(|&byte| byte != b',');
            }
            let Some(comma) = rest.iter().rposition(|&byte| byte == b',') else { return false };
            rest = rest.get(..comma).unwrap_or_default();
        }
    }

    /// The first name, and the names after it.
    pub(crate) fn split_first(self) -> Option<(&'a str, Self)> {
        let (first, after) = self.0.split_once(',').unwrap_or((self.0, ""));
        (!first.is_empty()).then_some((first, Self(after)))
    }

    /// The names after `name`, compared case-insensitively, as header names are.
    fn after(self, name: &[u8]) -> Option<Self> {
        let mut rest = self.0;
        while !rest.is_empty() {
            let (first, after) = rest.split_once(',').unwrap_or((rest, ""));
            if first.as_bytes().eq_ignore_ascii_case(name) {
                return Some(Self(after));
            }
            rest = after;
        }
        None
    }

    /// The maximum length in bytes of a requested list. A longer one is refused without reading it.
    #[inline]
    pub(crate) const fn max_requested(self) -> usize {
        self.0.len().saturating_mul(2).saturating_add(MAX_SPARE_BYTES)
    }

    /// Whether `line` has all names, or a part of them, in the same order and in the form that a browser
    /// sends.
    #[inline]
    pub(crate) fn has_browser_form(self, line: &[u8]) -> bool {
        equal(line, self.0.as_bytes()) || (line.len() < self.0.len() && self.has_part(line))
    }

    #[inline(never)]
    fn has_part(self, line: &[u8]) -> bool {
        let mut left = line;
        for name in self.0.as_bytes().split(|&byte| byte == b',') {
            left = match left.strip_prefix(name) {
                Some([b',', rest @ ..]) => rest,
                Some([]) => return true,
                Some([_, ..]) | None => left,
            };
        }
        left.is_empty()
    }
}

/// The reason why a requested list of header names is not granted. Its `Debug` output is escaped and
/// limited in length.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ListRefusal<'r> {
    /// This name is not allowed.
    NotAllowed(&'r [u8]),
    /// This element is not a header name.
    Malformed(&'r [u8]),
    /// The list exceeded a limit. The bytes are the unread rest of the line.
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
/// The first name that is not, or the limit that was exceeded.
pub fn all_in<'r>(
    allowed: Names<'_>,
    lines: impl Iterator<Item = &'r [u8]>,
) -> Result<(), ListRefusal<'r>> {
    let mut rest = allowed;
    let mut steps_back = 0_usize;
    for element in Elements::new(lines, allowed.max_requested()) {
        let name = element?;
        rest = match rest.after(name) {
            Some(after) => after,
            None if steps_back == MAX_STEPS_BACK => return Err(ListRefusal::OverLimit(name)),
            None => {
                steps_back = steps_back.saturating_add(1);
                allowed.after(name).ok_or(ListRefusal::NotAllowed(name))?
            }
        };
    }
    Ok(())
}

/// The first name of a requested list that is not in `allowed`, within [`MAX_LIST_BYTES`], for messages
/// about a list that was not read to its end.
pub(crate) fn first_not_in<'r>(allowed: Names<'_>, line: &'r [u8]) -> Option<&'r [u8]> {
    let read = line.get(..MAX_LIST_BYTES).map_or(line, |start| {
        // No name is cut, unless it is the only one.
        let whole = start.iter().rposition(|&byte| byte == b',').and_then(|end| start.get(..end));
        whole.unwrap_or(start)
    });
    Elements::new(core::iter::once(read), MAX_LIST_BYTES)
        .map_while(Result::ok)
        .find(|name| !allowed.contains(name))
}

/// Whether `*` covers every name of the requested list: it never covers `Authorization`, which must be
/// listed.
///
/// # Errors
///
/// The first name that it does not cover, the first element that is not a name, or the limit that was
/// exceeded.
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

/// Whether the requested list is a valid list of header names, so that it may be mirrored.
///
/// # Errors
///
/// The first element that is not a name, or the limit that was exceeded.
pub fn is_well_formed<'r>(lines: impl Iterator<Item = &'r [u8]>) -> Result<(), ListRefusal<'r>> {
    Elements::new(lines, MAX_LIST_BYTES).try_for_each(|element| match element? {
        name if is_token(name) => Ok(()),
        name => Err(ListRefusal::Malformed(name)),
    })
}

/// The non-empty elements of a list over several lines, within the limits.
pub(crate) struct Elements<'r, L> {
    lines: L,
    line: Option<&'r [u8]>,
    bytes_left: usize,
    empty_left: usize,
}

impl<'r, L: Iterator<Item = &'r [u8]>> Elements<'r, L> {
    pub(crate) fn new(mut lines: L, bytes_left: usize) -> Self {
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
            // The comma, or the end of the line, counts too, so that empty lines have a cost.
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

/// `element` without leading and trailing spaces and tabs (RFC 9110's optional whitespace).
fn without_outer_white_space(mut element: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = element {
        element = rest;
    }
    element
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    const ALLOWED: Names<'static> = Names::new("x-bar,x-baz,x-foo");

    fn check<'r>(lines: &[&'r str]) -> Result<(), ListRefusal<'r>> {
        all_in(ALLOWED, lines.iter().map(|line| line.as_bytes()))
    }

    #[test]
    fn every_legal_form_is_accepted() {
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
    fn only_whole_names_are_found() {
        let list = Names::new("GET,HEAD,PUT");
        for name in ["GET", "HEAD", "PUT"] {
            assert!(list.contains(name.as_bytes()), "{name}");
        }
        for name in ["", "GE", "ET", "EAD", "PU", "PUTT", "put", ",", "GET,HEAD", "HEAD,", ",PUT"] {
            assert!(!list.contains(name.as_bytes()), "{name}");
        }
        assert!(!Names::new("").contains(b""));
    }

    #[test]
    fn refused_name_is_reported() {
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

    /// The last list within each limit, and the first one beyond it.
    #[test]
    fn limits_are_exact() {
        let bytes = ALLOWED.value().len() * 2 + MAX_SPARE_BYTES;
        let longer_than_its_bounds = std::format!("x-{},x-z", "a".repeat(60));
        for (allowed, part, times, rest) in [
            (ALLOWED.value(), " ", bytes - 5, "x-bar"),
            (ALLOWED.value(), ",", MAX_EMPTY_ELEMENTS, "x-bar"),
            (ALLOWED.value(), "x-foo,", MAX_STEPS_BACK, "x-foo"),
            (&longer_than_its_bounds, ",", MAX_EMPTY_ELEMENTS, "x-z"),
            // The end of the line is the last empty element.
            (&longer_than_its_bounds, ",", MAX_EMPTY_ELEMENTS - 1, ""),
        ] {
            let verdict = |times| {
                let line = part.repeat(times) + rest;
                match all_in(Names::new(allowed), [line.as_bytes()].into_iter()) {
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
        // The limit applies to all lines together.
        let halves = ["x".repeat(MAX_LIST_BYTES / 2), "x".repeat(MAX_LIST_BYTES / 2)];
        let lines = || halves.iter().map(std::string::String::as_bytes);
        assert!(matches!(is_well_formed(lines()), Err(ListRefusal::OverLimit(_))));
    }

    #[test]
    fn names_keep_their_order() {
        for (value, names) in [("a,b", &["a", "b"][..]), ("a", &["a"]), ("", &[])] {
            let list = Names::new(value);
            assert!(list.iter().eq(names.iter().copied()), "{value}");
            assert_eq!((list.value(), list.is_empty()), (value, names.is_empty()));
        }
    }

    #[test]
    fn two_hundred_headers_fit() {
        let names: Vec<std::string::String> = (0..200).map(|n| std::format!("x-{n:03}")).collect();
        let list = names.join(",");
        assert_eq!(all_in(Names::new(&list), [list.as_bytes()].into_iter()), Ok(()));
        assert_eq!(is_well_formed([list.as_bytes()].into_iter()), Ok(()));
    }

    #[test]
    fn wildcard_does_not_cover_authorization() {
        let lines = || [&b"x-a,Authorization"[..]].into_iter();
        assert_eq!(
            all_covered_by_wildcard(false, lines()),
            Err(ListRefusal::NotAllowed(b"Authorization"))
        );
        assert_eq!(all_covered_by_wildcard(true, lines()), Ok(()));
    }
}
