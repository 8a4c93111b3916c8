//! Families of request headers: `x-amz-meta-{name}`, every name with a prefix.
//!
//! ```text
//! allow_headers = ["content-type", "x-amz-meta-{name}"]
//!
//! Access-Control-Request-Headers   x-amz-meta-author,x-amz-meta-title
//! Access-Control-Allow-Headers     content-type,x-amz-meta-author,x-amz-meta-title
//!                                  └─ listed ─┘ └──────── requested ────────────┘
//! ```
//!
//! No value of `Access-Control-Allow-Headers` covers a prefix: browsers look up each name, and `*` is a name if requests carry
//! credentials. So the answer is the policy's list and those names of the request that belong to a family, in lower
//! case. It never contains a name that no family has, and it is bounded by the length of the request's list.
//!
//! Cost: one pass over the requested list, and two more with one allocation for the answer. Browsers sort the list, so
//! the policy's list is walked along with it; steps backwards are limited, as in [`crate::name_list`].
//!
//! Source: [`#cors-preflight-fetch`](https://fetch.spec.whatwg.org/#cors-preflight-fetch), steps 7.5 to 7.7.

use alloc::string::String;
use core::cmp::Ordering;

use crate::fetch::is_forbidden_request_header_name;
use crate::name_list::{Elements, ListRefusal, MAX_LIST_BYTES, MAX_STEPS_BACK, NameList, Names};
use crate::stored::{List, Text};

/// A list of request headers together with families of them.
///
/// ```
/// use cors_tables::header_families::HeaderFamilies;
/// use cors_tables::name_list::NameList;
/// use cors_tables::stored::{List, Text};
///
/// let families = HeaderFamilies {
///     listed: NameList::new(Text::Fixed("content-type")),
///     prefixes: List::Fixed(&[Text::Fixed("x-amz-meta-")]),
/// };
/// assert!(families.have(b"X-Amz-Meta-Author"));
/// assert!(!families.have(b"x-amz-meta-"));
/// let value = families.value(|| [&b"x-amz-meta-author,content-type"[..]].into_iter());
/// assert_eq!(value.as_deref(), Some("content-type,x-amz-meta-author"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderFamilies {
    /// The names that are listed, in lower case and sorted; it may be empty.
    pub listed: NameList,
    /// What the names of each family begin with, in lower case.
    pub prefixes: List<Text>,
}

impl HeaderFamilies {
    /// Whether a name belongs to a family: after the prefix it has letters, digits, `-`, `_` and `.`, at least one of
    /// them. Names that pages can't set belong to none.
    #[must_use]
    pub fn have(&self, name: &[u8]) -> bool {
        let is_usual = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let has_prefix = |prefix: &Text| match name.split_at_checked(prefix.len()) {
            Some((start, rest)) => {
                !rest.is_empty() && start.eq_ignore_ascii_case(prefix.as_bytes())
            }
            None => false,
        };
        name.iter().all(is_usual)
            && self.prefixes.iter().any(has_prefix)
            && !is_forbidden_request_header_name(name)
    }

    /// Whether every name of the requested list is listed, or belongs to a family.
    ///
    /// # Errors
    ///
    /// The first name that doesn't, or the limit that was exceeded.
    pub fn grant<'r>(&self, lines: impl Iterator<Item = &'r [u8]>) -> Result<(), ListRefusal<'r>> {
        self.for_each_requested(lines, |_| {})
    }

    /// The value of `Access-Control-Allow-Headers`: the listed names, and those names of the requested list that belong
    /// to a family and are not listed, in lower case. `None` if there are none. `lines` is called twice.
    ///
    /// If the requested list is not [granted](Self::grant), the value ends with the last name before the refused one.
    #[must_use]
    pub fn value<'r, L: Iterator<Item = &'r [u8]>>(&self, lines: impl Fn() -> L) -> Option<String> {
        let listed = self.listed.names().value();
        let mut length = listed.len();
        // A refusal was reported by the decision.
        let _ = self.for_each_requested(lines(), |name| {
            length = length.saturating_add(name.len()).saturating_add(1);
        });
        let mut value = String::with_capacity(length);
        value.push_str(listed);
        let _ = self.for_each_requested(lines(), |name| {
            if !value.is_empty() {
                value.push(',');
            }
            value.extend(name.iter().map(|byte| char::from(byte.to_ascii_lowercase())));
        });
        Some(value).filter(|value| !value.is_empty())
    }

    /// Calls `each` with every requested name that belongs to a family and is not listed, until a name is refused.
    fn for_each_requested<'r>(
        &self,
        lines: impl Iterator<Item = &'r [u8]>,
        mut each: impl FnMut(&'r [u8]),
    ) -> Result<(), ListRefusal<'r>> {
        let listed = self.listed.names();
        let limit = listed.max_requested().saturating_add(MAX_LIST_BYTES);
        let mut rest = listed;
        let mut last: &[u8] = b"";
        let mut steps_back = 0_usize;
        for element in Elements::new(lines, limit) {
            let name = element?;
            if compare(last, name) != Ordering::Less {
                if steps_back == MAX_STEPS_BACK {
                    return Err(ListRefusal::OverLimit(name));
                }
                steps_back = steps_back.saturating_add(1);
                rest = listed;
            }
            last = name;
            let is_listed;
            (is_listed, rest) = find(rest, name);
            if is_listed {
                continue;
            }
            if !self.have(name) {
                return Err(ListRefusal::NotAllowed(name));
            }
            each(name);
        }
        Ok(())
    }
}

/// Whether a sorted list has the name, and the part of it that later names can be in.
fn find<'l>(list: Names<'l>, name: &[u8]) -> (bool, Names<'l>) {
    let mut rest = list;
    while let Some((first, after)) = rest.split_first() {
        match compare(first.as_bytes(), name) {
            Ordering::Less => rest = after,
            Ordering::Equal => return (true, after),
            Ordering::Greater => break,
        }
    }
    (false, rest)
}

/// The order of two names in lower case.
fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let lower = u8::to_ascii_lowercase;
    left.iter().map(lower).cmp(right.iter().map(lower))
}

#[cfg(test)]
mod tests {
    use std::string::ToString;
    use std::vec::Vec;

    use super::*;

    fn families(listed: &'static str, prefixes: &'static [Text]) -> HeaderFamilies {
        let listed = NameList::new(Text::Fixed(listed));
        HeaderFamilies { listed, prefixes: List::Fixed(prefixes) }
    }

    const META: &[Text] = &[Text::Fixed("x-amz-meta-"), Text::Fixed("x-goog-")];

    #[test]
    fn names_of_a_family() {
        let of_meta = families("", META);
        for name in ["x-amz-meta-a", "X-AMZ-META-A.B_c-1", "x-goog-x", "x-amz-meta--"] {
            assert!(of_meta.have(name.as_bytes()), "{name}");
        }
        for name in
            ["", "x-amz-meta-", "x-amz-meta", "x-amz-metaa", "a-x-goog-a", "x-goog-*", "x-goog-é"]
        {
            assert!(!of_meta.have(name.as_bytes()), "{name}");
        }
        let all = families("", &[Text::Fixed("")]);
        for name in ["a", "authorization", "x-forwarded-for"] {
            assert!(all.have(name.as_bytes()), "{name}");
        }
        for name in ["", "*", "cookie", "Sec-Fetch-Site", "proxy-a", "content-length"] {
            assert!(!all.have(name.as_bytes()), "{name}");
        }
    }

    /// The answer has the listed names, and those requested names that a family has, each once.
    #[test]
    fn answers() {
        let both = families("content-type,x-amz-meta-a,x-trace", META);
        for (lines, value) in [
            (&[][..], "content-type,x-amz-meta-a,x-trace"),
            (&["content-type,x-trace"], "content-type,x-amz-meta-a,x-trace"),
            (&["x-amz-meta-a"], "content-type,x-amz-meta-a,x-trace"),
            (&["x-amz-meta-b"], "content-type,x-amz-meta-a,x-trace,x-amz-meta-b"),
            (
                &["Content-Type, X-Amz-Meta-B", "x-goog-c,,x-trace"],
                "content-type,x-amz-meta-a,x-trace,x-amz-meta-b,x-goog-c",
            ),
            (&["x-trace,x-amz-meta-a"], "content-type,x-amz-meta-a,x-trace"),
        ] {
            let lines = || lines.iter().map(|line| line.as_bytes());
            assert_eq!(both.grant(lines()), Ok(()));
            let answer = both.value(lines).unwrap();
            assert_eq!(answer, value);
            assert_eq!(answer.capacity(), answer.len(), "one allocation of the right size");
        }
        let lines = || [&b"x-goog-b,x-goog-a"[..]].into_iter();
        assert_eq!(families("", META).value(lines).unwrap(), "x-goog-b,x-goog-a");
        assert_eq!(families("", META).value(|| [].into_iter()), None);
    }

    #[test]
    fn refusals() {
        let both = families("content-type", META);
        for (line, refusal) in [
            ("x-amz-meta-a,x-other", ListRefusal::NotAllowed(b"x-other")),
            ("x-amz-meta-", ListRefusal::NotAllowed(b"x-amz-meta-")),
            ("x-amz-meta-a b", ListRefusal::NotAllowed(b"x-amz-meta-a b")),
            ("*", ListRefusal::NotAllowed(b"*")),
        ] {
            assert_eq!(both.grant([line.as_bytes()].into_iter()), Err(refusal), "{line}");
        }
    }

    /// The last list within each limit, and the first one beyond it.
    #[test]
    fn limits_are_exact() {
        let both = families("content-type", META);
        let granted = |line: &str| both.grant([line.as_bytes()].into_iter()).map_err(|_| ());
        let long = "content-type".len() * 2 + crate::name_list::MAX_SPARE_BYTES + MAX_LIST_BYTES;
        let name = |length: usize| std::format!("x-goog-{}", "a".repeat(length - 7));
        assert_eq!(granted(&name(long)), Ok(()));
        assert_eq!(granted(&name(long + 1)), Err(()));
        let again = |times: usize| ["x-goog-a"].repeat(times + 1).join(",");
        assert_eq!(granted(&again(MAX_STEPS_BACK)), Ok(()));
        assert_eq!(granted(&again(MAX_STEPS_BACK + 1)), Err(()));
        let many: Vec<_> =
            (100..400).map(|index: u32| "x-goog-".to_string() + &index.to_string()).collect();
        assert_eq!(granted(&many.join(",")), Ok(()));
    }
}
