//! Parts of a preflight that are sent back: mirrored methods and headers, and names of header families.
//!
//! What is sent back was checked before, within the limits of this library's own server:
//!
//! ```text
//!   ,content-type, x-amz-meta-a,,x-amz-meta-b       a comma is put before the list, so that all elements are alike
//!   └─ element ─┘└── element ──┘│└─ element ─┘
//!                               an empty element: at most 32
//! ```
//!
//! Where a system can neither remove parts of a value nor change its case, only lists as browsers send them get names of
//! families: in lower case, in order, without white space. In such a list the names of a family are between two listed
//! names, so that a regex can pick them out; see [`Families::picking`].

use cors_compiler::language::{Automata, Language};
use cors_tables::decision::MAX_METHOD_LEN;
use cors_tables::fetch::FORBIDDEN_REQUEST_HEADER_NAMES;
use cors_tables::header_families::HeaderFamilies;
use cors_tables::name_list::{MAX_EMPTY_ELEMENTS, MAX_LIST_BYTES, MAX_SPARE_BYTES};

use crate::Refusal;
use crate::plan::too_large;
use crate::regex::{MAX_LEN, literal, literals, regex_of_starts};

/// A character of a `token`, as a class that is the same in every dialect, and in every kind of quotes: `#-'` and `^-z` are
/// ranges, and no single quote, double quote, backtick, dollar sign or backslash is written.
const TOKEN: &str = "[!#-'*+.0-9A-Z^-z|~-]";

/// Optional white space.
const WHITE_SPACE: &str = "[ \\t]*";

/// The methods that are never mirrored, regardless of their case: a regex without anchors.
pub(crate) const FORBIDDEN_METHODS: &str = "CONNECT|TRACE|TRACK";

/// The longest list of mirrored headers.
pub(crate) const MAX_MIRRORED: usize = MAX_LIST_BYTES;

/// A method that may be mirrored, if it is not forbidden.
pub(crate) fn method() -> String {
    format!("^{TOKEN}{{1,{MAX_METHOD_LEN}}}$")
}

/// A list of header names that may be mirrored, after a comma.
pub(crate) fn list_after_comma() -> String {
    after_comma(&format!("{TOKEN}+"))
}

/// The same without a comma before it.
pub(crate) fn list() -> String {
    let name = format!("{WHITE_SPACE}{TOKEN}+{WHITE_SPACE}");
    let rest = |empty: usize| format!("(?:,{name})*(?:,{WHITE_SPACE}(?:,{name})*){{0,{empty}}}");
    let (empty, fewer) = (MAX_EMPTY_ELEMENTS, MAX_EMPTY_ELEMENTS.saturating_sub(1));
    format!("^(?:{name}{}|{WHITE_SPACE}{})$", rest(empty), rest(fewer))
}

/// A list after a comma, with this regex for names.
fn after_comma(name: &str) -> String {
    let name = format!(",{WHITE_SPACE}{name}{WHITE_SPACE}");
    format!("^(?:{name})*(?:,{WHITE_SPACE}(?:{name})*){{0,{MAX_EMPTY_ELEMENTS}}}$")
}

/// A regex that matches the strings which begin with so many characters. Some engines repeat at most a thousand times.
pub(crate) fn at_least(length: usize) -> String {
    const MOST: usize = 1000;
    let (thousands, rest) = (
        length.checked_div(MOST).unwrap_or_default(),
        length.checked_rem(MOST).unwrap_or_default(),
    );
    let thousands = format!(".{{{MOST}}}").repeat(thousands);
    format!("^{thousands}.{{{rest}}}")
}

/// Families of headers.
#[derive(Debug)]
pub(crate) struct Families {
    /// The first one as it is written.
    pub(crate) written: String,
    /// The listed headers, in order.
    pub(crate) listed_names: Vec<String>,
    /// What the names of each family begin with.
    pub(crate) prefixes: Vec<String>,
    /// A regex for the names of all families, in lower case, without anchors.
    name: String,
    /// The same without the listed names.
    unlisted_name: String,
    /// Those of the names that pages cannot set, as alternatives of a regex. They are apart, because a regex without them would
    /// be long.
    forbidden: Vec<String>,
    /// The longest list.
    pub(crate) max_len: usize,
}

impl Families {
    pub(crate) fn new(families: &HeaderFamilies, automata: &Automata) -> Result<Self, Refusal> {
        let prefixes: Vec<String> =
            families.prefixes.iter().map(|prefix| prefix.value().to_owned()).collect();
        let listed: Vec<String> = families.listed.names().iter().map(str::to_owned).collect();
        let written =
            format!("{}{{name}}", prefixes.first().map(String::as_str).unwrap_or_default());
        // Of two families, one of which covers the other, the wider one is enough.
        let is_covered = |prefix: &&String| {
            prefixes.iter().any(|other| other != *prefix && prefix.starts_with(other.as_str()))
        };
        let widest: Vec<String> =
            prefixes.iter().filter(|prefix| !is_covered(prefix)).cloned().collect();
        let name = format!("{}[a-z0-9._-]+", one_of(&widest));
        let names = automata.regex(&name).map_err(too_large)?;
        let unlisted_name = if listed.iter().any(|one| names.contains(one.as_bytes())) {
            let unlisted = automata.difference(&names, &Language::from_strings(&listed))?;
            let too_long = |_| Refusal::TooLong { pattern: written.clone(), limit: MAX_LEN };
            bare(&regex_of_starts(&unlisted).map_err(too_long)?).to_owned()
        } else {
            name.clone()
        };
        let length = families.listed.value().len();
        let max_len =
            length.saturating_mul(2).saturating_add(MAX_SPARE_BYTES).saturating_add(MAX_LIST_BYTES);
        let forbidden = forbidden(&prefixes);
        Ok(Self {
            written,
            listed_names: listed,
            prefixes,
            name,
            unlisted_name,
            forbidden,
            max_len,
        })
    }

    /// Whether some headers are listed besides the families.
    pub(crate) fn has_listed(&self) -> bool {
        !self.listed_names.is_empty()
    }

    /// A listed name, without anchors.
    pub(crate) fn listed(&self) -> String {
        one_of(&self.listed_names)
    }

    /// A list of any form with names that are listed or belong to a family, after a comma, in lower case.
    pub(crate) fn list_after_comma(&self, limit: usize) -> Result<String, Refusal> {
        let name = if self.has_listed() {
            format!("(?:{}|{})", self.listed(), self.name)
        } else {
            self.name.clone()
        };
        self.within(limit, after_comma(&name))
    }

    /// An element that is a name of a family, anywhere in a list after a comma.
    pub(crate) fn element(&self, limit: usize) -> Result<String, Refusal> {
        self.within(limit, format!(",{WHITE_SPACE}{}{WHITE_SPACE}(?:,|$)", self.name))
    }

    /// A regex for a list after a comma, in lower case, with a name that pages cannot set; none if no family has one.
    pub(crate) fn forbidden(&self) -> Option<String> {
        let names = self.forbidden.join("|");
        let regex = || format!(",{WHITE_SPACE}(?:{names}){WHITE_SPACE}(?:,|$)");
        (!self.forbidden.is_empty()).then(regex)
    }

    /// A regex that matches a list as browsers send it, after a comma, and whose groups, together, are the names that
    /// belong to a family, each after a comma; and the number of groups. `open` begins a group. With a negative look-ahead
    /// the regex is shorter, if some listed name belongs to a family.
    pub(crate) fn picking(
        &self,
        open: impl Fn(usize) -> String,
        has_look_ahead: bool,
        limit: usize,
    ) -> Result<(String, usize), Refusal> {
        let name = if has_look_ahead && self.name != self.unlisted_name {
            format!("(?!{}(?:,|$)){}", self.listed(), self.name)
        } else {
            self.unlisted_name.clone()
        };
        let listed =
            if self.has_listed() { format!("(?:,{})*", self.listed()) } else { String::new() };
        let count = self.gaps();
        let group = |number| format!("{}(?:,{name})*){listed}", open(number));
        let groups: String = (1..=count).map(group).collect();
        Ok((self.within(limit, format!("^{listed}{groups}$"))?, count))
    }

    /// How many gaps between the listed names, in their order, have names of families.
    fn gaps(&self) -> usize {
        let names = &self.listed_names;
        let starts = std::iter::once("").chain(names.iter().map(String::as_str));
        let ends = names.iter().map(|name| Some(name.as_str())).chain([None]);
        let is_in = |prefix: &String, start: &str, end: Option<&str>| {
            // All names of the family are before `after`.
            let after = format!("{prefix}\u{7f}");
            let first = if start > prefix.as_str() { start } else { prefix };
            first < after.as_str() && end.is_none_or(|end| first < end)
        };
        let gaps = starts.zip(ends);
        gaps.filter(|(start, end)| self.prefixes.iter().any(|one| is_in(one, start, *end))).count()
    }

    fn within(&self, limit: usize, regex: String) -> Result<String, Refusal> {
        if regex.len() > limit {
            return Err(Refusal::TooLong { pattern: self.written.clone(), limit });
        }
        Ok(regex)
    }
}

/// A regex for one of these strings, without anchors.
fn one_of(strings: &[String]) -> String {
    if let [only] = strings {
        return bare(&literal(only)).to_owned();
    }
    literals(strings, MAX_LEN).first().map(|regex| bare(regex).to_owned()).unwrap_or_default()
}

/// A regex without its anchors; an alternation is in a group.
fn bare(regex: &str) -> &str {
    let regex = regex.strip_prefix('^').unwrap_or(regex);
    regex.strip_suffix('$').unwrap_or(regex)
}

/// The request headers with one of these prefixes that pages cannot set, as regexes.
fn forbidden(prefixes: &[String]) -> Vec<String> {
    let are_some = |start: &str| prefixes.iter().any(|prefix| start.starts_with(prefix.as_str()));
    let names = FORBIDDEN_REQUEST_HEADER_NAMES.into_iter().filter(|name| are_some(name));
    // A family within one of these is an error.
    let starts = ["proxy-", "sec-"].into_iter().filter(|start| are_some(start));
    let starts = starts.map(|start| format!("{start}[^,]*"));
    names.map(str::to_owned).chain(starts).collect()
}

#[cfg(test)]
mod tests {
    use cors_tables::decision::MAX_METHOD_LEN;
    use cors_tables::fetch::is_token;
    use cors_tables::name_list::{NameList, is_well_formed};
    use cors_tables::stored::{List, Text};

    use super::*;

    fn matches(regex: &str, string: &str) -> bool {
        let regex = regex.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')).unwrap();
        Automata::unlimited().regex(regex).unwrap().contains(string.as_bytes())
    }

    /// Each byte is in the class if it is one of a token.
    #[test]
    fn the_class_of_tokens() {
        let regex = method();
        for byte in 0..128_u8 {
            let name = char::from(byte).to_string();
            assert_eq!(matches(&regex, &name), is_token(&[byte]), "{name:?}");
        }
        assert!(matches(&regex, &"M".repeat(MAX_METHOD_LEN)));
        assert!(!matches(&regex, &"M".repeat(MAX_METHOD_LEN + 1)));
    }

    #[test]
    fn lists_that_may_be_mirrored() {
        let mut lists = ["", "a", "a,b", " a\t, b ", "a b", "a,é", ",", "a,,b", "a:b", ", ,a , "]
            .map(str::to_owned)
            .to_vec();
        for count in MAX_EMPTY_ELEMENTS - 1..=MAX_EMPTY_ELEMENTS + 2 {
            let commas = ",".repeat(count);
            lists.extend([format!("{commas}a"), format!("a{commas}"), format!("a{commas}b,")]);
            lists.push(commas);
        }
        for list in lists {
            let is_allowed = is_well_formed(std::iter::once(list.as_bytes())).is_ok();
            assert_eq!(matches(&super::list(), &list), is_allowed, "{list:?}");
            assert_eq!(matches(&list_after_comma(), &format!(",{list}")), is_allowed, "{list:?}");
        }
    }

    #[test]
    fn at_least_so_many_characters() {
        assert_eq!(at_least(4097), "^.{1000}.{1000}.{1000}.{1000}.{97}");
        assert_eq!(at_least(7), "^.{7}");
    }

    fn families(listed: &'static str, prefixes: &'static [Text]) -> Families {
        let listed = NameList::new(Text::Fixed(listed));
        let families = HeaderFamilies { listed, prefixes: List::Fixed(prefixes) };
        Families::new(&families, &Automata::unlimited()).unwrap()
    }

    const META: &[Text] = &[Text::Fixed("x-amz-meta-"), Text::Fixed("x-goog-")];

    /// Where, in a sorted list, names of a family can be.
    #[test]
    fn gaps_between_listed_names() {
        for (listed, count) in [
            ("", 1),
            ("content-type", 1),
            ("content-type,x-trace", 1),
            ("content-type,x-file,x-trace", 2),
            ("x-amz-meta-a,x-goog-b", 3),
            ("x-amz-meta-", 1),
            ("x-zzz", 1),
        ] {
            assert_eq!(families(listed, META).gaps(), count, "{listed}");
        }
        assert_eq!(families("a,b,c", &[Text::Fixed("")]).gaps(), 4);
    }

    #[test]
    fn names_that_pages_cannot_set() {
        assert_eq!(families("", META).forbidden(), None);
        let names = families("", &[Text::Fixed("s")]).forbidden().unwrap();
        assert_eq!(names, ",[ \\t]*(?:set-cookie|sec-[^,]*)[ \\t]*(?:,|$)");
    }

    #[test]
    fn a_list_as_browsers_send_it() {
        let families = families("content-type,x-file", META);
        let (regex, count) = families.picking(|_| "(?:".to_owned(), false, 1000).unwrap();
        assert_eq!(count, 2);
        for (list, is_allowed) in [
            ("content-type,x-amz-meta-a,x-file,x-goog-a,x-goog-b", true),
            ("x-goog-a", true),
            ("x-goog-a,x-file,x-goog-b,x-file,x-goog-c", false),
            ("x-amz-meta-a,x-other", false),
            ("x-amz-meta-", false),
            ("X-Goog-A", false),
        ] {
            assert_eq!(matches(&regex, &format!(",{list}")), is_allowed, "{list}");
        }
        let refusal = families.picking(|_| "(".to_owned(), false, 50).unwrap_err();
        assert_eq!(
            refusal,
            Refusal::TooLong { pattern: "x-amz-meta-{name}".to_owned(), limit: 50 }
        );
    }
}
